"""Orders received against orders closed, month by month of the year, with last year's beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from dashboard.address.view import View
from dashboard.charts.months import HEIGHT, Series, months_chart
from dashboard.components.change_words import compared
from dashboard.components.hotline.narrowed import narrowed
from dashboard.components.panel import Table, chart_panel, no_data
from dashboard.components.split_panel import span
from dashboard.elements import html
from dashboard.format import month_key, number, quantity
from dashboard.window import MONTHS, shift

MART, MEASURES = "hotline_month", ("received", "closed")
Monthly = Mapping[date, tuple[Decimal, Decimal]]  # received, closed


def months_panel(view: View, source: str, *filters: str) -> html.Section:
    """The page's year; months after the page's show last year only, and one not filed shows nothing."""
    scope = narrowed(view, MART, *filters)
    found = _monthly(view, scope.where)
    this_year = [shift(view.year_start, position) for position in range(MONTHS)]
    last_year = [shift(month, -MONTHS) for month in this_year]
    if not any(month in found for month in this_year):
        return no_data("months", "受理与办结", f"{span(view)}没有热线工单{scope.words}。")
    shown = {month: both for month, both in found.items() if month not in view.unfiled}
    labels = [f"{month.month}月" for month in this_year]
    series = [
        Series("受理", _column(shown, this_year, 0)),
        Series("办结", _column(shown, this_year, 1)),
    ]
    before = [_column(shown, last_year, part) for part in (0, 1)]
    lines = list(zip(*(one.values for one in series), *before, strict=True))
    has_before = any(value is not None for value in before[0])
    series += [Series("上年受理", before[0], shape="line", is_context=True)] if has_before else []
    table = Table(
        "受理与办结",
        ["月份", "受理(件)", "办结(件)", "上年受理(件)", "上年办结(件)"],
        [[label, *(number(value) for value in line)] for label, line in zip(labels, lines, strict=True)],
        [
            [month_key(month), *("" if value is None else f"{value:f}".split(".")[0] for value in line)]
            for month, line in zip(this_year, lines, strict=True)
        ],
    )
    line = ";灰线为上年受理" if has_before else ""
    sub = f"件;按月,受理计入受理月份,办结计入办结月份{line}{scope.words}"
    figure = months_chart(labels, series, "件")
    return chart_panel("months", finding(view, found), figure, HEIGHT, table, sub=sub, source=source)


def finding(view: View, found: Monthly) -> str:
    """``2023年1至6月受理5,400件,同比增长8.1%,办结比受理少231件``."""
    year = [shift(view.year_start, position) for position in range(view.month.month)]
    received, closed = (sum((found[m][part] for m in year if m in found), Decimal(0)) for part in (0, 1))
    known = [m for month in year if (m := shift(month, -MONTHS)) in found] if view.year_before else []
    before = sum((found[m][0] for m in known), Decimal(0))
    said = f"{span(view)}受理{quantity(received, '件')}"
    if before:
        said += f",{compared(received, before, '件', view.build.meta.small_base)}"
    if closed == received:
        return f"{said},办结与受理持平"
    return f"{said},办结比受理{'多' if closed > received else '少'}{quantity(abs(closed - received), '件')}"


def _monthly(view: View, where: Mapping[str, Sequence[str]]) -> dict[date, tuple[Decimal, Decimal]]:
    if not view.build.columns(MART):
        return {}
    rows = view.build.sums(
        MART,
        MEASURES,
        by=["month"],
        area=view.area.area_code,
        since=shift(view.year_start, -MONTHS),
        until=view.month,
        where=where,
    )
    return {row["month"]: (row["received"], row["closed"]) for row in rows}


def _column(found: Monthly, months: Sequence[date], part: int) -> list[Decimal | None]:
    return [found[month][part] if month in found else None for month in months]
