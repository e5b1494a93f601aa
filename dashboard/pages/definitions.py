"""指标口径: what every number means, by which document, whose it is, and how its targets and definition changed."""

from __future__ import annotations

from itertools import groupby

import dash

from dashboard.address.view import View
from dashboard.components.kpi.definition_entry import Entry, definition_entry
from dashboard.components.markup import Children, label
from dashboard.components.state_sentence import Part, summary
from dashboard.elements import dcc, html
from etl.kpi.catalogue import THEMES
from etl.store import Kpi


def layout(view: View) -> html.Div:
    """All KPIs by theme, with the figures of the asked month and area."""
    build, code = view.build, view.area.area_code
    now = {row.kpi: row for row in build.values(areas=[code], since=view.month, until=view.month)}
    targets = build.target_history(code)
    blocks: Children = []
    for theme, kpis in groupby(build.kpis, key=lambda kpi: kpi.theme):
        entries = [
            Entry(
                kpi,
                now.get(kpi.kpi),
                [target for target in targets if target.kpi == kpi.kpi],
                [revision for revision in build.revisions if revision.kpi == kpi.kpi],
            )
            for kpi in kpis
        ]
        blocks.append(html.H2(THEMES.get(theme, theme), className="theme"))
        blocks.append(html.Div([definition_entry(view, entry) for entry in entries], className="entries"))
    return html.Div([summary(_sentence(view, targets_of={target.kpi for target in targets})), _index(view), *blocks])


def _sentence(view: View, targets_of: set[str]) -> list[Part]:
    kpis = view.build.kpis
    scored = [kpi for kpi in kpis if kpi.kpi in targets_of]
    changed = {revision.kpi for revision in view.build.revisions}
    said = f"共{len(kpis)}项指标,{view.area.short_name}设有年度目标的{len(scored)}项"
    said += f",口径有变更的{len(changed)}项。" if changed else ",口径没有变更。"
    return [Part(said)]


def _index(view: View) -> html.Nav:
    """The way to each entry: a leader looks for a name, not for a theme."""
    return html.Nav([_jump(view, kpi) for kpi in view.build.kpis], className="index", **label("指标目录"))


def _jump(view: View, kpi: Kpi) -> dcc.Link:
    return dcc.Link(kpi.short_name, href=view.link(anchor=f"def-{kpi.kpi}"), className="choice")


dash.register_page(  # type: ignore[no-untyped-call]
    __name__, path="/definitions", name="指标口径", title="指标口径", order=100, layout=layout
)
