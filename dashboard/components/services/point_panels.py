"""Service points: how many stand open in each street and of which kind, their hours and services, who is in reach.

All of the latest month-end statement of the year so far; a street that told no population is named, never a zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.data_table import csv_link
from dashboard.components.markup import Children
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.ranking import Bar, ranking
from dashboard.components.split_panel import places
from dashboard.components.wide_table import head_of, scrolling
from dashboard.elements import dcc, html
from dashboard.format import NOTHING, base, day_name, month_name, number, percent, plain
from etl.store import ServicePoint, service_points

MICRO_MARKET = "社区就业微市场"


@dataclass(frozen=True)
class Statement:
    """What the latest statement says of the page's area, and of the district."""

    month: date
    points: Sequence[ServicePoint]
    of_district: Sequence[ServicePoint]

    @property
    def open(self) -> list[ServicePoint]:
        return [point for point in self.points if point.is_open(self.month)]


def read_statement(view: View) -> Statement | None:
    """None where the year has no statement yet."""
    sums = view.build.sums(
        "service_point_month", ["listed_points"], by=["month"], since=view.year_start, until=view.month
    )
    if not sums:
        return None
    month: date = sums[-1]["month"]
    listed = service_points(view.build, area=view.district.area_code, month=month)
    own = [point for point in listed if point.area_code.startswith(view.area.area_code)]
    return Statement(month, own, listed)


def points_panel(view: View, statement: Statement | None, source: str) -> html.Section:
    """Open points by street and kind, all streets, on the page of a street too."""
    if statement is None:
        return no_data("points", "各街道就业服务站点", f"{view.month.year}年截至{view.month.month}月没有站点清单。")
    is_open = [point for point in statement.of_district if point.is_open(statement.month)]
    kinds = [kind for kind, _ in Counter(point.point_kind for point in is_open).most_common()]
    count = Counter((point.area_code, point.point_kind) for point in is_open)
    places = [area for area in view.build.areas if area.level == "street" or any(a == area.area_code for a, _ in count)]
    words = ("街道", "合计", *kinds)
    whole = [sum(n for (_, other), n in count.items() if other == kind) for kind in kinds]
    rows = [_counts(html.Span("全区"), [len(is_open), *whole], "whole")]
    lines = [["全区", *map(str, (len(is_open), *whole))]]
    for area in places:
        numbers = [count[area.area_code, kind] for kind in kinds]
        link = dcc.Link(area.short_name, href=view.link(area=area.area_code))
        rows.append(_counts(link, [sum(numbers), *numbers], "here" if area == view.area else None))
        lines.append([area.short_name, *map(str, (sum(numbers), *numbers))])
    table = html.Table([head_of(words), html.Tbody(rows)], className="data")
    name = f"{month_name(statement.month)}末各街道在运行站点"
    return panel(
        "points",
        points_finding(view, statement),
        [scrolling(table, "各街道在运行站点表"), table_of(Table(name, words, lines, lines))],
        sub=f"{month_name(statement.month)}末在运行的站点数,个",
        source=source,
    )


def points_finding(view: View, statement: Statement) -> str:
    """``在运行站点18个,本年开办3个、关闭1个;南托没有站点``."""
    year, until = statement.month.year, statement.month
    opened = sum(1 for point in statement.points if _is_between(point.opened_on, year, until))
    closed = sum(1 for point in statement.points if _is_between(point.closed_on, year, until))
    said = f"在运行站点{len(statement.open)}个"
    changes = [f"{word}{n}个" for word, n in (("开办", opened), ("关闭", closed)) if n]
    said += f",本年{'、'.join(changes)}" if changes else ""
    if not view.is_district:
        return said
    served = {point.area_code for point in statement.open}
    without = [street.short_name for street in view.streets if street.area_code not in served]
    return f"{said};{_named(without)}没有站点" if without else f"{said},各街道都有"


def _is_between(day: date | None, year: int, until: date) -> bool:
    return day is not None and day.year == year and day.month <= until.month


def _counts(name: dcc.Link | html.Span, numbers: Sequence[int], css: str | None) -> html.Tr:
    cells = [html.Td(number(count) if count else NOTHING) for count in numbers]
    return html.Tr([html.Th(name, scope="row"), *cells], className=css)


def hours_panel(view: View, statement: Statement | None, source: str) -> html.Section:
    """The open points of the area with their hours and services, as their ledger words them."""
    if statement is None or not statement.open:
        return no_data("hours", "站点的服务时间和内容", f"{view.area.name}没有在运行的站点。")
    names = {area.area_code: area.short_name for area in view.build.areas}
    first_micro = sorted(statement.open, key=lambda point: (point.point_kind != MICRO_MARKET, point.area_code))
    words = ("站点", "街道", "类型", "服务时间", "服务内容", "开办")
    lines = [[point.point_name, *_words(point, names)] for point in first_micro]
    body = [html.Tr([html.Th(line[0], scope="row"), *map(html.Td, line[1:])]) for line in lines]
    untold = sum(1 for point in statement.open if not point.opening_hours)
    told = f",{untold}个未填服务时间" if untold else ",都填了服务时间"
    table = html.Table([head_of(words), html.Tbody(body)], className="data named worded")
    csv = csv_link(words, lines, f"{month_name(statement.month)}末在运行站点清单")
    return panel(
        "hours",
        f"在运行站点{len(statement.open)}个{told}",
        [scrolling(table, "站点表", css="scroll tall"), csv],
        sub=f"{month_name(statement.month)}末清单,照台账填报",
        source=source,
    )


def _words(point: ServicePoint, names: dict[str, str]) -> list[str]:
    opened = day_name(point.opened_on) if point.opened_on else NOTHING
    return [
        names.get(point.area_code, NOTHING),
        point.point_kind,
        point.opening_hours or NOTHING,
        point.services_offered or NOTHING,
        opened,
    ]


@dataclass(frozen=True)
class Circle:
    """Persons of working age within 15 minutes of an open point; ``persons`` is the n of the rate."""

    reached: Decimal
    persons: Decimal

    @property
    def rate(self) -> Decimal:
        return self.reached / self.persons


def read_circles(view: View, month: date) -> dict[str, Circle]:
    """By street, of those that told both figures."""
    measures = ["reached_persons", "working_age_persons"]
    rows = view.build.sums("service_circle_month", measures, by=["area_code"], since=month, until=month)
    return {
        row["area_code"]: Circle(row["reached_persons"], row["working_age_persons"])
        for row in rows
        if row["reached_persons"] is not None and row["working_age_persons"]
    }


def circle_panel(view: View, statement: Statement | None, source: str) -> html.Section:
    """All streets, on the page of a street too."""
    circles = read_circles(view, statement.month) if statement else {}
    if statement is None or not circles:
        return no_data(
            "circle", "15分钟就业服务圈", f"{view.month.year}年截至{view.month.month}月没有街道填报服务圈人口。"
        )
    names = {area.area_code: area.short_name for area in view.build.areas}
    bars = [
        Bar(
            name=names.get(code, code),
            value=circles[code].rate,
            shown=percent(circles[code].rate),
            note=f"n={base(circles[code].persons, '人')}",
            href=view.link(area=code),
            is_chosen=code == view.area.area_code,
        )
        for code in sorted(circles, key=_by_rate(circles) if view.build.meta.rank_streets else places(view))
    ]
    untold = [street.short_name for street in view.streets if street.area_code not in circles]
    below: Children = [html.P(f"没有填报人口、不计入的街道:{'、'.join(untold)}", className="calm")] if untold else []
    return panel(
        "circle",
        circle_finding(circles, bool(untold)),
        [ranking(bars), *below, table_of(_circles_table(statement.month, names, circles))],
        sub=f"{month_name(statement.month)}末15分钟可到站点的劳动年龄人口占比;n为劳动年龄人口",
        source=source,
    )


def _by_rate(circles: Mapping[str, Circle]) -> Callable[[str], tuple[Decimal, str]]:
    return lambda code: (-circles[code].rate, code)


def _circles_table(month: date, names: Mapping[str, str], circles: Mapping[str, Circle]) -> Table:
    lines = [(names.get(code, code), one) for code, one in circles.items()]
    return Table(
        f"{month_name(month)}末15分钟就业服务圈",
        ["街道", "15分钟可到(人)", "劳动年龄人口(人)", "占比"],
        [[name, number(one.reached), number(one.persons), percent(one.rate)] for name, one in lines],
        [[name, plain(one.reached), plain(one.persons), f"{one.rate:.4f}"] for name, one in lines],
    )


def circle_finding(circles: dict[str, Circle], some_untold: bool) -> str:
    """The district's share: persons added before they are divided, of the streets that told them."""
    whole = Circle(
        sum((one.reached for one in circles.values()), Decimal(0)),
        sum((one.persons for one in circles.values()), Decimal(0)),
    )
    told = f"有数据的{len(circles)}个街道" if some_untold else "全区"
    return f"15分钟服务圈覆盖{told}劳动年龄人口的{percent(whole.rate)}(n={base(whole.persons, '人')})"


def _named(names: Sequence[str], most: int = 3) -> str:
    return "、".join(names) if len(names) <= most else f"{'、'.join(names[:most])}等{len(names)}个街道"
