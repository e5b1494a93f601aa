"""The ledgers against figures reported elsewhere for the same KPI and period."""

from __future__ import annotations

from dash import dcc, html

from dashboard.components.panel import panel
from dashboard.format import published, quantity
from dashboard.published import Beside, beside_ledgers
from dashboard.view import View

VERDICTS = {"equal": "一致", "at_least": "相符", "apart": "不一致"}


def reported_panel(view: View) -> html.Section:
    """Only figures that a KPI of a ledger can be held against; all published ones stand on their own page."""
    found = [one for one in beside_ledgers(view) if one.verdict in VERDICTS]
    link = dcc.Link("看全部公开数据 →", href=view.link(path="/figures"), className="act")
    if not found:
        return panel(
            "reported", "没有可与台账对照的公布数", [html.P("公布数与台账没有同口径的项。", className="calm"), link]
        )
    apart = [one for one in found if one.verdict == "apart"]
    title = f"{len(found)}项公布数与台账对照,{f'{len(apart)}项不一致' if apart else '全部相符'}"
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in ("指标", "公布数", "台账", "对照")]))
    table = html.Table([head, html.Tbody([_row(one) for one in found])], className="data findings")
    return panel(
        "reported", title, [html.Div(table, className="scroll"), link], sub="同一指标、同一时期;余、以上等按不少于比较"
    )


def _row(one: Beside) -> html.Tr:
    figure = one.figure
    said = figure.printed or published(figure.value, figure.unit, figure.qualifier)
    ledger = str(quantity(one.ledger, one.kpi.unit, one.kpi.decimals)) if one.kpi else "—"
    mark = html.Td(VERDICTS[one.verdict], className="late" if one.verdict == "apart" else None)
    return html.Tr([html.Th(figure.title, scope="row"), html.Td(said), html.Td(ledger), mark])
