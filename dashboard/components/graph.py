"""A Plotly chart with the one shared configuration; its height is reserved, so that nothing moves when it is drawn."""

from __future__ import annotations

import plotly.graph_objects as go
from dash import dcc, html

from dashboard.components.markup import label
from dashboard.theme import GRAPH_CONFIG


def graph(figure: go.Figure, element_id: str, name: str, height: int) -> html.Div:
    """``name`` is what a screen reader says; the same figures stand in the table beside the chart."""
    size = {"height": f"{height}px"}
    chart = dcc.Graph(figure=figure, id=element_id, config=GRAPH_CONFIG, style=size, responsive=True)
    return html.Div(chart, className="graph", style=size, role="group", **label(name))  # holds Plotly's own buttons
