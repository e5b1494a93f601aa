"""Where a street stands among the streets."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboard.components.kpi.matrix import Cells
from etl.store import Area, Kpi, KpiValue


def standing(kpi: Kpi, area: Area, streets: Sequence[Area], cells: Cells) -> str | None:
    """``14个街道中列第3位(按完成率)``, ``14个街道中2个并列第1位(按数值)``; None where nothing can be compared.

    Mere amounts have no place: the largest street has the most of everything.
    """
    own = cells.get((area.area_code, kpi.kpi))
    others = [cells[key] for street in streets if (key := (street.area_code, kpi.kpi)) in cells]
    by_completion = bool(others) and all(figures.completion is not None for figures in others)
    if not by_completion and kpi.kind != "ratio":
        return None
    known = [mark for figures in others if (mark := _mark(figures, by_completion)) is not None]
    mine = _mark(own, by_completion) if own else None
    if mine is None or area not in streets or len(set(known)) < 2:
        return None  # a place among equals says nothing
    ahead = sum(1 for mark in known if (mark < mine if kpi.direction == "down" else mark > mine))
    basis = "完成率" if by_completion else "数值"
    order = "由低到高" if kpi.direction == "down" else ""
    sharing = known.count(mine)
    place = f"{sharing}个并列" if sharing > 1 else "列"
    return f"{len(known)}个街道中{place}第{ahead + 1}位(按{basis}{order})"


def _mark(figures: KpiValue, by_completion: bool) -> Decimal | None:
    return figures.completion if by_completion else figures.ytd
