"""A series measured: every month against its target, its pace, last year and the year's likely end. Pure and exact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from etl.kpi.catalogue import Kpi
from etl.kpi.exact import ZERO, ratio
from etl.kpi.forecast import Landing, land
from etl.kpi.history import History
from etl.kpi.pace import Season, calendar_pace, plan_pace
from etl.kpi.series import Series, SoFar
from etl.kpi.status import Status, pace_status, target_gap_pp, target_status
from etl.kpi.targets import Target, TargetBook
from etl.kpi.window import MONTHS, first_day, place

YEAR = 12  # months back to the same month of last year


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of ``kpi_value``; the fields are its columns."""

    kpi: str
    area_code: str
    month: date
    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    ytd: Fraction | None
    ytd_numerator: Fraction | None
    ytd_denominator: Fraction | None
    target: Fraction | None
    target_is_sample: bool | None
    completion: Fraction | None
    pace: Fraction | None
    pace_basis: str | None
    gap_pp: Fraction | None
    status: Status  # no_target beside a target: there is no figure yet to hold against it
    yoy: Fraction | None
    yoy_base: Fraction | None
    mom: Fraction | None
    needed_per_month: Fraction | None
    forecast: Fraction | None
    forecast_low: Fraction | None
    forecast_high: Fraction | None
    months_missing: int
    is_demo: bool
    is_provisional: bool


@dataclass(frozen=True)
class Judgement:
    """A figure against its target."""

    completion: Fraction | None
    gap_pp: Fraction | None
    status: Status


def measure(series: Series, history: History, book: TargetBook, threshold_pp: Fraction) -> list[Measured]:
    """Every month of a series, in order."""
    return [_month(series, month, history, book, threshold_pp) for month in series.months]


def _month(series: Series, month: int, history: History, book: TargetBook, threshold_pp: Fraction) -> Measured:
    kpi = series.kpi
    year, m = place(month, series.window)
    so_far = series.so_far[month]
    point = series.points.get(month)
    value = series.value(month)
    target = book.choose(kpi.id, series.area_code, year, first_day(month + 1) - timedelta(days=1))
    amount = target.target if target and target.target else None
    season = history.season(series.area_code, series.window, year) if kpi.kind == "flow" else None
    pace, pace_basis = pace_of(kpi, series.area_code, m, target, season)
    judged = judge(kpi, so_far.figure, amount, pace, threshold_pp)
    base = yoy_base(series, month)
    landing = _landing(series, month, history, season)
    return Measured(
        kpi=kpi.id,
        area_code=series.area_code,
        month=first_day(month),
        value=value,
        numerator=point.numerator if point else None,
        denominator=point.denominator if point else None,
        ytd=so_far.figure,
        ytd_numerator=so_far.numerator,
        ytd_denominator=so_far.denominator,
        target=target.target if target else None,
        target_is_sample=target.is_sample if target else None,
        completion=judged.completion,
        pace=pace,
        pace_basis=pace_basis,
        gap_pp=judged.gap_pp,
        status=judged.status,
        yoy=change(kpi, value if kpi.kind == "level" else so_far.figure, base),
        yoy_base=base,
        mom=change(kpi, value, series.value(month - 1)),
        needed_per_month=needed_per_month(kpi, so_far.figure, amount, m),
        forecast=landing.forecast if landing else None,
        forecast_low=landing.low if landing else None,
        forecast_high=landing.high if landing else None,
        months_missing=so_far.missing,
        is_demo=_is_demo(series, month, base, season if landing or (pace_basis or "").startswith("seasonal") else None),
        is_provisional=point is None or (bool(series.cumulative) and value is not None and value < 0),
    )


def pace_of(
    kpi: Kpi, area_code: str, m: int, target: Target | None, season: Season | None
) -> tuple[Fraction | None, str | None]:
    """The share due by month m and what says so; nothing for figures that compare with the target itself.

    Without an issued plan, or without a season to go by, the calendar counts.
    """
    if not kpi.has_pace:
        return None, None
    if kpi.pace == "plan" and target is not None and target.plan is not None:
        return plan_pace(m, target.plan), "plan"
    if kpi.pace == "seasonal" and season is not None:
        own = season.area_code == area_code
        return season.shares[m], "seasonal" if own else f"seasonal:{season.area_code}"
    return calendar_pace(m), "calendar"


def judge(
    kpi: Kpi, figure: Fraction | None, target: Fraction | None, pace: Fraction | None, threshold_pp: Fraction
) -> Judgement:
    """Completion, gap and status; a missing or zero ``target`` reads 无年度目标 and gives no number.

    Without a figure (no order rated yet) nothing is judged either: no_target, with the target in its own column.
    Less is better (down): the share of a ceiling that is used up is no completion, so there is none.
    """
    if not target or figure is None:
        return Judgement(None, None, "no_target")
    completion = figure / target if kpi.direction == "up" else None
    if completion is not None and pace is not None:
        gap_pp = (completion - pace) * 100
        return Judgement(completion, gap_pp, pace_status(completion, gap_pp, threshold_pp))
    gap_pp = target_gap_pp(figure, target, up=kpi.direction == "up", is_rate=kpi.is_rate)
    return Judgement(completion, gap_pp, target_status(gap_pp, threshold_pp))


def needed_per_month(kpi: Kpi, ytd: Fraction | None, target: Fraction | None, m: int) -> Fraction | None:
    """What each month left must bring: 0 once the target is reached, None at the year's end or without a target."""
    if not kpi.has_pace or ytd is None or not target or m == MONTHS:
        return None
    return max(target - ytd, ZERO) / (MONTHS - m)


def change(kpi: Kpi, now: Fraction | None, base: Fraction | None) -> Fraction | None:
    """Relative change; for rates the difference in percentage points. No number on a base of zero or below."""
    if now is None or base is None:
        return None
    if kpi.is_rate:
        return (now - base) * 100
    return ratio(now - base, base) if base > 0 else None


def yoy_base(series: Series, month: int) -> Fraction | None:
    """The same window of last year (level: the same month), None where either of the two windows has a gap."""
    if series.kpi.kind == "level":
        return series.value(month - YEAR)
    before = series.so_far.get(month - YEAR)
    if before is None or before.gaps or series.so_far[month].gaps:
        return None
    return before.figure


def _landing(series: Series, month: int, history: History, season: Season | None) -> Landing | None:
    """The year-end landing of a flow; none once the year is over and complete."""
    year, m = place(month, series.window)
    so_far = series.so_far[month]
    if season is None or so_far.figure is None or (m == MONTHS and not so_far.gaps):
        return None
    covered = _covered(season, m, so_far)
    return land(so_far.figure, season, covered, history.half_width(series.area_code, series.window, year, min(m, 11)))


def _covered(season: Season, m: int, so_far: SoFar) -> Fraction:
    """The seasonal share of the months that have come in: a missing ledger must not lower the landing."""
    return season.shares[m] - sum((season.shares[gap] - season.shares[gap - 1] for gap in so_far.gaps), ZERO)


def _is_demo(series: Series, month: int, base: Fraction | None, season: Season | None) -> bool:
    """True as long as one invented row stands behind the row: this window, last year's, or the season's years."""
    before = series.so_far.get(month - YEAR)
    behind_base = base is not None and before is not None and before.is_demo
    return series.so_far[month].is_demo or behind_base or (season is not None and season.is_demo)
