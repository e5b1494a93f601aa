"""The streets of a district compared in one KPI: by what, each with its interval, and which differ from the whole.

A street differs only where chance alone would hardly explain it: its 95 % interval leaves the district's figure out.
Where the measure allows no interval (money, stocks, means) nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dashboard.format import YUAN
from dashboard.statistics.intervals import Interval, poisson, wilson
from etl.store import Area, Kpi, KpiValue

PER = 1000  # residents

Basis = Literal["completion", "rate", "per_thousand", "value"]
Verdict = Literal["above", "alike", "below"]
Cells = Mapping[tuple[str, str], KpiValue]  # (area_code, kpi) of one month


@dataclass(frozen=True)
class Compared:
    """One street; ``value`` and ``interval`` are in the terms of the comparison's basis."""

    area: Area
    figures: KpiValue
    value: Decimal
    interval: Interval | None
    cases: Decimal | None  # what the figure rests on: the n of a rate, the count itself
    verdict: Verdict | None  # None where there is no interval or nothing to compare with


@dataclass(frozen=True)
class Comparison:
    """All streets in one KPI and month."""

    kpi: Kpi
    basis: Basis
    whole: Decimal | None  # the district's figure; None where its total is no yardstick for a street
    streets: Sequence[Compared]  # in the order of the reference list
    silent: Sequence[Area]  # streets without a figure to compare
    lacks_residents: bool  # a count that residents would make fairer to compare

    def of(self, verdict: Verdict) -> list[Compared]:
        """The streets of one band; those that are alike stay in the order of the reference list."""
        found = [street for street in self.streets if street.verdict == verdict]
        return found if verdict == "alike" else self.ordered(found)

    def ordered(self, streets: Sequence[Compared]) -> list[Compared]:
        """From high to low; of what should be low the other way round."""
        return sorted(streets, key=lambda one: one.value, reverse=self.kpi.direction == "up")


def compare(kpi: Kpi, district: Area, streets: Sequence[Area], cells: Cells, basis: Basis | None = None) -> Comparison:
    """The comparison of one month; ``basis`` to hold to that of another month."""
    reported = {s.area_code: row for s in streets if (row := cells.get((s.area_code, kpi.kpi))) and row.ytd is not None}
    basis = basis or _basis(kpi, streets, reported)
    own = cells.get((district.area_code, kpi.kpi))
    whole = _whole(kpi, basis, own, district, streets) if own and own.ytd is not None else None
    found, silent = [], []
    for street in streets:
        row = reported.get(street.area_code)
        value = _value(basis, row, street.residents) if row else None
        if row is None or value is None:
            silent.append(street)
            continue
        interval = _interval(kpi, basis, row, street.residents)
        found.append(Compared(street, row, value, interval, _cases(kpi, row), _verdict(interval, whole)))
    lacks = basis == "value" and _is_count(kpi)
    return Comparison(kpi, basis, whole, found, silent, lacks)


def _basis(kpi: Kpi, streets: Sequence[Area], reported: Mapping[str, KpiValue]) -> Basis:
    """Targets make streets of any size comparable; without them a count is held against the residents."""
    if kpi.unit == "%":
        return "rate"
    with_target = sum(1 for row in reported.values() if row.completion is not None)
    if with_target and with_target * 2 >= len(reported):
        return "completion"
    are_counted = bool(streets) and all(street.residents for street in streets)
    return "per_thousand" if are_counted and _is_count(kpi) else "value"


def _is_count(kpi: Kpi) -> bool:
    """People, orders, cases; money and means of days are none."""
    return YUAN not in kpi.unit and kpi.kind != "ratio" and kpi.denominator_name is None


def _value(basis: Basis, row: KpiValue, residents: int | None) -> Decimal | None:
    if basis == "completion":
        return row.completion
    if row.ytd is None or basis != "per_thousand":
        return row.ytd
    return row.ytd * PER / residents if residents else None


def _whole(kpi: Kpi, basis: Basis, own: KpiValue, district: Area, streets: Sequence[Area]) -> Decimal | None:
    if basis == "value" and _is_total(kpi):
        return None
    residents = district.residents or sum(street.residents or 0 for street in streets)
    return _value(basis, own, residents)


def _is_total(kpi: Kpi) -> bool:
    """Whether the district's figure is the sum of its streets', so that no street can be held against it."""
    return kpi.kind == "flow" or (kpi.kind == "level" and kpi.denominator_name is None)


def _interval(kpi: Kpi, basis: Basis, row: KpiValue, residents: int | None) -> Interval | None:
    if basis == "rate":
        hits, n = row.ytd_numerator, row.ytd_denominator
        if kpi.denominator_unit == YUAN:  # two projects are two cases, whatever their yuan come to
            return None
        return wilson(hits, n) if hits is not None and n and 0 <= hits <= n else None
    if kpi.kind != "flow" or not _is_count(kpi) or row.ytd is None or row.ytd < 0 or row.ytd != int(row.ytd):
        return None
    if basis == "completion":
        return poisson(row.ytd).per(row.target) if row.target and row.target > 0 else None
    if basis == "per_thousand":
        return poisson(row.ytd).per(Decimal(residents) / PER) if residents else None
    return poisson(row.ytd)


def _cases(kpi: Kpi, row: KpiValue) -> Decimal | None:
    if row.ytd_denominator is not None:
        return row.ytd_denominator
    return row.ytd if kpi.kind == "flow" and _is_count(kpi) else None


def _verdict(interval: Interval | None, whole: Decimal | None) -> Verdict | None:
    if interval is None or whole is None:
        return None
    if whole in interval:
        return "alike"
    return "above" if interval.low > whole else "below"
