"""The usual mess, planted in known places: what bureaus really send, with the truth beside it.

Two kinds. *Dress* must be read through without loss: title and unit lines, merged headers, blank rows and columns,
totals, notes, GB18030, dates, streets and numbers written in many ways. *Errors* must be found: each is listed in the
truth with file, Excel row, column and the rule that has to name it. Deterministic: position decides, not luck.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from etl.demo import files, layouts
from etl.demo.dress import Dresser
from etl.demo.errors import DUPLICATE, RECIPES, Recipe, Spot
from etl.demo.files import Cell, Rows
from etl.demo.layouts import Page, Sheet
from etl.demo.world import UNKNOWN_STREET, Ledger, World

FIRST_ERROR = 4  # data rows from 0: the first rows stay clean, so that a reader can see what the file should be
ERROR_STEP = 3
FEW_ROWS = 40  # in a ledger this short, every row but the first carries an error as long as there are any
ENCODINGS = ("gb18030", "utf-8", "utf-16", "utf-8-sig")
COUNTED_IN = {"hotline": "件", "labour_rights": "件", "wage_deposits": "个"}  # how a 合计 counts lines; else 人
MONEY_IN_WAN = {
    "insurance": {"fund_income_yuan": "基金收入(万元)", "fund_expense_yuan": "基金支出(万元)"},
    "labour_rights": {"amount_yuan": "涉及金额(万元)"},
    "wage_deposits": {
        "contract_yuan": "合同金额(万元)",
        "due_yuan": "应缴金额(万元)",
        "paid_yuan": "已缴金额(万元)",
    },
}


@dataclass(frozen=True)
class Report:
    """A source whose rows carry figures: what its 合计 row adds up, and what is merged downwards."""

    summed: tuple[str, ...]
    wrong: str  # of every other total, this column is wrong
    unit_line: str
    merged: str | None = None


LEDGER_UNITS = "单位:人、元"
REPORTS = {
    "insurance": Report(
        summed=("due_persons", "insured_persons", "beneficiaries", "fund_income_yuan", "fund_expense_yuan"),
        wrong="insured_persons",
        unit_line="单位:人、元",
        merged="insurance_type",
    ),
    "job_events": Report(
        summed=("employers", "positions", "attendees", "intents", "media_reach"),
        wrong="positions",
        unit_line="单位:家、个、人次",
    ),
    "gig_market": Report(
        summed=("employers", "positions", "persons_served", "matched", "insured_persons"),
        wrong="persons_served",
        unit_line="单位:家、个、人次、人",
        merged="trade",
    ),
    "service_points": Report(
        summed=("reach_persons",), wrong="reach_persons", unit_line="单位:人", merged="services_offered"
    ),
}


@dataclass(frozen=True)
class Planted:
    """One error and what has to say it. ``severity`` warning: the row is taken all the same."""

    file: str
    row_no: int
    column: str
    rule: str
    severity: str
    value: str


@dataclass(frozen=True)
class FileTruth:
    """How one messy file is laid out; ``total_rows`` and ``note_rows`` are not data."""

    file: str
    source: str
    layout: str
    encoding: str
    header_rows: tuple[int, int]
    data_rows: int  # duplicates and bad rows among them
    skipped_rows: int  # totals, notes and headers again


@dataclass
class Truth:
    """Everything that was planted in one demo."""

    files: list[FileTruth] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    def write(self, path: Path) -> None:
        told = {"files": [asdict(f) for f in self.files], "planted": [asdict(p) for p in self.planted]}
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")

    @staticmethod
    def read(path: Path) -> Truth:
        told = json.loads(path.read_text(encoding="utf-8"))
        of_files = [FileTruth(**{**f, "header_rows": tuple(f["header_rows"])}) for f in told["files"]]
        return Truth(of_files, [Planted(**p) for p in told["planted"]])


def write_messy(path: Path, ledger: Ledger, world: World, at: int, truth: Truth) -> None:
    """One messy ledger, the ``at``-th of the demo, and its truth."""
    workbook = path.suffix == ".xlsx"
    turn = at // 2  # formats alternate: each of them gets every layout
    make = _layout(turn, workbook)
    dresser = Dresser(ledger, world, workbook)
    columns = {name: dresser.column(name, values) for name, values in ledger.columns.items()}
    header: list[Cell] = list(files.header(ledger))
    report = REPORTS.get(ledger.source.id)
    wrong_total = report.wrong if report and at % 2 == 1 else None
    merged = report.merged if report and make is layouts.two_row_header else None
    in_wan = MONEY_IN_WAN.get(ledger.source.id, {}) if make is layouts.two_row_header else {}
    if in_wan:
        header = _money_in_wan(ledger, in_wan, columns, header)

    rows: Rows = [list(row) for row in zip(*columns.values(), strict=True)]
    # A report has either errors in its rows or a total: a total over a cell that cannot be read proves nothing.
    is_summed = report is not None and make is layouts.with_units_and_total
    found = [] if is_summed or merged else _plant(ledger, rows, workbook, turn, set(in_wan))
    title = files.title(ledger, world.site.district.short_name)
    unit_line = report.unit_line if report else LEDGER_UNITS
    page = make(Sheet(title, header, rows, _total(ledger, len(rows), report, wrong_total), unit_line))
    if merged:
        layouts.merge_down(page, 1 + list(columns).index(merged))

    encoding = "" if workbook else ENCODINGS[turn % len(ENCODINGS)]
    if workbook:
        files.write_xlsx(path, page.grid)
    else:
        files.write_csv(path, page.grid, encoding)
    _tell_errors(path, list(columns), header, page, rows, found, truth)
    _tell_unknown_streets(path, ledger, page, rows, truth)
    if page.total_row and wrong_total:
        column = ledger.source.columns[wrong_total].title
        truth.planted.append(Planted(path.name, page.total_row, column, "total", "warning", ""))
    skipped = page.other_rows + (page.total_row is not None)
    truth.files.append(
        FileTruth(path.name, ledger.source.id, make.__name__, encoding, page.header_rows, len(rows), skipped)
    )


def _layout(turn: int, workbook: bool) -> Callable[[Sheet], Page]:
    """The layouts in turn; a text file has no merged cells, so it repeats its header instead."""
    if turn % 3 == 0:
        return layouts.with_units_and_total
    if turn % 3 == 1:
        return layouts.offset
    return layouts.two_row_header if workbook else layouts.repeated_header


def _tell_errors(
    path: Path,
    names: list[str],
    header: list[Cell],
    page: Page,
    rows: Rows,
    found: list[tuple[int, Recipe]],
    truth: Truth,
) -> None:
    """What was written into the rows, and each rule that must name it."""
    for row, recipe in found:
        for rule, column, severity in ((recipe.rule, recipe.column, recipe.severity), *recipe.also):
            cell = rows[row][names.index(column)] if column else None
            title = str(header[names.index(column)]) if column else ""
            value = "" if cell is None else str(cell)
            truth.planted.append(Planted(path.name, page.data_rows[row], title, rule, severity, value))


def _plant(ledger: Ledger, rows: Rows, workbook: bool, turn: int, in_wan: set[str]) -> list[tuple[int, Recipe]]:
    """Write every error of the source into a row of its own, as far as ``rows`` reach; copies come below.

    Each file begins with another error, so that all of them come up in ledgers of few rows too. A wrong sum of money
    is as wrong in 万元 as in 元.
    """
    names = list(ledger.columns)
    found: list[tuple[int, Recipe]] = []
    row, step = (1, 1) if ledger.rows < FEW_ROWS else (FIRST_ERROR, ERROR_STEP)
    copies: list[tuple[int, Recipe]] = []
    recipes = RECIPES[ledger.source.id]
    first = turn % len(recipes)
    for recipe in (*recipes[first:], *recipes[:first]):
        while row < ledger.rows and (changes := recipe.make(Spot(ledger, row, workbook))) is None:
            row += 1
        if row >= ledger.rows:
            break
        for name, value in (changes or {}).items():
            if name in in_wan and isinstance(value, str) and value.isdecimal():
                value = int(value) / 10_000
            rows[row][names.index(name)] = value
        (copies if recipe.rule == DUPLICATE else found).append((row, recipe))
        row += step
    for row, recipe in copies:
        rows.append(list(rows[row]))
        found.append((len(rows) - 1, recipe))
    return found


def _tell_unknown_streets(path: Path, ledger: Ledger, page: Page, rows: Rows, truth: Truth) -> None:
    """Streets that nobody knows are in every ledger: their rows count as 未分配, with a warning."""
    position = list(ledger.columns).index("area_code")
    title = ledger.source.columns["area_code"].title
    for row, cells in enumerate(rows):
        if cells[position] in (None, UNKNOWN_STREET):
            truth.planted.append(
                Planted(path.name, page.data_rows[row], title, "area", "warning", str(cells[position] or ""))
            )


def _total(ledger: Ledger, rows: int, report: Report | None, wrong: str | None) -> list[Cell]:
    """The 合计 row: sums of the figures that a report gives, or how many persons or orders there are."""
    if report is None:
        return ["合计", f"{rows}{COUNTED_IN.get(ledger.source.id, '人')}"]
    sums: list[Cell] = [
        sum(known) + (10 if name == wrong else 0)
        if name in report.summed and (known := [int(value) for value in values if value != ""])
        else None
        for name, values in ledger.columns.items()
    ]
    return ["合计", *sums[1:]]


def _money_in_wan(
    ledger: Ledger, titles: dict[str, str], columns: dict[str, list[Cell]], header: list[Cell]
) -> list[Cell]:
    """The columns of money in 万元 (in place), and the header that says so."""
    for name in titles:
        columns[name] = [None if value == "" else int(value) / 10_000 for value in ledger.columns[name]]
    return [titles.get(name, title) for name, title in zip(ledger.columns, header, strict=True)]
