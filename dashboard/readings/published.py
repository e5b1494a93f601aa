"""Published figures of the district beside what its ledgers say of the same months: equal, apart, or not to compare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dashboard.address.view import View
from etl.store import Kpi, KpiValue, PublicFigure

AT_LEAST = ("余", "以上", "超", "多")  # qualifiers under which the true figure is the printed one or more

Verdict = Literal["equal", "at_least", "apart", "unlike", "no_ledger"]  # unlike: 人 and 人次 do not compare


@dataclass(frozen=True)
class Beside:
    """One published figure; ``kpi`` and ``ledger`` where a KPI counts the same and has a figure for its month."""

    figure: PublicFigure
    kpi: Kpi | None
    ledger: Decimal | None  # in base units, rates as fractions
    difference: Decimal | None  # ledger less published, in base units; None of what is unlike
    verdict: Verdict


def beside_ledgers(view: View) -> list[Beside]:
    """All published figures of the district in the order of their themes."""
    build, district = view.build, view.district.area_code
    figures = build.public_figures(district)
    values = _base_values(view)
    kpis = {kpi.kpi: kpi for kpi in build.kpis}
    months = [figure.counted_month for figure in figures if figure.counted_month]
    names = [kpi for kpi in kpis if kpi in {figure.figure for figure in figures}]
    rows = build.values(areas=[district], since=min(months), until=max(months), kpis=names) if months else []
    measured = {(row.kpi, row.month): row for row in rows}
    return [_beside(figure, kpis.get(figure.figure), measured, values) for figure in figures]


def _base_values(view: View) -> dict[tuple[str, date], Decimal]:
    """The published figures in base units (6万 is 60,000, 98 % is 0.98), as the mart of published figures has them."""
    rows = view.build.sums("public_month", ["value"], by=["figure", "month"])
    return {(row["figure"], row["month"]): row["value"] for row in rows if row["value"] is not None}


def _beside(
    figure: PublicFigure,
    kpi: Kpi | None,
    measured: dict[tuple[str, date], KpiValue],
    values: dict[tuple[str, date], Decimal],
) -> Beside:
    if kpi is None or figure.counted_month is None:
        return Beside(figure, kpi, None, None, "no_ledger")
    row, said = measured.get((kpi.kpi, figure.counted_month)), values.get((figure.figure, figure.counted_month))
    if row is None or row.ytd is None or said is None:
        return Beside(figure, kpi, None, None, "no_ledger")
    if counts_times(figure.unit) != counts_times(kpi.unit):
        return Beside(figure, kpi, row.ytd, None, "unlike")
    difference = row.ytd - said
    if difference == 0:
        return Beside(figure, kpi, row.ytd, difference, "equal")
    is_more = figure.qualifier in AT_LEAST and difference > 0
    return Beside(figure, kpi, row.ytd, difference, "at_least" if is_more else "apart")


def counts_times(unit: str) -> bool:
    """Whether one and the same person or thing is counted as often as it comes (人次); of other units 9起 are 9件."""
    return unit.endswith("次")
