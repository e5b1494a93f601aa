"""The rows of each ledger, and what of them a page of one month and area looks at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import EllipsisType
from typing import Any

import pandas as pd

from tests.from_files import DISTRICT, Ledgers

ANY = ...  # a cell that is proved elsewhere
Cell = str | int | Fraction | EllipsisType | None
Lines = list[list[Cell]]
Panels = Mapping[str, Lines]  # id of a panel, a further CSV of it with its place behind: backlog, backlog/1
Row = dict[str, Any]
Amount = Callable[[Row], Fraction | int | None]

NOT_SAID = "未填写"
YEAR = 12
TWO_YEARS = 24


@dataclass(frozen=True)
class Held:
    """A ledger as far as it had come for a page: ``month`` is the last of the page's year with rows."""

    rows: list[Row]
    area: str
    month: int
    first: int
    unfiled: frozenset[int]  # months of this year and last that it misses

    @property
    def start(self) -> int:
        return self.month // YEAR * YEAR

    @property
    def has_before(self) -> bool:
        """Whether this year and the same months of last year have wholly come."""
        spans = (range(self.start - YEAR, self.month - YEAR + 1), range(self.start, self.month + 1))
        return not any(month in self.unfiled for span in spans for month in span)

    def of(self, area: str | None = None) -> list[Row]:
        """The rows of the page's area, or of another."""
        return [row for row in self.rows if within(row, area or self.area)]

    def year(self, by: str, *, area: str | None = None) -> list[Row]:
        """Rows whose month ``by`` lies in the year so far."""
        return between(self.of(area), by, self.start, self.month)

    def before(self, by: str, *, area: str | None = None) -> list[Row]:
        """Likewise in the same months of last year; none where they are not all known."""
        return between(self.of(area), by, self.start - YEAR, self.month - YEAR) if self.has_before else []


@dataclass(frozen=True)
class Book:
    """A ledger with the months that it was filed for."""

    rows: list[Row]
    months: frozenset[int]
    is_monthly: bool  # a file is due for every month

    def at(self, area: str, month: int) -> Held | None:
        """None where nothing of the year has come."""
        come = [one for one in self.months if month // YEAR * YEAR <= one <= month]
        if not come:
            return None
        last, first = max(come), min(self.months)
        span = range(last // YEAR * YEAR - YEAR, last + 1)
        missed = {m for m in span if (m not in self.months if self.is_monthly else m < first)}
        return Held(self.rows, area, last, first, frozenset(missed))


@dataclass(frozen=True)
class Books:
    """All ledgers of a site."""

    hiring: Book
    reemployment: Book
    insurance: Book
    hotline: Book
    events: Book
    gig_market: Book
    points: Book
    talent: Book
    rights: Book
    deposits: Book
    names: Mapping[str, str]  # of areas, as tables have them
    streets: list[str]


def read_books(ledgers: Ledgers, areas: pd.DataFrame) -> Books:
    """With month numbers beside the days."""
    places = areas[areas["level"].isin(("street", "unassigned"))]
    return Books(
        _book(ledgers.hiring, "就业日期"),
        _book(ledgers.reemployment, "登记日期", "再就业日期", "失业日期"),
        _book(ledgers.insurance, "月份"),
        _book(ledgers.hotline, "受理时间", "办结时间", "办结时限"),
        _book(ledgers.events, "活动日期", is_monthly=False),
        _book(ledgers.gig_market, "月份"),
        _book(ledgers.points, "月份", is_monthly=False),
        _book(ledgers.talent, "月份", is_monthly=False),
        _book(ledgers.rights, "受理日期", "结案日期"),
        _book(ledgers.deposits, "开工日期", "缴存日期"),
        {str(row.code): str(row.name).removesuffix("街道") for row in places.itertuples(index=False)},
        list(places[places["level"] == "street"]["code"]),
    )


def _book(frame: pd.DataFrame, filed_by: str, *others: str, is_monthly: bool = True) -> Book:
    for name in (filed_by, *others):
        days = pd.to_datetime(frame[name], format="ISO8601")
        numbers = days.dt.year * YEAR + days.dt.month - 1
        frame = frame.assign(**{f"month of {name}": [None if pd.isna(n) else int(n) for n in numbers]})
    rows = [{str(key): _plain(cell) for key, cell in row.items()} for row in frame.to_dict("records")]
    return Book(rows, frozenset(row[f"month of {filed_by}"] for row in rows), is_monthly)


def _plain(cell: Any) -> Any:
    """Empty cells are None."""
    return None if cell is None or cell is pd.NaT or cell == "" or cell != cell else cell


def within(row: Row, area: str) -> bool:
    """Whether a row counts for an area."""
    return area == DISTRICT or row["area"] == area


def between(rows: Iterable[Row], by: str, since: int, until: int) -> list[Row]:
    """Rows whose month ``by`` lies in a span."""
    return [row for row in rows if row[f"month of {by}"] is not None and since <= row[f"month of {by}"] <= until]


def one(row: Row) -> int:
    """Each row counts once."""
    return 1


def number_of(column: str) -> Amount:
    """What a row says in a column; None where it says nothing."""

    def read(row: Row) -> Fraction | None:
        return None if row[column] is None else Fraction(row[column])

    return read


def total(rows: Iterable[Row], amount: Amount) -> Fraction | None:
    """The sum of what is said; None where no row says anything."""
    said = [value for row in rows if (value := amount(row)) is not None]
    return sum(map(Fraction, said), Fraction(0)) if said else None


def added(rows: Iterable[Row], member: str, amount: Amount = one) -> dict[str, Fraction]:
    """The sums of the members that a column names."""
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row[member] or NOT_SAID] += Fraction(amount(row) or 0)  # type: ignore[assignment]
    return dict(sums)  # type: ignore[arg-type]


def split(
    held: Held,
    by: str,
    member: str,
    amount: Amount = one,
    *,
    whole: bool = False,
    names: Mapping[str, str] | None = None,
    kept: Callable[[Row], bool] = bool,
) -> Lines:
    """Member, this year, last year, difference: those with any figure; nothing where this year has none."""
    area = DISTRICT if whole else None
    now = added(filter(kept, held.year(by, area=area)), member, amount)
    before = added(filter(kept, held.before(by, area=area)), member, amount)
    lines: Lines = []
    for name in {**now, **before}:
        this, last = now.get(name, Fraction(0)), before.get(name, Fraction(0)) if held.has_before else None
        if this or last:
            lines.append([(names or {}).get(name, name), this, last, None if last is None else this - last])
    return lines if any(now.values()) else []


def key_of(month: int) -> str:
    """``2023-06``."""
    return f"{month // YEAR}-{month % YEAR + 1:02d}"


def monthly(held: Held, by: str, amount: Amount, kept: Callable[[Row], bool] = bool) -> Lines:
    """``1月``, this year's, last year's; None for what has not come; nothing where both years have nothing."""
    rows = [row for row in held.of() if kept(row)]

    def of(month: int) -> Fraction | None:
        if not held.first <= month <= held.month or month in held.unfiled:
            return None
        return total(between(rows, by, month, month), amount) or Fraction(0)

    lines: Lines = [[f"{m + 1}月", of(held.start + m), of(held.start - YEAR + m)] for m in range(YEAR)]
    return lines if any(this or last for _, this, last in lines) else []


def share(above: Fraction | int | None, below: Fraction | int | None) -> Fraction | None:
    """A rate; None where there is nothing to divide by."""
    return None if above is None or not below else Fraction(above) / Fraction(below)
