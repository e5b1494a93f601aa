"""When people call: hours down, weekdays across, each cell its count: a table whose ground is shaded.

As HTML it is there at first paint, fits a phone without scrolling sideways, and is read out as what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.hotline.narrowed import narrowed
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.split_panel import leading, span
from dashboard.elements import html
from dashboard.format import number, percent

MART = "hotline_hour"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
HOURS = range(24)
DARKEST = 50  # percent of the data colour: ink stays readable on it, in the dark too
OFFICE = range(9, 17)  # 9时至17时, Monday to Friday
WORKDAYS = range(1, 6)

Counts = Mapping[tuple[int, int], int]  # (weekday, hour): orders


def week_grid_panel(view: View, source: str, *filters: str) -> html.Section:
    """The year so far."""
    scope = narrowed(view, MART, *filters)
    counts, untimed = read_hours(view, scope.where)
    if not counts:
        return no_data("hours", "来电时段", f"{span(view)}没有写明时刻的来电{scope.words}。")
    said = f";另有{number(untimed)}件只写日期" if untimed else ""
    sub = f"{span(view)}受理,件;按来电时刻,{_office(counts)}{said}{scope.words}"
    return panel("hours", finding(counts), [_grid(counts), table_of(_table(view, counts))], sub=sub, source=source)


def finding(counts: Counts) -> str:
    """``周一10时最多,312件,占5.7%``: the hour that begins then."""
    hours = {f"{WEEKDAYS[weekday - 1]}{hour}时": Decimal(count) for (weekday, hour), count in sorted(counts.items())}
    return f"来电{leading(list(hours.items()), '件', {})}"


def read_hours(view: View, where: Mapping[str, list[str]]) -> tuple[dict[tuple[int, int], int], int]:
    """Orders by weekday and hour, and how many do not say the hour."""
    if not view.build.columns(MART):
        return {}, 0
    rows = view.build.sums(
        MART,
        ["received"],
        by=["weekday", "hour"],
        area=view.area.area_code,
        since=view.year_start,
        until=view.month,
        where=where,
    )
    counts = {(int(r["weekday"]), int(r["hour"])): int(r["received"]) for r in rows if r["hour"] is not None}
    return counts, sum(int(row["received"]) for row in rows if row["hour"] is None)


def _office(counts: Counts) -> str:
    inside = sum(count for (day, hour), count in counts.items() if day in WORKDAYS and hour in OFFICE)
    return f"周一至周五9时至17时占{percent(Decimal(inside) / sum(counts.values()))}"


def _grid(counts: Counts) -> html.Table:
    most = max(counts.values())
    head = html.Thead(html.Tr([html.Th("时", scope="col"), *(html.Th(day, scope="col") for day in WEEKDAYS)]))
    lines = []
    for hour in HOURS:
        cells = [_cell(counts.get((weekday, hour), 0), most) for weekday in range(1, 8)]
        lines.append(html.Tr([html.Th(str(hour), scope="row"), *cells]))
    caption = html.Caption("各时段来电件数,底色越深越多", className="for-readers")
    return html.Table([caption, head, html.Tbody(lines)], className="week-grid")


def _table(view: View, counts: Counts) -> Table:
    lines = [(hour, [counts.get((weekday, hour), 0) for weekday in range(1, 8)]) for hour in HOURS]
    return Table(
        f"来电时段({span(view)})",
        ["时", *(f"{day}(件)" for day in WEEKDAYS)],
        [[str(hour), *map(number, row)] for hour, row in lines],
        [[str(hour), *map(str, row)] for hour, row in lines],
    )


def _cell(count: int, most: int) -> html.Td:
    share = f"{Decimal(count) / most * DARKEST:.0f}%"
    return html.Td(
        number(count) if count else "", style={"background": f"color-mix(in srgb, var(--data) {share}, var(--wash))"}
    )
