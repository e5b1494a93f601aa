"""A briefing from request to folder: its content first, then its items side by side, then all that is finished at once.

What fails is named and the rest is delivered. The process that makes it opens no build: each step is a process of its
own (`dashboard.briefing.steps`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

import flask

from dashboard.briefing import manifest
from dashboard.briefing.briefed.frozen import freeze
from dashboard.briefing.composing import Composed, Request, compose
from dashboard.briefing.delivering import alone, beside, deliver
from dashboard.briefing.faults import NotThere
from dashboard.briefing.items import Item, Job, Written, items_of
from dashboard.briefing.manifest import Failed
from dashboard.briefing.steps import Ended, Step, wait_for
from dashboard.briefs import BRIEFS
from dashboard.delivery.shell import Shell

CONTENT = "内容"
CONTENT_LIMIT = 180.0  # seconds
SIDE_BY_SIDE = 2  # items at a time
LOOKED_EVERY = 0.2  # seconds between two looks at the clock


class App(Protocol):
    """The dashboard of a site, of one build alone."""

    shell: Shell
    server: flask.Flask


class Progress(Protocol):
    """Whom the steps are told."""

    def say(self, text: str) -> None:
        """A sentence for whoever waits."""

    def began(self, name: str) -> None:
        """A step began."""

    def goes_on(self) -> None:
        """Time has gone by."""

    def ended(self, ended: Ended) -> None:
        """A step ended."""


@dataclass(frozen=True)
class Outcome:
    """What was delivered, and what was not."""

    out: Path
    files: tuple[Path, ...] = ()
    failed: tuple[Failed, ...] = ()


@dataclass
class Made:
    """What the items have brought so far."""

    files: list[Path] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    finished: set[str] = field(default_factory=set)


def folder_of(site: Path, request: Request, area: str) -> Path:
    """``<site>/briefs/2023-06``; another area or edition has a folder of its own."""
    parts = [request.month, *([area] if area else []), *(["public"] if request.edition == "public" else [])]
    return site / BRIEFS / "_".join(parts)


def make(
    request: Request, app: App, out: Path | None, progress: Progress, items: Sequence[Item] | None = None
) -> Outcome:
    """Make and deliver a briefing; raises `NotThere` for wrong use, `Fault` where another one never ends."""
    shell = app.shell
    with alone(shell.site / BRIEFS, progress.say):
        ended = _run(CONTENT, CONTENT_LIMIT, partial(compose, request, shell), shell.site, progress)
        if isinstance(ended.fault, NotThere):
            raise ended.fault
        if ended.fault:
            return Outcome(out or shell.site / BRIEFS, failed=(Failed(CONTENT, str(ended.fault)),))
        composed: Composed = ended.made
        content = composed.content
        out = out or folder_of(shell.site, request, "" if composed.is_district else content.area)
        with beside(out) as folder:
            made = make_items(items or items_of(content.edition), Job(content, folder, shell, app.server), progress)
            failed = [Failed(f"页面 {one.path}", one.reason) for one in composed.missing] + made.failed
            failed += [Failed(CONTENT, composed.unequal)] if composed.unequal else []
            if not made.files:
                return Outcome(out, failed=tuple(failed))
            now = datetime.now()
            told = manifest.write(content, folder, made.files, failed, request.command, now)
            delivered = deliver(folder, made.files, told, out)
            if not composed.is_reprint:
                freeze(shell.site, content, now)
            return Outcome(out, tuple(delivered), tuple(failed))


def _run(name: str, limit: float, work: Callable[[], object], site: Path, progress: Progress) -> Ended:
    """One step by itself."""
    progress.began(name)
    step = Step(name, limit, work, site)
    try:
        while (ended := step.ended()) is None:
            wait_for([step], LOOKED_EVERY)
            progress.goes_on()
    except BaseException:
        step.stop()
        raise
    progress.ended(ended)
    return ended


def make_items(items: Sequence[Item], job: Job, progress: Progress) -> Made:
    """All items, some at a time; one that waits for another begins when that has ended, well or not."""
    made, waiting, running = Made(), list(items), list[Step]()
    names = {item.name for item in items}
    try:
        while waiting or running:
            for item in [one for one in waiting if set(one.after) & names <= made.finished]:
                if len(running) < SIDE_BY_SIDE:
                    waiting.remove(item)
                    progress.began(item.name)
                    now = replace(job, failed=tuple(made.failed))
                    running.append(Step(item.name, item.limit, partial(item.make, now), job.shell.site))
            wait_for(running, LOOKED_EVERY)
            progress.goes_on()
            for step, ended in [(step, ended) for step in running if (ended := step.ended())]:
                running.remove(step)
                _keep(made, ended)
                progress.ended(ended)
    finally:
        for step in running:
            step.stop()
    return made


def _keep(made: Made, ended: Ended) -> None:
    made.finished.add(ended.name)
    if ended.fault:
        made.failed.append(Failed(ended.name, str(ended.fault)))
        return
    written: Written = ended.made
    made.failed += written.failed
    if not all(path.is_file() and path.stat().st_size for path in written.files) or not (
        written.files or written.failed
    ):
        made.failed.append(Failed(ended.name, "没有写出文件。"))
    else:
        made.files += written.files
