"""The items of a briefing, one line each: what it is called, how long it may take, what makes it, what it waits for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import flask

from dashboard.briefing import workbook
from dashboard.briefing.content import Content
from dashboard.briefing.faults import Incomplete
from dashboard.briefing.manifest import Failed
from dashboard.shell import Shell

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


def from_content(name: str, limit: float, write: Write, after: tuple[str, ...] = ()) -> Item:
    """An item that is written from the content alone; one that is incomplete is delivered and told."""

    def make(job: Job) -> Written:
        try:
            return Written(write(job.content, job.folder))
        except Incomplete as part:
            return Written(part.written, [Failed(name, str(part))])

    return Item(name, limit, make, after)


ITEMS: tuple[Item, ...] = (from_content("数据工作簿", 60, workbook.write),)
