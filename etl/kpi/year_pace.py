"""The pace of whole years: the share of a target due by each of its twelve months, the ones to come included.

`kpi_value` ends with the last month that has figures; a chart draws the pace on to December, where it meets the target.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from etl.kpi.catalogue import Kpi, Window
from etl.kpi.history import History
from etl.kpi.measure import pace_of
from etl.kpi.series import Series
from etl.kpi.targets import TargetBook
from etl.kpi.window import MONTHS, first_day, month_of


@dataclass(frozen=True, slots=True)
class YearPace:
    """One row of ``kpi_pace``; the fields are its columns."""

    kpi: str
    area_code: str
    year: int
    month_of_year: int  # of the counting window: 1 is December where it runs from December to November
    pace: Fraction
    pace_basis: str


def year_paces(kpi: Kpi, series: Iterable[Series], history: History, book: TargetBook) -> list[YearPace]:
    """The paces of every area and year with a target; the months measured so far have the same pace here."""
    if not kpi.has_pace:
        return []
    windows = {one.area_code: one.window for one in series}
    years = sorted({(target.area_code, target.year) for target in book.targets if target.kpi == kpi.id})
    return [
        paced
        for area_code, year in years
        for paced in _year(kpi, area_code, year, history, book, windows.get(area_code, kpi.counting_window))
    ]


def _year(
    kpi: Kpi, area_code: str, year: int, history: History, book: TargetBook, window: Window
) -> Iterator[YearPace]:
    season = history.season(area_code, window, year)
    for m in range(1, MONTHS + 1):
        end_of_month = first_day(month_of(year, m, window) + 1) - timedelta(days=1)
        target = book.choose(kpi.id, area_code, year, end_of_month)
        pace, basis = pace_of(kpi, area_code, m, target, season)
        if target is not None and target.target and pace is not None and basis is not None:
            yield YearPace(kpi.id, area_code, year, m, pace, basis)
