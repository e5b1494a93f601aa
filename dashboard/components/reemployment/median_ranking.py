"""Median weeks from unemployment to work by difficulty or measure, the longest first, each with n and interval."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboard.address.filters import member_name
from dashboard.address.view import View
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.ranking import Bar, ranking
from dashboard.elements import html
from dashboard.format import base, number
from dashboard.readings.spells import SMALL_N, Group, comparable, interval_text, weeks, weeks_text

NOT_REACHED = "未达到中位数"


def median_ranking(view: View, by: str, title: str, found: Sequence[Group], source: str) -> html.Section:
    """``title`` is the dimension's name; groups whose curve does not reach one half stand last and say so."""
    groups = sorted(comparable(by, found), key=lambda one: (one.curve.median is None, -(one.curve.median or 0)))
    element_id = f"median-{by}"
    if not groups:
        return no_data(element_id, f"各{title}再就业中位周数", "近24个月没有失业登记记录。")
    bars = [_bar(view, by, group) for group in groups]
    left_out = [group for group in found if group not in groups and group.curve.n]
    aside = f";未填{title}的{number(left_out[0].curve.n)}人不参加比较" if left_out else ""
    return panel(
        element_id,
        _finding(by, title, groups),
        [ranking(bars), table_of(_table(by, title, groups))],
        sub=f"从失业到再就业的中位周数(Kaplan–Meier),右为95%区间和n;* n不足{SMALL_N}或风险集过小,仅供参考{aside}",
        source=source,
    )


def _bar(view: View, by: str, group: Group) -> Bar:
    median, member = group.curve.median, str(group.member)
    n = f"n={base(group.curve.n, '人')}{'*' if group.is_small else ''}"  # not behind the name, which may be cut off
    return Bar(
        name=member_name(by, member),
        value=Decimal(0) if median is None else weeks(median),
        shown=NOT_REACHED if median is None else weeks_text(median),
        note=n if median is None else f"{interval_text(group.curve)} {n}",
        href=view.link(**{by: member}),
        is_chosen=view.filters.get(by) == member,
    )


def _finding(by: str, title: str, groups: Sequence[Group]) -> str:
    """The longest median among groups large enough to be named; who has not reached one half waits longer still."""
    large = [group for group in groups if not group.is_small]
    if len(large) < 2:
        return f"各{title}人数太少,中位周数仅供参考"
    longest = None if any(group.curve.median is None for group in large) else large[0].curve.median
    first = [group for group in large if group.curve.median == longest]
    names = "、".join(member_name(by, str(group.member)) for group in first[:2])
    said = f"{title}中{names}{f'等{len(first)}类' if len(first) > 2 else ''}"
    n = f"(n={base(first[0].curve.n, '人')})" if len(first) == 1 else ""
    if longest is None:
        return f"{said}再就业的还不到一半{n}"
    return f"{said}再就业中位时间{'并列' if len(first) > 1 else ''}最长,{weeks_text(longest)}{n}"


def _table(by: str, title: str, groups: Sequence[Group]) -> Table:
    rows, exact = [], []
    for group in groups:
        name, curve = member_name(by, str(group.member)), group.curve
        ends = [None if day is None else weeks(day) for day in curve.median_interval]
        middle = None if curve.median is None else weeks(curve.median)
        said = NOT_REACHED if middle is None else weeks_text(curve.median)
        rows.append([name, number(curve.n), number(curve.events), said, *(number(end, 1) for end in ends)])
        plain = ["" if value is None else f"{value:.2f}" for value in (middle, *ends)]
        exact.append([name, str(curve.n), str(curve.events), *plain])
    return Table(
        f"各{title}再就业中位周数", [title, "n(人)", "已再就业", "中位周数", "区间下限", "区间上限"], rows, exact
    )
