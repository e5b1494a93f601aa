"""What ``make run`` does before it serves, on a site where nothing is loaded; and the same command once more."""

from __future__ import annotations

from tests.benchmarks.measuring import Line, Report, etl
from tests.benchmarks.workbench import Workbench


def report(bench: Workbench) -> Report:
    """Two lines without a figure to reach."""
    site, first = bench.first_run
    files = sum(1 for path in (site / "raw").rglob("*") if path.is_file())
    second = etl("first-run", "--site", site)
    return Report(
        [
            Line(
                f"`make run`, first time: invent and load {files} files, publish",
                f"{first.seconds:.1f} s",
                note=f"CPU time {first.cpu_seconds:.1f} s; peak memory {first.peak_bytes / 2**30:.2f} GB",
            ),
            Line("`make run`, second time, until it serves", f"{second.seconds:.1f} s"),
        ]
    )
