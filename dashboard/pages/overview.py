"""总览: one screen that says where the district stands, what is behind, and by how much per month.

Cards, lists and the matrix are plain HTML, so they stand in the first response; only the trend waits for Plotly.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import dash
from dash import html

from dashboard.components.attention import attention
from dashboard.components.definition import Background
from dashboard.components.kpi_card import Card, grid, kpi_card, legend, pace_bases
from dashboard.components.markup import Children
from dashboard.components.matrix import matrix, slow_streets
from dashboard.components.public_panel import public_panel
from dashboard.components.source_note import source_note
from dashboard.components.standing import standing
from dashboard.components.state_sentence import furthest_behind, state_sentence
from dashboard.components.trend_panel import Past, trend_panel
from dashboard.figures import SPARK_MONTHS, Figures, matrix_areas, published, read
from dashboard.format import number
from dashboard.view import MONTHS_SHOWN, View
from dashboard.window import last_months, shift, window_year
from etl.store import Kpi, KpiValue


def layout(view: View) -> html.Div:
    """The page for one month and area."""
    figures = read(view)
    cards = [_card(view, kpi, figures) for kpi in figures.kpis]
    pairs = [(card.kpi, card.figures) for card in cards if card.figures]
    slow = {kpi.kpi: slow_streets(kpi, view.streets, figures.cells) for kpi in figures.kpis}
    chosen = view.kpi or _most_telling(pairs, figures.kpis)
    left: Children = [attention(view, cards, slow, view.build.quality(view.year_start, view.month))]
    if chosen:
        left.append(_trend(view, chosen))
    shown = published(view)
    threshold = number(Decimal(str(view.build.meta.behind_threshold_pp)))
    return html.Div(
        [
            state_sentence(view, pairs),
            html.H2("指标", className="for-readers"),
            html.Div([kpi_card(view, card) for card in cards], className=grid(len(cards))),
            legend(threshold, pace_bases(pairs, view.build.areas)),
            html.Div([html.Div(left, className="stack"), _matrix(view, figures)], className="row"),
            *([public_panel(shown, view.has_demo)] if shown else []),
        ],
        className="overview",
    )


def _card(view: View, kpi: Kpi, figures: Figures) -> Card:
    months = last_months(view.month, SPARK_MONTHS)
    points = [figures.of(kpi, month) for month in months]
    return Card(
        kpi=kpi,
        figures=figures.of(kpi, view.month),
        history=[_spark_value(kpi, point) for point in points],
        background=Background(
            targets=figures.targets(kpi, view.month),
            source_note=source_note(view.build, kpi, view.month),
            record=figures.record(view, kpi),
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


def _matrix(view: View, figures: Figures) -> html.Section:
    reporting = {area_code for area_code, _ in figures.cells}
    areas = [area for area in matrix_areas(view) if area.level == "street" or area.area_code in reporting]
    kpis = [kpi for kpi in view.build.kpis if kpi.on_overview]
    note = f"各台账截至{view.month.year}年{view.month.month}月;“未分配”为街道不明的记录,计入全区"
    return matrix(view, kpis, areas, figures.cells, note)


dash.register_page(__name__, path="/", name="总览", title="总览", order=0, layout=layout)  # type: ignore[no-untyped-call]
