"""The briefing as slides: a cover, a slide for each page with its charts, the table of KPIs, what lags, notes.

A page that has neither charts nor a short table gets no slide: its headline opens the notes. Charts are native ones
that can be edited, never pictures; what does not fit goes on to the next slide. A chart that has no native form is told
in words on its slide, and `write` raises `Incomplete` once the rest of the deck is written.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from dashboard.briefing.content import Chart, Content, PageContent
from dashboard.briefing.faults import Fault, Incomplete
from dashboard.briefing.office.chart_xml import ChartFile
from dashboard.briefing.office.conversion import native
from dashboard.briefing.office.measuring import fitted, line_count
from dashboard.briefing.office.native_chart import Heat, NativeChart
from dashboard.briefing.office.office_file import file_name, plain_text, repacked, typeset
from dashboard.briefing.office.slide_form import (
    BOTTOM,
    LEFT,
    LINE,
    ROOM,
    TITLE_ROOM,
    TITLE_SIZES,
    TOP,
    Box,
    Words,
    add_cover,
    add_slide,
    add_text,
    describe,
    empty_deck,
)
from dashboard.briefing.office.slide_tables import add_heat, add_tables
from dashboard.briefing.writing import write_file

OVERVIEW = "/"
LONGEST_TABLE = 2  # slides of a page's own table; a longer one is for the workbook
GAP = 24.0  # between two charts side by side
TEXT, LEAD = Words(18), Words(14)
CLAUSE_ENDS = "；：，"  # where a headline may go on below its title, best first
PARAGRAPH_GAP = 0.5  # of a line


def write(content: Content, folder: Path) -> list[Path]:
    """The deck in ``folder``; raises `Fault`, or `Incomplete` with what was written."""
    deck = empty_deck(content)
    reasons: list[str] = []
    add_cover(deck, content)
    if all(page.path != OVERVIEW for page in content.pages):
        add_tables(deck, content, content.kpis, content.kpis.title)
    bare = []
    for page in content.pages:
        if page.charts:
            reasons += _page(deck, content, page)
        elif not (page.tables and add_tables(deck, content, page.tables[0], page.headline, LONGEST_TABLE)):
            bare.append(page.headline)
        if page.path == OVERVIEW:
            add_tables(deck, content, content.kpis, content.kpis.title)
    _texts(deck, content, "滞后指标与每月所需", [one.text for one in content.lagging])
    _texts(deck, content, "对以往简报数字的更正", [one.text for one in content.changed])
    _texts(deck, content, "数据与口径说明", [*filter(None, bare), *content.notes])
    package = io.BytesIO()
    deck.save(package)
    written = [write_file(folder / file_name(content, ".pptx"), repacked(package.getvalue(), content.built_at))]
    if reasons:
        raise Incomplete("；".join(reasons), written)
    return written


def _page(deck: Deck, content: Content, page: PageContent) -> list[str]:
    """A page's slides, two charts on each; returns why charts are missing."""
    reasons = []
    title, rest = _title_and_rest(page.headline)
    for start in range(0, len(page.charts), 2):
        charts = page.charts[start : start + 2]
        notes = [note for chart in charts for note in _notes(chart)]
        slide = add_slide(deck, content, f"{title}{'(续)' if start else ''}", [rest, *notes])
        top = TOP
        if rest and start == 0:
            shown = fitted(rest, LEAD.size, ROOM, 3)
            high = line_count(shown, LEAD.size, ROOM) * LEAD.size * LINE
            add_text(slide, [shown], Box(LEFT, top, ROOM, high), LEAD)
            top += high + 8
        wide = (ROOM - GAP * (len(charts) - 1)) / len(charts)
        for position, chart in enumerate(charts):
            box = Box(LEFT + position * (wide + GAP), top, wide, BOTTOM - top)
            reasons += _chart(slide, content, chart, box, is_title=chart.finding == page.headline)
    return reasons


def _title_and_rest(headline: str) -> tuple[str, str]:
    """The clauses that a title has room for, and those that stand below it."""
    for mark in CLAUSE_ENDS:
        clauses = re.findall(f"[^{mark}]+{mark}?", typeset(headline)) or [""]
        kept = 0
        while kept < len(clauses) and line_count("".join(clauses[: kept + 1]), TITLE_SIZES[-1], TITLE_ROOM) <= 2:
            kept += 1
        if kept:
            return "".join(clauses[:kept]).rstrip(CLAUSE_ENDS), "".join(clauses[kept:])
    return headline, ""  # the title says that it is cut, the notes have it whole


def _notes(chart: Chart) -> list[str]:
    """What the speaker can say of a chart: what is drawn, and where it comes from."""
    return [f"图:{chart.finding}", f"口径:{chart.sub}" if chart.sub else "", chart.source]


def _chart(slide: Slide, content: Content, chart: Chart, box: Box, *, is_title: bool) -> list[str]:
    """A chart with its finding, what is drawn and its source; returns why it is missing."""
    try:
        drawn: NativeChart | Heat | None = native(chart.figure, chart.finding, _unit(chart))
        reasons = []
    except Fault as fault:
        drawn, reasons = None, [str(fault)]
    remarks = drawn.remarks if isinstance(drawn, NativeChart) else ()
    place = _around(slide, chart, box, remarks, with_finding=not (is_title and box.wide == ROOM))
    if isinstance(drawn, NativeChart):
        size = 12.0 if box.wide == ROOM else 10.0
        file: Any = ChartFile(drawn, place.wide, place.high, size, content.built_at)
        frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *place.lengths, file)  # the file says itself what it is
        describe(frame, chart.element_id, f"{chart.finding}。{chart.sub}")
    elif drawn:
        add_heat(slide, drawn, place, chart.element_id, f"{chart.finding}。{chart.sub}")
    else:
        add_text(slide, [fitted(typeset(f"{reasons[0]}。"), 16, place.wide, 8)], place, Words(16, "slow"))
    return reasons


def _around(slide: Slide, chart: Chart, box: Box, remarks: Sequence[str], *, with_finding: bool) -> Box:
    """Writes what stands above and below a chart; returns the place that is left for it."""
    source = fitted(typeset(chart.source), 9, box.wide, 2)
    high = line_count(source, 9, box.wide) * 9 * LINE
    bottom = box.top + box.high - high
    add_text(slide, [source], Box(box.left, bottom, box.wide, high), Words(9, "soft"))
    texts = [(chart.finding, Words(15, bold=True), 2)] if with_finding else []
    texts.append((";".join(text for text in (chart.sub, *remarks) if text), Words(11, "soft"), 2))
    top = box.top
    for text, words, most in texts:
        shown = fitted(typeset(text), words.size, box.wide, most)
        high = line_count(shown, words.size, box.wide) * words.size * LINE
        add_text(slide, [shown], Box(box.left, top, box.wide, high), words)
        top += high + 3
    return Box(box.left, top, box.wide, bottom - 3 - top)


def _unit(chart: Chart) -> str:
    """What stands first below a chart's title, where it is short enough for a unit."""
    first = chart.sub.replace("；", ";").split(";")[0].strip()
    return plain_text(first) if len(first) <= 4 else ""


def _texts(deck: Deck, content: Content, title: str, paragraphs: Sequence[str]) -> None:
    """Numbered paragraphs over as many slides as they take; no slide where there is nothing to say."""
    numbered = [f"{position}. {typeset(text)}" for position, text in enumerate(paragraphs, start=1)]
    for position, part in enumerate(_text_parts(numbered)):
        slide = add_slide(deck, content, f"{title}{'(续)' if position else ''}", part)
        top = TOP + 6
        for text in part:
            high = line_count(text, TEXT.size, ROOM) * TEXT.size * LINE
            add_text(slide, [text], Box(LEFT, top, ROOM, high), TEXT)
            top += high + PARAGRAPH_GAP * TEXT.size


def _text_parts(paragraphs: Sequence[str]) -> Iterator[list[str]]:
    """Paragraphs that fit on one slide; one that is longer than a slide is cut into several."""
    lines = int((BOTTOM - TOP - 6) / (TEXT.size * (LINE + PARAGRAPH_GAP)))
    letters = int(lines * ROOM / TEXT.size) // 2
    part: list[str] = []
    taken = 0.0
    for text in paragraphs:
        for start in range(0, len(text), letters) or (0,):
            piece = text[start : start + letters]
            high = line_count(piece, TEXT.size, ROOM) * TEXT.size * LINE + PARAGRAPH_GAP * TEXT.size
            if part and taken + high > BOTTOM - TOP - 6:
                yield part
                part, taken = [], 0.0
            part.append(piece)
            taken += high
    if part:
        yield part
