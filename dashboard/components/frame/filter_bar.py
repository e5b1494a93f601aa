"""What a page can be narrowed to, as menus of links, and what it is narrowed to now."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.address.filters import FILTERS, Filter, member_name, members
from dashboard.address.view import View
from dashboard.components.frame.header import menu
from dashboard.components.markup import Children, label
from dashboard.elements import dcc, html


def filter_bar(view: View, keys: Sequence[str]) -> html.Div:
    """One menu a filter, and a link that takes all of them out."""
    shown: Children = [_filter(view, FILTERS[key]) for key in keys]
    if any(key in view.filters for key in keys):
        everything: dict[str, str | None] = dict.fromkeys(keys)
        shown.append(dcc.Link("清除筛选", href=view.link(**everything), className="act"))
        shown.append(html.Span("筛选只作用于下方各图,指标卡为全部", className="aside"))
    return html.Div(shown, className="filters", role="group", **label("筛选"))


def _filter(view: View, one: Filter) -> html.Details:
    chosen = view.filters.get(one.key)
    links: Children = [_choice(f"全部{one.name}", view.link(**{one.key: None}), chosen is None)]
    for member in members(view.build, one):
        links.append(_choice(member_name(one.key, member), view.link(**{one.key: member}), member == chosen))
    return menu(
        member_name(one.key, chosen) if chosen else f"全部{one.name}",
        f"选择{one.name}",
        [html.Div(links, className="members")],
    )


def _choice(name: str, href: str, is_here: bool) -> dcc.Link:
    return dcc.Link(name, href=href, className="choice here" if is_here else "choice")
