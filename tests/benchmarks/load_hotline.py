"""A very large text file into the published build, against DuckDB's bare reading of it; then what comes after it.

The bare reading is ``create table as select * from read_csv(…)`` into a database on disk; both are whole processes and
run in turn. What comes after: the same file once more, and 50 thousand orders of the next months.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

from tests.benchmarks.measuring import ROOT, Line, Report, Run, etl, median, run, spread, tell
from tests.benchmarks.workbench import FEW_ORDERS, Workbench

TURNS = 3
MOST_TIMES = 4
MOST_BYTES = 4 << 30
MOST_SECONDS_KNOWN = 3
MOST_SECONDS_MORE = 10
MONTHS_AFTER = ((date(2023, 1, 1), 31), (date(2023, 2, 1), 28), (date(2023, 3, 1), 31))
BARE = "import duckdb, sys; duckdb.connect(sys.argv[2]).execute(f\"create table t as from read_csv('{sys.argv[1]}')\")"


def report(bench: Workbench) -> Report:
    """Lines for loading, loading again and loading more; the stages of one load below."""
    found = Report()
    bare, ours = _in_turn(bench)
    found.lines += _of_loading(bench, bare, ours)
    found.details += _stages(bench)
    bench.large_site = bench.folder / "loading"
    found.lines.append(_once_more(bench))
    found.lines += _fifty_thousand_more(bench)
    return found


def _in_turn(bench: Workbench) -> tuple[list[Run], list[Run]]:
    bare, ours = [], []
    for turn in range(TURNS):
        tell(f"loading {bench.orders:,} orders, turn {turn + 1} of {TURNS}")
        database = bench.folder / "bare.duckdb"
        bare.append(run(sys.executable, "-c", BARE, bench.large_csv, database))
        database.unlink()
        ours.append(etl("load", bench.large_csv, "--site", bench.fresh_site("loading")))
    return bare, ours


def _of_loading(bench: Workbench, bare: list[Run], ours: list[Run]) -> list[Line]:
    times = median([r.seconds for r in ours]) / median([r.seconds for r in bare])
    cpu_times = median([r.cpu_seconds for r in ours]) / median([r.cpu_seconds for r in bare])
    peak = max(r.peak_bytes for r in ours)
    size = bench.large_csv.stat().st_size
    return [
        Line(
            f"load {bench.orders:,} hotline orders from one CSV ({size / 1e9:.2f} GB), read to published",
            f"{times:.2f} × DuckDB's bare reading",
            f"≤ {MOST_TIMES} ×",
            times <= MOST_TIMES,
            f"{spread([r.seconds for r in ours])} s against {spread([r.seconds for r in bare])} s; "
            f"CPU time {cpu_times:.2f} × ({median([r.cpu_seconds for r in ours]):.1f} s)",
        ),
        Line("its peak memory", f"{peak / 2**30:.2f} GB", f"≤ {MOST_BYTES >> 30} GB", peak <= MOST_BYTES),
    ]


def _once_more(bench: Workbench) -> Line:
    tell("the same file once more")
    runs = [etl("load", bench.large_csv, "--site", bench.large_site).seconds for _ in range(TURNS)]
    took = median(runs)
    return Line(
        "the same file once more",
        f"{took:.1f} s",
        f"≤ {MOST_SECONDS_KNOWN} s",
        took <= MOST_SECONDS_KNOWN,
        spread(runs),
    )


def _fifty_thousand_more(bench: Workbench) -> list[Line]:
    large: list[float] = []
    small: list[float] = []
    for first_day, days in MONTHS_AFTER:
        more = bench.hotline_csv(FEW_ORDERS, first_day, days)
        tell(f"{FEW_ORDERS:,} more orders")
        for site, runs in ((bench.large_site, large), (bench.small_site, small)):
            runs.append(etl("load", more, "--site", site).seconds)
    took, growth = median(large), median(large) / median(small)
    return [
        Line(
            f"{FEW_ORDERS:,} more orders into that warehouse, to the published build",
            f"{took:.1f} s",
            f"≤ {MOST_SECONDS_MORE} s",
            took <= MOST_SECONDS_MORE,
            spread(large),
        ),
        Line(
            f"the same into a warehouse that holds {FEW_ORDERS:,}",
            f"{median(small):.1f} s",
            note=f"{spread(small)}; the large warehouse takes {growth:.2f} × as long",
        ),
    ]


def _stages(bench: Workbench) -> list[str]:
    tell("the stages of one load")
    program = [sys.executable, "-m", "tests.benchmarks.stages", bench.large_csv, bench.fresh_site("stages")]
    done = subprocess.run([str(word) for word in program], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    stages = json.loads(done.stdout)
    lines = [f"### Stages of loading {bench.orders:,} orders", "", "| stage | seconds | CPU seconds |", "|---|---|---|"]
    return [*lines, *(f"| {name} | {wall:.1f} | {cpu:.1f} |" for name, wall, cpu in stages), ""]
