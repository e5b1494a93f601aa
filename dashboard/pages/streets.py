"""街道: which street is behind in what; one KPI through all streets, as bands instead of places; one street's page."""

from __future__ import annotations

from dataclasses import replace

import dash

from dashboard.address.view import View
from dashboard.components.kpi.attention import attention
from dashboard.components.kpi.cards import cards_of, kpi_cards
from dashboard.components.kpi.matrix import matrix
from dashboard.components.kpi.source_note import source_note
from dashboard.components.kpi.trend_panel import kpi_trend
from dashboard.components.markup import Children, label
from dashboard.components.state_sentence import state_sentence, summary
from dashboard.components.streets.quadrant_panel import quadrant_panel
from dashboard.components.streets.ranking import ELEMENT as RANKING
from dashboard.components.streets.ranking import ranking_panel
from dashboard.components.streets.sentence import find_behind, streets_sentence
from dashboard.components.streets.stability import stability
from dashboard.components.streets.strips import strips_panel
from dashboard.elements import dcc, html
from dashboard.format import month_name
from dashboard.readings.comparison import compare
from dashboard.readings.figures import Figures, matrix_areas, most_telling, read
from etl.store import Area, Kpi


def layout(view: View) -> html.Div:
    """All streets, or the one that the address names."""
    figures = read(view, _any)
    return _all(view, figures) if view.is_district else _one(view, figures)


def _any(_: Kpi) -> bool:
    return True


def _all(view: View, figures: Figures) -> html.Div:
    kpis = [kpi for kpi in figures.kpis if _has_streets(view, kpi, figures)]
    chosen = _chosen(view, kpis, figures)
    reporting = {code for code, _ in figures.cells}
    areas = [area for area in matrix_areas(view) if area.level == "street" or area.area_code in reporting]
    note = f"截至{view.month.year}年{view.month.month}月;点指标看各街道比较,点街道看该街道;“未分配”为街道不明的记录"
    children: Children = [
        summary(streets_sentence(view, kpis, figures.cells)),
        *_merged(view),
        matrix(view, _scored_first(view, kpis, figures), areas, figures.cells, note, part=RANKING, cells_lead=True),
    ]
    if chosen:
        children.append(html.Div(_compared(view, chosen, figures), className="pair"))
    return html.Div(children, className="streets all-streets")


def _merged(view: View) -> Children:
    """The streets that ended earlier in the year: what was theirs is in the district's sums alone."""
    names = {area.area_code: area.name for area in view.build.areas}
    told = [
        f"{area.name}{month_name(area.valid_to)}并入{names[area.successor]}"
        for area in view.build.areas
        if area.level == "street" and area.valid_to and view.year_start <= area.valid_to < view.month
        if area.successor in names
    ]
    return [html.P(f"{'、'.join(told)},并入前的数只在全区数中。", className="sub")] if told else []


def _scored_first(view: View, kpis: list[Kpi], figures: Figures) -> list[Kpi]:
    """Where streets have targets comes before mere numbers: a phone shows the first columns."""

    def is_bare(kpi: Kpi) -> bool:
        rows = (figures.cells.get((street.area_code, kpi.kpi)) for street in view.streets)
        return all(row.status == "no_target" for row in rows if row)

    return sorted(kpis, key=is_bare)


def _has_streets(view: View, kpi: Kpi, figures: Figures) -> bool:
    rows = (figures.cells.get((street.area_code, kpi.kpi)) for street in view.streets)
    return any(row.ytd is not None for row in rows if row)


def _chosen(view: View, kpis: list[Kpi], figures: Figures) -> Kpi | None:
    """The KPI of the address, else the one in which a street of enough cases is furthest behind, else the first."""
    if view.kpi in kpis:
        return view.kpi
    behind = find_behind(view.streets, kpis, figures.cells)
    firm = [one for one in behind if one.is_firm(view.build.meta.small_base)]
    return next((one.kpi for one in firm or behind), next(iter(kpis), None))


def _compared(view: View, kpi: Kpi, figures: Figures) -> Children:
    comparison = compare(kpi, view.district, view.streets, figures.cells)
    source = f"来源:{source_note(view.build, kpi, view.month)}"
    lasting = stability(view, comparison) if view.build.meta.rank_streets else ""
    ranking = ranking_panel(view, comparison, lasting, source)
    return [ranking, quadrant_panel(view, comparison, figures.of(kpi, view.month), source)]


def _one(view: View, figures: Figures) -> html.Div:
    cards = cards_of(view, figures)
    chosen = view.kpi if view.kpi in figures.kpis else most_telling(view, figures)
    trend = [kpi_trend(view, chosen)] if chosen else []
    standing: Children = []
    if view.area.level == "street":
        compared = [compare(kpi, view.district, view.streets, figures.cells) for kpi in figures.kpis]
        standing = [html.Div(strips_panel(view, compared), className="single")]
    return html.Div(
        [
            state_sentence(view, [(card.kpi, card.figures) for card in cards if card.figures]),
            _neighbours(view),
            html.Div([attention(view, cards, {}, []), *trend], className="pair"),
            *standing,
            kpi_cards(view, [replace(card, standing=None) for card in cards]),  # the number lines say more than a place
        ],
        className="streets",
    )


def _neighbours(view: View) -> html.Div:
    """To the street before and after in the reference list, and to all of them."""
    streets = list(view.streets)
    here = streets.index(view.area) if view.area in streets else None
    before = streets[here - 1] if here else None
    after = streets[here + 1] if here is not None and here + 1 < len(streets) else None
    links: Children = [_link(view, before, f"← {before.short_name}")] if before else []
    links.append(_link(view, None, "全部街道"))
    links += [_link(view, after, f"{after.short_name} →")] if after else []
    return html.Div(links, className="neighbours", role="group", **label("其他街道"))


def _link(view: View, street: Area | None, words: str) -> dcc.Link:
    return dcc.Link(words, href=view.link(area=street.area_code if street else None), className="act")


dash.register_page(__name__, path="/streets", name="街道", title="街道", order=80, layout=layout)  # type: ignore[no-untyped-call]
