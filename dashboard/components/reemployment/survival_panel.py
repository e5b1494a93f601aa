"""How fast people come back into work: the curve of all, or those of difficulties or measures side by side.

The test says whether the curves differ by more than chance; it never says why, and the panel says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.address.filters import member_name
from dashboard.address.view import View
from dashboard.charts.survival import HEIGHT, Line, survival_chart
from dashboard.components.graph import graph
from dashboard.components.markup import CURRENT, Children, label
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.elements import dcc, html
from dashboard.format import NOTHING, month_span, number, percent
from dashboard.readings.spells import (
    Group,
    begun_in,
    comparable,
    interval_text,
    p_text,
    together,
    weeks_text,
)
from dashboard.statistics.survival import log_rank
from dashboard.theme import SERIES

WAYS = {"": "全部人员", "hardship": "按困难类别", "measure": "按帮扶措施"}
CAUTIONS = {
    "hardship": "各类人员的年龄、技能等不同,差异不等于困难类别本身的影响。",
    "measure": "帮扶措施不是随机安排的,差异不等于措施的效果。",
}
WEEKS_TOLD = (4, 13, 26, 52, 104)
SIGNIFICANT = 0.05


def survival_panel(view: View, by: str, found: Sequence[Group], source: str) -> html.Section:
    """``found``: the groups of ``by``, or for an empty ``by`` any groups that make up all."""
    months = begun_in(view)
    begun = f"{month_span(months[0], months[-1])}失业的人"
    shown = comparable(by, found)[: len(SERIES)] if by else [together(found)]
    lines = [Line(member_name(by, str(group.member)) if by else WAYS[""], group.curve) for group in shown]
    if not any(group.curve.steps for group in shown):
        return no_data("survival", "失业后多久再就业", f"{begun}中没有可供估计的记录。")
    body: Children = [
        _choice(view, by),
        graph(survival_chart(lines), "survival-graph", "仍未就业比例曲线。数据见下方表格", HEIGHT),
        *([html.P(_test(by, shown), className="sub")] if by else []),
        table_of(_table(lines, begun)),
    ]
    named = ",只画人数最多的四组" if by and len(comparable(by, found)) > len(SERIES) else ""
    backdated = sum(group.backdated for group in found)
    late = f",登记时已再就业的{number(backdated)}人不计入" if backdated else ""
    sub = f"{begun}仍未就业的百分比,横轴为失业后周数,浅色带为95%区间{named}{late}"
    return panel("survival", finding(by, shown), body, sub=sub, source=source)


def _choice(view: View, by: str) -> html.Div:
    links: Children = [
        html.Span(name, className="choice here", **CURRENT)
        if way == by
        else dcc.Link(name, href=view.link(by=way or None, anchor="survival"), className="choice")
        for way, name in WAYS.items()
    ]
    return html.Div(links, className="ways", role="group", **label("曲线分组"))


def finding(by: str, shown: Sequence[Group]) -> str:
    """The median of all; of several groups the fastest and the slowest of those large enough to be named."""
    if not by:
        curve = shown[0].curve
        if curve.median is None:
            return "观察期内再就业的还不到一半"
        return f"一半的人在失业{weeks_text(curve.median)}内再就业(95%区间{interval_text(curve)})"
    large = [(group.curve.median, member_name(by, str(group.member))) for group in shown if not group.is_small]
    known = sorted((median, name) for median, name in large if median is not None)
    if len(large) < 2 or not known or (known[0][0] == known[-1][0] and len(known) == len(large)):
        return f"{WAYS[by]}看失业后多久再就业"
    said = f"再就业中位时间{known[0][1]}最短,{weeks_text(known[0][0])}"
    if len(known) < len(large):  # whose half is not back yet waits longer than any median
        return f"{said};{'、'.join(name for median, name in large if median is None)}再就业的还不到一半"
    return f"{said};{known[-1][1]}最长,{weeks_text(known[-1][0])}"


def _test(by: str, shown: Sequence[Group]) -> str:
    found = log_rank([group.flows for group in shown])
    if found is None:
        return "可比较的不足两组,没有做检验。"
    verdict = "这几组再就业的快慢有差异,不像是偶然" if found.p < SIGNIFICANT else "看不出这几组再就业的快慢有差异"
    return f"对数秩检验(log-rank):{p_text(found)},{verdict}。{CAUTIONS[by]}"


def _table(lines: Sequence[Line], begun: str) -> Table:
    head = ["组别", "n(人)", "中位周数", "95%区间", *(f"{week}周仍未就业" for week in WEEKS_TOLD)]
    rows, exact = [], []
    for line in lines:
        points = [line.curve.at(week * 7) for week in WEEKS_TOLD]
        said = [percent(point.survival) if point else NOTHING for point in points]
        median = line.curve.median
        rows.append([line.name, number(line.curve.n), weeks_text(median), interval_text(line.curve), *said])
        plain = [f"{point.survival:.6f}" if point else "" for point in points]
        exact.append(
            [
                line.name,
                str(line.curve.n),
                "" if median is None else f"{median / 7:.2f}",
                interval_text(line.curve),
                *plain,
            ]
        )
    return Table(f"{begun}:仍未就业比例", head, rows, exact)
