"""How the making of a briefing is told: bars on a terminal, plain lines anywhere else, and the outcome in words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from dashboard.briefing.making import Outcome
from dashboard.briefing.steps import Ended


class Telling:
    """Progress of a briefing; its bars move by themselves nowhere, since a step must be forked without threads."""

    def __init__(self) -> None:
        self._console = Console(file=sys.stdout)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[state]}"),
            TimeElapsedColumn(),
            console=self._console,
            auto_refresh=False,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Telling:
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._console.is_terminal:
            self._progress.stop()

    def say(self, text: str) -> None:
        """A sentence for whoever waits."""
        self._print(text)

    def began(self, name: str) -> None:
        """A step began."""
        if self._console.is_terminal:
            self._tasks[name] = self._progress.add_task(name, total=None, state="进行中")
            self._progress.refresh()
        else:
            self._print(f"{name}:进行中")

    def goes_on(self) -> None:
        """Time has gone by."""
        if self._console.is_terminal:
            self._progress.refresh()

    def ended(self, ended: Ended) -> None:
        """A step ended."""
        state = "未完成" if ended.fault else "完成"
        if self._console.is_terminal:
            task = self._tasks[ended.name]
            self._progress.update(task, total=1, completed=0 if ended.fault else 1, state=state)
            self._progress.stop_task(task)
            self._progress.refresh()
        else:
            self._print(f"{ended.name}:{state},{ended.seconds:.1f}秒")

    def _print(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)
        self._console.file.flush()


def told(outcome: Outcome) -> Iterator[str]:
    """What is there, and what is not and why."""
    if outcome.files:
        yield f"简报已写入 {outcome.out}({len(outcome.files)}个文件)。"
    else:
        yield "没有生成任何文件,已有的简报未作改动。"
    for one in outcome.failed:
        yield f"未完成 {one.item}:{one.reason}"
