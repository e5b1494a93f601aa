"""The events of the year on their days: one row a month, one mark an event, sized by the positions it offered.

The names come from files: they are text and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import sqrt

from dashboard.address.view import View
from dashboard.components.markup import Children, label
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.split_panel import span
from dashboard.components.wide_table import head_of, scrolling
from dashboard.elements import html
from dashboard.format import NOTHING, day_name, number, quantity
from dashboard.readings.recruiting import LIVE, RECRUITING, Events, of_campaign
from etl.store import JobEvent

DAYS = 31
MARKED_DAYS = (1, 5, 10, 15, 20, 25, 30)
LARGEST, SMALLEST = 26, 8  # pixels across
APART = 7  # pixels between two events of one day
MOST = 10  # events in the table that is open
FIGURES = (("employers", "家"), ("positions", "个"), ("attendees", "人次"), ("intents", "人次"), ("media_reach", "次"))
HEAD = ("日期", "活动", "类型", "街道", "地点", "参会企业", "提供岗位", "参加", "达成意向", "关注流量")


def calendar_panel(view: View, events: Events, source: str) -> html.Section:
    """The calendar, the events with most positions, and all of them folded below with their CSV."""
    held = of_campaign(view, events.now)
    chosen = view.filters.get("campaign")
    narrowed = f",仅{chosen}" if chosen else ""
    if not held:
        return no_data("calendar", "活动日历", f"{span(view)}{narrowed}没有活动记录。")
    names = {area.area_code: area.short_name for area in view.build.areas}
    return panel(
        "calendar",
        finding(held),
        [
            _calendar(view, held),
            _legend(),
            html.H3(f"岗位最多的{min(MOST, len(held))}场" if len(held) > MOST else "全部活动"),
            _largest(held, names),
            table_of(_table(view, held, names)),
        ],
        sub=f"{span(view)}{narrowed};一行为一个月,一个标记为一场活动",
        source=source,
    )


def finding(held: Sequence[JobEvent]) -> str:
    """How many events, of them recruiting, and in which month most."""
    fairs = sum(1 for one in held if one.event_kind in RECRUITING)
    by_month = {month: len(list(some)) for month, some in groupby(held, key=lambda one: one.held_on.month)}
    most = max(by_month.values())
    busiest = [month for month, count in by_month.items() if count == most]
    said = f"各类活动{number(len(held))}场,其中招聘活动{number(fairs)}场"
    return f"{said};{busiest[0]}月最多,{number(most)}场" if len(by_month) > 1 and len(busiest) == 1 else said


def _calendar(view: View, held: Sequence[JobEvent]) -> html.Div:
    reach = max((one.positions or 0 for one in held), default=0)
    days = [html.Span(str(day), style={"left": _place(day)}) for day in MARKED_DAYS]
    rows: Children = [html.Div(days, className="days")]
    for month in range(1, view.month.month + 1):
        of_month = [one for one in held if one.held_on.month == month]
        rows.append(html.Div([html.B(f"{month}月"), html.Div(_marks(of_month, reach))], className="month"))
    said = f"{span(view)}活动日历,每场活动的日期和数字见下方表格"
    drawn = html.Div(rows, className="calendar", role="img", **label(said))
    return scrolling(drawn, "活动日历")


def _marks(of_month: Sequence[JobEvent], reach: int) -> list[html.I]:
    """The marks of a month; of one day the largest first, so that no smaller one is hidden."""
    marks = []
    for day, some in groupby(of_month, key=lambda one: one.held_on.day):
        same_day = sorted(some, key=lambda one: -(one.positions or 0))
        for position, one in enumerate(same_day):
            aside = (position - (len(same_day) - 1) / 2) * APART
            size = _size(one, reach)
            style = {"left": _place(day), "width": f"{size}px", "height": f"{size}px"}
            style["transform"] = f"translate(calc(-50% + {aside:.1f}px), -50%)"
            marks.append(html.I(className=_shape(one), style=style, title=_said(one)))
    return marks


def _shape(one: JobEvent) -> str:
    if one.event_kind == LIVE:
        return "live"
    if one.event_kind not in RECRUITING:
        return "other"
    return "fair" if one.positions is not None else "fair untold"


def _size(one: JobEvent, reach: int) -> int:
    """The area of a mark goes with its positions; one without stays small."""
    return max(SMALLEST, round(LARGEST * sqrt(one.positions / reach))) if one.positions and reach else SMALLEST


def _place(day: int) -> str:
    return f"{(day - 0.5) / DAYS * 100:.2f}%"


def _said(one: JobEvent) -> str:
    positions = "未填岗位" if one.positions is None else f"岗位{number(one.positions)}个"
    return f"{one.held_on.month}月{one.held_on.day}日 {one.event_name}({one.event_kind},{positions})"


def _legend() -> html.Div:
    marks = (("fair", "招聘会"), ("live", LIVE), ("other", "宣讲、指导、培训等"), ("fair untold", "招聘会,未填岗位"))
    shown: Children = [html.Span([html.I(className=css), word]) for css, word in marks]
    return html.Div([*shown, html.Span("标记大小为提供岗位数")], className="calendar-legend")


def _largest(held: Sequence[JobEvent], names: Mapping[str, str]) -> html.Div:
    ranked = sorted(held, key=lambda one: (-(one.positions or 0), -one.held_on.toordinal(), one.event_name))[:MOST]
    rows = [_cells(one, names) for one in ranked]
    table = html.Table(
        [
            head_of(HEAD),
            html.Tbody([html.Tr([html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])]) for row in rows]),
        ],
        className="data named",
    )
    return scrolling(table, "活动表")


def _cells(one: JobEvent, names: Mapping[str, str]) -> list[str]:
    figures = [str(quantity(getattr(one, key), unit)) for key, unit in FIGURES]
    return [f"{one.held_on.month}月{one.held_on.day}日", *_words(one, names), *figures]


def _words(one: JobEvent, names: Mapping[str, str]) -> list[str]:
    return [one.event_name, one.event_kind, names.get(one.area_code, NOTHING), one.venue or NOTHING]


def _table(view: View, held: Sequence[JobEvent], names: Mapping[str, str]) -> Table:
    """All events, the latest first."""
    latest = sorted(held, key=lambda one: one.held_on, reverse=True)
    figures = [[getattr(one, key) for key, _ in FIGURES] for one in latest]
    exact = [
        [one.held_on.isoformat(), *_words(one, names), *("" if value is None else str(value) for value in values)]
        for one, values in zip(latest, figures, strict=True)
    ]
    rows = [[day_name(one.held_on), *_cells(one, names)[1:]] for one in latest]
    return Table(f"就业服务活动({span(view)})", HEAD, rows, exact)
