"""The KPI cards of a page in even rows, with their legend: the same on the overview and on the page of a theme."""

from __future__ import annotations

from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.kpi.card import Card, grid, kpi_card, legend, pace_bases
from dashboard.components.kpi.definition import Background
from dashboard.components.kpi.source_note import source_note
from dashboard.components.kpi.standing import standing
from dashboard.elements import html
from dashboard.format import number
from dashboard.readings.figures import SPARK_MONTHS, Figures
from dashboard.window import last_months
from etl.store import Kpi, KpiValue


def cards_of(view: View, figures: Figures) -> list[Card]:
    """What each KPI's card is drawn from."""
    return [_card(view, kpi, figures) for kpi in figures.kpis]


def kpi_cards(view: View, cards: list[Card]) -> html.Div:
    """The cards and what their signs mean; nothing where no KPI was ever reported."""
    if not cards:
        return html.Div()
    pairs = [(card.kpi, card.figures) for card in cards if card.figures]
    threshold = number(Decimal(str(view.build.meta.behind_threshold_pp)))
    return html.Div(
        [
            html.H2("指标", className="for-readers"),
            html.Div([kpi_card(view, card) for card in cards], className=grid(len(cards))),
            legend(threshold, pace_bases(pairs, view.build.areas)),
        ]
    )


def _card(view: View, kpi: Kpi, figures: Figures) -> Card:
    months = last_months(view.month, SPARK_MONTHS)
    points = [figures.of(kpi, month) for month in months]
    ranked = view.build.meta.rank_streets and not view.is_district
    return Card(
        kpi=kpi,
        figures=figures.of(kpi, view.month),
        history=[_spark_value(kpi, point) for point in points],
        background=Background(
            targets=figures.targets(kpi, view.month),
            source_note=source_note(view.build, kpi, view.month),
            record=figures.record(view, kpi),
        ),
        standing=standing(kpi, view.area, view.streets, figures.cells) if ranked else None,
    )


def _spark_value(kpi: Kpi, point: KpiValue | None) -> Decimal | None:
    """The month's own figure; for rates too, since the running rate hides what the last month did."""
    if point is None:
        return None
    return point.ytd if kpi.kind == "level" else point.value
