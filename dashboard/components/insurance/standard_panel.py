"""One benefit standard as steps, with a line for each rise: when, to what, by how much, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from dashboard.address.view import View
from dashboard.charts.steps import HEIGHT, steps_chart
from dashboard.components.graph import graph
from dashboard.components.markup import Children
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.elements import html
from dashboard.format import MINUS, NOTHING, month_key, month_name, number, plain
from etl.store import Event, Kpi, KpiValue

FIRST = date(2000, 1, 1)
HEAD = ("次序", "起始月份", "标准", "增减", "说明")


@dataclass(frozen=True)
class Rise:
    """A month from which a standard differs from the month before; ``change`` is None in the first that is known."""

    month: date
    value: Decimal
    change: Decimal | None
    ordinal: int | None  # the how-manieth rise, where a published figure counts them


def standard_panel(view: View, kpi: Kpi, source: str) -> html.Section:
    """The panel, up to the page's month."""
    counted = published_rises(view, kpi)
    until = max(view.month, counted[0]) if counted else view.month  # ordinals are told from the month that was counted
    found = view.build.values(areas=[view.area.area_code], since=FIRST, until=until, kpis=[kpi.kpi])
    known = [row for row in found if row.ytd]
    rows = [row for row in known if row.month <= view.month]
    if not rows:
        return no_data(f"standard-{kpi.kpi}", kpi.name, f"截至{month_name(view.month)}没有{kpi.name}数据。")
    rises = [rise for rise in find_rises(known, counted) if rise.month <= view.month]
    values = [row.ytd for row in rows if row.ytd is not None]
    title = finding(kpi, rows, rises)
    chart = steps_chart([row.month for row in rows], values, kpi.unit)
    body: Children = [graph(chart, f"standard-{kpi.kpi}-graph", f"{title}。数据见下方表格", HEIGHT)]
    events = [event for event in view.build.events if event.kpi == kpi.kpi and event.happened_on <= view.month]
    first = Rise(rows[0].month, values[0], None, None)
    body += [_table(kpi, rises, events), *_earlier(rises), table_of(_steps(kpi, [first, *rises], events))]
    return panel(f"standard-{kpi.kpi}", title, body, sub=f"{kpi.unit};自{month_name(rows[0].month)}起", source=source)


def find_rises(rows: Sequence[KpiValue], counted: tuple[date, int] | None) -> list[Rise]:
    """The months of change; ``counted``: by that month there had been so many rises, from which ordinals follow.

    ``rows`` must reach that month: where they end before it, nobody knows how many rises lie between.
    """
    if counted and (not rows or rows[-1].month < counted[0]):
        counted = None
    found = [
        (after.month, after.ytd, after.ytd - before.ytd)
        for before, after in pairwise(rows)
        if before.ytd is not None and after.ytd is not None and after.ytd != before.ytd
    ]
    ups_until = sum(1 for month, _, change in found if counted and change > 0 and month <= counted[0])
    rises: list[Rise] = []
    ups = 0
    for month, value, change in found:
        ups += change > 0
        ordinal = counted[1] - ups_until + ups if counted and change > 0 else None
        rises.append(Rise(month, value, change, ordinal))
    return rises


def published_rises(view: View, kpi: Kpi) -> tuple[date, int] | None:
    """How many rises were published of a standard (figure ``basic_pension_rises`` of ``basic_pension_yuan``)."""
    name = f"{kpi.kpi.removesuffix('_yuan')}_rises"
    for figure in view.build.public_figures(view.district.area_code):
        if figure.figure == name and figure.counted_month and figure.value is not None:
            return figure.counted_month, int(figure.value)
    return None


def finding(kpi: Kpi, rows: Sequence[KpiValue], rises: Sequence[Rise]) -> str:
    """``基础养老金258元/月,2023年1月起执行,为第19次上调``."""
    said = f"{kpi.short_name}{number(rows[-1].ytd)}{kpi.unit}"
    if not rises:
        return f"{said},自{month_name(rows[0].month)}以来未变"
    last = rises[-1]
    said += f",{month_name(last.month)}起执行"
    return f"{said},为第{last.ordinal}次上调" if last.ordinal else said


def _table(kpi: Kpi, rises: Sequence[Rise], events: Sequence[Event]) -> html.Div:
    told = {rise.month: _of_month(rise.month, events) for rise in rises}
    rows = [_row(kpi, rise, told[rise.month]) for rise in reversed(rises)]
    rows += [_event_row(event) for event in reversed(_without_rise(rises, events))]
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in HEAD]))
    return html.Div(html.Table([head, html.Tbody(rows)], className="data rises"), className="scroll")


def _steps(kpi: Kpi, steps: Sequence[Rise], events: Sequence[Event]) -> Table:
    """What stood at first, each month from which the standard differs, and what is noted of other months."""
    lines: list[tuple[date, list[Decimal | int | None], str]] = [
        (one.month, [one.value, one.change, one.ordinal], _said(_of_month(one.month, events))) for one in steps
    ]
    lines += [(one.happened_on, [None, None, None], _words(one)) for one in _without_rise(steps, events)]
    lines.sort(key=lambda line: line[0])
    return Table(
        f"{kpi.name}历次标准",
        ["起始月份", f"标准({kpi.unit})", f"增减({kpi.unit})", "第几次上调", "说明"],
        [[month_name(month), *map(number, figures), said or NOTHING] for month, figures, said in lines],
        [[month_key(month), *map(plain, figures), said] for month, figures, said in lines],
    )


def _of_month(month: date, events: Sequence[Event]) -> list[Event]:
    return [event for event in events if _same_month(event.happened_on, month)]


def _without_rise(rises: Sequence[Rise], events: Sequence[Event]) -> list[Event]:
    """What is noted of months in which the standard did not change."""
    return [event for event in events if not any(_same_month(event.happened_on, rise.month) for rise in rises)]


def _said(events: Sequence[Event]) -> str:
    return ";".join(_words(event) for event in events)


def _row(kpi: Kpi, rise: Rise, events: Sequence[Event]) -> html.Tr:
    change = NOTHING if rise.change is None else f"{MINUS if rise.change < 0 else '+'}{number(abs(rise.change))}"
    cells = (month_name(rise.month), f"{number(rise.value)}{kpi.unit}", change, _said(events) or NOTHING)
    ordinal = f"第{rise.ordinal}次" if rise.ordinal else NOTHING
    return html.Tr([html.Th(ordinal, scope="row"), *(html.Td(cell) for cell in cells)])


def _event_row(event: Event) -> html.Tr:
    cells = (month_name(event.happened_on), NOTHING, NOTHING, _words(event))
    return html.Tr([html.Th(NOTHING, scope="row"), *(html.Td(cell) for cell in cells)])


def _words(event: Event) -> str:
    return f"{event.event}({event.document})" if event.document else event.event


def _same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _earlier(rises: Sequence[Rise]) -> Children:
    first = next((rise for rise in rises if rise.ordinal), None)
    if first is None or first.ordinal is None or first.ordinal <= 1:
        return []
    return [html.P(f"此前{first.ordinal - 1}次上调早于台账,待补记。", className="calm")]
