"""就业服务: what is done for people who look for work: events and what they brought, the gig market, service points."""

from __future__ import annotations

from dataclasses import replace

import dash

from dashboard.address.view import View
from dashboard.components.filed import filed
from dashboard.components.kpi.cards import cards_of, kpi_cards
from dashboard.components.kpi.source_note import source_note
from dashboard.components.kpi.trend_panel import kpi_trend
from dashboard.components.markup import Children
from dashboard.components.published.strip import published_strip
from dashboard.components.services.event_calendar import calendar_panel
from dashboard.components.services.event_groups import campaigns_panel, modes_panel
from dashboard.components.services.gig_panels import (
    gig_match_panel,
    gig_months_panel,
    gig_streets_panel,
    gig_trades_panel,
)
from dashboard.components.services.point_panels import circle_panel, hours_panel, points_panel, read_statement
from dashboard.components.services.sentence import sentence
from dashboard.components.services.stages_panel import stages_panel
from dashboard.components.state_sentence import summary
from dashboard.elements import html
from dashboard.readings.figures import Figures, most_telling, read
from dashboard.readings.recruiting import read_events
from etl.store import Kpi

FILTERS = ("campaign", "trade")
THEME = "services"
# Stand in panels below, not on cards: eight cards make two even rows and leave room for what they are made of.
IN_PANELS = (
    "job_fair_employers",
    "job_fair_intent_rate",
    "spring_breeze_fairs",
    "spring_breeze_positions",
    "spring_breeze_intents",
    "gig_market_positions",
    "gig_market_match_rate",
    "open_service_points",
)


def belongs(kpi: Kpi) -> bool:
    """All KPIs of the theme can be chosen for the trend."""
    return kpi.theme == THEME


def layout(view: View) -> html.Div:
    """The page for one month and area; events hold to the chosen campaign, the gig market to the chosen trade."""
    figures = read(view, belongs)
    carded = replace(figures, kpis=[kpi for kpi in figures.kpis if kpi.kpi not in IN_PANELS])
    chosen = view.kpi if view.kpi and belongs(view.kpi) else most_telling(view, carded)
    trend = [kpi_trend(view, chosen)] if chosen else []
    strip = published_strip(view, THEME)
    of_events = _source(view, figures, "job_event_month")
    of_gig = _source(view, figures, "gig_market_month")
    of_points = _source(view, figures, "service_point_month")

    def events_panels(held: View) -> Children:
        events = read_events(held)
        return [
            html.Div([stages_panel(held, events, of_events), *trend], className="pair"),
            html.Div(
                [campaigns_panel(held, events, of_events), modes_panel(held, events, of_events)], className="pair"
            ),
            html.Div(calendar_panel(held, events, of_events), className="single"),
        ]

    def gig_panels(held: View) -> Children:
        return [
            html.Div([gig_months_panel(held, of_gig), gig_streets_panel(held, of_gig)], className="pair"),
            html.Div([gig_trades_panel(held, of_gig), gig_match_panel(held, of_gig)], className="pair"),
        ]

    def points_panels(held: View) -> Children:
        statement = read_statement(held)
        return [
            html.Div(
                [points_panel(held, statement, of_points), circle_panel(held, statement, of_points)], className="pair"
            ),
            html.Div(hours_panel(held, statement, of_points), className="single"),
        ]

    return html.Div(
        [
            summary(sentence(view, figures)),
            kpi_cards(view, cards_of(view, carded)),
            *filed(view, "job_events").panels(events_panels, trend),
            *filed(view, "gig_market").panels(gig_panels),
            *filed(view, "service_points").panels(points_panels),
            *([html.Div(strip, className="single")] if strip else []),
        ]
    )


def _source(view: View, figures: Figures, mart: str) -> str:
    kpi = next((kpi for kpi in figures.kpis if kpi.mart == mart), None)
    return f"来源:{source_note(view.build, kpi, view.month)}" if kpi else ""


dash.register_page(  # type: ignore[no-untyped-call]
    __name__, path="/services", name="就业服务", title="就业服务", order=30, layout=layout
)
