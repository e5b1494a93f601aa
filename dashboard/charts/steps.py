"""A standard through time: it stands, then steps; each step is labelled with the amount from then on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import plotly.graph_objects as go

from dashboard.charts.axes import value_axis
from dashboard.charts.drawing import drawn, scatter
from dashboard.format import number
from dashboard.theme import COLOURS

HEIGHT = 240


def steps_chart(months: Sequence[date], values: Sequence[Decimal], unit: str) -> go.Figure:
    """``values``: the standard at the end of each of ``months``, in yuan; both in order of time."""
    line = scatter(
        x=list(months),
        y=[float(value) for value in values],
        mode="lines",
        name="标准",
        line={"color": COLOURS["data"], "width": 3, "shape": "hv"},
        customdata=[f"{number(value)}{unit}" for value in values],
        hovertemplate="%{x|%Y年%-m月} %{customdata}<extra></extra>",
    )
    rises = [position for position in range(len(values)) if position == 0 or values[position] != values[position - 1]]
    labels = scatter(
        x=[months[position] for position in rises],
        y=[float(values[position]) for position in rises],
        mode="markers+text",
        name="调整",
        marker={"color": COLOURS["data"], "size": 8},
        text=[number(values[position]) for position in rises],
        textposition="top right",
        hoverinfo="skip",
        cliponaxis=False,
    )
    layout = {
        "margin": {"r": 40, "t": 20},
        "yaxis": value_axis([float(value) for value in values], unit, zero_based=False),
        "xaxis": {"type": "date", "tickformat": "%Y年", "dtick": "M12", "tick0": date(months[0].year, 1, 1)},
    }
    return drawn([line, labels], layout)
