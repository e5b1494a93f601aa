"""The ledgers against figures reported elsewhere for the same KPI and period."""

from __future__ import annotations

from dashboard.address.view import View
from dashboard.components.panel import panel, table_of
from dashboard.components.published.table import figures_table
from dashboard.elements import dcc, html
from dashboard.format import published, quantity
from dashboard.readings.published import Beside, beside_ledgers

COMPARED = ("equal", "at_least", "apart")
BASIS = "同一指标、同一时期;余、以上等按不少于比较"


def reported_panel(view: View) -> html.Section:
    """Those that a ledger's KPI contradicts; all published figures stand on their own page."""
    found = [one for one in beside_ledgers(view) if one.verdict in COMPARED]
    link = dcc.Link("看全部公开数据 →", href=view.link(path="/figures"), className="act")
    if not found:
        return panel(
            "reported", "没有可与台账对照的公布数", [html.P("公布数与台账没有同口径的项。", className="calm"), link]
        )
    apart = [one for one in found if one.verdict == "apart"]
    title = f"{len(found)}项公布数与台账对照,{f'{len(apart)}项不一致' if apart else '全部相符'}"
    if not apart:
        return panel("reported", title, link, sub=BASIS)
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in ("指标", "公布数", "台账", "对照")]))
    table = html.Table([head, html.Tbody([_row(one) for one in apart])], className="data findings")
    return panel(
        "reported", title, [html.Div(table, className="scroll"), table_of(figures_table(apart)), link], sub=BASIS
    )


def _row(one: Beside) -> html.Tr:
    figure = one.figure
    said = figure.printed or published(figure.value, figure.unit, figure.qualifier)
    ledger = str(quantity(one.ledger, one.kpi.unit, one.kpi.decimals)) if one.kpi else "—"
    return html.Tr(
        [html.Th(figure.title, scope="row"), html.Td(said), html.Td(ledger), html.Td("不一致", className="late")]
    )
