"""What is planted stands where the truth says; and the checks find it, all of it and nothing else."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from etl.checks.checking import check
from etl.checks.model import Context
from etl.demo import Truth, truth_path, write_demo
from etl.demo.errors import DUPLICATE, KEPT, RECIPES
from etl.demo.mess import REPORTS, FileTruth
from etl.reading.opening import open_file
from etl.site import BUILT_IN_SOURCES, Site
from etl.sources.matching import match
from etl.sources.model import discover

Found = set[tuple[int, str, str]]


@pytest.fixture(scope="module")
def messy(shipped: Site, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Truth]:
    out = tmp_path_factory.mktemp("messy") / "demo"
    paths = write_demo(shipped, out, rows=4000, years=(2023,), mess=True)
    return paths, Truth.read(truth_path(out))


def cells_of(path: Path, encoding: str) -> list[list[object]]:
    """The cells from Excel's row 1 on."""
    if path.suffix == ".xlsx":
        return list(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False))
    with path.open(encoding=encoding, newline="") as file:
        return [list(row) for row in csv.reader(file)]


def test_folder_holds_nothing_but_ledgers(messy: tuple[list[Path], Truth]) -> None:
    paths, truth = messy
    assert sorted(paths[0].parent.iterdir()) == sorted(paths)
    assert {told.file for told in truth.files} == {path.name for path in paths}


def test_every_planted_cell_is_where_the_truth_says(messy: tuple[list[Path], Truth]) -> None:
    paths, truth = messy
    told = {file.file: file for file in truth.files}
    grids = {path.name: cells_of(path, told[path.name].encoding) for path in paths}
    assert len(truth.planted) > 180
    for planted in truth.planted:
        grid, last_header = grids[planted.file], told[planted.file].header_rows[1]
        row = grid[planted.row_no - 1]
        if planted.rule == "total":
            assert row[0] == "合计"
        elif planted.rule == DUPLICATE:
            above = [other[1:] for other in grid[last_header : planted.row_no - 1]]  # the first cell may be 序号
            assert row[1:] in above
        else:
            cell = row[grid[last_header - 1].index(planted.column)]
            shown = str(cell).removesuffix(".0") if isinstance(cell, float) else str(cell)
            assert shown == planted.value or float(shown) == float(planted.value), planted


def test_every_rule_layout_and_encoding_occurs(messy: tuple[list[Path], Truth]) -> None:
    _, truth = messy
    source = {file.file: file.source for file in truth.files}
    seen = {(source[planted.file], planted.rule, planted.column) for planted in truth.planted}
    columns = {source.id: source.columns for source in discover((BUILT_IN_SOURCES,))}
    for name, recipes in RECIPES.items():
        for recipe in recipes:
            assert (name, recipe.rule, columns[name][recipe.column].title if recipe.column else "") in seen
    reports = {name for name, rule, _ in seen if rule == "total"}
    assert reports == set(REPORTS)
    assert {file.layout for file in truth.files} == {
        "with_units_and_total", "offset", "two_row_header", "repeated_header",
    }  # fmt: skip
    assert {file.encoding for file in truth.files} == {"", "gb18030", "utf-8", "utf-16", "utf-8-sig"}


def judged(path: Path, told: FileTruth, site: Site) -> tuple[Found, int]:
    """What the checks say of a file (row, rule, severity), and how many rows they accept."""
    book = open_file(path, site.work)
    sheet = book.sheets[0]
    mapping = match(sheet, discover(site.source_dirs), path.name, date(2023, 7, 1))
    assert mapping is not None
    assert mapping.is_demo
    assert mapping.source.id == told.source
    assert mapping.header_rows == told.header_rows
    with duckdb.connect() as con:
        relation = sheet.relation(con, mapping.header_rows[1] + 1, mapping.width)
        done = check(con, relation, mapping, Context(site, date(2026, 1, 1), "t"))
        found: Found = set()
        for table, severity in ((done.rejected, "quarantine"), (done.warned, "warning")):
            found |= {
                (row, rule, severity) for row, rule in con.execute(f"select row_no, rule from {table}").fetchall()
            }
        return found, done.rows_accepted


LOOKED_AT = {  # source -> its months, so that each has every layout and encoding among the files that are judged
    "hiring": (0, 1, 2, 5),
    "reemployment": (1, 2),
    "insurance": (0, 1, 2, 3, 4, 5),
    "hotline": (0, 1, 4, 5),
    "labour_rights": (0, 1, 2, 3, 4, 5),
    "wage_deposits": (0, 1, 2, 3, 4, 5),
    "job_events": (0, 1, 2, 3, 4, 5),
    "gig_market": (0, 1, 2, 3, 4, 5),
    "service_points": (0, 1, 2, 3, 4, 5),
    "talent": (0, 1, 2, 3, 4, 5),
}


def test_every_source_is_judged(messy: tuple[list[Path], Truth]) -> None:
    assert {file.source for file in messy[1].files} == set(LOOKED_AT)


@pytest.mark.slow
@pytest.mark.parametrize(("source", "at"), [(source, at) for source, months in LOOKED_AT.items() for at in months])
def test_checks_find_what_was_planted_and_nothing_else(
    source: str, at: int, messy: tuple[list[Path], Truth], site: Site
) -> None:
    paths, truth = messy
    told = [file for file in truth.files if file.source == source][at]
    path = next(path for path in paths if path.name == told.file)
    site.work.mkdir(exist_ok=True)
    planted = {(p.row_no, p.rule, p.severity) for p in truth.planted if p.file == path.name and p.severity != KEPT}
    found, accepted = judged(path, told, site)
    assert found == planted
    refused = {row for row, _, severity in planted if severity == "quarantine"}
    copies = sum(rule == DUPLICATE for _, rule, _ in planted)
    assert accepted == told.data_rows - len(refused) - copies


@pytest.mark.slow
def test_the_clean_demo_is_clean(shipped: Site, site: Site, tmp_path: Path) -> None:
    site.work.mkdir(exist_ok=True)
    paths = write_demo(shipped, tmp_path / "demo", rows=3000, years=(2023,))
    for path in paths[::6]:
        book = open_file(path, site.work)
        mapping = match(book.sheets[0], discover(site.source_dirs), path.name, date(2023, 7, 1))
        assert mapping is not None
        with duckdb.connect() as con:
            relation = book.sheets[0].relation(con, mapping.header_rows[1] + 1, mapping.width)
            done = check(con, relation, mapping, Context(site, date(2026, 1, 1), "t"))
            assert done.rows_read == done.rows_accepted > 0
            warned = con.execute(f"select distinct rule from {done.warned}").fetchall()
            assert warned in ([], [("area",)])
