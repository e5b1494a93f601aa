"""Where the year will land: year to date / its seasonal share, with an interval from the method's own past errors.

Every past forecast is made as it could have been made then (rolling origin): only from years before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from etl.kpi.exact import ZERO
from etl.kpi.pace import Season, Year, calendar_pace, season_shares
from etl.kpi.window import MONTHS

COVERAGE = Fraction(8, 10)
MIN_ERRORS = 3  # fewer past errors give no interval


@dataclass(frozen=True)
class PastError:
    """One forecast of the past, judged by what came."""

    year: int
    m: int
    forecast: Fraction
    actual: Fraction
    straight_line: Fraction  # year to date x 12 / m

    @property
    def error(self) -> Fraction:
        """|forecast - actual| / actual."""
        return abs(self.forecast - self.actual) / abs(self.actual)

    @property
    def straight_line_error(self) -> Fraction:
        return abs(self.straight_line - self.actual) / abs(self.actual)

    @property
    def miss(self) -> Fraction:
        """|actual - forecast| / forecast: what the interval is made of, since it is laid around a forecast."""
        return abs(self.actual - self.forecast) / abs(self.forecast)


@dataclass(frozen=True)
class Landing:
    """The year-end figure to expect; without ``low`` and ``high`` where the method has no record to judge it by."""

    forecast: Fraction
    low: Fraction | None
    high: Fraction | None


def past_errors(years: Mapping[int, Year]) -> list[PastError]:
    """Every forecast at months 1 to 11 that the complete years allow, oldest year first."""
    errors = []
    for year in sorted(years):
        shares = season_shares(years, year)
        if shares is None:
            continue
        actual = years[year][-1]
        for m in range(1, MONTHS):
            so_far = years[year][m - 1]
            if so_far > 0 and shares[m] > 0:
                errors.append(PastError(year, m, so_far / shares[m], actual, so_far / calendar_pace(m)))
    return errors


def half_width(misses: Sequence[Fraction]) -> Fraction | None:
    """Half the interval as a share of the forecast: the ceil((n + 1) * 0.8)-th smallest of n past misses.

    That rank is the one of split conformal prediction: the next miss falls inside with at least 80 % if it comes from
    where the others came from. With fewer than four misses it is the largest one.
    """
    if len(misses) < MIN_ERRORS:
        return None
    rank = -((len(misses) + 1) * COVERAGE.numerator // -COVERAGE.denominator)
    return sorted(misses)[min(rank, len(misses)) - 1]


def land(ytd: Fraction, season: Season, covered: Fraction, width: Fraction | None) -> Landing | None:
    """The landing of a year of which ``covered`` (a sum of seasonal shares) is known.

    None where the season says nothing yet. The low end never lies under what has been reached, as long as that is
    below the forecast.
    """
    if covered <= 0 or ytd < 0 or not season.shares:
        return None
    forecast = ytd / covered
    if width is None:
        return Landing(forecast, None, None)
    low = max(forecast * (1 - width), min(ytd, forecast), ZERO)
    return Landing(forecast, low, forecast * (1 + width))
