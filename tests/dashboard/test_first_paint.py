"""The first response is the page as HTML, and text from files never becomes markup."""

from __future__ import annotations

import dash_svg as svg
import pytest
from dash import dcc, html

from dashboard.delivery.first_paint import to_html


def test_text_is_escaped_everywhere() -> None:
    evil = "<script>alert(1)</script>&\"'"
    drawn = to_html(html.P([evil, html.B(evil)], title=evil))
    assert "<script" not in drawn
    assert drawn.count("&lt;script&gt;") == 3
    assert 'title="&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#x27;"' in drawn


def test_elements_and_attributes() -> None:
    tree = html.Div(
        [None, 3, html.Br(), html.Td("x", colSpan="2"), html.Details(html.Summary("s"), open=True)],
        className="a b",
        style={"marginLeft": "2px", "width": "10%"},
        **{"aria-label": "名"},
    )
    assert to_html(tree) == (
        '<div class="a b" style="margin-left:2px;width:10%" aria-label="名">'
        '3<br><td colspan="2">x</td><details open><summary>s</summary></details></div>'
    )


def test_svg_keeps_its_own_spelling() -> None:
    drawn = to_html(svg.Svg(svg.Polyline(points="0,0 1,1"), viewBox="0 0 1 1", role="img"))
    assert drawn == '<svg role="img" viewBox="0 0 1 1"><polyline points="0,0 1,1"></polyline></svg>'


def test_a_link_is_a_link_and_a_graph_a_box_of_its_size() -> None:
    assert to_html(dcc.Link("总览", href="/?a=1&b=2")) == '<a href="/?a=1&amp;b=2">总览</a>'
    assert to_html(dcc.Graph(style={"height": "330px"})) == '<div style="height:330px" class="dash-graph"></div>'


@pytest.mark.parametrize("address", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,<p>"])
def test_a_link_never_runs_a_script(address: str) -> None:
    with pytest.raises(TypeError, match="script"):
        to_html(html.A("x", href=address))


def test_the_unknown_is_refused_not_dropped() -> None:
    with pytest.raises(TypeError, match="Dropdown"):
        to_html(dcc.Dropdown())
    with pytest.raises(TypeError, match="contentEditable"):
        to_html(html.Div(contentEditable="true"))
