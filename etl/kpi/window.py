"""Months as numbers, and where a month stands in the counting window of its year."""

from __future__ import annotations

from datetime import date

from etl.kpi.catalogue import Window

MONTHS = 12


def month_no(day: date) -> int:
    """Months since year 0, so that neighbours differ by one."""
    return day.year * MONTHS + day.month - 1


def first_day(month: int) -> date:
    """The first day of a month number."""
    return date(month // MONTHS, month % MONTHS + 1, 1)


def place(month: int, window: Window) -> tuple[int, int]:
    """(year, m): the year whose target the month counts for, and the how-manieth month of it, 1 to 12.

    December windows run from December of the year before to November: 2022-12 is month 1 of 2023.
    """
    shifted = month + 1 if window == "december" else month
    return shifted // MONTHS, shifted % MONTHS + 1


def month_of(year: int, m: int, window: Window) -> int:
    """The month number of month ``m`` of a year: the inverse of `place`."""
    return year * MONTHS + m - 1 - (1 if window == "december" else 0)


def window_start(month: int, window: Window) -> int:
    """The month number in which the counting window of ``month`` begins."""
    return month - place(month, window)[1] + 1
