"""What a KPI's months in a row show: for how long it has lagged, risen, fallen or shrunk, and what happens first.

Pure functions of the months that are known; a month without a figure ends a run, since nobody knows what it held.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from dashboard.window import shift
from etl.store import KpiValue

History = Mapping[date, KpiValue]  # of one KPI and area, by month

SHORTEST_RUN = 3  # months from which on a run is told
LONGEST_RUN = 12  # months up to which a rise or fall is news; a lag always is
KNOWN_MONTHS = 12  # that must lie before, else 首次 would say little
ROUND_FROM = Decimal(1000)  # below, a round number is nothing to tell


def run(history: History, month: date, holds: Callable[[KpiValue, KpiValue | None], bool]) -> int:
    """For how many months in a row, ``month`` the last, something holds of a month (and of the one before it)."""
    count = 0
    while (now := history.get(month)) is not None and holds(now, history.get(shift(month, -1))):
        count += 1
        month = shift(month, -1)
    return count


def lags(now: KpiValue, _: KpiValue | None) -> bool:
    """Whether a month is behind its pace or target."""
    return now.gap_pp is not None and now.gap_pp < 0


def shrinks(now: KpiValue, _: KpiValue | None) -> bool:
    """Whether a month's own figure is negative."""
    return now.value is not None and now.value < 0


def rises(now: KpiValue, before: KpiValue | None) -> bool:
    """Whether a month's own figure is above that of the month before."""
    return now.value is not None and before is not None and before.value is not None and now.value > before.value


def falls(now: KpiValue, before: KpiValue | None) -> bool:
    """Whether a month's own figure is below that of the month before."""
    return now.value is not None and before is not None and before.value is not None and now.value < before.value


def is_first_shrinking(history: History, month: date) -> bool:
    """Whether the month is negative and no known month before it was."""
    now, before = _split(history, month, lambda row: row.value)
    return now is not None and now < 0 and len(before) >= KNOWN_MONTHS and min(before) >= 0


def is_first_reaching(history: History, month: date) -> bool:
    """Whether the target itself is reached and was in no known month before."""
    now, before = _split(history, month, lambda row: row.gap_pp)
    return now is not None and now >= 0 and len(before) >= KNOWN_MONTHS and max(before) < 0


def first_round_number(history: History, month: date) -> Decimal | None:
    """The round number (200,000) that a figure has passed for the first time in all that is known of it."""
    now, before = _split(history, month, lambda row: row.value)
    if now is None or now < ROUND_FROM or len(before) < KNOWN_MONTHS:
        return None
    place = Decimal(1).scaleb(now.adjusted())
    passed = now // place * place
    return passed if max(before) < passed else None


def _split(
    history: History, month: date, of: Callable[[KpiValue], Decimal | None]
) -> tuple[Decimal | None, list[Decimal]]:
    """The figure of a month, and all known ones before it."""
    row = history.get(month)
    before = (of(row) for earlier, row in history.items() if earlier < month)
    return of(row) if row else None, [figure for figure in before if figure is not None]
