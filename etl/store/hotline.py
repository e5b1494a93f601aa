"""What the hotline's marts tell beyond sums: what was open at a month's end, who called again, blocks of four weeks.

Counts only; who called cannot be told from a build.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal

from etl.store.build import Build
from etl.store.sums import chosen_members, chosen_sql

BLOCK_DAYS = 28
MOST_BLOCKS = 59  # four years and a half: level, and the season of four years
Where = Mapping[str, Sequence[str]]  # members of dimensions that count


@dataclass(frozen=True)
class OpenOrders:
    """Orders open at the end of ``month``, so many days after they were received."""

    month: date
    department: str | None
    age_days: int
    is_overdue: bool | None  # None: no limit is known
    orders: int


def open_orders(build: Build, months: Sequence[date], *, area: str, where: Where) -> list[OpenOrders]:
    """The backlog at the end of each of some months; an order due on that very day counts as overdue."""
    filtered = _filtered(build, "hotline_open", where)
    if filtered is None:
        return []
    sql = f"""
        with ends as (select unnest($months) as month)
        select e.month, o.department, date_diff('day', o.received_on, last_day(e.month)) as age_days,
               o.due_month <= e.month as is_overdue, cast(sum(o.orders) as bigint) as orders
        from ends e
        join hotline_open o on o.month <= e.month and (o.closed_month is null or o.closed_month > e.month)
        where starts_with(o.area_code, $area){chosen_sql(filtered)}
        group by all
        order by all nulls last"""
    return [
        OpenOrders(**row) for row in build.records(sql, {"months": list(months), "area": area, **chosen_members(where)})
    ]


@dataclass(frozen=True)
class Repeats:
    """Orders of one month and category whose caller's number is known, by how often the caller called in the month."""

    category_1: str | None
    caller_orders: int
    orders: int
    same_topic: int  # of them those of callers who called about the same matter again
    callers: Decimal  # a caller with orders of several categories counts in each with a share; they add up


def repeats(build: Build, month: date, *, area: str, where: Where) -> list[Repeats]:
    """Who called again in a month; callers are exact for the district, since one may call about several streets."""
    filtered = _filtered(build, "hotline_repeat", where)
    if filtered is None:
        return []
    names = ", ".join(field.name for field in fields(Repeats))
    sql = f"""
        with counted as (
            select category_1, caller_orders, cast(sum(orders) as bigint) as orders,
                   cast(sum(case when topic_orders > 1 then orders else 0 end) as bigint) as same_topic
            from hotline_repeat
            where starts_with(area_code, $area) and month = $month{chosen_sql(filtered)}
            group by all
        ),
        divided as (
            select category_1, caller_orders, orders, same_topic,
                   cast(orders as decimal(18, 6)) / cast(caller_orders as decimal(18, 6)) as quotient
            from counted
        )
        select {names.replace("callers", "cast(quotient as decimal(18, 6)) as callers")} from divided
        order by category_1 nulls last, caller_orders"""
    return [Repeats(**row) for row in build.records(sql, {"month": month, "area": area, **chosen_members(where)})]


@dataclass(frozen=True)
class Blocks:
    """Orders received in blocks of four weeks, the latest first; ``counts`` by the three levels of their subject."""

    since: date  # Monday of the latest block's first week
    until: date  # Sunday of its last
    counts: Mapping[tuple[str | None, str | None, str | None], Sequence[int]]


def four_weeks(build: Build, day: date, *, area: str, where: Where) -> Blocks | None:
    """Blocks up to the last week that was over by ``day``; None where the ledger does not reach back so far.

    Only whole blocks since the ledger began: what came before it is not known to be zero.
    """
    filtered = _filtered(build, "hotline_week", where)
    if filtered is None:
        return None
    begun = build.records("select min(month) as month from hotline_week")[0]["month"]
    last = day - timedelta(days=(day.weekday() + 1) % 7 + 6)  # the Monday of the last whole week
    if begun is None:
        return None
    blocks = min(((last - begun).days + 7) // BLOCK_DAYS, MOST_BLOCKS)
    sql = f"""
        select category_1, category_2, category_3, date_diff('day', week, $last) // {BLOCK_DAYS} as block,
               cast(sum(received) as bigint) as orders
        from hotline_week
        where starts_with(area_code, $area) and week > $since and week <= $last{chosen_sql(filtered)}
        group by all
        order by all nulls last"""
    if blocks < 1:
        return None
    since = last - timedelta(days=BLOCK_DAYS * blocks)
    counts: dict[tuple[str | None, str | None, str | None], list[int]] = {}
    for row in build.records(sql, {"last": last, "since": since, "area": area, **chosen_members(where)}):
        member = (row["category_1"], row["category_2"], row["category_3"])
        counts.setdefault(member, [0] * blocks)[row["block"]] = row["orders"]
    return Blocks(last - timedelta(days=BLOCK_DAYS - 7), last + timedelta(days=6), counts)


def _filtered(build: Build, mart: str, where: Where) -> list[str] | None:
    """The columns to filter by; None where the build has no such mart. Raises `ValueError` for no column of it."""
    columns = build.columns(mart)
    unknown = sorted(set(where) - columns)
    if columns and unknown:
        raise ValueError(f"no such column: {mart} {', '.join(unknown)}")
    return list(where) if columns else None
