"""再就业与帮扶: who came back into work, how long it takes, who still waits, and by which help and difficulty."""

from __future__ import annotations

import dash

from dashboard.address.filters import UNSAID
from dashboard.address.view import View
from dashboard.components.filed import filed
from dashboard.components.kpi.cards import cards_of, kpi_cards
from dashboard.components.kpi.source_note import source_note
from dashboard.components.kpi.trend_panel import kpi_trend
from dashboard.components.markup import Children
from dashboard.components.published.strip import published_strip
from dashboard.components.reemployment.cohort_table import cohort_table
from dashboard.components.reemployment.median_ranking import median_ranking
from dashboard.components.reemployment.survival_panel import WAYS, survival_panel
from dashboard.components.reemployment.waiting_panel import waiting_panel
from dashboard.components.split_panel import Split, split_panel
from dashboard.components.state_sentence import Part, summary
from dashboard.components.wording import distance, figure
from dashboard.elements import dcc, html
from dashboard.format import month_name, number
from dashboard.readings.figures import Figures, most_telling, read
from dashboard.readings.spells import LONG, Group, groups, interval_text, together, waiting, weeks_text
from etl.store import NOT_SAID, Kpi

LEDGER = "reemployment"
THEME = "employment"
FILTERS = ("hardship", "measure")
MART, MEASURE, COUNTED = "reemployment_month", "reemployed", "再就业人数"
PARTS = (("hardship", "困难类别"), ("measure", "帮扶措施"))


def belongs(kpi: Kpi) -> bool:
    """KPIs of re-employment; the others of employment have a page of their own."""
    return kpi.theme == THEME and kpi.mart == MART


def layout(view: View) -> html.Div:
    """The page for one month and area; all below the cards holds to the chosen filters."""
    figures = read(view, belongs)
    chosen = view.kpi if view.kpi and belongs(view.kpi) else most_telling(view, figures)
    source = f"来源:{source_note(view.build, figures.kpis[0], view.month)}" if figures.kpis else ""
    trend = [kpi_trend(view, chosen)] if chosen else []
    ledger = filed(view, LEDGER)
    cohorts = groups(ledger.view, "month", view.where(*FILTERS)) if ledger.view else []

    def panels(held: View) -> Children:
        parts = {key: groups(held, key, held.where(*_others(key))) for key, _ in PARTS}
        by = held.others.get("by", "")
        by = by if by in WAYS else ""
        curves = survival_panel(held, by, parts.get(by, cohorts), source)
        medians = [median_ranking(held, key, name, parts[key], source) for key, name in PARTS]
        return [
            html.Div([*trend, waiting_panel(held, source)], className="pair"),
            html.Div(
                [cohort_table(held, cohorts, source), html.Div([curves, medians[0]], className="stack")],
                className="pair",
            ),
            html.Div([medians[1], _streets(held, source)], className="pair"),
            html.Div([_split(held, *part, source) for part in PARTS], className="pair"),
            dcc.Link("查看本年再就业记录", href=held.rows_link("reemployment.reemployed"), className="act"),
        ]

    is_filed = ledger.view is not None and ledger.view.month == view.month
    said = _sentence(view, figures, cohorts if is_filed else None)
    own = {kpi.kpi for kpi in view.build.kpis if belongs(kpi)}
    strip = published_strip(view, THEME, only=lambda figure: figure.figure in own)
    return html.Div(
        [
            summary(said),
            kpi_cards(view, cards_of(view, figures)),
            *ledger.panels(panels, trend),
            *([html.Div(strip, className="single")] if strip else []),
        ]
    )


def _sentence(view: View, figures: Figures, cohorts: list[Group] | None) -> list[Part]:
    """The KPIs with a pace, how long it takes, who still waits: of all, whatever is filtered below."""
    parts: list[Part] = []
    for kpi in figures.kpis:
        now = figures.of(kpi, view.month)
        if now is None or now.ytd is None or kpi.kind != "flow":
            continue
        away = distance(kpi, now)
        parts.append(
            Part(
                f"{kpi.short_name}{figure(kpi, now)}{f',{away}' if away else ''}",
                now.status if now.status != "no_target" else None,
            )
        )
    parts += [] if cohorts is None else _spells_told(view, cohorts)
    where = "" if view.is_district else view.area.name
    month = month_name(view.month)
    if not parts:
        return [Part(f"{month}{where}没有再就业数据。")]
    joined = [piece for part in parts for piece in (part, Part(";"))]
    return [Part(f"截至{month},{where}"), *joined[:-1], Part("。")]


def _spells_told(view: View, cohorts: list[Group]) -> list[Part]:
    """How long it takes and who still waits, as far as the ledger has come for the month."""
    parts = []
    every = together(groups(view, "month", {}) if view.where(*FILTERS) else cohorts).curve
    if every.median is not None:
        parts.append(Part(f"失业到再就业的中位时间{weeks_text(every.median)}(95%区间{interval_text(every)})"))
    left = waiting(view, {})
    if left:
        long = sum(count for (_, band), count in left.items() if band == LONG)
        parts.append(Part(f"月末登记失业仍未就业{number(sum(left.values()))}人,其中超过52周{number(long)}人"))
    return parts


def _others(key: str) -> list[str]:
    return [other for other in FILTERS if other != key]


def _split(view: View, dimension: str, title: str, source: str) -> html.Section:
    split = Split(dimension, title, MART, MEASURE, dimension, COUNTED, most=14, where=view.where(*_others(dimension)))
    names = {NOT_SAID: UNSAID[dimension]}
    return split_panel(view, split, source, link=lambda code: view.link(**{dimension: code}), name=names)


def _streets(view: View, source: str) -> html.Section:
    """All streets, on the page of a street too."""
    names = {area.area_code: area.short_name for area in view.build.areas}
    where = view.where(*FILTERS)
    split = Split("streets", "街道", MART, MEASURE, "area_code", COUNTED, most=30, where=where, whole_district=True)
    return split_panel(view, split, source, link=lambda code: view.link(area=code), name=names)


dash.register_page(  # type: ignore[no-untyped-call]
    __name__, path="/reemployment", name="再就业与帮扶", title="再就业与帮扶", order=20, layout=layout
)
