"""The server's time for one overview page, with 10 million orders behind it and with 50 thousand.

Measured inside one process: resolve the address, query the build, build the tree, write it as HTML and as the JSON of
Dash's own request. Every address is a new one, so nothing is served from what the shell has kept.
"""

from __future__ import annotations

import time
from itertools import count
from pathlib import Path

from dash._utils import to_json

from dashboard.app import create_app
from dashboard.shell import Shell
from tests.benchmarks.measuring import Line, Report, etl, median, tell
from tests.benchmarks.workbench import FEW_ORDERS, Workbench

TURNS = 40
WARM_UP = 5
MONTH = "2022-12"  # the last in which all ledgers have rows
MOST_TIMES = 1.2

_fresh = count()


def report(bench: Workbench) -> Report:
    """One line: the ratio of the medians."""
    ledgers = bench.other_ledgers
    large, small = _shell(bench.large_site, ledgers), _shell(bench.small_site, ledgers)
    tell("overview pages on the server")
    for _ in range(WARM_UP):
        _draw(large)
        _draw(small)
    times: dict[Shell, list[float]] = {large: [], small: []}
    for _ in range(TURNS):
        for shell, taken in times.items():
            taken.append(_draw(shell))
    ratio = median(times[large]) / median(times[small])
    return Report(
        [
            Line(
                f"overview: server time for one page, {bench.orders:,} orders against {FEW_ORDERS:,}",
                f"{ratio:.2f} ×",
                f"≤ {MOST_TIMES} ×",
                ratio <= MOST_TIMES,
                f"{1000 * median(times[large]):.0f} ms against {1000 * median(times[small]):.0f} ms, "
                f"median of {TURNS}, nothing kept",
            )
        ]
    )


def _shell(site: Path, ledgers: Path) -> Shell:
    tell("loading the ledgers of the other cards")
    etl("load", ledgers, site / "public", "--site", site)
    return create_app(site).shell


def _draw(shell: Shell) -> float:
    started = time.perf_counter()
    drawn = shell.draw("/", {"month": [MONTH], "turn": [str(next(_fresh))]})
    written: str = to_json(drawn.tree)  # type: ignore[no-untyped-call]
    if len(drawn.html) + len(written) < 100_000:
        raise RuntimeError("the overview is nearly empty: there is nothing to measure")
    return time.perf_counter() - started
