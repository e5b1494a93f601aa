"""A page that Dash draws, in as few components as it takes: what needs no callback is HTML in one piece.

It is written and escaped by `first_paint`, as for every other page. A table of two thousand cells would else be two
thousand components.
"""

from __future__ import annotations

from copy import copy
from itertools import groupby

from dash.development.base_component import Component

from dashboard.delivery.first_paint import to_html

PLAIN = ("dash_html_components", "dash_svg")


class Markup(Component):
    """HTML in one piece; assets/45_dash.js shows it. ``html`` comes from `to_html` alone."""

    _namespace = "changfeng"
    _type = "Markup"
    _prop_names = ["html"]  # noqa: RUF012  (Dash declares it so)
    _valid_wildcard_attributes = []  # noqa: RUF012

    def __init__(self, html: str) -> None:
        super().__init__(html=html)  # type: ignore[no-untyped-call]


def for_dash(node: Component, named: frozenset[str]) -> Component:
    """The tree with plain parts as `Markup`; ``named`` are ids that callbacks write to."""
    if _is_plain(node, named):
        return Markup(to_html(node))
    children = getattr(node, "children", None)
    if node._namespace not in PLAIN or children is None:
        return node
    parts: list[Component] = []
    together = children if isinstance(children, list | tuple) else [children]
    for is_plain, group in groupby(together, lambda child: _is_plain(child, named)):
        several = list(group)
        parts += [Markup(to_html(several))] if is_plain else [for_dash(child, named) for child in several]
    changed = copy(node)
    changed.children = parts
    return changed


def _is_plain(node: object, named: frozenset[str]) -> bool:
    if isinstance(node, list | tuple):
        return all(_is_plain(child, named) for child in node)
    if not isinstance(node, Component):
        return True
    is_plain = node._namespace in PLAIN or (node._namespace, node._type) == ("dash_core_components", "Link")
    return is_plain and getattr(node, "id", None) not in named and _is_plain(getattr(node, "children", None), named)
