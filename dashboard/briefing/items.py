"""The items of a briefing, one line each: what it is called, how long it may take, what makes it, what it waits for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dashboard.briefing import workbook
from dashboard.briefing.content import Content
from dashboard.shell import Shell


@dataclass(frozen=True)
class Job:
    """What an item is made from; files go into ``folder`` and nowhere else."""

    content: Content
    folder: Path
    shell: Shell


@dataclass(frozen=True)
class Item:
    """One item; ``after`` names items whose files it takes in, where there are any."""

    name: str  # as people call it
    limit: float  # seconds
    make: Callable[[Job], list[Path]]  # raises `Fault` with its reason
    after: tuple[str, ...] = ()


ITEMS: tuple[Item, ...] = (Item("数据工作簿", 60, lambda job: workbook.write(job.content, job.folder)),)
