"""Who called again within the month, and about what: counts of callers and orders, never who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.hotline.narrowed import narrowed
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.ranking import Bar, ranking
from dashboard.elements import html
from dashboard.format import month_name, number, percent, rounded
from etl.store import NOT_SAID
from etl.store.hotline import Repeats, repeats


@dataclass(frozen=True)
class Again:
    """Orders whose caller is known; those of callers with more than one; those about the same matter again."""

    orders: int
    repeated: int
    same_topic: int
    callers: Decimal
    repeat_callers: Decimal


def again(rows: Sequence[Repeats]) -> Again:
    """Added up."""
    more = [row for row in rows if row.caller_orders > 1]
    return Again(
        orders=sum(row.orders for row in rows),
        repeated=sum(row.orders for row in more),
        same_topic=sum(row.same_topic for row in more),
        callers=rounded(sum((row.callers for row in rows), Decimal(0)), 0),
        repeat_callers=rounded(sum((row.callers for row in more), Decimal(0)), 0),
    )


def repeat_panel(view: View, source: str, *filters: str) -> html.Section:
    """The page's month: callers do not add up over months."""
    scope = narrowed(view, "hotline_repeat", *filters)
    rows = repeats(view.build, view.month, area=view.area.area_code, where=scope.where)
    whole = again(rows)
    if not whole.orders:
        why = f"{month_name(view.month)}没有写明来电号码的工单,不能判断是否重复来电{scope.words}。"
        return no_data("repeats", "重复来电", why)
    by_category = {
        name: again([row for row in rows if (row.category_1 or NOT_SAID) == name])
        for name in dict.fromkeys(row.category_1 or NOT_SAID for row in rows)
    }
    counts_callers = view.is_district and not scope.where
    ranked = sorted(by_category.items(), key=lambda pair: (-pair[1].repeated, -pair[1].same_topic, pair[0]))
    bars = [
        Bar(name, Decimal(one.repeated), f"{number(one.repeated)}件", _note(one))
        for name, one in ranked
        if one.repeated
    ]
    return panel(
        "repeats",
        finding(whole, counts_callers),
        [*([ranking(bars)] if bars else []), table_of(_table(by_category, month_name(view.month)))],
        sub=f"{month_name(view.month)}同一号码来电两次及以上的工单;在写明号码的{number(whole.orders)}件中{scope.words}",
        source=source,
    )


def finding(whole: Again, counts_callers: bool) -> str:
    """``23人重复来电,共48件,占4.9%;其中同一事项4件``; of a street only orders, for callers may call about several."""
    if not whole.repeated:
        return "没有重复来电"
    who = f"{number(whole.repeat_callers)}个号码重复来电,共" if counts_callers else "重复来电"
    share = percent(Decimal(whole.repeated) / whole.orders)
    same = f"其中同一事项{number(whole.same_topic)}件" if whole.same_topic else "没有同一事项再次来电"
    return f"{who}{number(whole.repeated)}件,占{share};{same}"


def _note(one: Again) -> str:
    share = f"占该类{percent(Decimal(one.repeated) / one.orders)}"
    return f"{share} 同一事项{number(one.same_topic)}件"


def _table(by_category: dict[str, Again], month: str) -> Table:
    lines = [(name, [one.orders, one.repeated, one.same_topic]) for name, one in by_category.items()]
    return Table(
        f"重复来电({month})",
        ["类别", "写明号码(件)", "重复来电(件)", "同一事项(件)"],
        [[name, *map(number, cells)] for name, cells in lines],
        [[name, *map(str, cells)] for name, cells in lines],
    )
