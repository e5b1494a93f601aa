"""What is wider than a phone and scrolls sideways within its panel, by finger and by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components.markup import HIDDEN, label
from dashboard.elements import html


def head_of(words: Sequence[str]) -> html.Thead:
    """The one line of heads of a table."""
    return html.Thead(html.Tr([html.Th(word, scope="col") for word in words]))


def scrolling(content: Component, name: str, *, css: str = "scroll") -> html.Div:
    """``name`` says to screen readers what scrolls here."""
    hint = html.P("左右滑动看全部", className="swipe", **HIDDEN)
    return html.Div([hint, html.Div(content, className=css, tabIndex="0", role="group", **label(name))])
