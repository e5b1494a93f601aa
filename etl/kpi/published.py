"""Series of other areas (the nation, the province, the city), from the figures that are published of them.

A cumulative figure is kept as it was printed; the month is its difference to the month before, and is unknown where
that month was not published. A figure that falls within its year stays, with a negative month.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from etl.kpi.catalogue import Kpi, Window
from etl.kpi.series import Point, Series
from etl.kpi.window import month_no, place, window_start

MEASURES = {"flow": ("cumulative",), "level": ("stock", "rate"), "ratio": ("rate",)}


@dataclass(frozen=True)
class Figure:
    """One row of the mart of published figures, in base units."""

    kpi: str
    area_code: str
    month: date
    measure: str
    value: Decimal
    period_start: date | None
    is_demo: bool


def published_series(kpi: Kpi, figures: Iterable[Figure]) -> list[Series]:
    """One series for each area; ``figures`` come in order of month, of two for one month the later one counts."""
    by_area: dict[str, dict[int, Figure]] = {}
    for figure in figures:
        if figure.measure in MEASURES[kpi.kind] and (kpi.kind != "flow" or _window(figure) is not None):
            by_area.setdefault(figure.area_code, {})[month_no(figure.month)] = figure
    return [_series(kpi, area_code, by_month) for area_code, by_month in sorted(by_area.items())]


def _series(kpi: Kpi, area_code: str, by_month: dict[int, Figure]) -> Series:
    months = sorted(by_month)
    figures = {month: Fraction(by_month[month].value) for month in months}
    window = (_window(by_month[months[-1]]) if kpi.kind == "flow" else None) or kpi.counting_window
    if kpi.kind == "flow":
        values = {month: _difference(figures, month, window) for month in months}
        points = {month: Point(values[month], values[month], None, by_month[month].is_demo) for month in months}
    else:
        bare = kpi.denominator is None  # a published rate does not say what it was divided by
        points = {
            month: Point(value, value if bare else None, None, by_month[month].is_demo)
            for month, value in figures.items()
        }
    return Series(
        kpi=kpi,
        area_code=area_code,
        window=window,
        months=months,
        points=points,
        reported=frozenset(months),
        cumulative=figures if kpi.kind == "flow" else {},
        is_published=True,
    )


def _window(figure: Figure) -> Window | None:
    """The counting window that a cumulative figure's first day says; None for any other span (an event, a quarter)."""
    start = figure.period_start
    if start is None:
        return "calendar"
    month = month_no(figure.month)
    for window in ("calendar", "december"):
        if month_no(start) == window_start(month, window) and start.day == 1:
            return window
    return None


def _difference(figures: dict[int, Fraction], month: int, window: Window) -> Fraction | None:
    if place(month, window)[1] == 1:
        return figures[month]
    before = figures.get(month - 1)
    return None if before is None else figures[month] - before
