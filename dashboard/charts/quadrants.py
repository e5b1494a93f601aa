"""Level against change: one dot a street, the district's figures as the two lines that make four fields.

A street whose name finds no room has its dot without a name; the pointer and the table below the chart tell it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.axes import nice_ticks, reach, tick_text
from dashboard.charts.dot_labels import label_sides
from dashboard.charts.drawing import drawn, line_across, line_up, scatter
from dashboard.theme import COLOURS

HEIGHT = 420
PAPER_HEIGHT = 340  # as 50_streets.css: names beside dots need more than the usual chart on A4


@dataclass(frozen=True)
class Dot:
    """One street; ``said`` is what the pointer is told, with Plotly's tags."""

    name: str
    level: float
    change: float
    said: str


def quadrants(
    dots: Sequence[Dot],
    *,
    level_unit: str,
    change_unit: str,
    level_name: str,
    change_name: str,
    level: float | None,
    change: float | None,
) -> go.Figure:
    """``level`` and ``change`` are the district's; a unit of ``%`` means fractions."""
    levels = [*(dot.level for dot in dots), *([level] if level is not None else [])]
    across = _axis(levels, level_unit, is_share=level_unit == "%" and max(levels) <= 1)
    up = _axis([*(dot.change for dot in dots), *([change] if change is not None else [])], change_unit)
    sides = label_sides([dot.name for dot in dots], [_point(dot, across["range"], up["range"]) for dot in dots])
    streets = scatter(
        x=[dot.level for dot in dots],
        y=[dot.change for dot in dots],
        mode="markers+text",
        name="街道",
        marker={"color": COLOURS["data"], "size": 10, "line": {"color": COLOURS["paper"], "width": 1}},
        text=[escape(dot.name) if side else "" for dot, side in zip(dots, sides, strict=True)],  # tags would be read
        textposition=[side or "middle right" for side in sides],
        textfont={"size": 12},
        customdata=[dot.said for dot in dots],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )
    line = {"color": COLOURS["soft"], "width": 1.2, "dash": "dash"}
    shapes = [line_up("全区", level, line)] if level is not None else []
    shapes += [line_across("全区", change, line)] if change is not None else []
    grid = {"showgrid": True, "gridcolor": COLOURS["line"], "zeroline": False}
    layout = {
        "margin": {"l": 62, "r": 24, "t": 14, "b": 48},
        "shapes": shapes,
        "meta": {"paper_height": PAPER_HEIGHT},
        "xaxis": {**across, **grid, "title": {"text": level_name, "font": {"size": 12}}},
        "yaxis": {**up, **grid, "title": {"text": change_name, "font": {"size": 12}}},
    }
    return drawn([streets], layout)


def _point(dot: Dot, across: Sequence[float], up: Sequence[float]) -> tuple[float, float]:
    """The dot's place in shares of the plot."""
    return (dot.level - across[0]) / (across[1] - across[0]), (dot.change - up[0]) / (up[1] - up[0])


def _axis(shown: Sequence[float], unit: str, *, is_share: bool = False) -> dict[str, Any]:
    low, high = reach(shown, zero_based=False, is_share=is_share)
    ticks = nice_ticks(low, high)
    return {
        "range": [min(low, ticks[0]), max(high, ticks[-1])],
        "tickvals": ticks,
        "ticktext": [tick_text(tick, ticks, unit) for tick in ticks],
    }
