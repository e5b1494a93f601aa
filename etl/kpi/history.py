"""What earlier years teach an area or those that borrow from it: how a year fills up, how far landings missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from etl.kpi.catalogue import Window
from etl.kpi.exact import ZERO
from etl.kpi.forecast import MIN_ERRORS, PastError, half_width, past_errors
from etl.kpi.pace import Season, Year, last_complete, season_shares
from etl.kpi.series import Series
from etl.kpi.window import MONTHS, place


@dataclass(frozen=True)
class Record:
    """How the landing method did at one month of earlier years (a row of ``forecast_record``)."""

    kpi: str
    area_code: str
    month_of_year: int
    years: int
    mean_abs_error: Fraction
    straight_line_error: Fraction


@dataclass(frozen=True)
class _Past:
    """The complete years of one series, read in one counting window."""

    years: dict[int, Year]
    errors: list[PastError]
    demo_years: frozenset[int]


class History:
    """The past of one KPI in all areas. An area without three complete years borrows: a street from its district,
    then anyone from the reference area."""

    def __init__(self, series: Iterable[Series], district: str, reference: str) -> None:
        self._series = {one.area_code: one for one in series if one.kpi.kind == "flow"}
        self._district = district
        self._reference = reference
        self._pasts: dict[tuple[str, Window], _Past | None] = {}
        self._seasons: dict[tuple[str, Window, int], Season | None] = {}
        self._widths: dict[tuple[str, Window, int, int], Fraction | None] = {}

    def season(self, area_code: str, window: Window, year: int) -> Season | None:
        """The season that holds for a year: of the first area in line with three complete years before it."""
        for candidate in self._line(area_code):
            season = self._own_season(candidate, window, year)
            if season is not None:
                return season
        return None

    def half_width(self, area_code: str, window: Window, year: int, m: int) -> Fraction | None:
        """Half the landing's interval at month m, from the misses of years before; None without enough of them."""
        for candidate in self._line(area_code):
            width = self._own_half_width(candidate, window, year, m)
            if width is not None:
                return width
        return None

    def records(self) -> list[Record]:
        """The landing's track record of every area that has one, by area and month."""
        found = []
        for area_code, series in sorted(self._series.items()):
            past = self._past(area_code, series.window)
            for m in range(1, MONTHS):
                errors = [error for error in (past.errors if past else ()) if error.m == m]
                if errors:
                    seasonal = sum((error.error for error in errors), ZERO) / len(errors)
                    straight = sum((error.straight_line_error for error in errors), ZERO) / len(errors)
                    found.append(Record(series.kpi.id, area_code, m, len(errors), seasonal, straight))
        return found

    def _line(self, area_code: str) -> list[str]:
        street = area_code.startswith(self._district)
        return list(dict.fromkeys([area_code, *([self._district] if street else []), self._reference]))

    def _own_season(self, area_code: str, window: Window, year: int) -> Season | None:
        key = (area_code, window, year)
        if key not in self._seasons:
            past = self._past(area_code, window)
            shares = season_shares(past.years, year) if past else None
            if past is None or shares is None:
                self._seasons[key] = None
            else:
                chosen = last_complete(past.years, year)
                self._seasons[key] = Season(shares, area_code, not past.demo_years.isdisjoint(chosen))
        return self._seasons[key]

    def _own_half_width(self, area_code: str, window: Window, year: int, m: int) -> Fraction | None:
        key = (area_code, window, year, m)
        if key not in self._widths:
            past = self._past(area_code, window)
            misses = [error.miss for error in (past.errors if past else ()) if error.m == m and error.year < year]
            self._widths[key] = half_width(misses) if len(misses) >= MIN_ERRORS else None
        return self._widths[key]

    def _past(self, area_code: str, window: Window) -> _Past | None:
        key = (area_code, window)
        if key not in self._pasts:
            series = self._series.get(area_code)
            if series is None:
                self._pasts[key] = None
            else:
                years = series.complete_years(window)
                demo = frozenset(place(month, window)[0] for month, point in series.points.items() if point.is_demo)
                self._pasts[key] = _Past(years, past_errors(years), demo)
        return self._pasts[key]
