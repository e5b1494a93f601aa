"""The first sentence of the page of streets: how many are behind in what, which furthest, what each month must bring.

Rules over figures, nothing else. Where streets are not ranked it counts and names none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.address.view import View
from dashboard.components.kpi.attention import speed
from dashboard.components.kpi.matrix import Cells
from dashboard.components.state_sentence import Part
from dashboard.components.wording import distance
from dashboard.readings.figures import LATE, is_small
from dashboard.window import last_months
from etl.store import Area, Kpi, KpiValue

RECENT = 3  # months whose mean says whether the present speed is enough


@dataclass(frozen=True)
class Behind:
    """One street behind in one KPI."""

    area: Area
    kpi: Kpi
    figures: KpiValue

    def is_firm(self, small_base: int) -> bool:
        """Whether it rests on enough cases to be named before others."""
        return not is_small(self.kpi, self.figures, small_base)


def find_behind(streets: Sequence[Area], kpis: Sequence[Kpi], cells: Cells) -> list[Behind]:
    """All streets that are behind in anything, the furthest first."""
    pairs = [(street, kpi, cells.get((street.area_code, kpi.kpi))) for kpi in kpis for street in streets]
    found = [
        Behind(street, kpi, row) for street, kpi, row in pairs if row and row.status in LATE and row.gap_pp is not None
    ]
    return sorted(found, key=lambda one: one.figures.gap_pp or 0)


def streets_sentence(view: View, kpis: Sequence[Kpi], cells: Cells) -> list[Part]:
    """Of all KPIs, or of the one that the address chooses."""
    chosen = view.kpi if view.kpi in kpis else None
    until, many = f"截至{view.month.year}年{view.month.month}月,", f"{len(view.streets)}个街道"
    if not view.streets:
        return [Part("街道名录(reference/areas.csv)中还没有街道。")]
    if not kpis:
        return [Part(f"{until}{many}还没有数据。")]
    shown = [chosen] if chosen else kpis
    codes = {street.area_code for street in view.streets}
    rows = [cells[code, kpi.kpi] for code in codes for kpi in shown if (code, kpi.kpi) in cells]
    if all(row.status == "no_target" for row in rows):
        return [Part(f"{until}{many}{'的' + chosen.short_name if chosen else ''}没有年度目标,只列实绩。")]
    found = find_behind(view.streets, shown, cells)
    if not found:
        return [Part(f"{until}{many}的{chosen.short_name if chosen else '各项指标'}都没有落后。")]
    late = len({one.area for one in found})
    who = f"{many}都" if late == len(view.streets) else f"{many}中{late}个"
    if chosen:
        start = f"{until}{chosen.short_name}{who}落后"
    else:
        start = f"{until}{who}有落后的指标,涉及{len({one.kpi.kpi for one in found})}项"
    if not view.build.meta.rank_streets:
        return [Part(f"{start}。")]
    firm = [one for one in found if one.is_firm(view.build.meta.small_base)]
    if not firm:
        return [Part(f"{start}(基数均偏小,不比差距)。")]
    aside = "(基数偏小的不比)" if len(firm) < len(found) else ""
    return [Part(f"{start}{aside}:"), *_furthest(view, firm[0], is_kpi_told=chosen is not None), Part("。")]


def _furthest(view: View, worst: Behind, *, is_kpi_told: bool) -> list[Part]:
    """The street, how far it is behind, what each month must bring."""
    kpi, figures = worst.kpi, worst.figures
    name = worst.area.short_name if is_kpi_told else f"{worst.area.short_name}的{kpi.short_name}"
    months = last_months(view.month, RECENT)
    rows = view.build.values(areas=[worst.area.area_code], since=months[0], until=view.month, kpis=[kpi.kpi])
    values = {row.month: row.value for row in rows}
    return [
        Part(f"差距最大的是{name},"),
        Part(f"{distance(kpi, figures)}", figures.status),
        Part(speed(kpi, figures, [values.get(month) for month in months], view).replace(";", ",", 1)),
    ]
