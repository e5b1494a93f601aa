"""Level against change: one dot a street, the district's figures as the two lines that make four fields.

Labels go to the side where they cover least; what is still hidden stands in the table below the chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.axes import nice_ticks, reach, tick_text
from dashboard.charts.drawing import drawn, line_across, line_up, scatter
from dashboard.theme import COLOURS

HEIGHT = 420
WIDTH, DEPTH = 320, 350  # of the plot on a phone, by which labels are kept apart: with more room they stay so
LETTER, LINE, GAP = 12.0, 15.0, 9.0  # a character's width, a line's height, from dot to label, in pixels
SIDES = {  # where a label's middle stands from its dot, in widths and heights of the label, and the gap between
    "middle right": (0.5, 0.0, GAP, 0.0),
    "middle left": (-0.5, 0.0, -GAP, 0.0),
    "top center": (0.0, 0.5, 0.0, GAP - 3),
    "bottom center": (0.0, -0.5, 0.0, 3 - GAP),
    "top right": (0.5, 0.5, 3.0, 0.0),
    "bottom right": (0.5, -0.5, 3.0, 0.0),
    "top left": (-0.5, 0.5, -3.0, 0.0),
    "bottom left": (-0.5, -0.5, -3.0, 0.0),
}

Box = tuple[float, float, float, float]  # left, bottom, right, top


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
    streets = scatter(
        x=[dot.level for dot in dots],
        y=[dot.change for dot in dots],
        mode="markers+text",
        name="街道",
        marker={"color": COLOURS["data"], "size": 10, "line": {"color": COLOURS["paper"], "width": 1}},
        text=[escape(dot.name) for dot in dots],  # Plotly reads tags in its texts
        textposition=label_sides(dots, across["range"], up["range"]),
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
        "xaxis": {**across, **grid, "title": {"text": level_name, "font": {"size": 12}}},
        "yaxis": {**up, **grid, "title": {"text": change_name, "font": {"size": 12}}},
    }
    return drawn([streets], layout)


def label_sides(dots: Sequence[Dot], across: Sequence[float], up: Sequence[float]) -> list[str]:
    """For each dot the side on which its label covers least of the labels and dots before it, the right one first."""
    places = [(_pixels(dot.level, across, WIDTH), _pixels(dot.change, up, DEPTH)) for dot in dots]
    taken: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for x, y in places]
    sides = []
    for dot, (x, y) in zip(dots, places, strict=True):
        boxes = {side: _box(dot.name, x, y, *shift) for side, shift in SIDES.items()}
        best = min(boxes, key=lambda side: _covered(boxes[side], taken))
        taken.append(boxes[best])
        sides.append(best)
    return sides


def _pixels(value: float, span: Sequence[float], size: float) -> float:
    low, high = span
    return (value - low) / (high - low) * size


def _box(name: str, x: float, y: float, right: float, top: float, dx: float, dy: float) -> Box:
    width = LETTER * len(name)
    middle_x, middle_y = x + right * width + dx, y + top * LINE + dy
    return (middle_x - width / 2, middle_y - LINE / 2, middle_x + width / 2, middle_y + LINE / 2)


def _covered(box: Box, taken: Sequence[Box]) -> float:
    """The area that a box shares with others and that hangs over the edge of the plot."""
    outside = max(-box[0], 0.0) + max(box[2] - WIDTH, 0.0)
    return sum(_shared(box, other) for other in taken) + outside * LINE


def _shared(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(high, 0.0)


def _axis(shown: Sequence[float], unit: str, *, is_share: bool = False) -> dict[str, Any]:
    low, high = reach(shown, zero_based=False, is_share=is_share)
    ticks = nice_ticks(low, high)
    return {
        "range": [min(low, ticks[0]), max(high, ticks[-1])],
        "tickvals": ticks,
        "ticktext": [tick_text(tick, ticks, unit) for tick in ticks],
    }
