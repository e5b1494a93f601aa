"""Tables of slides: continued with their head on as many slides as they take, and heat maps as shaded cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Pt

from dashboard.briefing.content import Content, Grid
from dashboard.briefing.office.measuring import Widths, column_widths, fitted, line_count, title_lines
from dashboard.briefing.office.native_chart import Heat
from dashboard.briefing.office.slide_form import (
    BOTTOM,
    LINE,
    ROOM,
    TOP,
    Box,
    Words,
    add_slide,
    add_table,
    describe,
    fill_cell,
)
from dashboard.briefing.office.table_text import table_text
from dashboard.format import number, percent
from dashboard.theme import COLOURS

TABLE_SIZES = (13.0, 12.0, 11.0, 10.0, 9.0)
CELL_PADDING = 9.0
ROW_PADDING = 5.0
MOST_LINES = 5  # of one cell; a name that is longer ends in …… and stands whole in the notes


@dataclass(frozen=True)
class _Row:
    """Texts as they fit into the columns."""

    texts: Sequence[str]
    high: float
    cut: Sequence[str]  # texts that did not fit whole


def add_tables(deck: Deck, content: Content, grid: Grid, title: str, most: int | None = None) -> bool:
    """A table over as many slides as it takes; none of one that takes more than ``most``, and says so."""
    text = table_text(grid)
    widths = column_widths(text.columns, TABLE_SIZES, ROOM, CELL_PADDING)
    looks = [Words(widths.size, align="r" if is_number else "l") for is_number in text.is_number]
    head = _row(text.head, widths)
    parts = _evenly([_row(row, widths) for row in text.rows], BOTTOM - TOP - head.high)
    if most is not None and len(parts) > most:
        return False
    for position, part in enumerate(parts, start=1):
        which = f"({position}/{len(parts)})" if len(parts) > 1 else ""
        rows = [head, *part]
        whole = [cut for row in rows for cut in row.cut]
        slide = add_slide(deck, content, f"{title}{which}", [grid.title, *whole, *content.notes])
        frame = add_table(slide, [row.texts for row in rows], widths.columns, [row.high for row in rows])
        describe(frame, grid.name, grid.title)
        for at, row in enumerate(rows):
            for column, words in enumerate(row.texts):
                look = replace(looks[column], bold=True) if at == 0 else looks[column]
                lines = title_lines(words, widths.size, widths.columns[column] - CELL_PADDING)
                fill_cell(frame.table.cell(at, column), lines, look, "data-wash" if at == 0 else "")
    return True


def _row(texts: Sequence[str], widths: Widths) -> _Row:
    rooms = [wide - CELL_PADDING for wide in widths.columns]
    shown = [fitted(text, widths.size, room, MOST_LINES) for text, room in zip(texts, rooms, strict=True)]
    lines = max(line_count(text, widths.size, room) for text, room in zip(shown, rooms, strict=True))
    cut = [text for text, kept in zip(texts, shown, strict=True) if text != kept]
    return _Row(shown, lines * widths.size * LINE + ROW_PADDING, cut)


def _evenly(rows: Sequence[_Row], room: float) -> list[list[_Row]]:
    """Rows by slide, so that no slide is left with two of them."""
    slides = len(list(_parts(rows, room)))
    even = sum(row.high for row in rows) / slides + max((row.high for row in rows), default=0.0)
    return list(_parts(rows, min(room, even)))


def _parts(rows: Sequence[_Row], room: float) -> Iterator[list[_Row]]:
    """Rows that fit on one slide; an empty table is one part."""
    part: list[_Row] = []
    taken = 0.0
    for row in rows:
        if part and taken + row.high > room:
            yield part
            part, taken = [], 0.0
        part.append(row)
        taken += row.high
    yield part


def add_heat(slide: Slide, heat: Heat, place: Box, name: str, said: str) -> None:
    """A heat map as a table whose cells are the darker the larger the value; a gap stays white."""
    known = [value for row in heat.values for value in row if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    rows = [
        ["", *heat.across],
        *(
            [label, *(_heat_text(value, heat) for value in row)]
            for label, row in zip(heat.down, heat.values, strict=True)
        ),
    ]
    widths = column_widths(list(zip(*rows, strict=True)), (10.0, 9.0, 8.0, 7.0), place.wide, 4)
    frame = add_table(slide, rows, widths.columns, [place.high / len(rows)] * len(rows))
    frame.left, frame.top = Pt(place.left), Pt(place.top)
    describe(frame, name, said)
    for row, line in enumerate(rows):
        for column, text in enumerate(line):
            value = heat.values[row - 1][column - 1] if row and column else None
            share = 0.0 if value is None or high == low else (value - low) / (high - low)
            ground = "" if value is None else _shade(share)
            words = Words(widths.size, "paper" if share > 0.55 else "ink", align="ctr")
            fill_cell(frame.table.cell(row, column), [text], words, ground)


def _heat_text(value: float | None, heat: Heat) -> str:
    exact = None if value is None else Decimal(repr(value))
    return percent(exact) if heat.is_share else number(exact, heat.decimals)


def _shade(share: float) -> str:
    """Between the lightest and the full colour of data."""
    ends = [[int(COLOURS[name][at : at + 2], 16) for at in (1, 3, 5)] for name in ("data-wash", "data")]
    return "".join(f"{round(light + (full - light) * share):02x}" for light, full in zip(*ends, strict=True))
