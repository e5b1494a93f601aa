"""A panel of a page: a title that states the finding, what is shown in which unit, chart and table, the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard.components.data_table import data_table
from dashboard.components.graph import graph
from dashboard.components.markup import Children, labelled_by
from dashboard.elements import html


@dataclass(frozen=True)
class Table:
    """The figures of a chart, as `data_table` takes them."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    exact: Sequence[Sequence[str]]


def panel(
    element_id: str, finding: str, body: Children | Component, *, sub: str = "", source: str = "", css: str = ""
) -> html.Section:
    """``finding`` is the title, ``sub`` says what is drawn and in which unit, ``source`` where it comes from."""
    content = body if isinstance(body, list) else [body]
    return html.Section(
        [
            html.H2(finding, id=f"{element_id}-title"),
            *([html.P(sub, className="sub")] if sub else []),
            *content,
            *([html.P(source, className="src")] if source else []),
        ],
        className=f"panel {css}".strip(),
        id=element_id,
        **labelled_by(f"{element_id}-title"),
    )


def chart_panel(
    element_id: str, finding: str, figure: go.Figure, height: int, table: Table, *, sub: str, source: str
) -> html.Section:
    """A Plotly chart, named for screen readers, with its table folded below it."""
    chart = graph(figure, f"{element_id}-graph", f"{finding}。数据见下方表格", height)
    return panel(element_id, finding, [chart, table_of(table)], sub=sub, source=source)


def table_of(table: Table) -> html.Details:
    """The table, folded away, with its CSV."""
    return data_table(table.head, table.rows, table.exact, table.name)


def no_data(element_id: str, title: str, why: str) -> html.Section:
    """What stands where there is nothing to show: it says why, so that no empty area needs explaining."""
    return panel(element_id, title, html.P(why, className="calm"))
