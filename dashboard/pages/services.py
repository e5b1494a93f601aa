"""就业服务: what is done for people who look for work: events and what they brought, the gig market, service points."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import dash
from dash import html

from dashboard.components.event_calendar import calendar_panel
from dashboard.components.event_groups import campaigns_panel, modes_panel
from dashboard.components.gig_panels import gig_match_panel, gig_months_panel, gig_streets_panel, gig_trades_panel
from dashboard.components.kpi_cards import cards_of, kpi_cards
from dashboard.components.point_panels import circle_panel, hours_panel, points_panel, read_statement
from dashboard.components.published_strip import published_strip
from dashboard.components.source_note import source_note
from dashboard.components.stages_panel import stages_panel
from dashboard.components.state_sentence import Part, summary
from dashboard.components.trend_panel import kpi_trend
from dashboard.components.wording import distance, figure
from dashboard.figures import Figures, furthest_behind, most_telling, read
from dashboard.recruiting import read_events
from dashboard.view import View
from etl.store import Kpi

FILTERS = ("campaign", "trade")
THEME = "services"
# Stand in panels below, not on a card of their own: ten cards leave the first screen to what they are made of.
IN_PANELS = (
    "job_fair_employers",
    "spring_breeze_fairs",
    "spring_breeze_positions",
    "spring_breeze_intents",
    "gig_market_positions",
    "open_service_points",
)
CLAUSES = (  # what the sentence says, where the figure is there: words before each figure, and of which KPI
    (("举办招聘活动", "job_fairs"), ("提供岗位", "job_fair_positions"), ("达成就业意向", "job_fair_intents")),
    (
        ("零工市场用工主体", "gig_market_employers"),
        ("发布岗位", "gig_market_positions"),
        ("服务", "gig_market_persons_served"),
    ),
    (("在运行社区就业微市场", "community_micro_markets"),),
)
CAMPAIGN = (("", "spring_breeze_fairs"), ("岗位", "spring_breeze_positions"), ("意向", "spring_breeze_intents"))


def belongs(kpi: Kpi) -> bool:
    """All KPIs of the theme can be chosen for the trend."""
    return kpi.theme == THEME


def layout(view: View) -> html.Div:
    """The page for one month and area; events hold to the chosen campaign, the gig market to the chosen trade."""
    figures = read(view, belongs)
    carded = replace(figures, kpis=[kpi for kpi in figures.kpis if kpi.kpi not in IN_PANELS])
    chosen = view.kpi if view.kpi and belongs(view.kpi) else most_telling(carded, view.month)
    events, statement = read_events(view), read_statement(view)
    strip = published_strip(view, THEME)
    of_events = _source(view, figures, "job_event_month")
    of_gig = _source(view, figures, "gig_market_month")
    of_points = _source(view, figures, "service_point_month")
    return html.Div(
        [
            summary(sentence(view, figures)),
            kpi_cards(view, cards_of(view, carded)),
            html.Div(
                [stages_panel(view, events, of_events), *([kpi_trend(view, chosen)] if chosen else [])],
                className="pair",
            ),
            html.Div(
                [campaigns_panel(view, events, of_events), modes_panel(view, events, of_events)], className="pair"
            ),
            html.Div(calendar_panel(view, events, of_events), className="single"),
            html.Div([gig_months_panel(view, of_gig), gig_streets_panel(view, of_gig)], className="pair"),
            html.Div([gig_trades_panel(view, of_gig), gig_match_panel(view, of_gig)], className="pair"),
            html.Div(
                [points_panel(view, statement, of_points), circle_panel(view, statement, of_points)], className="pair"
            ),
            html.Div(hours_panel(view, statement, of_points), className="single"),
            *([html.Div(strip, className="single")] if strip else []),
        ]
    )


def sentence(view: View, figures: Figures) -> list[Part]:
    """What was held, offered and reached, the campaign's part in it, the gig market, the micro markets, what lags."""
    clauses = [_clause(view, figures, clause) for clause in CLAUSES]
    clauses[0] += _campaign(view, figures) if clauses[0] else ""
    said = [clause for clause in clauses if clause]
    until = f"截至{view.month.year}年{view.month.month}月,{'' if view.is_district else view.area.name}"
    if not said and not any(figures.of(kpi, view.month) for kpi in figures.kpis):
        return [Part(f"{until}没有就业服务指标数据。")]
    parts = [Part(until + (";".join(said) or "就业服务各项指标见下"))]
    worst = furthest_behind([(kpi, now) for kpi in figures.kpis if (now := figures.of(kpi, view.month))])
    if worst:
        parts += [Part(";"), Part(f"{worst[0].short_name}{distance(*worst)}", worst[1].status)]
    return [*parts, Part("。")]


def _clause(view: View, figures: Figures, clause: tuple[tuple[str, str], ...]) -> str:
    """``举办招聘活动42场,提供岗位12.1万个``; figures that are not there are left out."""
    found = [(words, said) for words, kpi in clause if (said := _said(view, figures, kpi))]
    return ",".join(f"{words}{said}" for words, said in found)


def _campaign(view: View, figures: Figures) -> str:
    """``(其中春风行动14场、岗位60,860个、意向19,000人次)``; nothing where none was held."""
    found = [f"{words}{said}" for words, kpi in CAMPAIGN if (said := _said(view, figures, kpi, least=Decimal(1)))]
    return f"(其中春风行动{'、'.join(found)})" if found else ""


def _said(view: View, figures: Figures, name: str, least: Decimal = Decimal(0)) -> str:
    kpi = next((kpi for kpi in figures.kpis if kpi.kpi == name), None)
    now = figures.of(kpi, view.month) if kpi else None
    if kpi is None or now is None or now.ytd is None or now.ytd < least:
        return ""
    return str(figure(kpi, now))


def _source(view: View, figures: Figures, mart: str) -> str:
    kpi = next((kpi for kpi in figures.kpis if kpi.mart == mart), None)
    return f"来源:{source_note(view.build, kpi, view.month)}" if kpi else ""


dash.register_page(  # type: ignore[no-untyped-call]
    __name__, path="/services", name="就业服务", title="就业服务", order=30, layout=layout
)
