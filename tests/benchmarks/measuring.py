"""What a benchmark yields, and how a command is measured: wall time, CPU time and peak memory of one child process."""

from __future__ import annotations

import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Line:
    """One measured figure beside the one to reach; `is_reached` is None where there is none to reach."""

    work: str
    measured: str
    to_reach: str = ""
    is_reached: bool | None = None
    note: str = ""


@dataclass
class Report:
    """What a benchmark found: its lines for the table, and further Markdown that stands below it."""

    lines: list[Line] = field(default_factory=list)
    details: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Run:
    """One child process, from its start to its end."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def run(*command: str | Path) -> Run:
    """Run a command to its end; its output is shown only when it fails, which is an error."""
    with subprocess.Popen(
        [str(word) for word in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as child:
        assert child.stdout is not None
        started = time.perf_counter()
        output = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {child.returncode}:\n{output}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def etl(*words: str | Path) -> Run:
    """``python -m etl …`` as its own process, as a clerk starts it."""
    return run(sys.executable, "-m", "etl", *words)


def timed(work: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median(numbers: Sequence[float]) -> float:
    return statistics.median(numbers)


def spread(numbers: Sequence[float], digits: int = 1) -> str:
    """All runs, fastest first: a reader sees how quiet the machine was."""
    return " / ".join(f"{number:.{digits}f}" for number in sorted(numbers))


def machine() -> list[str]:
    """The machine and the versions, as lines of Markdown."""
    cpus = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"^model name\s*:\s*(.+)$", cpus, re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ("duckdb", "pandas", "pyarrow", "python-calamine", "dash", "plotly")
    return [
        f"- {date.today():%Y-%m-%d}, {model.group(1) if model else platform.machine()}, {os.cpu_count()} cores, "
        f"{memory:.0f} GB, {platform.system()} {platform.release()}",
        f"- Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in packages),
        f"- load average at the end: {', '.join(f'{load:.1f}' for load in os.getloadavg())} "
        "(above 1 beyond the work itself, something else was running)",
    ]


def tell(what: str) -> None:
    """Progress, for who waits."""
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)
