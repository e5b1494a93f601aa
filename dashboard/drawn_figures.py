"""The Plotly figures of a page as JSON, by the id of the element that each is drawn in (assets/10_charts.js)."""

from __future__ import annotations

from collections.abc import Iterator

from dash import dcc
from dash._utils import to_json
from dash.development.base_component import Component

from dashboard.theme import GRAPH_CONFIG


def figures_json(tree: object) -> str:
    """``{"config": …, "figures": {"trend-graph": {"data": …, "layout": …}}}``; an id that stands twice is an error."""
    figures: dict[str, object] = {}
    for graph in _graphs(tree):
        element_id = getattr(graph, "id", None)
        if not element_id or element_id in figures:
            raise ValueError(f"a chart needs an id of its own, not {element_id!r}")
        figures[element_id] = getattr(graph, "figure", None)
    text: str = to_json({"config": GRAPH_CONFIG, "figures": figures})  # type: ignore[no-untyped-call]
    return text


def _graphs(node: object) -> Iterator[dcc.Graph]:
    if isinstance(node, dcc.Graph):
        yield node
    elif isinstance(node, Component):
        yield from _graphs(getattr(node, "children", None))
    elif isinstance(node, list | tuple):
        for child in node:
            yield from _graphs(child)
