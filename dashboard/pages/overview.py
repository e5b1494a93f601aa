"""总览: one screen that says where the district stands, what is behind, and by how much per month.

Cards, lists and the matrix are plain HTML, so they stand in the first response; only the trend waits for Plotly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import dash
from dash import html

from dashboard.components.attention import attention
from dashboard.components.kpi_card import Card, kpi_card, legend, pace_bases
from dashboard.components.markup import Children
from dashboard.components.matrix import Cells, count_slow, matrix
from dashboard.components.public_panel import public_panel
from dashboard.components.source_note import source_note
from dashboard.components.standing import standing
from dashboard.components.state_sentence import furthest_behind, state_sentence
from dashboard.components.trend_panel import trend_panel
from dashboard.format import number
from dashboard.view import View
from dashboard.window import last_months, shift, window_year
from etl.store import Area, Kpi, KpiValue, Target

SPARK_MONTHS = 12
HISTORY_MONTHS = 36  # the counting window so far, the year before it, and a year of sparkline

History = Mapping[tuple[str, date], KpiValue]


@dataclass(frozen=True)
class _Figures:
    """All that the cards and the matrix show of one view, read in a few queries however many KPIs there are."""

    kpis: Sequence[Kpi]  # those of the overview that this area has ever reported of late
    history: History  # of the area, by KPI and month
    cells: Cells  # of the month, by area and KPI
    targets: Mapping[int, Sequence[Target]]  # of the area, by year

    def of(self, kpi: Kpi, month: date) -> KpiValue | None:
        return self.history.get((kpi.kpi, month))


def layout(view: View) -> html.Div:
    """The page for one month and area."""
    figures = _read(view)
    cards = [_card(view, kpi, figures) for kpi in figures.kpis]
    pairs = [(card.kpi, card.figures) for card in cards if card.figures]
    slow = {kpi.kpi: count_slow(kpi, view.streets, figures.cells) for kpi in figures.kpis}
    chosen = view.kpi or _most_telling(pairs, figures.kpis)
    left: Children = [attention(view, cards, slow, view.build.quality(view.month))]
    if chosen:
        left.append(_trend(view, chosen))
    published = view.build.public_figures(view.district.area_code) if view.is_district else []
    threshold = number(Decimal(str(view.build.meta.behind_threshold_pp)))
    return html.Div(
        [
            state_sentence(view, pairs),
            html.Section([kpi_card(view, card) for card in cards], className="cards"),
            legend(threshold, pace_bases(pairs, view.build.areas)),
            html.Div([html.Div(left, className="stack"), _matrix(view, figures)], className="row"),
            *([public_panel(published, view.build.has_demo)] if published else []),
        ],
        className="overview",
    )


def _read(view: View) -> _Figures:
    code = view.area.area_code
    rows = view.build.values(areas=[code], since=shift(view.month, 1 - HISTORY_MONTHS), until=view.month)
    history = {(row.kpi, row.month): row for row in rows}
    places = [area.area_code for area in (view.district, *_matrix_areas(view))]
    now = view.build.values(areas=places, since=view.month, until=view.month)
    late = set(last_months(view.month, SPARK_MONTHS))
    reported = {kpi for kpi, month in history if month in late}
    kpis = [kpi for kpi in view.build.kpis if kpi.on_overview and kpi.kpi in reported]
    years = {window_year(kpi, view.month) for kpi in kpis}
    targets = {year: view.build.targets(code, year) for year in years}
    return _Figures(kpis, history, {(row.area_code, row.kpi): row for row in now}, targets)


def _matrix_areas(view: View) -> tuple[Area, ...]:
    return (*view.streets, *(area for area in view.build.areas if area.level == "unassigned"))


def _card(view: View, kpi: Kpi, figures: _Figures) -> Card:
    months = last_months(view.month, SPARK_MONTHS)
    points = [figures.of(kpi, month) for month in months]
    return Card(
        kpi=kpi,
        figures=figures.of(kpi, view.month),
        history=[_spark_value(kpi, point) for point in points],
        targets=[target for target in figures.targets[window_year(kpi, view.month)] if target.kpi == kpi.kpi],
        source_note=source_note(view.build, kpi, view.month),
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
    since = shift(view.month, 1 - HISTORY_MONTHS)
    own = view.build.values(areas=[view.area.area_code], since=since, until=view.month, kpis=[kpi.kpi])
    nation = [area.area_code for area in view.build.areas if area.level == "nation"]
    reference = view.build.values(areas=nation, since=since, until=view.month, kpis=[kpi.kpi])
    return trend_panel(
        view,
        kpi,
        {row.month: row for row in own},
        {row.month: row for row in reference if row.completion is not None},
        f"来源:{source_note(view.build, kpi, view.month)}",
    )


def _matrix(view: View, figures: _Figures) -> html.Section:
    reporting = {area_code for area_code, _ in figures.cells}
    areas = [area for area in _matrix_areas(view) if area.level == "street" or area.area_code in reporting]
    kpis = [kpi for kpi in view.build.kpis if kpi.on_overview]
    note = f"各台账截至{view.month.year}年{view.month.month}月;“未分配”为街道不明的记录,计入全区"
    return matrix(view, kpis, areas, figures.cells, note)


dash.register_page(__name__, path="/", name="总览", title="总览", order=0, layout=layout)  # type: ignore[no-untyped-call]
