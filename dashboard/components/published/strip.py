"""The published figures of one theme beside its ledgers, on the page of that theme; 公开数据 has all of them."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.address.view import View
from dashboard.components.panel import panel, table_of
from dashboard.components.published.public_panel import credit, period_of
from dashboard.components.published.table import figures_table, finding, ledger_link, verdict_words
from dashboard.components.wide_table import head_of, scrolling
from dashboard.elements import html
from dashboard.format import published
from dashboard.readings.figures import published as shown_figures
from dashboard.readings.published import Beside, beside_ledgers
from etl.store import PublicFigure

HEAD = ("指标", "公布数", "台账数", "对照")
SUB = "公布数照原文,未注明截止日期的标“截至发布”;台账数为公布数所计月份的累计,余、以上等字样下不小于公布数即为相符"


def published_strip(
    view: View, theme: str, *, only: Callable[[PublicFigure], bool] = lambda _: True
) -> html.Section | None:
    """None where nothing of the theme was published of this area and year: streets have no published figures.

    ``only``: which of the theme's figures, where two pages share a theme.
    """
    shown = {figure for figure in shown_figures(view) if figure.theme == theme and only(figure)}
    found = [one for one in beside_ledgers(view) if one.figure in shown] if shown else []
    if not found:
        return None
    head = head_of(HEAD)
    table = html.Table([head, html.Tbody([_row(view, one) for one in found])], className="data published")
    return panel(
        "published",
        finding(found),
        [
            scrolling(table, "公布数与台账数对照表"),
            table_of(figures_table(found)),
            html.P(credit([one.figure for one in found]), className="src"),
        ],
        sub=SUB,
    )


def _row(view: View, one: Beside) -> html.Tr:
    figure = one.figure
    printed = figure.printed or published(figure.value, figure.unit, figure.qualifier)
    return html.Tr(
        [
            html.Th([html.Span(figure.title), html.Small(period_of(figure))], scope="row"),
            html.Td(html.B(printed)),
            html.Td(ledger_link(view, one, view.path)),
            html.Td(verdict_words(one), className="apart" if one.verdict == "apart" else None),
        ]
    )
