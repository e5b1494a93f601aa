"""All benchmarks in one table, on standard output and in ``docs/BENCHMARKS.md``; nothing here is asserted.

Run: python -m tests.benchmarks              all, about 40 minutes; rewrites docs/BENCHMARKS.md
     python -m tests.benchmarks load_hotline overview_server      some, printed only
     python -m tests.benchmarks --orders 200000                   with a smaller file, printed only
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import (
    briefing_capture,
    briefing_faults,
    first_run,
    forecast_backtest,
    load_hotline,
    load_workbook,
    overview_browser,
    overview_server,
    page_changes,
    pages_browser,
    readers,
    tab_heap,
)
from tests.benchmarks.measuring import ROOT, Line, Report, machine, tell
from tests.benchmarks.workbench import Workbench

ORDERS = 10_000_000
PAGE = ROOT / "docs" / "BENCHMARKS.md"
INTRODUCTION = """# Benchmarks

Written by `make bench`. Ratios are of the medians of runs that took turns in one go on one machine; times after them
are all runs, fastest first. Every load is the whole command, from its start to the published build.
"""


def _forecasts(_bench: Workbench) -> Report:
    head = ["## How well the landing forecast would have done", ""]
    return Report(details=[*head, *forecast_backtest.report(forecast_backtest.SERIES)])


BENCHMARKS: dict[str, Callable[[Workbench], Report]] = {
    "load_hotline": load_hotline.report,
    "load_workbook": load_workbook.report,
    "overview_server": overview_server.report,
    "first_run": first_run.report,
    "overview_browser": overview_browser.report,
    "pages_browser": pages_browser.report,
    "page_changes": page_changes.report,
    "readers": readers.report,
    "tab_heap": tab_heap.report,
    "forecast_backtest": _forecasts,
    "briefing_capture": briefing_capture.report,
    "briefing_faults": briefing_faults.report,
}


def main() -> None:
    """Run what is asked for; the page is rewritten only by a full run."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="benchmark", help=", ".join(BENCHMARKS))
    parser.add_argument("--orders", type=int, default=ORDERS, help="rows of the large file")
    parser.add_argument("--folder", type=Path, help="where files are made (4 GB free); default: the system's own")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    found = Report()
    with tempfile.TemporaryDirectory(prefix="changfeng-bench-", dir=asked.folder) as folder:
        bench = Workbench(Path(folder), asked.orders)
        for name in asked.names or BENCHMARKS:
            tell(f"== {name}")
            one = BENCHMARKS[name](bench)
            found.lines += one.lines
            found.details += one.details
    text = "\n".join([INTRODUCTION, *machine(), "", *_table(found.lines), "", *found.details]).rstrip() + "\n"
    print(text)
    if not asked.names and asked.orders == ORDERS:
        PAGE.write_text(text, encoding="utf-8")


def _table(lines: list[Line]) -> list[str]:
    if not lines:
        return []
    marks = {True: "yes", False: "**no**", None: ""}
    rows = [
        f"| {line.work} | {line.measured} | {line.to_reach} | {marks[line.is_reached]} | {line.note} |"
        for line in lines
    ]
    return ["| work | measured | to reach | reached | runs |", "|---|---|---|---|---|", *rows]


if __name__ == "__main__":
    main()
