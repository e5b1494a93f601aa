"""The figures behind a chart as a table, folded away, with a CSV to take along.

The table stops after its first hundred rows, the CSV never does: a thousand employers, folded away on every change of
month, would cost the reader more than all else on the page.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence

from dashboard.components.markup import Children, label
from dashboard.elements import html
from dashboard.format import number

# A spreadsheet would take a cell that begins so for a formula; the last four are the full-width signs.
CAN_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
NEEDS_CARE = re.compile(rf'^[{re.escape("".join(CAN_RUN))}]|[,"\r\n]')

MOST_ROWS = 100  # in the table


def data_table(
    head: Sequence[str], rows: Sequence[Sequence[str]], exact: Sequence[Sequence[str]], name: str
) -> html.Details:
    """``exact``: every row in plain numbers, for the CSV; ``rows``: those that are shown, as people read them."""
    table = html.Table(
        [
            html.Caption(name),
            html.Thead(html.Tr([html.Th(word, scope="col") for word in head])),
            html.Tbody(
                [
                    html.Tr([html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])])
                    for row in rows[:MOST_ROWS]
                ]
            ),
        ],
        className="data",
    )
    shown: Children = [html.Summary("表格与下载"), html.Div(table, className="scroll")]
    if len(exact) > MOST_ROWS:
        shown.append(html.P(f"以上为前{MOST_ROWS}行,全部{number(len(exact))}行在CSV中。", className="sub"))
    return html.Details([*shown, csv_link(head, exact, name)], className="table")


def csv_link(head: Sequence[str], exact: Sequence[Sequence[str]], name: str) -> html.A:
    """The CSV alone, for a table that stands in sight."""
    written = b64encode(csv_text([head, *exact]).encode("utf-8-sig")).decode("ascii")
    return html.A(
        "下载CSV",
        href=f"data:text/csv;charset=utf-8;base64,{written}",
        download=f"{name}.csv",
        className="act",
        **label(f"下载CSV:{name}"),
    )


def csv_text(lines: Sequence[Sequence[str]]) -> str:
    """CSV for Excel; text that a spreadsheet would run gets an apostrophe, numbers stay numbers."""
    return "".join(",".join(_cell(cell) for cell in line) + "\r\n" for line in lines)


def _cell(text: str) -> str:
    if not NEEDS_CARE.search(text):
        return text
    if text.startswith(CAN_RUN) and not _is_number(text):
        text = f"'{text}"
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if any(sign in text for sign in ',"\r\n') else text


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()
