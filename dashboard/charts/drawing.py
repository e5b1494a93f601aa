"""A Plotly figure of plain traces and a layout, with the one template: checked in tests, not on every page.

Plotly's own checks of each property take most of a chart's time; a test puts every figure of every page through them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.theme import TEMPLATE

Trace = dict[str, Any]


def drawn(traces: Sequence[Trace], layout: Mapping[str, Any]) -> go.Figure:
    """``traces`` with their ``type``, in the order in which they are drawn; both as Plotly's JSON has them."""
    given = {name: value for name, value in layout.items() if value != []}
    return go.Figure(data=list(traces), layout={"template": TEMPLATE, **given}, _validate=False)


def bar(**properties: Any) -> Trace:
    return {"type": "bar", **properties}


def scatter(**properties: Any) -> Trace:
    return {"type": "scatter", **properties}


def line_across(name: str, y: float, line: Mapping[str, Any]) -> dict[str, Any]:
    """A horizontal line behind the traces, as wide as the plot."""
    return {
        "name": name, "type": "line", "x0": 0, "x1": 1, "xref": "x domain", "y0": y, "y1": y,
        "line": dict(line), "layer": "below",
    }  # fmt: skip


def line_up(name: str, x: float, line: Mapping[str, Any]) -> dict[str, Any]:
    """A vertical line behind the traces, as high as the plot."""
    return {
        "name": name, "type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "y domain",
        "line": dict(line), "layer": "below",
    }  # fmt: skip
