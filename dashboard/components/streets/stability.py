"""How lasting a street's place in a ranking is, in one sentence: who moved between its thirds in the last months."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from dashboard.address.view import View
from dashboard.readings.comparison import Comparison, compare
from dashboard.statistics.thirds import moves, thirds
from dashboard.window import MONTHS, shift
from etl.store import KpiValue


def stability(view: View, comparison: Comparison) -> str:
    """Of all streets over twelve months; empty where there are too few months or streets to speak of."""
    found = moves_of(view, comparison)
    if not found:
        return ""
    moved = {street.short_name: found[street.area_code] for street in view.streets if found.get(street.area_code)}
    span = f"近{MONTHS}个月按上、中、下三档看:"
    if not moved:
        return f"{span}没有街道换档,位次稳定。"
    most = max(moved.values())
    names = [name for name, count in moved.items() if count == most]
    named = "、".join(names) if len(names) <= 3 else f"{'、'.join(names[:3])}等{len(names)}个街道"
    advice = "位次多变,不宜凭一个月的位次评价。" if len(moved) * 2 > len(found) else ""
    counts = f"{len(found)}个街道中{len(moved)}个换过档,共{sum(moved.values())}次"
    return f"{span}{counts},最多的是{named}({most}次)。{advice}"


def moves_of(view: View, comparison: Comparison) -> dict[str, int]:
    """How often each street changed its third in the twelve months, by area code; empty for less than two of them."""
    kpi, since = comparison.kpi, shift(view.month, 1 - MONTHS)
    codes = [view.district.area_code, *(street.area_code for street in view.streets)]
    months: dict[date, dict[tuple[str, str], KpiValue]] = defaultdict(dict)
    for row in view.build.values(areas=codes, since=since, until=view.month, kpis=[kpi.kpi]):
        months[row.month][row.area_code, row.kpi] = row
    periods = []
    for month in sorted(months):
        then = compare(kpi, view.district, view.streets, months[month], comparison.basis)
        values = {one.area.area_code: one.value for one in then.streets}
        periods.append(thirds(values, low_is_good=kpi.direction == "down"))
    known = [period for period in periods if period]
    return moves(known) if len(known) > 1 else {}
