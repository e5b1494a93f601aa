"""A plain table that is always in sight and scrolls sideways inside its own box on a narrow screen."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.markup import label
from dashboard.elements import html


def scroll_table(head: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> html.Div:
    """The first cell of each row names it; ``name`` is the table's for screen readers."""
    body = [html.Tr([html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])]) for row in rows]
    table = html.Table(
        [html.Thead(html.Tr([html.Th(word, scope="col") for word in head])), html.Tbody(body)], className="data dense"
    )
    return html.Div(table, className="scroll", tabIndex="0", role="group", **label(f"{name},可左右滑动"))
