"""The head of every page: whose figures, which month and area, how fresh, demo or not; the way to other pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dashboard.address.view import View
from dashboard.components.frame.appearance import appearance
from dashboard.components.markup import CURRENT, Children, label
from dashboard.elements import dcc, html
from dashboard.format import day_name, moment, month_key, month_name
from dashboard.window import month_end


@dataclass(frozen=True)
class PageLink:
    """A registered page."""

    name: str
    path: str


def header(view: View) -> html.Header:
    """Title, pickers and freshness."""
    meta = view.build.meta
    title = html.Div([html.B(meta.title), html.Small(meta.bureau)], className="title")
    demo = [html.Span("演示数据", className="demo", title="台账为虚构,不是真实业务数据")] if view.has_demo else []
    freshness = [
        html.Span(f"数据截至{day_name(month_end(view.month))}"),
        html.Span(f"版次 {view.build.id}"),
        html.Span(f"{moment(meta.created_at)} 发布"),
    ]
    as_of = html.Div(freshness, className="as-of")
    if view.is_wall:
        return html.Header([title, *demo, as_of], className="top")
    return html.Header([title, month_picker(view), area_picker(view), *demo, as_of, appearance(view)], className="top")


def month_picker(view: View) -> html.Details:
    """Months with data as links, the latest year first."""
    years: Children = []
    for year, months in groupby(reversed(view.build.months), key=lambda month: month.year):
        links = [_month_link(view, month) for month in sorted(months)]
        years.append(html.Div([html.B(f"{year}年"), html.Div(links, className="months")], className="year"))
    return menu(f"{month_name(view.month)}", "选择月份", years)


def _month_link(view: View, month: date) -> dcc.Link:
    here = " here" if month == view.month else ""
    return dcc.Link(f"{month.month}月", href=view.link(month=month_key(month)), className=f"choice{here}")


def area_picker(view: View) -> html.Details:
    """The district and its streets as links."""
    links: Children = [_area_link(view, "全区", None, view.is_district)]
    for street in view.streets:
        links.append(_area_link(view, street.short_name, street.area_code, street == view.area))
    return menu("全区" if view.is_district else view.area.short_name, "选择街道", [html.Div(links, className="areas")])


def _area_link(view: View, name: str, code: str | None, is_here: bool) -> dcc.Link:
    return dcc.Link(name, href=view.link(area=code), className="choice here" if is_here else "choice")


def menu(shown: str, purpose: str, content: Children) -> html.Details:
    """Links that fold open; ``shown`` is what holds now, ``purpose`` what is chosen here."""
    summary = html.Summary([shown, html.I("▾")], title=purpose, **label(f"{purpose},当前{shown}"))
    return html.Details([summary, html.Div(content, className="panel-menu")], className="menu pop")


def navigation(view: View, pages: Iterable[PageLink]) -> html.Nav:
    """Links to the registered pages; month and area go along."""
    links = [
        html.Span(dcc.Link(page.name, href=view.link(path=page.path, kpi=None)), className="here", **CURRENT)
        if page.path == view.path
        else html.Span(dcc.Link(page.name, href=view.link(path=page.path, kpi=None)))
        for page in pages
    ]
    return html.Nav(links, **label("页面"))


def notices(said: Sequence[str | Children]) -> Children:
    """What the address asked for and could not get."""
    return [html.P(text, className="notice", role="status") for text in said]
