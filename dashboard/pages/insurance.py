"""社会保险: who is covered, by kind and street; what benefits stand at since when; whether the funds hold."""

from __future__ import annotations

import dash

from dashboard.address.view import View
from dashboard.components.filed import filed
from dashboard.components.insurance.coverage_table import coverage_panel
from dashboard.components.insurance.fund_panel import finding as fund_finding
from dashboard.components.insurance.fund_panel import fund_panel, year_sums
from dashboard.components.insurance.standard_panel import standard_panel
from dashboard.components.kpi.cards import cards_of, kpi_cards
from dashboard.components.kpi.source_note import source_note
from dashboard.components.kpi.trend_panel import kpi_trend
from dashboard.components.markup import Children
from dashboard.components.published.strip import published_strip
from dashboard.components.state_sentence import Part, summary
from dashboard.components.wording import distance, figure
from dashboard.elements import html
from dashboard.format import month_name
from dashboard.readings.figures import Figures, most_telling, read
from etl.store import Kpi

LEDGER = "insurance"
THEME = "insurance"
FILTERS = ("insurance_type",)
STANDARD_UNIT = "元/月"


def layout(view: View) -> html.Div:
    """The page for one month and area."""
    figures = read(view, belongs)
    cards = cards_of(view, figures)
    chosen = view.kpi if view.kpi and belongs(view.kpi) else most_telling(view, figures)
    source = f"来源:{source_note(view.build, figures.kpis[0], view.month)}" if figures.kpis else ""
    beside = [kpi_trend(view, chosen)] if chosen else []
    beside += [standard_panel(view, kpi, source) for kpi in figures.kpis if kpi.unit == STANDARD_UNIT]

    def panels(held: View) -> Children:
        return [
            html.Div(
                [
                    html.Div([coverage_panel(held, source), fund_panel(held, source)], className="stack"),
                    html.Div(beside, className="stack"),
                ],
                className="pair",
            ),
        ]

    ledger = filed(view, LEDGER)
    said = _sentence(view, figures, ledger.view)
    strip = published_strip(view, THEME)
    return html.Div(
        [
            summary(said),
            kpi_cards(view, cards),
            *ledger.panels(panels, beside),
            *([html.Div(strip, className="single")] if strip else []),
        ]
    )


def belongs(kpi: Kpi) -> bool:
    return kpi.theme == THEME


def _sentence(view: View, figures: Figures, held: View | None) -> list[Part]:
    """Each rate against its target, each standard, then the funds."""
    parts: list[Part] = []
    for kpi in figures.kpis:
        now = figures.of(kpi, view.month)
        if now is None or now.ytd is None or not (now.target or kpi.unit == STANDARD_UNIT) or not kpi.on_overview:
            continue
        away = distance(kpi, now)
        said = f"{kpi.short_name}{figure(kpi, now)}{',' + away if away else ''}"
        parts += [Part(";")] if parts else []
        parts.append(Part(said, now.status if now.status != "no_target" else None))
    if held and None not in year_sums(held):
        parts.append(Part(f"{';' if parts else ''}{fund_finding(held)}"))
    month, where = month_name(view.month), "" if view.is_district else view.area.name
    return [Part(f"截至{month},{where}"), *parts, Part("。")] if parts else [Part(f"{month}{where}没有社会保险数据。")]


dash.register_page(  # type: ignore[no-untyped-call]
    __name__, path="/insurance", name="社会保险", title="社会保险", order=40, layout=layout
)
