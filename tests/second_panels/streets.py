"""The matrix of streets and the comparison in one KPI, from the second computation of the KPIs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pandas as pd

from tests.from_files import DISTRICT, RULES, UNASSIGNED, Figures
from tests.second_panels.ledgers import ANY, Cell, Lines

STATES = {"done": "已完成", "on_pace": "达序时", "behind": "有差距", "slow": "缓慢", "no_target": "无目标"}
AllFigures = Mapping[tuple[str, str, int], Figures]


def matrix(head: Sequence[str], names: Mapping[str, str], areas: pd.DataFrame, all_of: AllFigures, month: int) -> Lines:
    """A line an area, a column for each word of ``head``: a KPI by its name, its completion behind."""
    kpis = {f"{names[kpi]}{end}": (kpi, column) for kpi in RULES for end, column in COLUMNS}
    columns = [kpis[word.rpartition("(")[0] or word] for word in head[1:]]
    lines: Lines = []
    for code, name in places(areas):
        figures = (all_of.get((kpi, code, month), {}).get(column) for kpi, column in columns)
        lines.append([name, *(figures)])
    return lines


COLUMNS = (("", "ytd"), ("完成率", "completion"))


def places(areas: pd.DataFrame) -> list[tuple[str, str]]:
    """The district, its streets, and the rows whose street is not known."""
    streets = areas[areas["level"].isin(("street", "unassigned"))]
    found = [(str(row.code), str(row.name).removesuffix("街道")) for row in streets.itertuples(index=False)]
    return [(DISTRICT, "全区"), *found]


def comparison(kpi: str, measure: str, areas: pd.DataFrame, all_of: AllFigures, month: int) -> dict[str, Lines]:
    """Each street's value, what it rests on and its state; and the value beside the change against last year."""
    column = "completion" if measure == "完成率" else "ytd"
    ranking: Lines = []
    quadrants: Lines = []
    for row in areas[areas["level"] == "street"].itertuples(index=False):
        figures = all_of.get((kpi, str(row.code), month), {})
        value, change = figures.get(column), figures.get("yoy")
        if value is None:
            continue
        ranking.append([row.name, value, _cases(kpi, figures), _state(figures), ANY, ANY, ANY])
        if change is not None:
            quadrants.append([row.name, value, change])
    return {"ranking": ranking, "quadrants": quadrants if _differ(quadrants) else []}


def _differ(quadrants: Lines) -> bool:
    return len(quadrants) > 1 and len({line[1] for line in quadrants}) > 1


def _cases(kpi: str, figures: Figures) -> Cell:
    """The n of a rate, else the count itself; money is none."""
    if RULES[kpi].has_denominator:
        return figures["ytd_denominator"]
    return figures["ytd"] if RULES[kpi].kind == "flow" and not kpi.endswith("_yuan") else None


def _state(figures: Figures) -> str:
    """A target that nothing can be held against yet is not a missing one."""
    is_pending = figures["ytd"] is None or (figures["status"] == "no_target" and figures["target"])
    return "暂无数据" if is_pending else STATES[str(figures["status"])]


def is_shown(kpi: str, area: str, month: int, all_of: AllFigures) -> bool:
    """Whether a KPI has a figure of an area and month."""
    return isinstance(all_of.get((kpi, area, month), {}).get("ytd"), Fraction) and area != UNASSIGNED
