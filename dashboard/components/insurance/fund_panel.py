"""The insurance funds' income and expense month by month, and what is left of the year by kind.

Each kind has a fund of its own, which pays for no other: the sum of all says less than each of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from dashboard.address.view import MONTHS_SHOWN, View
from dashboard.charts.months import HEIGHT, Series, months_chart
from dashboard.components.data_table import csv_link
from dashboard.components.graph import graph
from dashboard.components.markup import Children
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.split_panel import less, span
from dashboard.components.wide_table import head_of, scrolling
from dashboard.elements import dcc, html
from dashboard.format import NOTHING, month_key, plain, quantity, with_difference
from dashboard.window import last_months
from etl.store import NOT_SAID

Where = Mapping[str, Sequence[str]] | None  # of the sums: which kinds of insurance
MEASURES = ("fund_income_yuan", "fund_expense_yuan")
HEAD = ("收入", "支出", "结余")


def fund_panel(view: View, source: str) -> html.Section:
    """The panel of the 24 months up to the page's."""
    months = last_months(view.month, MONTHS_SHOWN)
    found = _monthly(view, months)
    if not found:
        return no_data("fund", "基金收支", f"{span(view)}没有基金收支数据。")
    known = months[months.index(min(found)) :]
    labels = [f"{month:%y}年{month.month}月" for month in known]
    income, expense = ([found[month][position] if month in found else None for month in known] for position in (0, 1))
    series = [Series("基金收入", income), Series("基金支出", expense)]
    amounts = list(zip(income, expense, strict=True))
    table = Table(
        "基金收支",
        ["月份", *HEAD],
        [[label, *_shown(*line)] for label, line in zip(labels, amounts, strict=True)],
        [[month_key(month), *_exact(*line)] for month, line in zip(known, amounts, strict=True)],
    )
    chosen = view.filters.get("insurance_type")
    said = finding(view, view.where("insurance_type"))
    kinds = by_kind(view)
    title = said if chosen else f"{said}{_worst(kinds)}"
    chart = months_chart(labels, series, "元")
    body: Children = [
        graph(chart, "fund-graph", f"{title}。数据见下方表格", HEIGHT),
        table_of(table),
        *_kinds(view, kinds),
    ]
    return panel("fund", title, body, sub=f"元;按月,仅{chosen}" if chosen else "元;按月", source=source)


def by_kind(view: View) -> dict[str, tuple[Decimal, Decimal]]:
    """Income and expense of the year so far of each kind that told both, those that lack most first."""
    rows = view.build.sums(
        "insurance_month",
        MEASURES,
        by=["insurance_type"],
        area=view.area.area_code,
        since=view.year_start,
        until=view.month,
    )
    found = {str(row["insurance_type"] or NOT_SAID): (row[MEASURES[0]], row[MEASURES[1]]) for row in rows}
    told = {kind: sums for kind, sums in found.items() if None not in sums}
    return dict(sorted(told.items(), key=lambda item: item[1][0] - item[1][1]))


def _worst(kinds: Mapping[str, tuple[Decimal, Decimal]]) -> str:
    """``,其中城镇职工基本养老保险支大于收2.04亿元``: the fund that lacks most, where there is more than one."""
    kind = next(iter(kinds), None)
    if kind is None or len(kinds) < 2 or kinds[kind][0] >= kinds[kind][1]:
        return ""
    return f",其中{kind}支大于收{quantity(kinds[kind][1] - kinds[kind][0], '元')}"


def _kinds(view: View, kinds: Mapping[str, tuple[Decimal, Decimal]]) -> Children:
    """The year so far by kind, each leading to its months."""
    if len(kinds) < 2:
        return []
    name = f"{span(view)}各险种基金收支"
    rows = [
        html.Tr(
            [
                html.Th(dcc.Link(kind, href=view.link(insurance_type=kind, anchor="fund")), scope="row"),
                *map(html.Td, _shown(*sums)),
            ],
            className="here" if view.filters.get("insurance_type") == kind else None,
        )
        for kind, sums in kinds.items()
    ]
    shown = html.Table([head_of(("险种", *HEAD)), html.Tbody(rows)], className="data")
    csv = csv_link(("险种", *HEAD), [[kind, *_exact(*sums)] for kind, sums in kinds.items()], name)
    return [html.H3(f"{name},各基金分账核算"), scrolling(shown, name), csv]


def year_sums(view: View, where: Where = None) -> tuple[Decimal | None, Decimal | None]:
    """Income and expense of the year so far; None where no month says."""
    rows = view.build.sums(
        "insurance_month", MEASURES, area=view.area.area_code, since=view.year_start, until=view.month, where=where
    )
    return rows[0][MEASURES[0]], rows[0][MEASURES[1]]


def finding(view: View, where: Where = None) -> str:
    """``2023年1至6月基金收入9.14亿元,支出11.26亿元,支大于收2.12亿元``."""
    income, expense = year_sums(view, where)
    if income is None or expense is None:
        return f"{span(view)}基金收支没有报全"
    high, low = max(income, expense), min(income, expense)
    more, fewer, rest = with_difference(high, low, "元")
    one, other = (more, fewer) if income == high else (fewer, more)
    said = f"{span(view)}基金收入{one},支出{other}"
    if income == expense:
        return f"{said},收支相抵"
    return f"{said},{'收大于支' if income > expense else '支大于收'}{rest}"


def _monthly(view: View, months: Sequence[date]) -> dict[date, tuple[Decimal | None, Decimal | None]]:
    rows = view.build.sums(
        "insurance_month",
        MEASURES,
        by=["month"],
        area=view.area.area_code,
        since=months[0],
        until=months[-1],
        where=view.where("insurance_type"),
    )
    return {row["month"]: (row[MEASURES[0]], row[MEASURES[1]]) for row in rows}


def _shown(income: Decimal | None, expense: Decimal | None) -> list[str]:
    """Income, expense and what is left, as they add up."""
    if income is None or expense is None:
        return [str(quantity(income, "元")), str(quantity(expense, "元")), NOTHING]
    return [str(amount) for amount in with_difference(income, expense, "元")]


def _exact(income: Decimal | None, expense: Decimal | None) -> list[str]:
    return [plain(income), plain(expense), plain(less(income, expense))]
