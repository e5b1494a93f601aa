"""A page that Dash draws: the same page in few components, text still escaped."""

from __future__ import annotations

from copy import copy
from pathlib import Path

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.app import create_app
from dashboard.delivery.dash_parts import Markup, for_dash
from dashboard.delivery.first_paint import to_html
from tests.dashboard.trees import nodes

NAMED = frozenset({"fault"})
PLACE = "\u241f"  # a sign that no page holds


def written(node: object) -> str:
    """The HTML that a browser has once Dash has drawn the tree, without the boxes that are none."""
    if isinstance(node, Markup):
        return str(node.html)
    if isinstance(node, list):
        return "".join(written(child) for child in node)
    if isinstance(node, Component) and isinstance(getattr(node, "children", None), list):
        emptied = copy(node)
        emptied.children = PLACE  # type: ignore[attr-defined]
        return to_html(emptied).replace(PLACE, written(node.children))  # type: ignore[attr-defined]
    return to_html(node)


def test_what_is_plain_is_one_piece_and_what_is_not_stays() -> None:
    store = dcc.Store(id="store")
    tree = html.Div(
        [
            "<b>",
            html.P("一"),
            html.Section([html.H2("二"), store], className="panel"),
            html.P(id="fault"),
            dcc.Link("三", href="/"),
        ]
    )
    parts = for_dash(tree, NAMED)
    assert [type(part).__name__ for part in parts.children] == ["Markup", "Section", "P", "Markup"]  # type: ignore[attr-defined]
    assert parts.children[0].html == "&lt;b&gt;<p>一</p>"  # type: ignore[attr-defined]
    assert store in list(nodes(parts))
    assert written(parts) == to_html(tree)
    assert tree.children[0] == "<b>"  # the tree that was given is as it was


def test_the_page_of_rows_is_the_same_in_few_components(site: Path) -> None:
    tree = create_app(site).shell.draw("/rows", {"set": ["hotline.closed"], "span": ["year"]}).tree
    parts = for_dash(tree, NAMED)
    assert written(parts) == to_html(tree)
    assert len(list(nodes(tree))) > 500
    assert len(list(nodes(parts))) < 30
    assert "rows-grid" in {getattr(node, "id", None) for node in nodes(parts)}
