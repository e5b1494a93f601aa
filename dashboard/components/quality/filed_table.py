"""What was filed and what is late: ledgers by month, with the day of filing and the rows that stand."""

from __future__ import annotations

from datetime import date

from dashboard.address.view import View
from dashboard.components.markup import Children, label
from dashboard.components.panel import Table, panel, table_of
from dashboard.elements import html
from dashboard.format import NOTHING, day_name, month_key, month_name, number
from dashboard.readings.trust import Trust
from etl.store.quality import Filing, Source


def filed_table(view: View, trust: Trust) -> html.Section:
    """The table; its title names what is late."""
    head = html.Thead(html.Tr([html.Th("台账", scope="col"), *(_month(trust, i) for i in range(len(trust.months)))]))
    body = html.Tbody([_row(view, source, trust) for source in trust.sources])
    table = html.Table([head, body], className="data filed")
    box = html.Div(table, className="scroll", tabIndex="0", role="group", **label("各台账各月报送情况,可左右滑动"))
    sub = (
        "格内为在库行数和首次装载日期;“缺”为月份已过、应报未报;"
        "“疑漏”为没有本月的文件,行由以后的文件带来;“–”为不按月报送或尚未开始报送"
    )
    return panel("filed", finding(trust), [box, table_of(_table(trust))], sub=sub, source=_freshness(view, trust))


def finding(trust: Trust) -> str:
    """The title."""
    if not trust.late:
        return f"近12个月可能漏报:{_thin(trust)}" if trust.thin else "近12个月应报的台账全部报齐"
    told = []
    for source in trust.sources:
        months = [month for late, month in trust.late if late == source]
        if months:
            told.append(f"{source.source_name}{len(months)}个月")
    return f"近12个月缺报:{'、'.join(told)}{f';可能漏报:{_thin(trust)}' if trust.thin else ''}"


def _thin(trust: Trust) -> str:
    return "、".join(f"{one.source_name}{month_name(one.month)}" for one in trust.thin)


def _month(trust: Trust, i: int) -> html.Th:
    month = trust.months[i]
    year = f"{month:%y}年" if i == 0 or month.month == 1 else ""
    return html.Th(f"{year}{month.month}月", scope="col")


def _row(view: View, source: Source, trust: Trust) -> html.Tr:
    late = {month for other, month in trust.late if other == source}
    thin = {(one.source, one.month) for one in trust.thin}
    cells: Children = []
    for month in trust.months:
        filing = trust.filed.get((source.source, month))
        cells.append(_cell(filing, month in late, (source.source, month) in thin))
    return html.Tr([html.Th(source.source_name, scope="row"), *cells])


def _cell(filing: Filing | None, is_late: bool, is_thin: bool) -> html.Td:
    if filing is None:
        return html.Td("▼ 缺", className="late") if is_late else html.Td("–")
    filed = filing.filed_at
    several = f",{filing.files}个文件" if filing.files > 1 else ""
    small = html.Small(f"{filed:%y}-{filed.month}-{filed.day}")
    if is_thin:
        return html.Td(
            ["▼ 疑漏 ", number(filing.rows), small], className="late", title="没有本月的文件,行数少于相邻各月"
        )
    return html.Td([number(filing.rows), small], title=f"{day_name(filed.date())}装载{several}")


def _table(trust: Trust) -> Table:
    """A line for each ledger and month that is filed or late."""
    rows, exact = [], []
    for source in trust.sources:
        for month in trust.months:
            filing = trust.filed.get((source.source, month))
            if filing is not None:
                day, files = filing.filed_at.date(), filing.files
                rows.append([source.source_name, month_name(month), number(filing.rows), f"{day}", number(files)])
                exact.append([source.source_name, month_key(month), str(filing.rows), f"{day}", str(files)])
            elif (source, month) in trust.late:
                rows.append([source.source_name, month_name(month), "缺", NOTHING, NOTHING])
                exact.append([source.source_name, month_key(month), "缺", "", ""])
    return Table("近12个月报送情况", ["台账", "月份", "在库行数", "首次装载", "文件数"], rows, exact)


def _freshness(view: View, trust: Trust) -> str:
    """The newest month of each ledger, and how far that is behind the day of publishing."""
    today = view.build.meta.created_at.date()
    names: dict[date, list[str]] = {}
    for source in trust.sources:
        names.setdefault(trust.latest[source.source], []).append(source.source_name)
    told = []
    for last, named in sorted(names.items()):
        behind = (today.year - last.year) * 12 + today.month - last.month
        whose = "各台账" if len(names) == 1 else "、".join(named)
        told.append(f"{whose}{month_name(last)}(距发布日{behind}个月)")
    return f"最新月份:{';'.join(told)}"
