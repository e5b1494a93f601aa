"""What a briefing says, before any document is written: sentences, tables and charts, each number with its origin.

Every writer (text document, slides, workbook, manifest) takes its numbers from here, so that none can differ between
two files of one briefing. Nothing here draws or writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import plotly.graph_objects as go

EDITIONS = {"internal": "内部", "public": "公开"}
STREETS, STREETS_BEHIND = "streets", "streets_behind"
DERIVED = {  # measures that are no column of `kpi_value`, and what they are
    "distance": "ytd less target, of what is held against the target itself; better is positive",
    "landing": "forecast / target",
    "recent_mean": "mean of value over the last three months that have one",
    "round_number": "the round number that a figure has passed for the first time",
    STREETS: "how many streets there are",
    STREETS_BEHIND: "how many streets are behind their pace or target",
}


@dataclass(frozen=True)
class Number:
    """One number as it is printed: ``shown`` is the text, ``value`` the exact figure in base units behind it.

    In a sentence a word tells the sign (下降, 慢于, 净减), so that ``shown`` has the size alone (``5.2个百分点``) and
    ``value`` the sign too; in a table ``shown`` has both. Counts of KPIs (``11项``) bear no KPI and the measure
    ``kpis_…``.
    """

    kpi: str
    area: str  # area code
    month: date
    measure: str  # a column of `kpi_value` (value, ytd, completion, gap_pp, yoy, target, …) or one of DERIVED
    value: Decimal
    shown: str


@dataclass(frozen=True)
class Sentence:
    """A sentence and the numbers in it, in the order in which they stand."""

    text: str
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True)
class Section:
    """A theme's paragraph."""

    theme: str
    title: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The paragraph."""
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class Cell:
    """A cell of a table: the text that people read and, for a number, its exact figure."""

    shown: str
    value: Decimal | None = None
    number: Number | None = None


@dataclass(frozen=True)
class Grid:
    """A table; ``units`` stand beside ``head``, empty where a column has none."""

    name: str  # of the sheet
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    units: tuple[str, ...] = ()


def page_stem(path: str) -> str:
    """The name of a page in the names of files: ``overview`` for ``/``."""
    return path.strip("/").replace("/", "-") or "overview"


def chart_stem(path: str, element_id: str) -> str:
    """Where the pictures of a page's chart lie in a briefing, without their ending."""
    return f"charts/{page_stem(path)}-{element_id}"


@dataclass(frozen=True)
class Chart:
    """A chart of a page: the very figure that readers see there."""

    page: str  # the page's path
    element_id: str
    finding: str  # its title
    sub: str  # what is drawn and in which unit
    source: str
    figure: go.Figure


@dataclass(frozen=True)
class PageContent:
    """A page of the dashboard in the briefing: its sentence of state and its charts."""

    path: str
    name: str
    headline: str
    charts: tuple[Chart, ...]
    tables: tuple[Grid, ...] = ()  # tables of the page, the first of them for the slide that has no chart


@dataclass(frozen=True)
class Content:
    """All of one briefing."""

    build_id: str
    built_at: datetime
    district_name: str
    bureau: str
    area: str  # area code
    area_name: str
    month: date
    edition: str  # a key of EDITIONS
    is_demo: bool
    title: str
    opening: Sentence
    sections: tuple[Section, ...]
    kpis: Grid  # 指标, 本月, 累计, 目标, 完成率, 序时进度, 差距, 同比
    lagging: tuple[Sentence, ...]  # what lags and what it needs per month
    changed: tuple[Sentence, ...]  # figures of an earlier briefing that later files changed
    notes: tuple[str, ...]  # on data and definitions
    pages: tuple[PageContent, ...]
    grids: tuple[Grid, ...] = ()  # for the workbook alone: each theme's streets, the last twelve months

    @property
    def sentences(self) -> Iterator[Sentence]:
        """Every sentence in the order in which a document prints them."""
        yield self.opening
        for section in self.sections:
            yield from section.sentences
        yield from self.lagging
        yield from self.changed

    @property
    def numbers(self) -> Iterator[Number]:
        """Every number of the text and of the table of KPIs."""
        for sentence in self.sentences:
            yield from sentence.numbers
        for row in self.kpis.rows:
            yield from (cell.number for cell in row if cell.number)


def printed_texts(content: Content) -> list[str]:
    """What documents and slides print besides sentences and the table of KPIs: its numbers bear no origin."""
    said = [content.title, content.kpis.title, *content.notes]
    for page in content.pages:
        said += [page.headline, *(text for chart in page.charts for text in (chart.finding, chart.sub, chart.source))]
        if not page.charts:
            said += ["|".join(cell.shown for cell in row) for table in page.tables[:1] for row in table.rows]
    return list(dict.fromkeys(text for text in said if any(letter.isdigit() for letter in text)))


def tables(content: Content) -> Sequence[Grid]:
    """The tables of a briefing, that of the KPIs first."""
    return (content.kpis, *content.grids, *(table for page in content.pages for table in page.tables))
