"""What an address gets that no page answers to."""

from __future__ import annotations

import dash

from dashboard.address.view import View
from dashboard.delivery.shell import NOT_FOUND
from dashboard.elements import dcc, html

IN_NAVIGATION = False


def layout(view: View) -> html.Div:
    """A sentence and the way back."""
    return html.Div(
        [
            html.P("没有这个页面。地址可能有误,或页面尚未开放。", className="notice"),
            dcc.Link("回到总览", href=view.link(path="/"), className="act"),
        ]
    )


dash.register_page(__name__, path=NOT_FOUND, name="没有这个页面", title="没有这个页面", layout=layout)  # type: ignore[no-untyped-call]
