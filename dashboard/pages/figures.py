"""公开数据: what has been published of the district beside its ledgers, and the ministry's national series."""

from __future__ import annotations

import dash

from dashboard.address.view import View
from dashboard.components.markup import Children
from dashboard.components.panel import no_data
from dashboard.components.published.nation_panel import nation_panel
from dashboard.components.published.table import finding, published_table
from dashboard.components.state_sentence import Part, summary
from dashboard.elements import html
from dashboard.readings.published import Beside, beside_ledgers

NATIONAL = ("new_urban_jobs", "reemployed", "hard_to_employ_placed", "unemployment_insured")


def layout(view: View) -> html.Div:
    """The page; it stands for the whole district, whatever street the address names."""
    found = beside_ledgers(view)
    table = published_table(view, found) if found else no_data("published", "公布数据", "没有装载本区的公布数据。")
    return html.Div([summary(_sentence(view, found)), table, html.Div(_nation(view), className="pair")])


def _sentence(view: View, found: list[Beside]) -> list[Part]:
    if not found:
        return [Part(f"{view.district.name}没有公布数据。")]
    apart = [one.figure.title for one in found if one.verdict == "apart"]
    named = f":{'、'.join(apart)}" if apart else ""
    return [Part(f"{view.district.short_name}{finding(found)}{named}。")]  # of the nation, each panel's title speaks


def _nation(view: View) -> Children:
    kpis = {kpi.kpi: kpi for kpi in view.build.kpis}
    shown = [kpis[name] for name in NATIONAL if name in kpis]
    source = "来源:人力资源和社会保障部月度统计数据"
    return [nation_panel(view, kpi, source) for kpi in shown]


dash.register_page(  # type: ignore[no-untyped-call]
    __name__, path="/figures", name="公开数据", title="公开数据", order=110, layout=layout
)
