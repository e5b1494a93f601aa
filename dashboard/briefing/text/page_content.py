"""What a page shows, read off the very component tree that readers get, so that briefing and page cannot differ.

Charts are the page's own figures; tables are those that a reader takes along as CSV, with their exact numbers, and the
plain ones where every line has the same cells. Nothing is counted here.
"""

from __future__ import annotations

import csv
import io
import re
from base64 import b64decode
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from urllib.parse import unquote_to_bytes

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.briefing.content import Cell, Chart, Grid, PageContent
from dashboard.briefing.faults import Fault
from dashboard.components.data_table import CAN_RUN
from dashboard.delivery.trees import has_class, nodes, text
from dashboard.format import NOTHING, number, percent

STATE = "state"  # the id of the sentence with which a page begins
CSV = "data:text/csv"
MATRIX = "matrix"  # its numbers stand in the workbook's tables of streets, with their units
NUMBER = re.compile(r"-?\d+(\.\d+)?")  # of a CSV
LOOK = re.compile(r"−?[\d,]+(?:\.(\d+))?([^\d,.万亿]*)")  # as people read it, but for what is scaled
COUNT = re.compile(r"\d{1,3}(,\d{3})*")


def page_content(path: str, name: str, tree: Component, build_id: str) -> PageContent:
    """The page; raises `Fault` where the tree is of another build, or of no page at all."""
    frame = next((node for node in nodes(tree) if getattr(node, "data-build", None)), None)
    if frame is None:
        raise Fault(f"“{name}”页没有内容。")
    if getattr(frame, "data-build", None) != build_id:
        raise Fault(f"生成期间发布了新版次,“{name}”页与其他页不是同一版次。请再生成一次。")
    panels = [node for node in nodes(tree) if isinstance(node, html.Section) and has_class(node, "panel")]
    state = next((node for node in nodes(tree) if getattr(node, "id", None) == STATE), None)
    return PageContent(
        path=path,
        name=name,
        headline=text(state),
        charts=tuple(chart for panel in panels for chart in _charts(path, panel)),
        tables=tuple(
            table for panel in panels if getattr(panel, "id", None) != MATRIX for table in _tables(name, panel)
        ),
    )


def _charts(path: str, panel: html.Section) -> Iterator[Chart]:
    for node in nodes(panel):
        if isinstance(node, dcc.Graph):
            figure = getattr(node, "figure", None)
            yield Chart(
                page=path,
                element_id=str(getattr(node, "id", "")),
                finding=_title(panel),
                sub=_paragraph(panel, "sub"),
                source=_paragraph(panel, "src"),
                figure=figure if isinstance(figure, go.Figure) else go.Figure(figure),
            )


def _title(panel: html.Section) -> str:
    return next((text(node) for node in nodes(panel) if isinstance(node, html.H2)), "")


def _paragraph(panel: html.Section, css: str) -> str:
    return next((text(node) for node in nodes(panel) if isinstance(node, html.P) and has_class(node, css)), "")


def _tables(page: str, panel: html.Section) -> Iterator[Grid]:
    """The tables with exact numbers; of a panel without one, its plain tables."""
    folded = [node for node in nodes(panel) if isinstance(node, html.Details) and has_class(node, "table")]
    if folded:
        yield from (grid for node in folded if (grid := _with_numbers(page, node)))
        return
    for node in nodes(panel):
        if isinstance(node, html.Table) and (grid := _plain(page, _title(panel), node)):
            yield grid  # named for its page: its title is a finding, which changes with every month


def _with_numbers(page: str, folded: html.Details) -> Grid | None:
    """The CSV of a chart or list, beside it what people read.

    Where the page shows the first lines only, a number of the others reads as theirs do, and a word of any line as in
    the CSV, so that no column says a day in two ways.
    """
    link = next((node for node in nodes(folded) if str(getattr(node, "href", "")).startswith(CSV)), None)
    if link is None:
        return None
    title = str(getattr(link, "download", "")).removesuffix(".csv")
    head, *lines = csv.reader(io.StringIO(_carried(str(getattr(link, "href", ""))), newline=""))
    shown = [cells for cells in _lines(folded) if cells != head][: len(lines)]
    texts = shown if len(shown) == len(lines) else _continued(shown, lines)
    rows = tuple(
        tuple(_cell(read, exact) for read, exact in zip(cells, line, strict=True))
        for cells, line in zip(texts, lines, strict=True)
        if len(cells) == len(line) == len(head)
    )
    return Grid(f"{page}·{title}", title, tuple(head), rows) if len(rows) == len(lines) and rows else None


def _continued(shown: list[list[str]], lines: list[list[str]]) -> list[list[str]]:
    """All lines in words, where people read the first ones only."""
    read = list(zip(shown, lines, strict=False))
    columns = []
    for place in range(len(lines[0])):
        sample = next((words[place] for words, line in read if NUMBER.fullmatch(line[place])), "")
        texts = [words[place] if NUMBER.fullmatch(line[place]) else line[place] for words, line in read]
        columns.append(
            [one or NOTHING for one in [*texts, *(_like(sample, line[place]) for line in lines[len(read) :])]]
        )
    return [list(line) for line in zip(*columns, strict=True)]


def _like(sample: str, exact: str) -> str:
    """A number as people read another of its column: ``5.0%``, ``1,652``, ``133人次``."""
    found = LOOK.fullmatch(sample)
    if not found or not NUMBER.fullmatch(exact):
        return exact
    decimals, unit = len(found[1] or ""), found[2]
    return percent(Decimal(exact), decimals) if unit == "%" else f"{number(Decimal(exact), decimals)}{unit}"


def _carried(address: str) -> str:
    """The text that a data address carries (RFC 2397), without a byte order mark."""
    kind, _, written = address.partition(",")
    carried = b64decode(written) if kind.endswith(";base64") else unquote_to_bytes(written)
    return carried.decode("utf-8-sig")


def _lines(table: Component) -> list[list[str]]:
    """The cells of each line as text."""
    rows = [node for node in nodes(table) if isinstance(node, html.Tr)]
    return [[_words(node) for node in nodes(row) if isinstance(node, html.Th | html.Td)] for row in rows]


def _words(cell: Component) -> str:
    """The pieces of a cell, which stand below or beside each other on the page, apart."""
    children = getattr(cell, "children", None)
    pieces = children if isinstance(children, list | tuple) else [children]
    return " ".join(word for piece in pieces if (word := text(piece)))


def _cell(shown: str, exact: str) -> Cell:
    """A number where the CSV has one; a text keeps what people read."""
    try:
        return Cell(shown, Decimal(exact)) if exact[:1].isdigit() or exact[:1] == "-" else _word(shown)
    except InvalidOperation:
        return _word(shown)


def _word(shown: str) -> Cell:
    """Text of a table; the apostrophe that kept it from running in a CSV is none of its own."""
    return Cell(shown[1:] if shown[:1] == "'" and shown[1:].startswith(CAN_RUN) else shown)


def _plain(page: str, title: str, table: html.Table) -> Grid | None:
    """A table without CSV, where each line has a cell for each head."""
    head, *lines = _lines(table) or [[]]
    lines = [line for line in lines if len(line) == len(head)]
    if not head or not lines:
        return None
    return Grid(page, title, tuple(head), tuple(tuple(_count(cell) for cell in line) for line in lines))


def _count(shown: str) -> Cell:
    """A cell of a plain table: a whole number is exact as it stands, anything else is text."""
    return Cell(shown, Decimal(shown.replace(",", ""))) if COUNT.fullmatch(shown) else Cell(shown)
