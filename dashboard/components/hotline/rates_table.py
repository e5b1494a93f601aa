"""Timeliness and satisfaction by department, each rate with its n and interval, and the way to the orders that failed.

The interval tells how far a rate of so few orders could be off by chance; 100 % of 8 is not 100 % of 800.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dashboard.address.view import View
from dashboard.components.hotline.narrowed import narrowed
from dashboard.components.markup import label
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.split_panel import span
from dashboard.components.wording import sharing
from dashboard.elements import dcc, html
from dashboard.format import NOTHING, base, number, percent
from dashboard.statistics.intervals import wilson
from etl.store import NOT_SAID

MART, DIMENSION = "hotline_month", "department"
MEASURES = ("closed", "closed_timed", "closed_on_time", "rated", "satisfied")
HEAD = ("科室", "办结", "按时办结率", "超时", "满意率", "不满意")


@dataclass(frozen=True)
class Rate:
    """``hits`` of ``n``; no rate where nobody was asked."""

    hits: int
    n: int

    @property
    def missed(self) -> int:
        return self.n - self.hits

    @property
    def shown(self) -> str:
        return percent(Decimal(self.hits) / self.n) if self.n else NOTHING

    @property
    def interval(self) -> str:
        """``97.2–98.1%``, at 95 %."""
        if not self.n:
            return ""
        ends = wilson(self.hits, self.n)
        return f"{percent(ends.low).removesuffix('%')}–{percent(ends.high)}"


@dataclass(frozen=True)
class Handled:
    """What one department closed this year."""

    closed: int
    on_time: Rate
    satisfied: Rate


def rates_panel(view: View, source: str, *filters: str) -> html.Section:
    """The table; its first line is the whole."""
    scope = narrowed(view, MART, *filters)
    rows = read_rates(view, scope.where)
    if not rows:
        return no_data("rates", "按时办结与满意", f"{span(view)}没有办结的热线工单{scope.words}。")
    whole = _added(rows)
    lines = [_line(view, "合计", None, whole)]
    lines += [_line(view, name, name, one) for name, one in sorted(rows.items(), key=lambda pair: -pair[1].closed)]
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in HEAD]))
    table = html.Table([head, html.Tbody(lines)], className="data rates")
    return panel(
        "rates",
        finding(whole, rows),
        [
            html.Div(table, className="scroll", tabIndex="0", role="group", **label("各科室按时办结率与满意率表")),
            table_of(_table(view, {"合计": whole, **rows})),
        ],
        sub=f"{span(view)}办结的工单;小字为n与95%区间(Wilson),n小则区间宽{scope.words}",
        source=source,
    )


def finding(whole: Handled, rows: Mapping[str, Handled]) -> str:
    """What failed in all, and which department, alone or with others, most of it lies with."""
    late, bad = whole.on_time.missed, whole.satisfied.missed
    if not late and not bad:
        return f"办结{number(whole.closed)}件,没有超时或不满意的工单"
    said = f"超时办结{number(late)}件,不满意{number(bad)}件"
    missed = {name: one.on_time.missed + one.satisfied.missed for name, one in rows.items() if name != NOT_SAID}
    most = max(missed.values(), default=0)
    names = [name for name, count in missed.items() if count == most]
    each = "各" if len(names) > 1 else ""
    return f"{said},两项合计{sharing(names)}({each}{number(most)}件)" if len(rows) > 1 and most else said


def read_rates(view: View, where: Mapping[str, list[str]]) -> dict[str, Handled]:
    """By department, of the year so far."""
    if not view.build.columns(MART):
        return {}
    rows = view.build.sums(
        MART,
        MEASURES,
        by=[DIMENSION],
        area=view.area.area_code,
        since=view.year_start,
        until=view.month,
        where=where,
    )
    return {str(row[DIMENSION] or NOT_SAID): _handled(row) for row in rows if row["closed"]}


def _handled(row: Mapping[str, Any]) -> Handled:
    closed, timed, on_time, rated, satisfied = (int(row[name]) for name in MEASURES)
    return Handled(closed, Rate(on_time, timed), Rate(satisfied, rated))


def _added(rows: Mapping[str, Handled]) -> Handled:
    def both(rates: list[Rate]) -> Rate:
        return Rate(sum(rate.hits for rate in rates), sum(rate.n for rate in rates))

    found = list(rows.values())
    return Handled(
        sum(one.closed for one in found), both([one.on_time for one in found]), both([one.satisfied for one in found])
    )


def _line(view: View, name: str, department: str | None, one: Handled) -> html.Tr:
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(_rows(view, "hotline.closed", one.closed, f"{name}办结工单明细", department)),
            _rate(one.on_time),
            html.Td(_rows(view, "hotline.late", one.on_time.missed, f"{name}超时办结工单明细", department)),
            _rate(one.satisfied),
            html.Td(_rows(view, "hotline.dissatisfied", one.satisfied.missed, f"{name}不满意工单明细", department)),
        ],
        className="whole" if department is None else None,
    )


def _rate(rate: Rate) -> html.Td:
    return html.Td([html.B(rate.shown), html.Small(f"n={base(rate.n, '件')}"), html.Small(rate.interval)])


def _rows(view: View, row_set: str, count: int, name: str, department: str | None) -> dcc.Link | str:
    if not count:
        return "0"
    href = view.rows_link(row_set, department=department) if department else view.rows_link(row_set)
    return dcc.Link(f"{number(count)}件", href=href, title=name)


def _table(view: View, rows: Mapping[str, Handled]) -> Table:
    head = ["科室", "办结", "按时件数", "可判断件数", "按时办结率区间", "满意件数", "评价件数", "满意率区间"]
    cells: list[list[str | int]] = [
        [
            name,
            one.closed,
            one.on_time.hits,
            one.on_time.n,
            one.on_time.interval,
            one.satisfied.hits,
            one.satisfied.n,
            one.satisfied.interval,
        ]
        for name, one in rows.items()
    ]
    shown = [[cell if isinstance(cell, str) else number(cell) for cell in line] for line in cells]
    return Table(f"各科室按时办结与满意({span(view)})", head, shown, [[str(cell) for cell in line] for line in cells])
