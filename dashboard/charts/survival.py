"""The share still without work, week by week since unemployment: steps with their intervals, at most four groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts.axes import value_axis
from dashboard.charts.drawing import Trace, drawn, scatter
from dashboard.format import percent
from dashboard.statistics.survival import Curve, Step
from dashboard.theme import COLOURS, SERIES

HEIGHT = 320
DASHES = ("solid", "dash", "dot", "dashdot")  # groups are told apart without colour too
LONGEST_WEEKS = 104
FEWEST_SHOWN = 10  # at risk: where fewer are left, a curve's tail says more of them than of the group
BAND_OPACITY = 0.14
QUARTER = 13
COLOURS_OF_GROUPS = [COLOURS[name] for name in SERIES]


@dataclass(frozen=True)
class Line:
    """One curve with its name in the legend."""

    name: str
    curve: Curve


def survival_chart(lines: Sequence[Line]) -> go.Figure:
    """Each curve until few are left at risk, and the level of one half, where the median is read."""
    points = [weekly(line.curve) for line in lines]
    shown = list(zip(lines, points, COLOURS_OF_GROUPS, DASHES, strict=False))
    longest = (max((reached[-1][0] for reached in points), default=0) // QUARTER + 1) * QUARTER
    ticks = list(range(QUARTER, longest + 1, QUARTER))
    half = {"color": COLOURS["context"], "width": 1, "dash": "dot"}
    layout = {
        "hovermode": "x unified",
        "showlegend": len(lines) > 1,
        "legend": {"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top", "traceorder": "normal"},
        "margin": {"r": 16, "t": 44 if len(lines) > 1 else 12},
        "shapes": [
            {
                "name": "一半",
                "type": "line",
                "x0": 0,
                "x1": 1,
                "xref": "x domain",
                "y0": 0.5,
                "y1": 0.5,
                "yref": "y",
                "line": half,
            }
        ],
        "yaxis": value_axis([0.0, 1.0], "%") | {"range": [0, 1.02]},
        "xaxis": {
            "range": [0, longest],
            "tickvals": ticks,
            "ticktext": [f"{tick}周" for tick in ticks],
            "hoverformat": ".0f",
        },
    }
    return drawn([trace for group in shown for trace in _traces(*group)], layout)


def weekly(curve: Curve) -> list[tuple[int, Step]]:
    """The curve at the end of each week, as far as enough are at risk."""
    reached = max((step.day for step in curve.steps if step.at_risk >= FEWEST_SHOWN), default=0)
    points = []
    for week in range(min(reached // 7, LONGEST_WEEKS) + 1):
        step = curve.at(week * 7)
        if step is None:
            break
        points.append((week, step))
    return points


def _traces(line: Line, points: Sequence[tuple[int, Step]], colour: str, dash: str) -> list[Trace]:
    """The interval as a band between two lines that are not seen, and the curve."""
    weeks = [week for week, _ in points]
    ends = [step.ends() or (float(step.survival), float(step.survival)) for _, step in points]
    edge = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip", "showlegend": False}
    band = f"rgba({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))}, {BAND_OPACITY})"
    return [
        scatter(x=weeks, y=[low for low, _ in ends], name=f"{line.name}区间下限", **edge),
        scatter(
            x=weeks,
            y=[high for _, high in ends],
            name=f"{line.name}区间上限",
            fill="tonexty",
            fillcolor=band,
            **edge,
        ),
        scatter(
            x=weeks,
            y=[float(step.survival) for _, step in points],
            name=line.name,
            mode="lines",
            line={"color": colour, "width": 2.5, "dash": dash, "shape": "hv"},
            customdata=[percent(step.survival) for _, step in points],
            hovertemplate="%{customdata}",
        ),
    ]
