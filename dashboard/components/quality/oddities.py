"""What looks odd in the ledgers as a whole: rows without a street, persons in two streets, dates that crowd."""

from __future__ import annotations

from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.markup import Children
from dashboard.components.panel import Table, panel, table_of
from dashboard.components.ranking import Bar, ranking
from dashboard.elements import dcc, html
from dashboard.format import month_key, month_name, number, percent
from dashboard.readings.crowding import LAST_DAYS, even_share, is_crowded
from dashboard.readings.trust import Trust
from etl.store.quality import MonthEnd, month_ends, same_persons

FEW = 6  # crowded months told in words; all stand in the table


def unassigned_panel(view: View, trust: Trust) -> html.Section:
    """Rows of the year whose street is not known, by ledger."""
    if not trust.unassigned:
        return panel("unassigned", "本年各行街道都已明确", html.P("没有计入“未分配”的行。", className="calm"))
    bars, lines = [], []
    for source in trust.sources:
        filed = [trust.filed[key] for key in trust.filed if key[0] == source.source and key[1] >= view.year_start]
        count, rows = sum(one.unassigned for one in filed), sum(one.rows for one in filed)
        if count:
            share = percent(Decimal(count) / rows)
            bars.append(Bar(source.source_name, Decimal(count), f"{number(count)}行", note=f"占{share}"))
            lines.append((source.source_name, count, rows))
    code = next((area.area_code for area in view.build.areas if area.level == "unassigned"), None)
    link = dcc.Link("看“未分配”的各项指标 →", href=view.link(path="/", area=code), className="act")
    title = f"本年{number(trust.unassigned)}行街道不明,计入全区“未分配”"
    table = Table(
        "本年街道不明的行",
        ["台账", "街道不明(行)", "全部(行)", "占比"],
        [[name, number(count), number(rows), percent(Decimal(count) / rows)] for name, count, rows in lines],
        [[name, str(count), str(rows), f"{count / rows:.4f}"] for name, count, rows in lines],
    )
    body: Children = [ranking(sorted(bars, key=lambda bar: -bar.value)), table_of(table), link]
    return panel("unassigned", title, body, sub="行,按台账")


def persons_panel(view: View) -> html.Section:
    """Persons whom one ledger has under two streets in a year: claimed twice, or moved."""
    found = same_persons(view.build, view.year_start, view.month)
    if not found:
        calm = html.P("各台账本年没有同一人登记在两个街道的情况。", className="calm")
        return panel("persons", "没有同一人登记在两个街道", calm)
    total = sum(persons for _, _, persons in found)
    rows = [[source, month_name(month), f"{number(persons)}人"] for source, month, persons in found]
    exact = [[source, month_key(month), str(persons)] for source, month, persons in found]
    by_source: dict[str, int] = {}
    for source, _, persons in found:
        by_source[source] = by_source.get(source, 0) + persons
    bars = [Bar(source, Decimal(persons), f"{number(persons)}人") for source, persons in by_source.items()]
    table = table_of(Table("同一人登记在两个街道", ["台账", "登记到第二个街道的月份", "人数"], rows, exact))
    sub = "人,同一台账、同一年内登记在两个及以上街道;可能是重复登记,也可能是搬迁或再次就业,请逐一核对"
    return panel("persons", f"本年{number(total)}人在同一台账登记在两个街道", [ranking(bars), table], sub=sub)


def crowding_panel(view: View, trust: Trust) -> html.Section:
    """Months whose last days hold more rows than chance explains."""
    found = [one for one in month_ends(view.build, trust.months[0], view.month) if one.rows]
    crowded = [one for one in found if is_crowded(one.last_days_rows, one.rows, one.month, len(found))]
    rows = [_line(one, one in crowded) for one in found]
    exact = [_exact(one, one in crowded) for one in found]
    head = ["台账", "日期", "月份", "行数", f"最后{LAST_DAYS}天", "占比", "均匀应占", "判断"]
    name = f"月末{LAST_DAYS}天的行数"
    table = table_of(Table(name, head, rows, exact))
    calm = f"近12个月没有日期明显集中在月末{LAST_DAYS}天的台账"
    title = f"近12个月有{len(crowded)}处日期集中在月末{LAST_DAYS}天" if crowded else calm
    body: Children = [html.Ul([html.Li(_said(one)) for one in crowded[:FEW]], className="plain")] if crowded else []
    sub = (
        f"二项分布精确检验:每天机会均等时,月末{LAST_DAYS}天出现这么多行的概率(共{len(found)}次检验,已校正,合计0.1%)。"
        "只说明日期集中,不说明原因:集中登记、节假日、月末结算都会如此"
    )
    return panel("crowding", title, [*body, table], sub=sub)


def _said(one: MonthEnd) -> str:
    share = percent(Decimal(one.last_days_rows) / one.rows)
    even = percent(Decimal(str(even_share(one.month))))
    return f"{one.source_name}{month_name(one.month)}:{one.column_title}在月末{LAST_DAYS}天的占{share},均匀应占{even}"


def _line(one: MonthEnd, is_odd: bool) -> list[str]:
    share = percent(Decimal(one.last_days_rows) / one.rows)
    even = percent(Decimal(str(even_share(one.month))))
    counts = [number(one.rows), number(one.last_days_rows), share, even]
    return [one.source_name, one.column_title, month_name(one.month), *counts, "集中" if is_odd else "正常"]


def _exact(one: MonthEnd, is_odd: bool) -> list[str]:
    share = f"{one.last_days_rows / one.rows:.4f}"
    counts = [str(one.rows), str(one.last_days_rows), share, f"{even_share(one.month):.4f}"]
    return [one.source_name, one.column_title, month_key(one.month), *counts, "集中" if is_odd else "正常"]
