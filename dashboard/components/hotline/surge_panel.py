"""What rose unusually in the last four weeks: seen, expected, how unlikely by chance; and plainly when nothing did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.markup import label
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.elements import dcc, html
from dashboard.format import month_name, number, percent
from dashboard.readings.surges import FEWEST, Path, Surges
from dashboard.statistics.surges import Judged
from etl.store.hotline import Blocks

HEAD = ("类别", "近四周", "预计", "为预计的", "偶然出现的可能")


def surge_panel(view: View, found: Surges, source: str) -> html.Section:
    """The alarms, the test in one sentence, and all that was judged as a table."""
    if found.blocks is None or not found.judged:
        short = "有缺报的月份" if view.unfiled else "不足一年零四周"
        why = f"热线台账到{month_name(view.month)}{short},不能判断是否异常上升。"
        return no_data("surges", "近四周异常上升", why)
    alarms = found.alarms
    listed = [_list(view, found, alarms)] if alarms else []
    return panel(
        "surges",
        finding(found),
        [*listed, html.P(method(found), className="calm method"), table_of(_table(found))],
        sub=f"{_period(found.blocks)}受理,件;全部类别,不随筛选变化",
        source=source,
    )


def finding(found: Surges) -> str:
    """``近四周退休办理异常上升,42件,为预计的2.1倍``; or that nothing rose."""
    alarms = found.alarms
    if not alarms:
        return "近四周没有异常上升的诉求"
    first = found.judged[alarms[0]]
    more = f"等{len(alarms)}类" if len(alarms) > 1 else ""
    return (
        f"近四周{alarms[0][-1]}{more}异常上升,{alarms[0][-1] if more else ''}{number(first.observed)}件,{_times(first)}"
    )


def method(found: Surges) -> str:
    """The test in one plain sentence."""
    basis = "最近一年水平和往年同期季节" if found.has_season else "最近一年水平(历史不足一年半,未计季节)"
    return (
        f"检验方法:按各类别{basis}推算近四周应有件数,以负二项分布检验实有件数是否超出偶然波动,"
        f"对{len(found.judged)}个二、三级类别同时检验并把误报比例控制在5%以内(Benjamini–Hochberg法),"
        f"不少于{FEWEST}件的才列出。"
    )


def _period(blocks: Blocks) -> str:
    def day(one: date) -> str:
        return f"{one.month}月{one.day}日"

    return f"{blocks.until.year}年{day(blocks.since)}至{day(blocks.until)}"


def _times(one: Judged) -> str:
    return f"为预计的{number(Decimal(one.observed) / _exact(one.expected), 1)}倍"


def _exact(value: float) -> Decimal:
    return Decimal(repr(round(value, 6)))


def _chance(value: float) -> str:
    return "不足0.01%" if value < 0.0001 else percent(Decimal(repr(round(value, 8))), 2)


def _list(view: View, found: Surges, alarms: Sequence[Path]) -> html.Div:
    lines = []
    for path in alarms:
        one = found.judged[path]
        href = view.link(category_1=path[0], category_2=path[1], anchor="categories")
        lines.append(
            html.Tr(
                [
                    html.Th([dcc.Link(path[-1], href=href), html.Small("·".join(path[:-1]))], scope="row"),
                    html.Td(html.B(number(one.observed))),
                    html.Td(number(_exact(one.expected), 1)),
                    html.Td(_times(one).removeprefix("为预计的")),
                    html.Td(_chance(one.chance)),
                ]
            )
        )
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in HEAD]))
    table = html.Table([head, html.Tbody(lines)], className="data surges")
    return html.Div(table, className="scroll", tabIndex="0", role="group", **label("异常上升的诉求类别"))


def _table(found: Surges) -> Table:
    ranked = sorted(found.judged, key=lambda path: (found.judged[path].chance, path))
    lines = [("·".join(path), found.judged[path], found.q[path]) for path in ranked]
    return Table(
        "近四周各类诉求的检验",
        ["类别", "近四周(件)", "预计(件)", "偶然可能(p)", "误报比例(q)"],
        [
            [name, number(one.observed), number(_exact(one.expected), 1), _chance(one.chance), _chance(q)]
            for name, one, q in lines
        ],
        [[name, str(one.observed), f"{one.expected:.2f}", f"{one.chance:.6f}", f"{q:.6f}"] for name, one, q in lines],
    )
