"""Series of the district and its streets, from the KPI's mart rows added up by area and month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from etl.kpi.catalogue import Kpi
from etl.kpi.exact import ZERO, ratio
from etl.kpi.series import Point, Series
from etl.kpi.window import month_no

BaseRow = tuple[str, date, Decimal | None, Decimal | None, bool]  # area_code, month, numerator, denominator, is_demo


@dataclass(frozen=True)
class Areas:
    """The areas of the district that a ledger counts in."""

    district: str
    unassigned: str  # 未分配
    streets: Mapping[str, tuple[date | None, date | None]]  # valid_from, valid_to


def ledger_series(kpi: Kpi, rows: Iterable[BaseRow], areas: Areas) -> list[Series]:
    """The district first, then its streets in order of code; nothing where the mart has no row for the KPI.

    All of them run to the district's latest month, so that a street without a case in June still has a year to date.
    """
    points: dict[str, dict[int, Point]] = {}
    for area_code, month, numerator, denominator, is_demo in rows:
        if numerator is not None:  # rows that leave the number open say no more than no row
            points.setdefault(area_code, {})[month_no(month)] = _point(kpi, numerator, denominator, is_demo)
    reported = frozenset(points.get(areas.district, {}))
    if not reported:
        return []
    has_streets = any(code not in (areas.district, areas.unassigned) for code in points)
    # a street that never had a case counts 0 of a flow; of a level or a rate there is nothing to say
    silent = areas.streets if has_streets and kpi.kind == "flow" else ()
    codes = sorted(points.keys() | set(silent), key=lambda code: (code != areas.district, code))
    return [_series(kpi, code, points.get(code, {}), reported, areas) for code in codes]


def _series(kpi: Kpi, area_code: str, points: dict[int, Point], reported: frozenset[int], areas: Areas) -> Series:
    first, last = min(reported), max(reported)
    if area_code == areas.unassigned:
        if kpi.kind == "flow":  # no unassigned row in a month is how it should be, not something missing
            points = {month: points.get(month, Point(ZERO, ZERO)) for month in reported}
        else:
            first = min(points)
    valid_from, valid_to = areas.streets.get(area_code, (None, None))
    if valid_from is not None:
        first = min([max(first, month_no(valid_from)), *points])
    if valid_to is not None:
        last = max([min(last, month_no(valid_to)), *points])
    return Series(
        kpi=kpi,
        area_code=area_code,
        window=kpi.counting_window,
        months=range(first, last + 1),
        points=points,
        reported=reported,
    )


def _point(kpi: Kpi, numerator: Decimal, denominator: Decimal | None, is_demo: bool) -> Point:
    above = Fraction(numerator) / kpi.numerator_divisor  # here, not in SQL: a week rounded every month misses a target
    below = None if denominator is None else Fraction(denominator)
    return Point(above if kpi.denominator is None else ratio(above, below), above, below, is_demo)
