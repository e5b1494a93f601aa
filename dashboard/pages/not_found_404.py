"""What an address gets that no page answers to."""

from __future__ import annotations

import dash

from dashboard.address.view import View
from dashboard.components.markup import Children
from dashboard.delivery.shell import NEAR, NOT_FOUND
from dashboard.elements import dcc, html

IN_NAVIGATION = False


def layout(view: View) -> html.Div:
    """A sentence, the page that was perhaps meant, and the way back."""
    names = {page["path"]: page["name"] for page in dash.page_registry.values()}
    near = view.others.get(NEAR, "")
    meant: Children = []
    if near in names:
        link = dcc.Link(names[near], href=view.link(path=near), className="act")
        meant = [html.P(["要找的可能是:", link])]
    return html.Div(
        [
            html.P("没有这个页面。地址可能有误,或页面尚未开放。", className="notice"),
            *meant,
            dcc.Link("回到总览", href=view.link(path="/"), className="act"),
        ]
    )


dash.register_page(__name__, path=NOT_FOUND, name="没有这个页面", title="没有这个页面", layout=layout)  # type: ignore[no-untyped-call]
