"""Work that cannot be broken off, such as a query, done beside other work and waited for no longer than its time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from dashboard.briefing.faults import Fault

Result = TypeVar("Result")


class Stopped(Fault):
    """The work took too long, or what did it died: worth a second try."""


class Started(Generic[Result]):
    """Work that has been begun in a thread of its own, which does not keep the process from ending."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._results: list[Result] = []
        self._errors: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:  # noqa: BLE001  (handed to who waits)
            self._errors.append(error)

    @property
    def is_done(self) -> bool:
        """Whether there is a result or an error."""
        return not self._thread.is_alive()

    def result(self, seconds: float, what: str) -> Result:
        """What came of it; raises `Stopped` when it takes longer, and leaves it to itself then."""
        self._thread.join(seconds)
        if self._errors:
            raise self._errors[0]
        if not self._results:
            raise Stopped(f"{what}超过{seconds:g}秒,已停止。")
        return self._results[0]
