"""Several series over the same months: columns side by side or stacked, and lines.

The caller names the series and says which is the district's own and which is context; this module knows no KPI.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import plotly.graph_objects as go

from dashboard.charts.axes import month_axis, value_axis
from dashboard.charts.drawing import Trace, bar, drawn, scatter
from dashboard.format import as_printed
from dashboard.theme import COLOURS, SERIES

HEIGHT = 280
Dash = Literal["solid", "dash", "dot"]


@dataclass(frozen=True)
class Series:
    """One series: a value for each month, None where nothing is known."""

    name: str
    values: Sequence[Decimal | None]
    shape: Literal["column", "line"] = "column"
    is_context: bool = False  # last year, the nation: grey
    dash: Dash = "solid"  # of a line, to tell greys apart


def months_chart(
    labels: Sequence[str],
    series: Sequence[Series],
    unit: str,
    *,
    decimals: int = 0,
    stacked: bool = False,
    zero_based: bool = True,
) -> go.Figure:
    """``labels``: 1月 … 12月 or 23年1月 …, as many as each series has values; ``unit`` the base unit or %."""
    traces: list[Trace] = []
    is_counted = zero_based and not decimals and unit != "%"  # half a case is no tick
    own = 0
    for one in series:
        colour = COLOURS["context"] if one.is_context else COLOURS[SERIES[own % len(SERIES)]]
        own += not one.is_context
        traces.append(_trace(labels, one, unit, decimals, colour))
    layout = {
        "barmode": "stack" if stacked else "group",
        "hovermode": "x unified",
        "showlegend": len(series) > 1,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        "margin": {"r": 16, "t": 36 if len(series) > 1 else 12},
        "yaxis": value_axis(
            _heights(series, stacked), unit, zero_based=zero_based, least_step=1.0 if is_counted else 0.0
        ),
        "xaxis": month_axis(labels),
    }
    return drawn(traces, layout)


def _trace(labels: Sequence[str], one: Series, unit: str, decimals: int, colour: str) -> Trace:
    common: dict[str, Any] = {
        "x": list(labels),
        "y": [None if value is None else float(value) for value in one.values],
        "name": one.name,
        "customdata": [as_printed(value, unit, decimals) for value in one.values],
        "hovertemplate": "%{customdata}",
    }
    if one.shape == "column":
        return bar(**common, marker={"color": colour})
    known = sum(value is not None for value in one.values)
    mode = "markers" if known == 1 else "lines"  # a line of one point is invisible
    line = {"color": colour, "width": 2.5, "dash": one.dash}
    return scatter(**common, mode=mode, line=line, marker={"color": colour})


def _heights(series: Sequence[Series], stacked: bool) -> list[float]:
    """What the value axis must hold: each value, and the tops of the stacks."""
    values = [float(value) for one in series for value in one.values if value is not None]
    if stacked:
        columns = [one.values for one in series if one.shape == "column"]
        values += [float(sum(value or 0 for value in stack)) for stack in zip(*columns, strict=True)]
    return values
