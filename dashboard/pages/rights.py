"""劳动维权: arrears, complaints and disputes handled, what is still open and overdue, and wage deposits."""

from __future__ import annotations

import dash

from dashboard.address.filters import FILTERS as ALL_FILTERS
from dashboard.address.filters import members as members_of
from dashboard.address.view import View
from dashboard.components.filed import filed
from dashboard.components.kpi.cards import cards_of, kpi_cards
from dashboard.components.kpi.source_note import source_note
from dashboard.components.kpi.trend_panel import kpi_trend
from dashboard.components.markup import Children
from dashboard.components.published.strip import published_strip
from dashboard.components.rights.backlog import backlog_panel, read_backlog
from dashboard.components.rights.cases import cases_panel, read_kinds
from dashboard.components.rights.deposit_panel import deposit_panel
from dashboard.components.rights.flow import flow_panel
from dashboard.components.rights.sentence import rights_sentence
from dashboard.components.said import Said
from dashboard.components.split_panel import Split, split_panel
from dashboard.components.state_sentence import summary
from dashboard.components.year_months import YearMonths, year_months_panel
from dashboard.elements import html
from dashboard.readings.figures import Figures, most_telling, read
from etl.store import Kpi

FILTERS = ("case_kind", "industry")
MART = "rights_month"
ROWS = "labour_rights.closed"
DEPOSITS = "wage_deposit_month"
ARREARS = "欠薪"  # the kind with a season of its own, before the Spring Festival


def belongs(kpi: Kpi) -> bool:
    return kpi.theme == "rights"


def layout(view: View) -> html.Div:
    """The page for one month and area; its panels of cases hold to the chosen filters."""
    figures = read(view, belongs)
    chosen = view.kpi if view.kpi and belongs(view.kpi) else most_telling(view, figures)
    source = _source(view, figures, MART)
    trend = [kpi_trend(view, chosen)] if chosen else []

    def panels(held: View) -> Children:
        return [
            html.Div([backlog_panel(held, source, *FILTERS), _season(held, source)], className="pair"),
            html.Div([*trend, flow_panel(held, source, *FILTERS)], className="pair"),
            html.Div(
                [_cases_by("streets", "街道", held, source), _cases_by("industry", "行业", held, source)],
                className="pair",
            ),
            html.Div(_outcomes(held, source), className="triple"),
            html.Div(cases_panel(held, source, *FILTERS), className="single"),
        ]

    def deposits(held: View) -> Children:
        return [html.Div(_deposits(held, figures), className="single")]

    return html.Div(
        [
            summary(rights_sentence(Said(view, figures), read_backlog(view))),
            kpi_cards(view, cards_of(view, figures)),
            *filed(view, "labour_rights").panels(panels, trend),
            *filed(view, "wage_deposits").panels(deposits),
            html.Div(published_strip(view, "rights"), className="single"),
        ]
    )


def _source(view: View, figures: Figures, mart: str) -> str:
    """The note of the ledger behind a mart, by the first KPI that is counted from it."""
    first = next((kpi for kpi in figures.kpis if kpi.mart == mart), None)
    return f"来源:{source_note(view.build, first, view.month)}" if first else ""


def _season(view: View, source: str) -> html.Section:
    """Arrears by month of receipt, with the months of last year that are still to come."""
    where = {"case_kind": [ARREARS], **view.where("industry")}
    return year_months_panel(view, YearMonths("season", "欠薪受理", MART, "received", "件", where), source)


def _cases_by(element_id: str, title: str, view: View, source: str) -> html.Section:
    """Cases received by street (all of them, on the page of a street too) or by trade."""
    by_street = element_id == "streets"
    where = view.where(*(FILTERS if by_street else ("case_kind",)))
    dimension = "area_code" if by_street else "industry"
    measured = f"受理{view.filters.get('case_kind', '案件')}"
    split = Split(
        element_id,
        title,
        MART,
        "received",
        dimension,
        measured,
        unit="件",
        most=30 if by_street else 10,
        where=where,
        whole_district=by_street,
    )
    if by_street:
        names = {area.area_code: area.short_name for area in view.build.areas}
        return split_panel(view, split, source, link=lambda code: view.link(area=code), name=names)
    known = set(members_of(view.build, ALL_FILTERS["industry"]))
    return split_panel(view, split, source, link=lambda code: view.link(industry=code) if code in known else "")


def _outcomes(view: View, source: str) -> Children:
    """How cases of each kind were closed."""
    kinds = [one.kind for one in read_kinds(view, *FILTERS) if one.closed]
    return [_outcomes_of(kind, number, view, source) for number, kind in enumerate(kinds)]


def _outcomes_of(kind: str, number: int, view: View, source: str) -> html.Section:
    where = {**view.where("industry"), "case_kind": [kind]}
    title = f"{kind}结案方式"
    split = Split(f"outcome-{number}", title, MART, "closed", "outcome", "结案", unit="件", most=6, where=where)
    return split_panel(view, split, source, link=lambda outcome: _rows(view, kind, outcome))


def _rows(view: View, kind: str, outcome: str) -> str:
    """The way to the cases behind a bar, where the build knows their rows."""
    if ROWS not in view.build.row_sets:
        return ""
    return view.rows_link(ROWS, case_kind=kind, outcome=outcome)


def _deposits(view: View, figures: Figures) -> html.Section:
    return deposit_panel(view, _source(view, figures, DEPOSITS))


dash.register_page(  # type: ignore[no-untyped-call]
    __name__, path="/rights", name="劳动维权", title="劳动维权", order=60, layout=layout
)
