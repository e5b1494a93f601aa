"""What of Dash's own components stands on pages: the link many times, the others once or twice and as they are."""

from __future__ import annotations

from dash import dcc
from dash.dcc import Graph, Store

from dashboard.elements.element import Element

__all__ = ["Graph", "Link", "Store"]


class Link(Element, dcc.Link): ...
