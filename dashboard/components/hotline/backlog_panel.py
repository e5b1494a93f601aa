"""Orders still open at each month's end, and how old those are that are open now; what is overdue carries a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import plotly.graph_objects as go

from dashboard.address.view import View
from dashboard.charts.months import Series, months_chart
from dashboard.components.graph import graph
from dashboard.components.hotline.narrowed import narrowed
from dashboard.components.kpi.rows_links import standing
from dashboard.components.markup import Children, label
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.elements import dcc, html
from dashboard.format import day_name, month_key, month_name, number
from dashboard.window import MONTHS, last_months, month_end, shift
from etl.store import NOT_SAID
from etl.store.hotline import OpenOrders, open_orders

BANDS = ((3, "≤3天"), (7, "4–7天"), (15, "8–15天"), (30, "16–30天"))
OLDEST = ">30天"
AGES = (*(name for _, name in BANDS), OLDEST)
HEIGHT = 220
TITLE = "未办结工单"
RUN_UP = 3  # months that must be filed before the year: a ledger that begins with it has no older orders to be overdue


def backlog_panel(view: View, source: str, *filters: str) -> html.Section:
    """Twelve months' ends, and the ages at the last of them by department."""
    scope = narrowed(view, "hotline_open", *filters)
    months = [month for month in last_months(view.month, MONTHS) if month not in view.unfiled]
    found = open_orders(view.build, months, area=view.area.area_code, where=scope.where)
    now = [one for one in found if one.month == view.month]
    if not found:
        return no_data(
            "backlog", TITLE, f"{day_name(month_end(view.month))}前12个月的月末都没有未办结工单{scope.words}。"
        )
    figure = _chart(months, found)
    body: Children = [
        graph(figure, "backlog-graph", f"各月末{TITLE},数据见下方表格", HEIGHT),
        _months_table(months, found),
    ]
    if now:
        body += [html.H3(f"{day_name(month_end(view.month))}未办结工单的时长"), _ages(view, now, scope.where)]
    unknown = sum(one.orders for one in now if one.is_overdue is None)
    said = f";未注明时限的{number(unknown)}件不计超时" if unknown else ""
    sub = f"件;各月末尚未办结,其中超时为已过办结时限{said}{scope.words}"
    title = finding(view.month, now) + risen(view, _overdue_at(view.year_start, found), overdue_of(now))
    return panel("backlog", title, body, sub=sub, source=source)


def finding(month: date, now: Sequence[OpenOrders]) -> str:
    """``6月末未办结132件,其中超时41件;最久的已867天``."""
    if not now:
        return f"{month.month}月末没有未办结工单"
    overdue, oldest = overdue_of(now), max(one.age_days for one in now)
    late = f"其中超时{number(overdue)}件" if overdue else "没有超时"
    return f"{month.month}月末未办结{number(_total(now))}件,{late};最久的已{number(oldest)}天"


def risen(view: View, at_first: int, now: int) -> str:
    """``;超时由1月末的5件增至72件``; nothing of a rise by few, nor where a month since before the year is missing."""
    since = shift(view.year_start, -RUN_UP)
    is_known = not any(since <= month <= view.month for month in view.unfiled)
    if not is_known or now - at_first < max(view.build.meta.small_base, 1):
        return ""
    return f";超时由{view.year_start.month}月末的{number(at_first)}件增至{number(now)}件"


def overdue_of(orders: Sequence[OpenOrders]) -> int:
    """How many of them are past their limit."""
    return sum(one.orders for one in orders if one.is_overdue)


def age_band(days: int) -> str:
    """The band of an age in days."""
    return next((name for most, name in BANDS if days <= most), OLDEST)


def _total(orders: Sequence[OpenOrders]) -> int:
    return sum(one.orders for one in orders)


def _overdue_at(month: date, found: Sequence[OpenOrders]) -> int:
    """How many were overdue at the end of a month."""
    return overdue_of([one for one in found if one.month == month])


def _monthly(months: Sequence[date], found: Sequence[OpenOrders]) -> list[tuple[int, int]]:
    """Overdue and not, of each month."""
    by_month = {month: [one for one in found if one.month == month] for month in months}
    return [(overdue_of(by_month[m]), _total(by_month[m]) - overdue_of(by_month[m])) for m in months]


def _chart(months: Sequence[date], found: Sequence[OpenOrders]) -> go.Figure:
    labels = [f"{month.month}月" for month in months]
    counts = _monthly(months, found)
    series = [
        Series("超时", [Decimal(overdue) for overdue, _ in counts]),
        Series("未超时", [Decimal(rest) for _, rest in counts]),
    ]
    return months_chart(labels, series, "件", stacked=True)


def _months_table(months: Sequence[date], found: Sequence[OpenOrders]) -> html.Details:
    counts = _monthly(months, found)
    lines = [(month_key(m), overdue + rest, overdue) for m, (overdue, rest) in zip(months, counts, strict=True)]
    return table_of(
        Table(
            f"各月末{TITLE}",
            ["月末", "未办结(件)", "其中超时(件)"],
            [[month, number(total), number(overdue)] for month, total, overdue in lines],
            [[month, str(total), str(overdue)] for month, total, overdue in lines],
        )
    )


def _ages(view: View, now: Sequence[OpenOrders], where: Mapping[str, Sequence[str]]) -> html.Div:
    """By department and band; the department with most overdue first."""
    by_department: dict[str, list[OpenOrders]] = {}
    for one in now:
        by_department.setdefault(one.department or NOT_SAID, []).append(one)
    ranked = sorted(by_department.items(), key=lambda pair: (-overdue_of(pair[1]), -_total(pair[1]), pair[0]))
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in ("科室", "合计", *AGES)]))
    chosen = {key: members[0] for key, members in where.items()}

    def total(name: str, orders: Sequence[OpenOrders], **department: str) -> html.Td:
        link = standing(view, _total(orders), "hotline.open", f"{name}未办结工单", {**chosen, **department})
        return _cell(_total(orders), overdue_of(orders), link)

    lines = [_age_line("合计", total("全部", now), now, "whole")]
    lines += [_age_line(name, total(name, orders, department=name), orders, None) for name, orders in ranked]
    table = html.Table([head, html.Tbody(lines)], className="matrix ages")
    box = html.Div(table, className="scroll", tabIndex="0", role="group", **label("未办结工单按科室和时长"))
    return html.Div([box, table_of(_ages_table(view, [("合计", now), *ranked]))])


def _ages_table(view: View, lines: Sequence[tuple[str, Sequence[OpenOrders]]]) -> Table:
    head = ["科室", "合计(件)", "其中超时(件)"]
    for age in AGES:
        head += [f"{age}(件)", f"{age}超时(件)"]
    cells = []
    for name, orders in lines:
        counts, late = _by_band(orders)
        pairs = [(_total(orders), overdue_of(orders)), *((counts[age], late[age]) for age in AGES)]
        cells.append((name, [count for pair in pairs for count in pair]))
    return Table(
        f"{month_name(view.month)}末{TITLE}按科室和时长",
        head,
        [[name, *map(number, counts)] for name, counts in cells],
        [[name, *map(str, counts)] for name, counts in cells],
    )


def _age_line(name: str, total: html.Td, orders: Sequence[OpenOrders], css: str | None) -> html.Tr:
    counts, late = _by_band(orders)
    cells = [_cell(counts[age], late[age]) for age in AGES]
    return html.Tr([html.Th(name, scope="row"), total, *cells], className=css)


def _by_band(orders: Sequence[OpenOrders]) -> tuple[Mapping[str, int], Mapping[str, int]]:
    counts: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for one in orders:
        counts[age_band(one.age_days)] += one.orders
        late[age_band(one.age_days)] += one.orders if one.is_overdue else 0
    return counts, late


def _cell(count: int, late: int, link: dcc.Link | str | None = None) -> html.Td:
    shown = link or (number(count) if count else "")
    if not late:
        return html.Td(shown, className="none")
    return html.Td([html.Span(shown), html.Small(f"▼ 超时{number(late)}")], className="slow")
