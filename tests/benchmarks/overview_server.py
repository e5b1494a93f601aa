"""The server's time for one overview page, with 10 million orders behind it and with 50 thousand.

Measured inside one process: resolve the address, query the build, build the tree, write it as HTML and as the JSON of
Dash's own request. Every address is of an area and year that nobody has asked for, so neither the page nor its
figures are kept.
"""

from __future__ import annotations

import time
from itertools import product
from pathlib import Path

from dash._utils import to_json

from dashboard.app import create_app
from dashboard.delivery.shell import Shell
from etl.store import open_current
from tests.benchmarks.measuring import Line, Report, etl, median, tell
from tests.benchmarks.workbench import FEW_ORDERS, Workbench

WARM_UP = 5
MONTHS = ("2022-12", "2021-12")  # all ledgers have rows; what is kept of one year serves all its months
MOST_TIMES = 1.2


def report(bench: Workbench) -> Report:
    """One line: the ratio of the medians."""
    ledgers = bench.other_ledgers
    large, small = _shell(bench.large_site, ledgers), _shell(bench.small_site, ledgers)
    tell("overview pages on the server")
    places = list(product(MONTHS, _areas(bench.large_site)))
    times: dict[Shell, list[float]] = {large: [], small: []}
    for month, area in places:
        for shell, taken in times.items():
            taken.append(_draw(shell, month, area))
    times = {shell: taken[WARM_UP:] for shell, taken in times.items()}
    ratio = median(times[large]) / median(times[small])
    return Report(
        [
            Line(
                f"overview: server time for one page, {bench.orders:,} orders against {FEW_ORDERS:,}",
                f"{ratio:.2f} ×",
                f"≤ {MOST_TIMES} ×",
                ratio <= MOST_TIMES,
                f"{1000 * median(times[large]):.0f} ms against {1000 * median(times[small]):.0f} ms, "
                f"median of {len(times[large])} areas and years, nothing kept",
            )
        ]
    )


def _shell(site: Path, ledgers: Path) -> Shell:
    tell("loading the ledgers of the other cards")
    etl("load", ledgers, site / "public", "--site", site)
    return create_app(site).shell


def _areas(site: Path) -> list[str]:
    """The streets first, so that the district is no warm-up."""
    levels = {area.area_code: area.level for area in open_current(site).areas}
    return [code for wanted in ("street", "district") for code, level in levels.items() if level == wanted]


def _draw(shell: Shell, month: str, area: str) -> float:
    started = time.perf_counter()
    drawn = shell.draw("/", {"month": [month], "area": [area]})
    written: str = to_json(drawn.tree)  # type: ignore[no-untyped-call]
    if len(drawn.html) + len(written) < 100_000:
        raise RuntimeError("the overview is nearly empty: there is nothing to measure")
    return time.perf_counter() - started
