"""One KPI of one area by month: what is known, what is missing, and what the counting window adds up to so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from etl.kpi.catalogue import Kpi, Window
from etl.kpi.exact import ratio
from etl.kpi.pace import Year
from etl.kpi.window import MONTHS, place, window_start


@dataclass(frozen=True, slots=True)
class Point:
    """The month alone (level: at its end).

    A published month whose predecessor was not published has no value; a published rate has no numerator.
    """

    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None = None
    is_demo: bool = False


@dataclass(slots=True)
class SoFar:
    """The counting window up to and including a month."""

    figure: Fraction | None = None  # flow: sum; ratio: quotient of the sums; level: the latest
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    missing: int = 0  # months without any row of this area
    gaps: tuple[int, ...] = ()  # m of the months for which nothing at all has come in: comparisons stop at them
    is_demo: bool = False


@dataclass(frozen=True)
class Series:
    """Months are month numbers (`etl.kpi.window`)."""

    kpi: Kpi
    area_code: str
    window: Window
    months: Sequence[int]  # the months to measure, ascending
    points: Mapping[int, Point]  # the months with rows
    reported: frozenset[int]  # the months for which the ledger came, with or without rows of this area
    cumulative: Mapping[int, Fraction] = field(default_factory=dict)  # as published; a ledger has none
    is_published: bool = False

    def value(self, month: int) -> Fraction | None:
        """The figure of one month alone (level: at its end); None where it is not known."""
        point = self.points.get(month)
        return point.value if point else None

    @cached_property
    def so_far(self) -> Mapping[int, SoFar]:
        """The window so far at each month to measure."""
        if not self.months:
            return {}
        wanted = set(self.months)
        result: dict[int, SoFar] = {}
        current = SoFar()
        for month in range(window_start(self.months[0], self.window), self.months[-1] + 1):
            m = place(month, self.window)[1]
            current = self._next(SoFar() if m == 1 else current, month, m)
            if month in wanted:
                result[month] = current
        return result

    def _next(self, before: SoFar, month: int, m: int) -> SoFar:
        """The window one month on."""
        point = self.points.get(month)
        now = SoFar(before.figure, before.numerator, before.denominator, before.missing, before.gaps, before.is_demo)
        if point is None:
            silent = self.is_published and self.kpi.kind != "flow"  # a quarterly figure misses nothing in between
            now.missing += 0 if silent else 1
            if month not in self.reported and not self.is_published:
                now.gaps = (*now.gaps, m)
            elif self.kpi.kind == "flow" and not self.is_published and now.figure is None:
                now.figure = now.numerator = Fraction(0)  # the ledger came without a row of this area
            return now
        now.is_demo = now.is_demo or point.is_demo
        if self.cumulative:
            now.figure = now.numerator = self.cumulative[month]
        elif self.kpi.kind == "flow":
            now.figure = now.numerator = _plus(now.numerator, point.numerator)
        elif self.kpi.kind == "ratio" and not self.is_published:
            now.numerator = _plus(now.numerator, point.numerator)
            now.denominator = _plus(now.denominator, point.denominator)
            now.figure = ratio(now.numerator, now.denominator)
        elif point.value is not None:
            now.figure, now.numerator, now.denominator = point.value, point.numerator, point.denominator
        return now

    def complete_years(self, window: Window) -> dict[int, Year]:
        """The cumulative figures at months 1 to 12 of the years that miss no month and end above zero."""
        years: dict[int, dict[int, int]] = {}
        for month in self.points:
            year, m = place(month, window)
            years.setdefault(year, {})[m] = month
        complete = {}
        for year, by_m in years.items():
            if len(by_m) == MONTHS:
                figures = self._accumulated([by_m[m] for m in range(1, MONTHS + 1)], window)
                if figures is not None and figures[-1] > 0:
                    complete[year] = figures
        return complete

    def _accumulated(self, months: list[int], window: Window) -> Year | None:
        if self.cumulative and window == self.window:
            return [self.cumulative[month] for month in months]
        total = Fraction(0)
        figures = []
        for month in months:
            value = self.points[month].value
            if value is None:
                return None
            total += value
            figures.append(total)
        return figures


def _plus(total: Fraction | None, more: Fraction | None) -> Fraction | None:
    if total is None or more is None:
        return total if more is None else more
    return total + more
