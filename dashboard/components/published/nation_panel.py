"""The nation's published series of one KPI: the year's running total beside earlier years, and every year's result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.address.view import View
from dashboard.charts.months import HEIGHT, Dash, Series, months_chart
from dashboard.components.panel import Table, chart_panel, no_data
from dashboard.elements import html
from dashboard.format import as_printed, change, completion, number
from dashboard.window import counted_span
from etl.store import Kpi, KpiValue

FIRST = date(2000, 1, 1)
DASHES: tuple[Dash | None, ...] = (None, "solid", "dash", "dot")  # this year, then the three before, in grey


def nation_panel(view: View, kpi: Kpi, source: str) -> html.Section:
    """The panel up to the page's month, so that a briefing of June says nothing of July; the table has all years."""
    published = national_rows(view, kpi)
    rows = [row for row in published if row.month <= view.month]
    if not rows:
        return no_data(f"nation-{kpi.kpi}", f"全国{kpi.name}", "没有全国公布数据。")
    last = rows[-1]
    counted = "1月以来累计" if kpi.kind == "flow" else "月末数"
    years = sorted({row.month.year for row in rows}, reverse=True)
    by_month = {row.month: row for row in rows}
    series = [_series(by_month, year, dash) for year, dash in zip(years, DASHES, strict=False)]
    labels = [f"{month}月" for month in range(1, 13)]
    return chart_panel(
        f"nation-{kpi.kpi}",
        finding(kpi, last),
        months_chart(labels, list(reversed(series)), kpi.unit, zero_based=kpi.kind == "flow"),
        HEIGHT,
        _table(kpi, published),
        sub=f"{kpi.unit};全国{counted},深色为{years[0]}年,灰色为此前三年(实线为最近一年)",
        source=source,
    )


def national_rows(view: View, kpi: Kpi) -> list[KpiValue]:
    """All months that were published of the reference area, in order."""
    latest = date(view.build.meta.created_at.year, 12, 1)
    return view.build.values(areas=[view.build.meta.reference_area], since=FIRST, until=latest, kpis=[kpi.kpi])


def finding(kpi: Kpi, last: KpiValue) -> str:
    """``全国城镇新增就业人数2026年1至6月695万人,完成全年目标57.9%,同比持平``; of a level ``2026年6月末``."""
    said = f"全国{kpi.name}{counted_span(kpi, last.month)}{as_printed(last.ytd, kpi.unit, kpi.decimals)}"
    if last.completion is not None:
        said += f",完成全年目标{completion(last.completion)}"
    return said if last.yoy is None else f"{said},同比{change(last.yoy, kpi.unit == '%')}"


def _series(by_month: dict[date, KpiValue], year: int, dash: Dash | None) -> Series:
    points = [by_month.get(date(year, month, 1)) for month in range(1, 13)]
    values = [point.ytd if point else None for point in points]
    return Series(f"{year}年", values, "line", is_context=dash is not None, dash=dash or "solid")


def _table(kpi: Kpi, rows: Sequence[KpiValue]) -> Table:
    """A line a year, the latest first: how far it was published, the target, what was reached of it."""
    last = {row.month.year: row for row in rows}
    ends = [last[year] for year in sorted(last, reverse=True)]
    return Table(
        f"全国{kpi.name}",
        ["年度", "公布至", f"累计({kpi.unit})", f"目标({kpi.unit})", "完成率"],
        [
            [
                f"{one.month.year}年",
                f"{one.month.month}月",
                number(one.ytd),
                number(one.target),
                completion(one.completion),
            ]
            for one in ends
        ],
        [
            [str(one.month.year), str(one.month.month), _plain(one.ytd), _plain(one.target), _plain(one.completion)]
            for one in ends
        ],
    )


def _plain(value: object) -> str:
    return "" if value is None else f"{value:f}"
