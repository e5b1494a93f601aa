"""The insurance fund's income and expense month by month, and what is left of the year by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from dashboard.address.view import MONTHS_SHOWN, View
from dashboard.charts.months import HEIGHT, Series, months_chart
from dashboard.components.panel import Table, chart_panel, no_data
from dashboard.components.split_panel import less, span
from dashboard.elements import html
from dashboard.format import month_key, quantity
from dashboard.window import last_months

Where = Mapping[str, Sequence[str]] | None  # of the sums: which kinds of insurance
MEASURES = ("fund_income_yuan", "fund_expense_yuan")


def fund_panel(view: View, source: str) -> html.Section:
    """The panel of the 24 months up to the page's."""
    months = last_months(view.month, MONTHS_SHOWN)
    found = _monthly(view, months)
    if not found:
        return no_data("fund", "基金收支", f"{span(view)}没有基金收支数据。")
    known = months[months.index(min(found)) :]
    labels = [f"{month:%y}年{month.month}月" for month in known]
    income, expense = ([found[month][position] if month in found else None for month in known] for position in (0, 1))
    series = [Series("基金收入", income), Series("基金支出", expense)]
    amounts = [(one, other, less(one, other)) for one, other in zip(income, expense, strict=True)]
    table = Table(
        "基金收支",
        ["月份", "收入", "支出", "结余"],
        [[label, *(_yuan(amount) for amount in line)] for label, line in zip(labels, amounts, strict=True)],
        [[month_key(month), *(_plain(amount) for amount in line)] for month, line in zip(known, amounts, strict=True)],
    )
    chosen = view.filters.get("insurance_type")
    where = view.where("insurance_type")
    sub = f"元;按月,仅{chosen}" if chosen else "元;按月"
    return chart_panel(
        "fund", finding(view, where), months_chart(labels, series, "元"), HEIGHT, table, sub=sub, source=source
    )


def year_sums(view: View, where: Where = None) -> tuple[Decimal | None, Decimal | None]:
    """Income and expense of the year so far; None where no month says."""
    rows = view.build.sums(
        "insurance_month", MEASURES, area=view.area.area_code, since=view.year_start, until=view.month, where=where
    )
    return rows[0][MEASURES[0]], rows[0][MEASURES[1]]


def finding(view: View, where: Where = None) -> str:
    """``2023年1至6月基金收入9.14亿元,支出11.26亿元,支大于收2.12亿元``."""
    income, expense = year_sums(view, where)
    if income is None or expense is None:
        return f"{span(view)}基金收支没有报全"
    said = f"{span(view)}基金收入{quantity(income, '元')},支出{quantity(expense, '元')}"
    if income == expense:
        return f"{said},收支相抵"
    return f"{said},{'收大于支' if income > expense else '支大于收'}{quantity(abs(income - expense), '元')}"


def _monthly(view: View, months: Sequence[date]) -> dict[date, tuple[Decimal | None, Decimal | None]]:
    rows = view.build.sums(
        "insurance_month",
        MEASURES,
        by=["month"],
        area=view.area.area_code,
        since=months[0],
        until=months[-1],
        where=view.where("insurance_type"),
    )
    return {row["month"]: (row[MEASURES[0]], row[MEASURES[1]]) for row in rows}


def _yuan(value: Decimal | None) -> str:
    return str(quantity(value, "元"))


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
