"""The share of a year's target that is due by month m (序时进度): by the calendar, by season, or by the issued plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from etl.kpi.exact import ONE, ZERO
from etl.kpi.window import MONTHS

SEASON_YEARS = 3

Year = Sequence[Fraction]  # the cumulative figure at months 1 to 12 of one complete year
Shares = tuple[Fraction, ...]  # cumulative shares of the year at months 0 to 12: begins with 0, ends with 1


@dataclass(frozen=True)
class Season:
    """How a year usually fills up, and whose years say so."""

    shares: Shares
    area_code: str
    is_demo: bool  # invented rows stand behind it


def calendar_pace(m: int) -> Fraction:
    """Months elapsed / 12."""
    return Fraction(m, MONTHS)


def plan_pace(m: int, quarters: Sequence[Fraction]) -> Fraction:
    """The issued cumulative share at a quarter's end; inside a quarter, evenly between the two."""
    done, months = divmod(m, 3)
    before = quarters[done - 1] if done else ZERO
    return before + (quarters[done] - before) * months / 3 if months else before


def last_complete(years: Mapping[int, Year], before: int) -> list[int]:
    """The last three complete years before a year, oldest first; empty if there are not that many."""
    past = sorted(year for year in years if year < before)
    return past[-SEASON_YEARS:] if len(past) >= SEASON_YEARS else []


def season_shares(years: Mapping[int, Year], before: int) -> Shares | None:
    """The mean cumulative shares of the last three complete years; each year weighs the same, whatever its total."""
    chosen = last_complete(years, before)
    if not chosen:
        return None
    means = (sum((years[year][m] / years[year][-1] for year in chosen), ZERO) / len(chosen) for m in range(MONTHS))
    shares = (ZERO, *means)
    return (*shares[:-1], ONE)
