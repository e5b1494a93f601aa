"""The items of a briefing, one line each: what it is called, how long it may take, what makes it, what it waits for.

What writes an item is imported when the item is made: pages name the items, and who serves pages needs no browser,
no Word and no PowerPoint (a third of the time in which a server starts).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import flask

from dashboard.briefing.content import Content
from dashboard.briefing.faults import Incomplete
from dashboard.briefing.manifest import Failed
from dashboard.delivery.shell import Shell

Write = Callable[[Content, Path], list[Path]]


@dataclass(frozen=True)
class Job:
    """What an item is made from; files go into ``folder`` and nowhere else."""

    content: Content
    folder: Path
    shell: Shell
    server: flask.Flask  # of the pages, for who opens them in a browser
    failed: tuple[Failed, ...] = ()  # what items before have left out, and why


@dataclass(frozen=True)
class Written:
    """What an item has made, and parts of it that are missing."""

    files: list[Path]
    failed: list[Failed] = field(default_factory=list)


@dataclass(frozen=True)
class Item:
    """One item; ``after`` names items before it whose files it takes in, where there are any."""

    name: str  # as people call it
    limit: float  # seconds
    make: Callable[[Job], Written]  # raises `Fault` with its reason
    after: tuple[str, ...] = ()
    is_internal: bool = False  # shows figures that the public edition keeps back


def from_content(name: str, limit: float, write: Write, after: tuple[str, ...] = ()) -> Item:
    """An item that is written from the content alone; one that is incomplete is delivered and told."""

    def make(job: Job) -> Written:
        try:
            return Written(write(job.content, job.folder))
        except Incomplete as part:
            return Written(part.written, [Failed(name, str(part))])

    return Item(name, limit, make, after)


def _captured(job: Job) -> Written:
    from dashboard.briefing.pictures.capture import CaptureJob, capture

    what = CaptureJob.of(job.content, job.shell.open().meta.district)
    found = capture(job.server, job.shell, what, job.folder)
    return Written([path for _, path in found.files], [Failed(item, reason) for item, reason in found.faults])


def _workbook(content: Content, folder: Path) -> list[Path]:
    from dashboard.briefing.office import workbook

    return workbook.write(content, folder)


def _slides(content: Content, folder: Path) -> list[Path]:
    from dashboard.briefing.office import slides

    return slides.write(content, folder)


def _document(job: Job) -> Written:
    """The text; pictures of the pages show what the public edition keeps back, so that has none."""
    from dashboard.briefing.office import document
    from dashboard.briefing.pictures.capture import chart_item

    content = job.content
    if content.edition == "public":
        content = replace(content, pages=tuple(replace(page, charts=()) for page in content.pages))
    told = {one.item: one.reason for one in job.failed}
    charts = [(page.name, chart) for page in content.pages for chart in page.charts]
    reasons = {document.picture_path(chart): told.get(chart_item(name, chart.element_id), "") for name, chart in charts}
    return Written(document.write(content, job.folder, reasons))


PICTURES = "图片和PDF"
ITEMS: tuple[Item, ...] = (
    Item(PICTURES, 600, _captured, is_internal=True),
    from_content("数据工作簿", 60, _workbook),
    from_content("演示文稿", 60, _slides),
    Item("文字稿", 60, _document, after=(PICTURES,)),
)


def items_of(edition: str) -> tuple[Item, ...]:
    """What an edition has."""
    return tuple(item for item in ITEMS if edition != "public" or not item.is_internal)
