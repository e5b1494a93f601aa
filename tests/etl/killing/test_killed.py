"""SIGKILL at steps spread over the whole of load and build: the files end up wholly in, the figures end up the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from etl.demo import write_demo
from etl.loading import find_files, load_file
from etl.publishing.making import publish
from etl.site import Site
from etl.warehouse import Warehouse
from tests.etl.conftest import keep_kpis

POINTS = 40
KPIS = ("new_urban_jobs", "pension_coverage_rate")  # one counted in people, one a rate: measuring them is quick
ROOT = Path(__file__).parents[3]


@pytest.fixture
def waiting(site: Site, tmp_path: Path) -> Site:
    """A site with one month published and the files of a second month in the inbox."""
    keep_kpis(site, *KPIS)
    for path in site.public.iterdir():
        path.unlink()
    ledgers = write_demo(site, tmp_path / "demo", rows=900, years=(2023,), mess=True)
    before = [path for path in ledgers if "2023年01月" in path.name]
    with Warehouse(site) as warehouse:
        for file in find_files(before, site.work):
            assert load_file(warehouse, file, datetime(2023, 6, 1)).state == "loaded"
        publish(warehouse, datetime(2023, 6, 1))
    kinds = ("城镇新增就业实名台账", "社会保险月报")  # merged by key and with bad rows; replacing its month
    after = [path for path in ledgers if "2023年02月" in path.name and path.name.startswith(kinds)]
    assert len(after) == len(kinds)
    for path in after:
        path.rename(site.inbox / path.name)
    return site


@pytest.mark.slow
def test_killed_anywhere_the_next_run_finishes_with_the_same_figures(waiting: Site, tmp_path: Path) -> None:
    driver = Path(__file__).with_name("driver.py")
    (tmp_path / "runs").mkdir()
    done = subprocess.run(
        [sys.executable, str(driver), str(waiting.path), str(tmp_path / "runs"), str(POINTS)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["steps"] >= POINTS, "each point is a step of its own"
    assert told["rows"]["kpi_value"] > 0
    assert told["rows"]["inbox"] == 0
    assert [run for run in told["runs"] if not run["died"]] == [], "every run was killed where it should have been"
    assert [run for run in told["runs"] if run["between"] != "a build"] == [], "readers always had a whole build"
    assert [run for run in told["runs"] if run["differs"]] == []
