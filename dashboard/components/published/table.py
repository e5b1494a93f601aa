"""Published figures in a table, each beside its ledger: what was printed, for when, what the ledger says of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from dashboard.address.view import View
from dashboard.components.markup import label
from dashboard.components.panel import Table, panel, table_of
from dashboard.components.published.public_panel import credit, period_of
from dashboard.elements import dcc, html
from dashboard.format import MINUS, NOTHING, month_key, month_name, number, plain, published, quantity
from dashboard.readings.published import Beside, Verdict
from etl.store import Kpi

HEAD = ("指标", "公布数", "期间", "台账数", "相差")
WORDS: dict[Verdict, str] = {
    "equal": "一致",
    "at_least": "相符",
    "apart": "不一致",
    "unlike": "口径不同",
    "no_ledger": "没有台账可对照",
}
VERDICTS = {"equal": "一致", "at_least": "相符", "no_ledger": NOTHING}


def published_table(view: View, found: Sequence[Beside]) -> html.Section:
    """The table; figures that no ledger counts keep their line, since they are published all the same."""
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in HEAD]))
    bodies = [
        html.Tbody([_theme(name), *(_row(view, one) for one in group)])
        for name, group in groupby(found, key=lambda one: one.figure.theme_name)
    ]
    table = html.Div(
        html.Table([head, *bodies], className="data published"),
        className="scroll",
        tabIndex="0",
        role="group",
        **label("公布数与台账数对照表"),
    )
    return panel(
        "published",
        finding(found),
        [table, table_of(figures_table(found)), html.P(credit([one.figure for one in found]), className="src")],
        sub="公布数照原文;余、以上等为“不少于”,台账数不小于它即为相符;台账数为公布数所计月份的累计",
    )


def figures_table(found: Sequence[Beside]) -> Table:
    """The published figures in their source's words beside the ledgers' in base units, rates in percent."""
    head = ["指标", "公布数", "期间", "计至月份", "台账数", "台账数减公布数", "单位", "对照"]
    rows, exact = [], []
    for one in found:
        figure, unit = one.figure, one.kpi.unit if one.kpi and one.ledger is not None else ""
        scale = 100 if unit == "%" else 1
        figures = [None if value is None else value * scale for value in (one.ledger, one.difference)]
        printed = figure.printed or published(figure.value, figure.unit, figure.qualifier)
        month = month_key(figure.counted_month) if figure.counted_month else ""
        words = [figure.title, printed, period_of(figure), month]
        said = WORDS[one.verdict]
        rows.append([*words, *(_number(value) for value in figures), unit or NOTHING, said])
        exact.append([*words, *map(plain, figures), unit, said])
    return Table("公布数与台账数对照", head, rows, exact)


def _number(value: Decimal | None) -> str:
    """All digits that the CSV has."""
    _, _, decimals = plain(value).partition(".")
    return number(value, len(decimals))


def finding(found: Sequence[Beside]) -> str:
    """``39项公布数据中,9项可与台账对照,全部相符``."""
    compared = [one for one in found if one.verdict not in ("unlike", "no_ledger")]
    apart = sum(1 for one in compared if one.verdict == "apart")
    said = f"{len(found)}项公布数据中,{len(compared)}项可与台账对照"
    if not compared:
        return f"{len(found)}项公布数据,尚无台账可对照"
    return f"{said},全部相符" if not apart else f"{said},{apart}项不一致"


def _theme(name: str) -> html.Tr:
    return html.Tr(html.Th(name, colSpan=len(HEAD), scope="rowgroup", className="theme"))


def _row(view: View, one: Beside) -> html.Tr:
    figure = one.figure
    printed = figure.printed or published(figure.value, figure.unit, figure.qualifier)
    return html.Tr(
        [
            html.Th(figure.title, scope="row"),
            html.Td(html.B(printed)),
            html.Td(period_of(figure), className="words"),
            html.Td(ledger_link(view, one, "/")),
            html.Td(verdict_words(one), className="apart" if one.verdict == "apart" else None),
        ]
    )


def ledger_link(view: View, one: Beside, path: str) -> dcc.Link | str:
    """The ledger's figure, leading to its trend on the page of that path; a dash where no ledger counts the same."""
    if one.kpi is None or one.ledger is None or one.figure.counted_month is None:
        return NOTHING
    month = one.figure.counted_month
    href = view.link(path=path, month=month_key(month), area=None, kpi=one.kpi.kpi, anchor="trend")
    amount = quantity(one.ledger, one.kpi.unit, one.kpi.decimals)
    return dcc.Link(str(amount), href=href, title=f"看{one.kpi.name}{month_name(month)}走势")


def verdict_words(one: Beside) -> str:
    """``一致``, ``相符``, ``口径不同(人/人次)``, or by how much the ledger is apart."""
    if one.verdict == "unlike" and one.kpi is not None:
        return f"{WORDS[one.verdict]}({one.figure.unit.lstrip('万亿')}/{one.kpi.unit})"
    if one.verdict != "apart" or one.kpi is None or one.difference is None:
        return VERDICTS.get(one.verdict, NOTHING)
    return f"{MINUS if one.difference < 0 else '+'}{_size(one.kpi, one)}"


def _size(kpi: Kpi, one: Beside) -> str:
    size = abs(one.difference or Decimal(0))
    return f"{quantity(size, '%', 2).text}个百分点" if kpi.unit == "%" else str(quantity(size, kpi.unit, kpi.decimals))
