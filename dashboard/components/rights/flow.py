"""Cases received against cases closed, month by month, of the kind and trade chosen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from dashboard.address.view import MONTHS_SHOWN, View
from dashboard.charts.months import HEIGHT, Series, months_chart
from dashboard.components.panel import Table, chart_panel, no_data
from dashboard.components.rights.only import only
from dashboard.components.split_panel import span
from dashboard.elements import html
from dashboard.format import month_key, number, plain
from dashboard.window import last_months

MEASURES = ("received", "closed")
NOUGHT = (Decimal(0), Decimal(0))


def flow_panel(view: View, source: str, *filters: str) -> html.Section:
    """The 24 months up to the page's, from the first that the district reported; one not filed has no figures."""
    months = last_months(view.month, MONTHS_SHOWN)
    known = _monthly(view, months, None)
    found = _monthly(view, months, view.area.area_code, *filters)
    if not found:
        return no_data("flow", "受理与结案", f"{span(view)}和此前没有劳动维权案件。")
    shown = [month for month in months if min(known) <= month <= max(known)]
    pairs = [(None, None) if month in view.unfiled else found.get(month, NOUGHT) for month in shown]
    labels = [f"{month:%y}年{month.month}月" for month in shown]
    series = [Series("受理", [one for one, _ in pairs]), Series("结案", [other for _, other in pairs])]
    table = Table(
        "受理与结案",
        ["月份", "受理(件)", "结案(件)"],
        [[name, number(one), number(other)] for name, (one, other) in zip(labels, pairs, strict=True)],
        [[month_key(month), plain(one), plain(other)] for month, (one, other) in zip(shown, pairs, strict=True)],
    )
    sub = f"件;按事件所在月;结案含以前受理的{only(view, filters)}"
    year = [found[month] for month in shown if month >= view.year_start and month in found]
    received, closed = (sum((pair[side] for pair in year), Decimal(0)) for side in (0, 1))
    said = finding(view, received, closed)
    return chart_panel("flow", said, months_chart(labels, series, "件"), HEIGHT, table, sub=sub, source=source)


def finding(view: View, received: Decimal, closed: Decimal) -> str:
    """``2023年1至6月受理2,712件,结案2,701件,未结增加11件``."""
    said = f"{span(view)}受理{number(received)}件,结案{number(closed)}件"
    if received == closed:
        return f"{said},收结相抵"
    return f"{said},未结{'增加' if received > closed else '减少'}{number(abs(received - closed))}件"


def _monthly(view: View, months: list[date], area: str | None, *filters: str) -> dict[date, tuple[Decimal, Decimal]]:
    rows = view.build.sums(
        "rights_month",
        MEASURES,
        by=["month"],
        area=area,
        since=months[0],
        until=months[-1],
        where=view.where(*filters),
    )
    return {row["month"]: (row["received"], row["closed"]) for row in rows}
