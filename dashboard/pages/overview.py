"""总览: one screen that says where the district stands, what is behind, and by how much per month.

Cards, lists and the matrix are plain HTML, so they stand in the first response; only the trend waits for Plotly.
"""

from __future__ import annotations

import dash

from dashboard.address.view import View
from dashboard.components.kpi.attention import attention
from dashboard.components.kpi.cards import cards_of, kpi_cards
from dashboard.components.kpi.matrix import matrix, slow_streets
from dashboard.components.kpi.trend_panel import kpi_trend
from dashboard.components.markup import Children
from dashboard.components.published.public_panel import public_panel
from dashboard.components.state_sentence import state_sentence
from dashboard.elements import html
from dashboard.readings.figures import Figures, matrix_areas, most_telling, published, read


def layout(view: View) -> html.Div:
    """The page for one month and area."""
    figures = read(view)
    cards = cards_of(view, figures)
    is_ranked = view.build.meta.rank_streets
    slow = {kpi.kpi: slow_streets(kpi, view.streets, figures.cells, is_ranked=is_ranked) for kpi in figures.kpis}
    chosen = view.kpi or most_telling(view, figures)
    left: Children = [attention(view, cards, slow, view.build.quality(view.year_start, view.month))]
    if chosen:
        left.append(kpi_trend(view, chosen))
    shown = published(view)
    return html.Div(
        [
            state_sentence(view, [(card.kpi, card.figures) for card in cards if card.figures]),
            kpi_cards(view, cards),
            html.Div([html.Div(left, className="stack"), _matrix(view, figures)], className="row"),
            *([public_panel(shown, view.has_demo)] if shown else []),
        ],
        className="overview",
    )


def _matrix(view: View, figures: Figures) -> html.Section:
    reporting = {area_code for area_code, _ in figures.cells}
    areas = [area for area in matrix_areas(view) if area.level == "street" or area.area_code in reporting]
    kpis = [kpi for kpi in view.build.kpis if kpi.on_overview]
    note = f"各台账截至{view.month.year}年{view.month.month}月;“未分配”为街道不明的记录,计入全区"
    return matrix(view, kpis, areas, figures.cells, note)


dash.register_page(__name__, path="/", name="总览", title="总览", order=0, layout=layout)  # type: ignore[no-untyped-call]
