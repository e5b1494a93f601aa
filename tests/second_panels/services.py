"""The panels of 就业服务: events, the gig market, service points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

import pandas as pd

from tests.from_files import DISTRICT, RECRUITING
from tests.second_panels.ledgers import (
    NOT_SAID,
    TWO_YEARS,
    Books,
    Cell,
    Held,
    Lines,
    Panels,
    Row,
    between,
    key_of,
    number_of,
    share,
    split,
    total,
)

STAGES = (("参会企业", "家次"), ("提供岗位", "个"), ("参加人次", "人次"), ("达成意向", "人次"))
FIGURES = ("参会企业", "提供岗位", "参加人次", "达成意向", "关注流量")


def panels(books: Books, area: str, month: int) -> Panels:
    found: dict[str, Lines] = {}
    if events := books.events.at(area, month):
        found |= {"stages": stages(events), "calendar": calendar(books, events)}
        found |= {"campaigns": groups(events, "专项行动"), "modes": groups(events, "举办方式")}
    if gig := books.gig_market.at(area, month):
        found |= {
            "gig-months": gig_months(gig),
            "gig-streets": gig_streets(books, gig),
            "gig-trades": split(gig, "月份", "行业工种", number_of("服务人次")),
            "gig-match": gig_match(gig),
        }
    if points := books.points.at(area, month):
        found |= {"points": stand(books, points), "circle": circle(books, points), "hours": hours(books, points)}
    return found


# -- events ------------------------------------------------------------------------------------------------------


def recruiting(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["活动类型"] in RECRUITING]


def untold(rows: list[Row], column: str) -> int:
    return sum(row[column] is None for row in rows)


def rate(rows: list[Row], below: str) -> tuple[Cell, Cell]:
    """Intents per position or attendee of the events that told both, and what they are divided by."""
    both = [row for row in rows if row["达成意向"] is not None and row[below] is not None]
    n = total(both, number_of(below))
    value = share(total(both, number_of("达成意向")), n)
    return value, None if value is None else n


def stages(held: Held) -> Lines:
    now, before = (recruiting(rows) for rows in (held.year("活动日期"), held.before("活动日期")))
    if not now:
        return []
    lines: Lines = []
    for column, unit in STAGES:
        sums = [total(rows, number_of(column)) for rows in (now, before)]
        lines.append([column, unit, *sums, untold(now, column), untold(before, column), None, None])
    for name, below in (("岗位意向率", "提供岗位"), ("参加人次意向率", "参加人次")):
        (this, n), (last, n_before) = rate(now, below), rate(before, below)
        lines.append([name, "比例", this, last, None, None, n, n_before])
    return lines


def groups(held: Held, column: str) -> Lines:
    now, before = (recruiting(rows) for rows in (held.year("活动日期"), held.before("活动日期")))
    lines: Lines = []
    for member in {row[column] for row in [*now, *before]}:
        own, earlier = ([row for row in rows if row[column] == member] for rows in (now, before))
        sums = [total(own, number_of(name)) for name in ("参会企业", "提供岗位", "达成意向")]
        value, n = rate(own, "提供岗位")
        lines.append([member or NOT_SAID, len(own), len(earlier) if held.has_before else None, *sums, n, value])
    return lines if now else []


def calendar(books: Books, held: Held) -> Lines:
    return [
        [
            f"{pd.Timestamp(row['活动日期']):%Y-%m-%d}",
            row["活动名称"],
            row["活动类型"],
            books.names[row["area"]],
            row["活动地点"] or "—",
            *(number_of(column)(row) for column in FIGURES),
        ]
        for row in held.year("活动日期")
    ]


# -- the gig market ----------------------------------------------------------------------------------------------


def matched(rows: list[Row]) -> tuple[Cell, Cell, Cell]:
    """Matched, the served of the rows that tell how many were matched, and the rate."""
    told = [row for row in rows if row["匹配上岗"] is not None]
    above, below = (total(told, number_of(column)) for column in ("匹配上岗", "服务人次"))
    return above, below, share(above, below)


def gig_months(held: Held) -> Lines:
    lines: Lines = []
    for month in range(held.month - TWO_YEARS + 1, held.month + 1):
        own = between(held.of(), "月份", month, month)
        figures = [total(own, number_of(column)) for column in ("用工主体", "发布岗位", "服务人次", "匹配上岗")]
        if own or lines:
            lines.append([key_of(month), *figures, matched(own)[2]])
    return lines


def gig_streets(books: Books, held: Held) -> Lines:
    """The year so far; employers stand at the last month of it."""
    year = held.year("月份", area=DISTRICT)
    lines: Lines = []
    for area in {row["area"] for row in year}:
        own = [row for row in year if row["area"] == area]
        employers = total(between(own, "月份", held.month, held.month), number_of("用工主体"))
        lines.append(
            [
                books.names[area],
                employers,
                *(total(own, number_of(column)) for column in ("发布岗位", "服务人次")),
                *matched(own),
            ]
        )
    return lines


def gig_match(held: Held) -> Lines:
    now, before = held.year("月份"), held.before("月份")
    lines: Lines = []
    for trade in {row["行业工种"] for row in now}:
        above, below, value = matched([row for row in now if row["行业工种"] == trade])
        earlier = matched([row for row in before if row["行业工种"] == trade])[2]
        if value is not None:
            lines.append([trade or NOT_SAID, above, below, value, earlier])
    return lines


# -- service points ----------------------------------------------------------------------------------------------


def month_of(text: str) -> int:
    day = date.fromisoformat(text[:10])
    return day.year * 12 + day.month - 1


def is_open(row: Row, month: int) -> bool:
    """Opened in the month or before it, and not closed by its end."""
    has_opened = row["开办日期"] is None or month_of(row["开办日期"]) <= month
    return has_opened and (row["关闭日期"] is None or month_of(row["关闭日期"]) > month)


def open_points(held: Held, area: str | None = None) -> list[Row]:
    return [row for row in between(held.of(area), "月份", held.month, held.month) if is_open(row, held.month)]


def stand(books: Books, held: Held) -> Lines:
    """The whole district: all streets, the unassigned only with a point. Kinds with most points first."""
    rows = open_points(held, DISTRICT)
    kinds = [kind for kind, _ in Counter(row["站点类型"] for row in _in_order(rows)).most_common()]
    places = [*books.streets, *({row["area"] for row in rows} - set(books.streets))]
    lines: Lines = []
    for name, code in (("全区", DISTRICT), *((books.names[code], code) for code in places)):
        own = [row for row in rows if code in (DISTRICT, row["area"])]
        lines.append([name, len(own), *(sum(row["站点类型"] == kind for row in own) for kind in kinds)])
    return lines


def _in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["area"], row["站点类型"], row["站点名称"]))


def circle(books: Books, held: Held) -> Lines:
    """Streets whose population is known, and the reach of their points, if any are open: no more than live there."""
    listed = between(held.of(DISTRICT), "月份", held.month, held.month)
    lines: Lines = []
    for area in {row["area"] for row in listed}:
        own = [row for row in listed if row["area"] == area]
        standing = [row for row in own if is_open(row, held.month)]
        persons = max((int(row["街道劳动年龄人口"]) for row in own if row["街道劳动年龄人口"]), default=None)
        reached = total(standing, number_of("服务圈人口")) if standing else 0
        if persons and reached is not None:
            within = min(int(reached), persons)
            lines.append([books.names[area], within, persons, share(within, persons)])
    return lines


def hours(books: Books, held: Held) -> Lines:
    return [
        [
            row["站点名称"],
            books.names[row["area"]],
            row["站点类型"],
            row["服务时间"] or "—",
            row["服务内容"] or "—",
            _day(row["开办日期"]),
        ]
        for row in open_points(held)
    ]


def _day(text: str | None) -> str:
    if text is None:
        return "—"
    day = date.fromisoformat(text[:10])
    return f"{day.year}年{day.month}月{day.day}日"
