"""数据质量: whether the numbers can be trusted, what is late, why rows came back, and what looks odd."""

from __future__ import annotations

import dash

from dashboard.address.view import View
from dashboard.briefing.briefed.changes import changed, table_rows
from dashboard.briefing.briefed.frozen import Unreadable
from dashboard.components.quality.briefed_panel import briefed_panel, unreadable_panel
from dashboard.components.quality.filed_table import filed_table
from dashboard.components.quality.findings_table import questioned_panel, returned_panel
from dashboard.components.quality.oddities import crowding_panel, persons_panel, unassigned_panel
from dashboard.components.quality.reported_panel import reported_panel
from dashboard.components.quality.trust_sentence import trust_sentence
from dashboard.components.state_sentence import summary
from dashboard.elements import html
from dashboard.readings.trust import read_trust
from dashboard.window import shift


def layout(view: View) -> html.Div:
    """The page; files are filed for the whole district, so it speaks of all of it, whatever street is chosen."""
    trust = read_trust(view)
    whole = [] if view.is_district else [html.P("本页为全区情况,不分街道。", className="sub")]
    return html.Div(
        [
            summary(trust_sentence(view, trust)),
            *whole,
            html.Div([returned_panel(trust), questioned_panel(trust)], className="pair"),
            *_briefed(view),
            filed_table(view, trust),
            html.Div([unassigned_panel(view, trust), persons_panel(view)], className="pair"),
            html.Div([reported_panel(view), crowding_panel(view, trust)], className="pair"),
        ],
        className="quality",
    )


def _briefed(view: View) -> list[html.Section]:
    """What has changed of the briefings up to the month."""
    try:
        found = changed(view.build, view.build.site, before=shift(view.month, 1))
        return briefed_panel(table_rows(found, view.district.area_code))
    except Unreadable as damaged:
        return [unreadable_panel(str(damaged))]


dash.register_page(__name__, path="/quality", name="数据质量", title="数据质量", order=90, layout=layout)  # type: ignore[no-untyped-call]
