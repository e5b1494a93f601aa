"""总览: one screen that says where the district stands, what is behind, and by how much per month.

Cards, lists and the matrix are plain HTML, so they stand in the first response; only the trend waits for Plotly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

import dash
from dash import html

from dashboard.components.attention import attention
from dashboard.components.definition import Background
from dashboard.components.kpi_card import Card, kpi_card, legend, pace_bases
from dashboard.components.markup import Children
from dashboard.components.matrix import Cells, matrix, slow_streets
from dashboard.components.public_panel import public_panel
from dashboard.components.source_note import source_note
from dashboard.components.standing import standing
from dashboard.components.state_sentence import furthest_behind, state_sentence
from dashboard.components.trend_panel import Past, trend_panel
from dashboard.format import number
from dashboard.view import MONTHS_SHOWN, View
from dashboard.window import MONTHS, last_months, months_left, shift, window_year
from etl.store import Area, ForecastRecord, Kpi, KpiValue, PublicFigure, Target

SPARK_MONTHS = 12
MOST_ON_WALL, MOST_ON_LAPTOP = 5, 4  # cards in a row

History = Mapping[tuple[str, date], KpiValue]


@dataclass(frozen=True)
class _Figures:
    """All that the cards and the matrix show of one view, read in a few queries however many KPIs there are."""

    kpis: Sequence[Kpi]  # those of the overview that this area has ever reported of late
    history: History  # of the area, by KPI and month
    cells: Cells  # of the month, by area and KPI
    targets: Mapping[int, Sequence[Target]]  # of the area, by year
    records: Mapping[tuple[str, str], ForecastRecord]  # of the landing, by KPI and area

    def of(self, kpi: Kpi, month: date) -> KpiValue | None:
        return self.history.get((kpi.kpi, month))


def layout(view: View) -> html.Div:
    """The page for one month and area."""
    figures = _read(view)
    cards = [_card(view, kpi, figures) for kpi in figures.kpis]
    pairs = [(card.kpi, card.figures) for card in cards if card.figures]
    slow = {kpi.kpi: slow_streets(kpi, view.streets, figures.cells) for kpi in figures.kpis}
    chosen = view.kpi or _most_telling(pairs, figures.kpis)
    left: Children = [attention(view, cards, slow, view.build.quality(view.month))]
    if chosen:
        left.append(_trend(view, chosen))
    published = _published(view)
    threshold = number(Decimal(str(view.build.meta.behind_threshold_pp)))
    return html.Div(
        [
            state_sentence(view, pairs),
            html.Section([kpi_card(view, card) for card in cards], className=_columns(len(cards))),
            legend(threshold, pace_bases(pairs, view.build.areas)),
            html.Div([html.Div(left, className="stack"), _matrix(view, figures)], className="row"),
            *([public_panel(published, view.has_demo)] if published else []),
        ],
        className="overview",
    )


def _read(view: View) -> _Figures:
    code = view.area.area_code
    rows = view.build.values(areas=[code], since=shift(view.month, 1 - MONTHS_SHOWN), until=view.month)
    history = {(row.kpi, row.month): row for row in rows}
    places = [area.area_code for area in (view.district, *_matrix_areas(view))]
    now = view.build.values(areas=places, since=view.month, until=view.month)
    late = set(last_months(view.month, SPARK_MONTHS))
    reported = {kpi for kpi, month in history if month in late}
    kpis = [kpi for kpi in view.build.kpis if kpi.on_overview and kpi.kpi in reported]
    years = {window_year(kpi, view.month) for kpi in kpis}
    targets = {year: view.build.targets(code, year) for year in years}
    cells = {(row.area_code, row.kpi): row for row in now}
    return _Figures(kpis, history, cells, targets, _records(view, kpis))


def _records(view: View, kpis: Sequence[Kpi]) -> dict[tuple[str, str], ForecastRecord]:
    """How landings of this month did in earlier years, for all areas that this one may borrow its season from."""
    found: dict[tuple[str, str], ForecastRecord] = {}
    for month_of_year in {MONTHS - months_left(kpi, view.month) for kpi in kpis}:
        of_month = view.build.forecast_records(_season_areas(view), month_of_year)
        here = {kpi.kpi for kpi in kpis if MONTHS - months_left(kpi, view.month) == month_of_year}
        found |= {key: record for key, record in of_month.items() if key[0] in here}
    return found


def _season_areas(view: View) -> list[str]:
    """Whose years say how a year fills up: its own, the district's, the reference area's, in this order."""
    return [view.area.area_code, view.district.area_code, view.build.meta.reference_area]


def _published(view: View) -> list[PublicFigure]:
    """The district's published figures, each source on the pages of the latest year that it speaks of."""
    if not view.is_district:
        return []
    figures = view.build.public_figures(view.district.area_code)
    latest: dict[str, date] = {}
    for figure in figures:
        days = [day for day in (figure.published_on, figure.period_start, figure.period_end) if day]
        latest[figure.source_title] = max([*days, latest.get(figure.source_title, date.min)])
    return [figure for figure in figures if latest[figure.source_title].year == view.month.year]


def _columns(cards: int) -> str:
    """Rows of even length: ten cards make two rows of five on the wall, six make two of three."""
    wall, laptop = (ceil(cards / ceil(cards / most)) if cards else 1 for most in (MOST_ON_WALL, MOST_ON_LAPTOP))
    return f"cards wall-{wall} laptop-{laptop}"


def _matrix_areas(view: View) -> tuple[Area, ...]:
    return (*view.streets, *(area for area in view.build.areas if area.level == "unassigned"))


def _card(view: View, kpi: Kpi, figures: _Figures) -> Card:
    months = last_months(view.month, SPARK_MONTHS)
    points = [figures.of(kpi, month) for month in months]
    records = [figures.records.get((kpi.kpi, code)) for code in _season_areas(view)]
    return Card(
        kpi=kpi,
        figures=figures.of(kpi, view.month),
        history=[_spark_value(kpi, point) for point in points],
        background=Background(
            targets=[target for target in figures.targets[window_year(kpi, view.month)] if target.kpi == kpi.kpi],
            source_note=source_note(view.build, kpi, view.month),
            record=next((record for record in records if record), None),
        ),
        standing=None if view.is_district else standing(kpi, view.area, view.streets, figures.cells),
    )


def _spark_value(kpi: Kpi, point: KpiValue | None) -> Decimal | None:
    """The month's own figure; for rates too, since the running rate hides what the last month did."""
    if point is None:
        return None
    return point.ytd if kpi.kind == "level" else point.value


def _most_telling(pairs: Sequence[tuple[Kpi, KpiValue]], kpis: Sequence[Kpi]) -> Kpi | None:
    """The KPI whose trend is shown unasked: the one furthest behind, else the first."""
    worst = furthest_behind(pairs)
    return worst[0] if worst else next(iter(kpis), None)


def _trend(view: View, kpi: Kpi) -> html.Section:
    build, since = view.build, shift(view.month, 1 - MONTHS_SHOWN)
    own = build.values(areas=[view.area.area_code], since=since, until=view.month, kpis=[kpi.kpi])
    reference = build.values(areas=[build.meta.reference_area], since=since, until=view.month, kpis=[kpi.kpi])
    past = Past(
        history={row.month: row for row in own},
        reference={row.month: row for row in reference if row.completion is not None},
        paces=build.paces(kpi.kpi, view.area.area_code, window_year(kpi, view.month)),
    )
    return trend_panel(view, kpi, past, f"来源:{source_note(build, kpi, view.month)}")


def _matrix(view: View, figures: _Figures) -> html.Section:
    reporting = {area_code for area_code, _ in figures.cells}
    areas = [area for area in _matrix_areas(view) if area.level == "street" or area.area_code in reporting]
    kpis = [kpi for kpi in view.build.kpis if kpi.on_overview]
    note = f"各台账截至{view.month.year}年{view.month.month}月;“未分配”为街道不明的记录,计入全区"
    return matrix(view, kpis, areas, figures.cells, note)


dash.register_page(__name__, path="/", name="总览", title="总览", order=0, layout=layout)  # type: ignore[no-untyped-call]
