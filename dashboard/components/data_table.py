"""The figures behind a chart as a table, folded away, with a CSV to take along.

The table stops after its first hundred rows, the CSV never does: a thousand employers, folded away on every change of
month, would cost the reader more than all else on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from dash import html

from dashboard.components.markup import Children
from dashboard.format import number

# A spreadsheet would take a cell that begins so for a formula; the last four are the full-width signs.
CAN_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

MOST_ROWS = 100  # in the table


def data_table(
    head: Sequence[str], rows: Sequence[Sequence[str]], exact: Sequence[Sequence[str]], name: str
) -> html.Details:
    """``rows`` as people read them, ``exact`` the same cells as plain numbers for the CSV."""
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
    address = "data:text/csv;charset=utf-8," + quote("\ufeff" + csv_text([head, *exact]))
    link = html.A("下载CSV", href=address, download=f"{name}.csv", className="act")
    shown: Children = [html.Summary("表格与下载"), html.Div(table, className="scroll")]
    if len(rows) > MOST_ROWS:
        shown.append(html.P(f"以上为前{MOST_ROWS}行,全部{number(len(rows))}行在CSV中。", className="sub"))
    return html.Details([*shown, link], className="table")


def csv_text(lines: Sequence[Sequence[str]]) -> str:
    """CSV for Excel; text that a spreadsheet would run gets an apostrophe, numbers stay numbers."""
    return "".join(",".join(_cell(cell) for cell in line) + "\r\n" for line in lines)


def _cell(text: str) -> str:
    if text.startswith(CAN_RUN) and not _is_number(text):
        text = f"'{text}"
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if any(sign in text for sign in ',"\r\n') else text


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()
