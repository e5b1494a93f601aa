"""Steps of a briefing, each in a process of its own with a time limit: none can hang the others or take them along.

A step is forked off, so that it sees what has been made before; the process that starts it must hold no open build. It
answers with what it made or with one Chinese sentence why not, and is ended with all its children when its time is up.
"""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from dashboard.briefing.faults import Fault, NotThere
from etl.fault_log import fault_number, record

_FORK = multiprocessing.get_context("fork")
REASONS = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额不足",
    errno.EACCES: "没有写入权限",
    errno.EPERM: "没有写入权限",
    errno.EROFS: "目标目录是只读的",
    errno.ENOMEM: "内存不足",
}


@dataclass(frozen=True)
class Ended:
    """How a step ended: ``made`` is what it gave back, or ``fault`` says why there is nothing."""

    name: str
    seconds: float
    made: Any = None
    fault: Fault | None = None


class Step:
    """A step that is running."""

    def __init__(self, name: str, limit: float, make: Callable[[], Any], site: Path) -> None:
        self.name = name
        self._limit = limit
        self._began = time.monotonic()
        self.answers, sending = _FORK.Pipe(duplex=False)
        self._process = _FORK.Process(target=_work, args=(sending, name, make, site), name=f"briefing: {name}")
        self._process.start()
        sending.close()

    @property
    def seconds(self) -> float:
        """For how long it has run."""
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        """Seconds until its time is up."""
        return max(0.0, self._limit - self.seconds)

    def ended(self) -> Ended | None:
        """How it ended; None while it runs. One whose time is up is stopped here."""
        if self.answers.poll():
            return self._answer()
        if self.left:
            return None
        self.stop()
        reason = f"超过{self._limit:.0f}秒没有完成,已停止。请稍后再生成一次"
        return Ended(self.name, self.seconds, fault=Fault(f"{reason}。"))

    def stop(self) -> None:
        """End the process and its children at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid or 0, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        self.answers.close()

    def _answer(self) -> Ended:
        try:
            made, fault = self.answers.recv()
        except (EOFError, OSError, UnpicklingError):
            made, fault = None, Fault("意外中止,可能是内存不足。请稍后再生成一次。")
        seconds = self.seconds
        self.stop()
        return Ended(self.name, seconds, made, fault)


def wait_for(steps: list[Step], longest: float) -> None:
    """Until one of the steps has something to tell, at most for ``longest`` seconds."""
    wait([step.answers for step in steps], min([longest, *(step.left for step in steps)]))


def _work(sending: Connection, name: str, make: Callable[[], Any], site: Path) -> None:
    """The step's own process: a group of its own, so that it can be ended with its children."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command ends its steps itself
    try:
        sending.send((make(), None))
    except NotThere as nothing:
        sending.send((None, NotThere(str(nothing))))
    except Fault as fault:
        sending.send((None, Fault(str(fault))))
    except Exception as error:  # noqa: BLE001  (whatever goes wrong with one step is told, the others go on)
        sending.send((None, reason_of(error, site, name)))
    sending.close()


def reason_of(error: Exception, site: Path, doing: str) -> Fault:
    """A fault in words: what the machine lacks, else a number that stands in the site's log."""
    if isinstance(error, MemoryError):
        return Fault(f"{REASONS[errno.ENOMEM]}。")
    if isinstance(error, OSError) and error.errno in REASONS:
        return Fault(f"{REASONS[error.errno]}。")
    number = fault_number(error)
    is_kept = record(error, site, f"生成简报:{doing}") is not None
    return Fault(f"程序出错,故障号 {number}{'' if is_kept else ',未能记入日志'},请告知系统管理员。")
