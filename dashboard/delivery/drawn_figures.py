"""The Plotly figures of a page as JSON, by the id of the element that each is drawn in (assets/10_charts.js)."""

from __future__ import annotations

from dash import dcc
from dash._utils import to_json

from dashboard.delivery.trees import nodes
from dashboard.theme import GRAPH_CONFIG


def figures_json(tree: object) -> str:
    """``{"config": …, "figures": {"trend-graph": {"data": …, "layout": …}}}``; an id that stands twice is an error."""
    figures: dict[str, object] = {}
    for graph in (node for node in nodes(tree) if isinstance(node, dcc.Graph)):
        element_id = getattr(graph, "id", None)
        if not element_id or element_id in figures:
            raise ValueError(f"a chart needs an id of its own, not {element_id!r}")
        figures[element_id] = getattr(graph, "figure", None)
    text: str = to_json({"config": GRAPH_CONFIG, "figures": figures})  # type: ignore[no-untyped-call]
    return text
