"""A ledger of 200,000 rows in .xlsx into the published build, against calamine's bare parsing of the same file.

The bare parsing is ``to_python`` of the only sheet; both are whole processes and run in turn.
"""

from __future__ import annotations

import sys
from itertools import chain, islice, takewhile
from pathlib import Path

from etl.demo import files, invent
from etl.site import Site
from tests.benchmarks.measuring import ROOT, Line, Report, etl, median, run, spread, tell
from tests.benchmarks.workbench import Workbench

ROWS = 200_000
DEMO_ROWS, YEARS = 900_000, (2021, 2022)  # of all ledgers, so that hiring has enough
TURNS = 3
MOST_TIMES = 3
BARE = (
    "import python_calamine, sys; "
    "python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()"
)


def report(bench: Workbench) -> Report:
    """One line."""
    path = _ledger(bench.folder / "ledger.xlsx")
    bare, ours = [], []
    for turn in range(TURNS):
        tell(f"loading a workbook of {ROWS:,} rows, turn {turn + 1} of {TURNS}")
        bare.append(run(sys.executable, "-c", BARE, path))
        ours.append(etl("load", path, "--site", bench.fresh_site("workbook")))
    times = median([r.seconds for r in ours]) / median([r.seconds for r in bare])
    size = path.stat().st_size / 1e6
    peak = max(r.peak_bytes for r in ours)
    return Report(
        [
            Line(
                f"a ledger of {ROWS:,} rows × 11 columns in .xlsx ({size:.0f} MB), read to published",
                f"{times:.2f} × calamine's bare read",
                f"≤ {MOST_TIMES} ×",
                times <= MOST_TIMES,
                f"{spread([r.seconds for r in ours])} s against {spread([r.seconds for r in bare])} s; "
                f"peak memory {peak / 2**30:.2f} GB",
            )
        ]
    )


def _ledger(path: Path) -> Path:
    """Invented people hired, all in one sheet: title, header, rows with Excel's own dates."""
    tell(f"writing a workbook of {ROWS:,} rows")
    site = Site(ROOT / "data")
    hiring = list(takewhile(lambda ledger: ledger.source.id == "hiring", invent(site, DEMO_ROWS, YEARS)))
    rows = list(islice(chain.from_iterable(files.cell_rows(ledger) for ledger in hiring), ROWS))
    if len(rows) < ROWS:
        raise RuntimeError(f"only {len(rows):,} rows were invented")
    files.write_xlsx(path, files.plain_grid(hiring[0], site.district.short_name, rows))
    return path
