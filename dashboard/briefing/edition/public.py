"""The public edition of a briefing: what tells of a few people is suppressed, what cannot be vouched for left out.

A page's own tables break people down by whatever the page asks; how they add up with everything else is not known here,
so that none of them is in the edition. Of a chart only the lines and bars remain of which every mark is a figure of the
briefing's own district or street and month; a sentence or title with a number that is not in print goes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dashboard.briefing.briefed.changes import BRIEFED
from dashboard.briefing.content import (
    STREETS_BEHIND,
    Cell,
    Chart,
    Content,
    Grid,
    Number,
    PageContent,
    Section,
    Sentence,
)
from dashboard.briefing.edition import disclosure
from dashboard.briefing.edition.disclosure import COUNTED, Figures, edition_of, read_figures
from dashboard.briefing.edition.marks import Marked, Marks, marked
from dashboard.briefing.edition.suppression import is_small, suppress
from dashboard.briefing.office.office_file import DEMO
from etl.store import Build

SUPPRESSED = "＊"
CLAUSE = re.compile(r"(?:\([^()]*\)|[^,;。]|(?<=\d),(?=\d{3}))*(?:[,;。]|$)")  # no comma in brackets or digits ends one
TOLD = re.compile(
    rf"[\d,.]+(?:万|亿)?余?(?={'|'.join(['%', '个百分点', '行', *sorted(COUNTED, reverse=True)])})|(?<=n=)[\d,]+"
)
FILE = re.compile(r"\([^()]*\)")  # a source's file, when it was loaded, how many rows it had
DIGITS = re.compile(r"[\d,.]+(?:万|亿)?")
UNSAID = re.compile("持平|略[快慢高低有]|正好")  # tells a figure without printing a number


@dataclass(frozen=True)
class _Safe:
    """What may be printed, and what not."""

    hidden: frozenset[disclosure.Cell]
    figures: Figures
    threshold: int

    def hides(self, number: Number) -> bool:
        """Whether a number must not be printed; one that repeats an earlier briefing is judged by itself, too."""
        measure = number.measure.removeprefix(BRIEFED)
        cell = (number.kpi, number.area, number.month, measure)
        if measure == STREETS_BEHIND:  # bounds the figure of each street
            return any(kpi == number.kpi and area != number.area for kpi, area, _, _ in self.hidden)
        if cell in self.hidden:
            return True
        is_count = bool(self.figures.behind(cell)) and measure in ("value", "ytd", "denominator", "ytd_denominator")
        return is_count and number.value == int(number.value) and is_small(int(number.value), self.threshold)

    def touches(self, number: Number) -> bool:
        """Whether anything of the number's KPI and area is suppressed."""
        return any(kpi == number.kpi and area == number.area for kpi, area, _, _ in self.hidden)


def publish(content: Content, build: Build) -> Content:
    """The content without small counts and without what would give them back; the threshold is the district's."""
    threshold = build.meta.public_threshold
    figures = read_figures(build, content.month)
    marks = Marks(figures, build, content.area, content.month)
    charts = {id(chart): marked(chart.figure, marks) for page in content.pages for chart in page.charts}
    printed = [_cell(number) for number in _numbers(content)]
    printed += [cell for found in charts.values() for cell in found.cells]
    safe = _Safe(frozenset(suppress(edition_of(figures, printed), threshold)), figures, threshold)
    streets = {area.short_name for area in build.areas if area.level == "street"}
    visible = _Visible(
        frozenset(d for n in _numbers(content) if not safe.hides(n) for d in DIGITS.findall(n.shown)), streets
    )
    kpis = _grid(content.kpis, safe)
    grids = tuple(_grid(grid, safe) for grid in content.grids)
    return replace(
        content,
        edition="public",
        opening=_said(content.opening, safe) or Sentence(""),
        sections=tuple(_section(section, safe) for section in content.sections),
        kpis=kpis,
        grids=grids,
        lagging=_sentences(content.lagging, safe),
        changed=_sentences(content.changed, safe),
        notes=(*content.notes, *([note(threshold)] if safe.hidden else [])),
        pages=tuple(shown for page in content.pages if (shown := _page(page, charts, safe, visible)) is not None),
    )


def note(threshold: int) -> str:
    """What the sign means."""
    return f"{SUPPRESSED}:人数、件数少于{threshold},或据以可推算出这类数的,不公布。"


def _cell(number: Number) -> disclosure.Cell:
    return number.kpi, number.area, number.month, number.measure.removeprefix(BRIEFED)


def _numbers(content: Content) -> Iterator[Number]:
    """Every number of text and tables, those of the workbook included."""
    yield from content.numbers
    for grid in content.grids:
        yield from (cell.number for row in grid.rows for cell in row if cell.number)


def _grid(grid: Grid, safe: _Safe) -> Grid:
    return replace(grid, rows=tuple(tuple(_shown(cell, safe) for cell in row) for row in grid.rows))


def _shown(cell: Cell, safe: _Safe) -> Cell:
    """The cell, or the sign in its place; a name that has its n beside it keeps the name."""
    if cell.number is None or not safe.hides(cell.number):
        return cell if cell.number or cell.value is None else Cell(SUPPRESSED)
    text = cell.shown.replace(cell.number.shown, SUPPRESSED) if cell.value is None else SUPPRESSED
    return Cell(text)


def _section(section: Section, safe: _Safe) -> Section:
    return replace(section, sentences=_sentences(section.sentences, safe))


def _sentences(sentences: Iterable[Sentence], safe: _Safe) -> tuple[Sentence, ...]:
    return tuple(said for sentence in sentences if (said := _said(sentence, safe)))


def _said(sentence: Sentence, safe: _Safe) -> Sentence | None:
    """The sentence without the clauses that say too much; None where its point is one of them and it has no name."""
    if not any(safe.touches(number) or safe.hides(number) for number in sentence.numbers):
        return sentence
    text, position, place = "", 0, 0
    numbers: list[Number] = []
    for found in CLAUSE.finditer(sentence.text):
        clause, own = found.group(), []
        while place < len(sentence.numbers):
            start = sentence.text.find(sentence.numbers[place].shown, position)
            if not found.start() <= start < found.end():
                break
            own.append(sentence.numbers[place])
            position, place = start + len(own[-1].shown), place + 1
        main = next((number for number in own if number.measure in ("ytd", "value") and safe.hides(number)), None)
        if main is not None and not numbers:
            named = clause[: clause.find(main.shown)]
            return Sentence(f"{text}{named}按规定不公布。", ()) if named else None
        if any(safe.hides(number) for number in own) or UNSAID.search(clause):
            continue
        text += clause
        numbers += own
    return Sentence(f"{_closed(text)}。", tuple(numbers)) if numbers else None


def _closed(text: str) -> str:
    """A sentence whose last clause has gone; a bracket that lost its end loses its beginning."""
    text = text.rstrip(",;。")
    return text[: text.rfind("(")] if text.count("(") > text.count(")") else text


@dataclass(frozen=True)
class _Visible:
    """The figures that are in print, as their digits read: for titles, whose figures bear no origin."""

    figures: Collection[str]
    streets: Collection[str]

    def has(self, text: str) -> bool:
        """Whether a text says no other figure, and nothing of a single street."""
        return not any(street in text for street in self.streets) and set(TOLD.findall(text)) <= set(self.figures)


def _page(page: PageContent, charts: Mapping[int, Marked], safe: _Safe, visible: _Visible) -> PageContent | None:
    shown = tuple(
        found for chart in page.charts if (found := _chart(chart, charts[id(chart)], page.name, safe, visible))
    )
    headline = page.headline if visible.has(page.headline) else page.name
    return replace(page, headline=headline, charts=shown, tables=()) if shown or headline != page.name else None


def _chart(chart: Chart, found: Marked, name: str, safe: _Safe, visible: _Visible) -> Chart | None:
    figure, is_whole = found.without(safe.hidden)
    if figure is None:
        return None
    return replace(
        chart,
        finding=chart.finding if visible.has(chart.finding) else name,
        source=FILE.sub(lambda file: f"({DEMO})" if DEMO in file[0] else "", chart.source),
        sub=chart.sub if is_whole else f"{chart.sub};少于{safe.threshold}等不公布的数不画",
        figure=figure,
    )
