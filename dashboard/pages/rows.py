"""明细: the rows behind a number, so that anybody can count them again and find each in the file it came from."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import dash
import flask
from dash import Input, Output, State

from dashboard.address.view import ROWS, View, resolve
from dashboard.cells import shown
from dashboard.components.markup import Children, label
from dashboard.components.rows.table import ASKED, GRID, grid, plain_table
from dashboard.components.rows.wording import sentence
from dashboard.components.state_sentence import Part, summary
from dashboard.delivery.xlsx import MOST_ROWS
from dashboard.elements import dcc, html
from dashboard.format import month_key, number
from dashboard.readings.detail import Detail, detail
from etl.store import NoBuild, open_build, open_current

IN_NAVIGATION = False
LARGEST_BLOCK = 500  # rows that one request of the grid may ask for
PRIVACY = "不含姓名、身份证号和电话。文件、工作表、行号指向报送的原始文件,可逐行核对。"


def layout(view: View) -> html.Div:
    """The rows that the address names; without a name, all that can be asked for."""
    found = detail(view)
    if found is None:
        return html.Div([summary([Part("请选择要看的明细。")]), *_choices(view)], className="rows-page")
    return html.Div(
        [
            summary(sentence(found)),
            html.Div([_siblings(found), *_spans(found), *_narrowed(found), *_downloads(found)], className="rows-bar"),
            html.P(PRIVACY, className="sub"),
            *([plain_table(found), grid(found)] if found.rows.tally.rows else []),
        ],
        className="rows-page",
    )


def _siblings(found: Detail) -> html.Div:
    """Other rows of the same ledger: from 满意 to 不满意 in one click."""
    view = found.view
    links: Children = [
        dcc.Link(
            one.title,
            href=view.link(set=one.row_set, kpi=None),
            className="choice here" if one == found.row_set else "choice",
        )
        for one in view.build.row_sets.values()
        if one.source == found.row_set.source
    ]
    return html.Div(links, className="rows-sets", role="group", **label(f"{found.row_set.source_name}的明细"))


def _spans(found: Detail) -> Children:
    if found.stands:
        return []

    def choice(word: str, span: str, is_here: bool) -> dcc.Link:
        href = found.view.link(span=span, month=month_key(found.view.month))
        return dcc.Link(word, href=href, className="choice here" if is_here else "choice")

    links = [choice("当月", "month", not found.is_whole_year), choice("本年以来", "year", found.is_whole_year)]
    return [html.Div(links, className="rows-sets", role="group", **label("时间范围"))]


def _narrowed(found: Detail) -> Children:
    if not found.where:
        return []
    return [dcc.Link("清除筛选", href=found.view.link(**dict.fromkeys(found.where)), className="act")]


def _downloads(found: Detail) -> Children:
    if not found.rows.tally.rows:
        return []
    query = urlencode([*found.view.query, ("build", found.view.build.id)])
    links: Children = [
        html.A(f"下载{kind.upper()}", href=f"/download/rows.{kind}?{query}", download="", className="act")
        for kind in ("csv", "xlsx")
    ]
    if found.rows.tally.rows > MOST_ROWS:
        links.append(html.Span(f"XLSX最多{number(MOST_ROWS)}行,只含最近的;全部请下载CSV", className="aside"))
    return [html.Span(links, className="rows-files")]


def _choices(view: View) -> Children:
    groups: dict[str, Children] = {}
    for one in view.build.row_sets.values():
        link = dcc.Link(one.title, href=view.link(set=one.row_set, span="month"))
        groups.setdefault(one.source_name, []).append(link)
    lists = [html.Div([html.H2(name), html.Ul([html.Li(link) for link in links])]) for name, links in groups.items()]
    return [html.Div(lists, className="rows-choices")]


def add_callbacks(app: dash.Dash) -> None:
    """The grid's way to its rows, on this app alone: `dash.callback` would give it to the first app of a process."""
    way = app.callback(
        Output(GRID, "getRowsResponse"), Input(GRID, "getRowsRequest"), State(ASKED, "data"), prevent_initial_call=True
    )
    way(block)


def block(request: dict[str, Any] | None, asked: dict[str, Any]) -> Any:
    """The rows that the grid scrolls to, from the build that the page was drawn from."""
    if not request:
        return dash.no_update
    site = flask.current_app.extensions["changfeng"].site
    try:
        build = open_build(site, str(asked["build"]))
    except NoBuild:
        build = open_current(site)
    found = detail(resolve(build, ROWS, asked["query"]))
    if found is None:
        return {"rowData": [], "rowCount": 0}
    start = max(0, int(request["startRow"]))
    size = min(max(1, int(request["endRow"]) - start), LARGEST_BLOCK)
    order = next(iter(request.get("sortModel") or []), None)
    names = {column.name for column in build.fact_columns(found.row_set.source)}
    sort = order["colId"] if order and order["colId"] in names else found.sort
    is_descending = order["sort"] == "desc" if order else found.is_descending
    rows = found.rows.page(start, size, sort, is_descending)
    text = [{name: shown(value) for name, value in row.items()} for row in rows]
    return {"rowData": text, "rowCount": found.rows.tally.rows}


dash.register_page(__name__, path=ROWS, name="明细", title="明细", layout=layout)  # type: ignore[no-untyped-call]
