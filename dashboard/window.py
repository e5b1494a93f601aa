"""The counting window of a KPI: most count January to December, some December of the year before to November."""

from __future__ import annotations

from datetime import date, timedelta

from dashboard.format import month_name, month_span
from etl.store import Kpi

MONTHS = 12


def shift(month: date, months: int) -> date:
    """The first day of the month so many months later."""
    count = month.year * MONTHS + month.month - 1 + months
    return date(count // MONTHS, count % MONTHS + 1, 1)


def month_end(month: date) -> date:
    """The last day of the month that begins on ``month``."""
    return shift(month, 1) - timedelta(days=1)


def window_year(kpi: Kpi, month: date) -> int:
    """The year whose target a month counts towards."""
    return shift(month, 1).year if kpi.counting_window == "december" else month.year


def window_months(kpi: Kpi, month: date) -> list[date]:
    """The twelve months of the counting window that holds ``month``."""
    first = date(window_year(kpi, month), 1, 1)
    if kpi.counting_window == "december":
        first = shift(first, -1)
    return [shift(first, position) for position in range(MONTHS)]


def counted_span(kpi: Kpi, month: date) -> str:
    """The months that a figure so far stands for: ``2023年1至6月``; of a level ``2023年6月末``."""
    return f"{month_name(month)}末" if kpi.kind == "level" else month_span(window_months(kpi, month)[0], month)


def months_left(kpi: Kpi, month: date) -> int:
    """Months of the counting window after ``month``."""
    return MONTHS - 1 - window_months(kpi, month).index(month)


def last_months(month: date, count: int) -> list[date]:
    """The ``count`` months that end with ``month``, oldest first."""
    return [shift(month, position - count + 1) for position in range(count)]
