"""What the printed figures of a briefing give away: the counts of people and cases behind each, and how they add up.

Counts are whole numbers of people or cases; money, events, places and rates without a count behind them are none. What
is told here is read from the build, whether the briefing prints it or not: a count that stands nowhere can be computed
from those that do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.briefing.edition.suppression import Edition, Sum
from dashboard.window import shift, window_months
from etl.store import Build, Kpi, KpiValue

COUNTED = frozenset({"人", "人次", "件", "起", "户", "宗"})
YEAR = 12
MONTHS_BEHIND = 2 * YEAR + 1  # 同比 looks back a year, whose own window may begin in the December before

Count = tuple[str, str, date, str]  # KPI, area, month, and which of its counts
Cell = tuple[str, str, date, str]  # KPI, area, month, measure

OF_YTD = frozenset(
    {"ytd", "completion", "gap_pp", "needed_per_month", "forecast", "forecast_low", "forecast_high"}
    | {"landing", "distance", "round_number"}
)


@dataclass(frozen=True)
class Figures:
    """The figures of a briefing's months in every area."""

    kpis: Mapping[str, Kpi]
    rows: Mapping[tuple[str, str, date], KpiValue]
    counts: Mapping[Count, int]
    places: Mapping[str, tuple[str, ...]]  # area: the areas that make it up

    def behind(self, cell: Cell) -> frozenset[Count]:
        """The counts that a printed figure gives away, by itself or with what is printed beside it."""
        kpi, area, month, measure = cell
        if kpi not in self.kpis:
            return frozenset()
        named = _rate_behind(measure) if _is_rate(self.kpis[kpi]) else _count_behind(self.kpis[kpi], measure)
        found = ((kpi, area, shift(month, -back), what) for what, back in named)
        return frozenset(count for count in found if count in self.counts)


def read_figures(build: Build, month: date) -> Figures:
    """The figures of the two years up to a month."""
    areas = [area for area in build.areas if area.level in ("district", "street", "unassigned")]
    values = build.values(areas=[area.area_code for area in areas], since=shift(month, -MONTHS_BEHIND), until=month)
    kpis = {kpi.kpi: kpi for kpi in build.kpis}
    rows = {(row.kpi, row.area_code, row.month): row for row in values}
    people = {kpi.kpi for kpi in build.kpis if _counts_people(build, kpi)}
    negative = {row.kpi for row in values if row.value is not None and row.value < 0}  # a balance, not people
    counts = {
        (row.kpi, row.area_code, row.month, what): int(value)
        for row in values
        if row.kpi in people - negative
        for what, value in _counts_of(kpis[row.kpi], row).items()
        if value is not None and value >= 0 and value == int(value)
    }
    district = build.meta.district
    parts = tuple(area.area_code for area in areas if area.area_code != district)
    return Figures(kpis, rows, counts, {district: parts})


def edition_of(figures: Figures, printed: Iterable[Cell]) -> Edition:
    """The counts that the printed cells give away, all that is linked with them, and the sums between."""
    cells = {cell: counts for cell in dict.fromkeys(printed) if (counts := figures.behind(cell))}
    seen = {count for counts in cells.values() for count in counts}
    sums = [one for one in _sums(figures, seen) if _holds(figures, one)]
    needed = seen | {count for one in sums for count in one.counts}
    return Edition({count: figures.counts[count] for count in sorted(needed)}, sums, cells)


def _counts_people(build: Build, kpi: Kpi) -> bool:
    """Whether people or cases are counted; of a rate the rows behind its n say so, and unless they do it counts."""
    if kpi.kind != "ratio" and not _is_rate(kpi):
        return kpi.unit in COUNTED
    return kpi.denominator_unit is None or kpi.denominator_unit in COUNTED


def _is_rate(kpi: Kpi) -> bool:
    return kpi.unit == "%"


def _counts_of(kpi: Kpi, row: KpiValue) -> dict[str, Decimal | None]:
    n = {"n": row.denominator, "n so far": row.ytd_denominator}
    if _is_rate(kpi):
        hits = {"hits": row.numerator, "hits so far": row.ytd_numerator}
        rest = {"rest": _rest(row.denominator, row.numerator)}
        return n | hits | rest | {"rest so far": _rest(row.ytd_denominator, row.ytd_numerator)}
    if kpi.kind == "ratio":
        return n
    return {"so far": row.ytd} if kpi.kind == "level" else {"month": row.value, "so far": row.ytd}


def _rest(whole: Decimal | None, part: Decimal | None) -> Decimal | None:
    return None if whole is None or part is None else whole - part


def _count_behind(kpi: Kpi, measure: str) -> list[tuple[str, int]]:
    """Which counts, how many months before, of what is counted itself."""
    month = "so far" if kpi.kind == "level" else "month"
    if measure in OF_YTD:
        return [("so far", 0)]
    named = {
        "value": [(month, 0)],
        "numerator": [(month, 0)],
        "mom": [(month, 0), (month, 1)],
        "recent_mean": [(month, 0), (month, 1), (month, 2)],
        "ytd_numerator": [("so far", 0)],
        "yoy": [("so far", 0), ("so far", YEAR)],
        "yoy_base": [("so far", YEAR)],
        "denominator": [("n", 0)],
        "ytd_denominator": [("n so far", 0)],
    }
    return named.get(measure, [])


def _rate_behind(measure: str) -> list[tuple[str, int]]:
    """A rate gives away how many it counts and how many it does not: its n is never far."""
    month, so_far = ["hits", "rest"], ["hits so far", "rest so far"]
    if measure in OF_YTD or measure == "ytd_numerator":
        return [(what, 0) for what in so_far]
    named = {
        "value": [(what, 0) for what in month],
        "numerator": [(what, 0) for what in month],
        "mom": [(what, back) for what in month for back in (0, 1)],
        "recent_mean": [(what, back) for what in month for back in (0, 1, 2)],
        "yoy": [(what, back) for what in so_far for back in (0, YEAR)],
        "yoy_base": [(what, YEAR) for what in so_far],
        "denominator": [("n", 0)],
        "ytd_denominator": [("n so far", 0)],
    }
    return named.get(measure, [])


def _sums(figures: Figures, seen: set[Count]) -> list[Sum]:
    """Months that add up to the year so far, streets that add up to the district, a rate's two parts to its n."""
    found: dict[object, Sum] = {}
    for kpi, area, month, what in sorted(seen):
        if area in figures.places:
            for earlier in _window_so_far(figures.kpis[kpi], month):
                found |= {one.total: one for one in _of_months(figures, kpi, area, earlier)}
                found |= {(one.total, "n"): one for one in _of_a_rate(kpi, area, earlier)}
        found |= {(one.total, "n"): one for one in _of_a_rate(kpi, area, month)}
        for whole, parts in figures.places.items():
            if area in parts:
                total = (kpi, whole, month, what)
                there = tuple(c for part in parts if (c := (kpi, part, month, what)) in figures.counts)
                found[total, "areas"] = Sum(total, there)
    return list(found.values())


def _window_so_far(kpi: Kpi, month: date) -> list[date]:
    return [one for one in window_months(kpi, month) if one <= month]


def _of_months(figures: Figures, kpi: str, area: str, month: date) -> list[Sum]:
    """The year so far is that of the month before and the month; a month that nobody filed adds nothing."""
    if figures.kpis[kpi].kind == "level":
        return []
    is_first = window_months(figures.kpis[kpi], month)[0] == month
    pairs = (("month", "so far"), ("hits", "hits so far"), ("rest", "rest so far"), ("n", "n so far"))
    sums = []
    for what, so_far in pairs:
        before = [] if is_first else [(kpi, area, shift(month, -1), so_far)]
        parts = tuple(c for c in [*before, (kpi, area, month, what)] if c in figures.counts)
        if parts:
            sums.append(Sum((kpi, area, month, so_far), parts))
    return sums


def _of_a_rate(kpi: str, area: str, month: date) -> list[Sum]:
    return [
        Sum((kpi, area, month, f"n{span}"), ((kpi, area, month, f"hits{span}"), (kpi, area, month, f"rest{span}")))
        for span in ("", " so far")
    ]


def _holds(figures: Figures, one: Sum) -> bool:
    """Whether the counts are there and do add up: those of a level that stands elsewhere need not."""
    if any(count not in figures.counts for count in one.counts):
        return False
    return figures.counts[one.total] == sum(figures.counts[part] for part in one.parts)
