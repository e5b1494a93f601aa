"""Everything read anew from raw/: as it was where nothing has changed, as the lists say now, and all or nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from etl.publishing.making import publish
from etl.reloading import NotReloaded, reload_all
from etl.site import Site
from etl.store import open_current
from etl.warehouse import Warehouse
from tests.etl.conftest import ROOT
from tests.etl.test_loading import NOW, line, load, write

KILLED = """
import os, signal, sys
from pathlib import Path
import etl.reloading
from etl.site import Site
from etl.warehouse import Warehouse
at = int(sys.argv[2])
def tell(step, done, of):
    if done == at:
        os.kill(os.getpid(), signal.SIGKILL)
with Warehouse(Site(Path(sys.argv[1]))) as warehouse:
    etl.reloading.reload_all(warehouse, tell)
"""


@pytest.fixture
def filled(site: Site) -> Site:
    """Three files: the second, earlier by name, moves a person of the first; one bad row mended by its 退回单."""
    write(site.inbox / "乙.csv", [line(1), line(2), line(3, street="无名街道"), line(4, on="2023-13-01")])
    (first,) = load(site)
    write(site.inbox / "甲.csv", [line(1, street="文源街道")])
    load(site)
    assert first.returned is not None
    workbook = openpyxl.load_workbook(first.returned)
    sheet = workbook[workbook.sheetnames[0]]
    row = next(cells for cells in sheet.iter_rows() if any(cell.value == "2023-13-01" for cell in cells))
    next(cell for cell in row if cell.value == "2023-13-01").value = "2023-03-09"
    workbook.save(site.inbox / first.returned.name)
    load(site)
    return site


def facts(site: Site) -> list[tuple[Any, ...]]:
    """All rows but the number of their load, and what still waits to be mended."""
    with Warehouse(site) as warehouse:
        return [
            *warehouse.rows("select * exclude (load_id) from warehouse.fact_hiring order by all"),
            *warehouse.rows("select sheet, row_no, rule, value from warehouse.quarantine where mended_by is null"),
            *warehouse.rows("select file_name, sha256, loaded_at from warehouse.load_log order by load_id"),
        ]


def reload(site: Site) -> None:
    with Warehouse(site) as warehouse:
        reload_all(warehouse)


def test_where_nothing_has_changed_everything_is_as_it_was(filled: Site) -> None:
    """The later file has the last word although its name and its checksum come first."""
    before = facts(filled)
    reload(filled)
    assert facts(filled) == before
    with Warehouse(filled) as warehouse:
        assert warehouse.rows("select min(load_id) from warehouse.load_log") == [(4,)], "ids go on: builds know them"


def test_a_street_added_to_the_list_gets_its_rows_and_the_next_build_shows_it(filled: Site) -> None:
    with Warehouse(filled) as warehouse:
        publish(warehouse, NOW)
    with (filled.path / "reference" / "areas.csv").open("a", encoding="utf-8") as areas:
        areas.write("430103099,无名街道,无名,street,430103,,,,,,\n")
    fresh = Site(filled.path)
    reload(fresh)
    with Warehouse(fresh) as warehouse:
        publish(warehouse, datetime(2023, 7, 3, 9, 30))
    sql = "select area_code, ytd from kpi_value where kpi = 'new_urban_jobs' and month = '2023-03-01' and ytd > 0"
    found = {row["area_code"]: int(row["ytd"]) for row in open_current(fresh.path).records(sql)}
    assert found == {"430103": 4, "430103002": 2, "430103011": 1, "430103099": 1}


def test_a_missing_original_stops_it_before_anything_is_touched(filled: Site) -> None:
    before = facts(filled)
    lost = next(filled.raw.rglob("*甲.csv"))
    lost.unlink()
    with pytest.raises(NotReloaded, match=lost.name):
        reload(filled)
    assert facts(filled) == before


def test_an_original_that_cannot_be_read_any_more_leaves_all_as_it_was(filled: Site) -> None:
    before = facts(filled)
    sent_back = sorted(filled.returned.rglob("*"))
    damaged = next(filled.raw.rglob("*甲.csv"))
    damaged.chmod(0o600)
    damaged.write_text("", encoding="utf-8")
    with pytest.raises(NotReloaded, match="甲"):
        reload(filled)
    assert facts(filled) == before
    assert sorted(filled.returned.rglob("*")) == sent_back, "no 退回单 of loads that never were"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_killed_at_any_file_all_is_as_it_was(filled: Site, at: int) -> None:
    before = facts(filled)
    done = subprocess.run([sys.executable, "-c", KILLED, str(filled.path), str(at)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert facts(filled) == before
    reload(filled)
    assert facts(filled) == before


def test_killed_before_the_rename_it_is_the_old_one_and_after_it_the_new(filled: Site) -> None:
    before = facts(filled)
    kill = "os.kill(os.getpid(), signal.SIGKILL)"
    for order in (f"{kill}; whole(self, to)", f"whole(self, to); {kill}"):
        patched = KILLED.replace(
            "at = int",
            f"whole = Path.replace\ndef stop(self, to):\n    if Path(to).name == 'warehouse.duckdb': {order}\n"
            "    return whole(self, to)\nPath.replace = stop\nat = int",
        )
        done = subprocess.run([sys.executable, "-c", patched, str(filled.path), "-1"], cwd=ROOT, check=False)
        assert done.returncode == -signal.SIGKILL
        assert facts(filled) == before
