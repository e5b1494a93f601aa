"""12345热线: what came in, was closed in time and to satisfaction; what lies open; when and about what people call."""

from __future__ import annotations

from dataclasses import replace

import dash

from dashboard.address.view import View
from dashboard.components.filed import filed
from dashboard.components.hotline.backlog_panel import backlog_panel, overdue_of
from dashboard.components.hotline.category_panel import category_panel
from dashboard.components.hotline.months import months_panel
from dashboard.components.hotline.rates_table import Rate, rates_panel
from dashboard.components.hotline.repeat_panel import repeat_panel
from dashboard.components.hotline.surge_panel import finding as surge_finding
from dashboard.components.hotline.surge_panel import surge_panel
from dashboard.components.hotline.week_grid import week_grid_panel
from dashboard.components.kpi.card import Card
from dashboard.components.kpi.cards import cards_of, kpi_cards
from dashboard.components.kpi.source_note import source_note
from dashboard.components.kpi.trend_panel import kpi_trend
from dashboard.components.markup import Children
from dashboard.components.published.public_panel import credit, period_of
from dashboard.components.state_sentence import Part, summary
from dashboard.components.wording import base_of, figure
from dashboard.elements import html
from dashboard.format import month_name, number
from dashboard.format import published as as_published
from dashboard.readings.figures import Figures, most_telling, published, read
from dashboard.readings.surges import Surges, read_surges
from etl.store import Kpi
from etl.store.hotline import open_orders

LEDGER = "hotline"
FILTERS = ("category_1", "department")
TOLD = ("hotline_received", "hotline_closed", "hotline_on_time_rate", "hotline_satisfaction_rate")


def belongs(kpi: Kpi) -> bool:
    return kpi.theme == "hotline"


def layout(view: View) -> html.Div:
    """The page for one month and area; its panels hold to the chosen filters as far as their figures know them."""
    figures = read(view, belongs)
    ledger = filed(view, LEDGER)
    surges = read_surges(ledger.view) if ledger.view else None
    chosen = view.kpi if view.kpi and belongs(view.kpi) else most_telling(view, figures)
    source = f"来源:{source_note(view.build, figures.kpis[0], view.month)}" if figures.kpis else ""
    trend = [kpi_trend(view, chosen)] if chosen else []

    def panels(held: View) -> Children:
        subjects = [category_panel(held, source, *FILTERS), months_panel(held, source, *FILTERS)]
        calls = [week_grid_panel(held, source, *FILTERS), repeat_panel(held, source, *FILTERS)]
        rising = [surge_panel(held, surges, source)] if surges else []
        return [
            html.Div([_stack(subjects), _stack([*rising, *trend])], className="pair"),
            html.Div(rates_panel(held, source, *FILTERS), className="single"),
            html.Div([backlog_panel(held, source, *FILTERS), _stack(calls)], className="pair"),
        ]

    return html.Div(
        [
            summary(_sentence(view, figures, ledger.view, surges)),
            kpi_cards(view, [_with_interval(card) for card in cards_of(view, figures)]),
            *_public(view),
            *ledger.panels(panels, trend),
        ]
    )


def _stack(panels: list[html.Section]) -> html.Div:
    return html.Div(panels, className="stack")


def _with_interval(card: Card) -> Card:
    """A rate of orders tells how far chance alone could move it."""
    now = card.figures
    if now is None or now.ytd_numerator is None or not now.ytd_denominator:
        return card
    return replace(card, interval=Rate(int(now.ytd_numerator), int(now.ytd_denominator)).interval)


def _sentence(view: View, figures: Figures, held: View | None, surges: Surges | None) -> list[Part]:
    """Received, closed, in time, satisfied; what lies open at the month's end; what rose unusually."""
    told: list[Part] = []
    known = {kpi.kpi: kpi for kpi in figures.kpis}
    for kpi in (known[name] for name in TOLD if name in known):
        now = figures.of(kpi, view.month)
        if now is None or now.ytd is None:
            continue
        told += [Part(",")] if told else []
        n = f"(n={base})" if (base := base_of(kpi, now)) else ""
        told.append(Part(f"{kpi.short_name}{figure(kpi, now)}{n}", None if now.status == "no_target" else now.status))
    is_filed = held is not None and held.month == view.month
    lies = open_orders(view.build, [view.month], area=view.area.area_code, where={}) if is_filed else []
    if lies:
        late = overdue_of(lies)
        said = (
            f"未办结{number(sum(one.orders for one in lies))}件,{f'其中超时{number(late)}件' if late else '没有超时'}"
        )
        told.append(Part(f"{';' if told else ''}{view.month.month}月末{said}"))
    if is_filed and surges and surges.alarms:
        told.append(Part(f"{';' if told else ''}{surge_finding(surges)}"))
    month, where = month_name(view.month), "" if view.is_district else view.area.name
    return [Part(f"截至{month},{where}"), *told, Part("。")] if told else [Part(f"{month}{where}没有12345热线数据。")]


def _public(view: View) -> Children:
    """What was published of the hotline, with its qualifiers, in one line."""
    found = [one for one in published(view) if one.theme == "hotline"]
    if not found:
        return []
    said = ";".join(
        f"{one.title}{one.printed or as_published(one.value, one.unit, one.qualifier)}({period_of(one)})"
        for one in found
    )
    return [html.P([f"公布数:{said}。", *credit(found)], className="published-line")]


dash.register_page(  # type: ignore[no-untyped-call]
    __name__, path="/hotline", name="12345热线", title="12345热线", order=50, layout=layout
)
