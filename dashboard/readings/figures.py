"""What a page of KPIs shows of one view, read from its build in a few queries however many KPIs there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from dashboard.address.view import MONTHS_SHOWN, View
from dashboard.format import YUAN
from dashboard.window import MONTHS, last_months, months_left, shift, window_year
from etl.store import Area, ForecastRecord, Kpi, KpiValue, PublicFigure, Target

SPARK_MONTHS = 12
LATE = ("behind", "slow")

Records = Mapping[tuple[str, str], ForecastRecord]  # of the landing, by KPI and area


@dataclass(frozen=True)
class Figures:
    """The figures of one view; `read` fills it."""

    kpis: Sequence[Kpi]  # those of the overview that this area has ever reported of late
    history: Mapping[tuple[str, date], KpiValue]  # of the area, by KPI and month
    cells: Mapping[tuple[str, str], KpiValue]  # of the month, by area and KPI
    yearly_targets: Mapping[int, Sequence[Target]]  # of the area, by year
    records: Records

    def of(self, kpi: Kpi, month: date) -> KpiValue | None:
        """One KPI of the area in one month."""
        return self.history.get((kpi.kpi, month))

    def targets(self, kpi: Kpi, month: date) -> list[Target]:
        """All targets of a KPI for the year that a month counts towards."""
        return [target for target in self.yearly_targets[window_year(kpi, month)] if target.kpi == kpi.kpi]

    def record(self, view: View, kpi: Kpi) -> ForecastRecord | None:
        """How the landing did in earlier years: of the first area in line that has such years."""
        found = (self.records.get((kpi.kpi, code)) for code in season_areas(view))
        return next((record for record in found if record), None)


def on_overview(kpi: Kpi) -> bool:
    """The few KPIs that the overview shows."""
    return kpi.on_overview


def read(view: View, wanted: Callable[[Kpi], bool] = on_overview) -> Figures:
    """All figures of the cards and the matrix, of the KPIs that are wanted."""
    code, names = view.area.area_code, [kpi.kpi for kpi in view.build.kpis if wanted(kpi)]
    rows = view.build.values(areas=[code], since=shift(view.month, 1 - MONTHS_SHOWN), until=view.month, kpis=names)
    history = {(row.kpi, row.month): row for row in rows}
    late = set(last_months(view.month, SPARK_MONTHS))
    reported = {kpi for kpi, month in history if month in late}
    kpis = [kpi for kpi in view.build.kpis if wanted(kpi) and kpi.kpi in reported]
    targets = {year: view.build.targets(code, year) for year in sorted({window_year(kpi, view.month) for kpi in kpis})}
    return Figures(kpis, history, _Cells(view, names), targets, _records(view, kpis))


class _Cells(Mapping[tuple[str, str], KpiValue]):
    """The month's figures of all streets, read when the first is looked at: most pages of the district show none."""

    def __init__(self, view: View, kpis: Sequence[str]) -> None:
        self._view, self._kpis = view, kpis

    @cached_property
    def _found(self) -> Mapping[tuple[str, str], KpiValue]:
        view = self._view
        places = [area.area_code for area in (view.district, *matrix_areas(view))]
        rows = view.build.values(areas=places, since=view.month, until=view.month, kpis=self._kpis)
        return {(row.area_code, row.kpi): row for row in rows}

    def __getitem__(self, key: tuple[str, str]) -> KpiValue:
        return self._found[key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


@dataclass(frozen=True)
class Past:
    """What the trend of one KPI is drawn from."""

    history: Mapping[date, KpiValue]  # two years of the area's figures by month
    reference: Mapping[date, KpiValue]  # of the reference area, where it has a completion to set beside the area's
    paces: Sequence[Decimal]  # share of the year's target due by each month of the counting window, or nothing


def past(view: View, kpi: Kpi) -> Past:
    """Two years of one KPI, of the area and of the reference area."""
    build, since = view.build, shift(view.month, 1 - MONTHS_SHOWN)
    own = build.values(areas=[view.area.area_code], since=since, until=view.month, kpis=[kpi.kpi])
    # a year from December is not held against the nation's from January, which in December has come to its end
    others = [build.meta.reference_area] if kpi.counting_window == "calendar" else []
    reference = build.values(areas=others, since=since, until=view.month, kpis=[kpi.kpi])
    return Past(
        history={row.month: row for row in own},
        reference={row.month: row for row in reference if row.completion is not None},
        paces=build.paces(kpi.kpi, view.area.area_code, window_year(kpi, view.month)),
    )


def most_telling(view: View, figures: Figures) -> Kpi | None:
    """The KPI whose trend is shown unasked: the one furthest behind, else the first."""
    worst = furthest_behind(view, [(kpi, now) for kpi in figures.kpis if (now := figures.of(kpi, view.month))])
    return worst[0] if worst else next(iter(figures.kpis), None)


def furthest_behind(view: View, pairs: Sequence[tuple[Kpi, KpiValue]]) -> tuple[Kpi, KpiValue] | None:
    """The KPI most behind its pace or target; of a street only one that rests on enough cases. None where none is."""
    behind = [pair for pair in pairs if pair[1].status in LATE and pair[1].gap_pp is not None]
    firm = behind if view.is_district else [pair for pair in behind if not is_small(*pair, view.build.meta.small_base)]
    return min(firm, key=lambda pair: pair[1].gap_pp or 0, default=None)


def is_small(kpi: Kpi, figures: KpiValue, small_base: int) -> bool:
    """Whether a figure rests on few cases: the n of a rate, the count itself; levels and money rest on none."""
    cases = figures.ytd_denominator
    if cases is None and not kpi.unit.startswith(YUAN):
        cases = figures.ytd
    return kpi.kind != "level" and cases is not None and abs(cases) < small_base


def matrix_areas(view: View) -> tuple[Area, ...]:
    """The streets, and the rows whose street is not known."""
    return (*view.streets, *(area for area in view.build.areas if area.level == "unassigned"))


def season_areas(view: View) -> list[str]:
    """Whose years say how a year fills up: its own, the district's, the reference area's, in this order."""
    return [view.area.area_code, view.district.area_code, view.build.meta.reference_area]


def published(view: View) -> list[PublicFigure]:
    """The district's published figures, each source on the pages of the latest year that it speaks of."""
    if not view.is_district:
        return []
    figures = view.build.public_figures(view.district.area_code)
    latest: dict[str, date] = {}
    for figure in figures:
        days = [day for day in (figure.published_on, figure.period_start, figure.period_end) if day]
        latest[figure.source_title] = max([*days, latest.get(figure.source_title, date.min)])
    years = {source: day.year for source, day in latest.items()}
    return [figure for figure in figures if years[figure.source_title] in (view.month.year, date.min.year)]


def _records(view: View, kpis: Sequence[Kpi]) -> Records:
    """The landing's record at the month of the year that this month is in each KPI's counting window."""
    places = {kpi.kpi: MONTHS - months_left(kpi, view.month) for kpi in kpis}
    by_place = {place: view.build.forecast_records(season_areas(view), place) for place in sorted(set(places.values()))}
    return {
        (kpi, area): record
        for place, records in by_place.items()
        for (kpi, area), record in records.items()
        if places.get(kpi) == place
    }
