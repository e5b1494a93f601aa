"""人才: who was recruited in which round, what was paid to how many, whose titles were certified."""

from __future__ import annotations

import dash

from dashboard.address.view import View
from dashboard.components.filed import filed
from dashboard.components.kpi.cards import cards_of, kpi_cards
from dashboard.components.kpi.source_note import source_note
from dashboard.components.kpi.trend_panel import kpi_trend
from dashboard.components.markup import Children
from dashboard.components.published.strip import published_strip
from dashboard.components.said import Said
from dashboard.components.split_panel import Split, split_panel
from dashboard.components.state_sentence import summary
from dashboard.components.talent.kinds import PAID, kinds_panel
from dashboard.components.talent.recruitment_rounds import rounds_panel
from dashboard.components.talent.sentence import talent_sentence
from dashboard.components.year_months import YearMonths, year_months_panel
from dashboard.elements import html
from dashboard.readings.figures import most_telling, read
from etl.store import Kpi

LEDGER, MART = "talent", "talent_month"
TEACHERS, INSTITUTIONS, TITLES = "教师招聘", "事业单位招录", "职称认定"


def belongs(kpi: Kpi) -> bool:
    return kpi.theme == "talent"


def layout(view: View) -> html.Div:
    """The page for one month and area."""
    figures = read(view, belongs)
    chosen = view.kpi if view.kpi and belongs(view.kpi) else most_telling(view, figures)
    counted = next((kpi for kpi in figures.kpis if kpi.mart == MART), None)
    source = f"来源:{source_note(view.build, counted, view.month)}" if counted else ""
    trend = [kpi_trend(view, chosen)] if chosen else []

    def panels(held: View) -> Children:
        return [
            html.Div([*trend, kinds_panel(held, source)], className="pair"),
            html.Div([rounds_panel(held, kind, f"rounds-{n}", source) for n, kind in ROUNDS], className="pair"),
            html.Div([split_panel(held, split, source) for split in SPLITS], className="triple"),
            html.Div([year_months_panel(held, one, source) for one in MONTHLY], className="pair"),
        ]

    return html.Div(
        [
            summary(talent_sentence(Said(view, figures))),
            kpi_cards(view, cards_of(view, figures)),
            *filed(view, LEDGER).panels(panels, trend),
            html.Div(published_strip(view, "talent"), className="single"),
        ]
    )


ROUNDS = ((1, INSTITUTIONS), (2, TEACHERS))
RECRUITED = {"kind": [TEACHERS, INSTITUTIONS]}
SPLITS = (
    Split("degrees", "招录学历", MART, "persons", "education", "招录", where=RECRUITED),
    Split("titles", "职称级别", MART, "persons", "title_level", "认定", where={"kind": [TITLES]}),
    Split("paid-to", "领取补贴学历", MART, "persons", "education", "领取", unit="人次", where={"kind": PAID[:2]}),
)
MONTHLY = (
    YearMonths("recruited", "教师和事业单位招录", MART, "persons", "人", RECRUITED),
    YearMonths("paid", "补贴和奖励发放", MART, "amount_yuan", "元", {"kind": PAID}),
)


dash.register_page(__name__, path="/talent", name="人才", title="人才", order=70, layout=layout)  # type: ignore[no-untyped-call]
