"""The demo of a first run brings rows back to the clerk, and no figure knows of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from etl.demo import write_demo
from etl.demo.faulty import RULES
from etl.loading import Found, load_file
from etl.site import Site
from etl.warehouse import Warehouse

LOADED_AT = datetime(2023, 7, 3, 9, 0)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_each_fault_is_sent_back_by_its_rule_and_the_others_stand(
    shipped: Site, site: Site, tmp_path: Path, suffix: str
) -> None:
    plain, faulty = (
        write_demo(shipped, tmp_path / name, rows=4000, years=(2023,), formats=(suffix,), with_faults=name == "faulty")
        for name in ("plain", "faulty")
    )
    changed = [after for before, after in zip(plain, faulty, strict=True) if before.read_bytes() != after.read_bytes()]
    assert [path.stem for path in changed] == ["城镇新增就业实名台账_2023年06月", "12345热线工单_2023年06月"]
    with Warehouse(site) as warehouse:
        for path, rules in zip(changed, RULES.values(), strict=True):
            clean = load_file(warehouse, Found(plain[faulty.index(path)]), LOADED_AT)
            told = load_file(warehouse, Found(path), LOADED_AT)
            assert (told.rows_accepted, told.rows_quarantined) == (clean.rows_accepted, len(rules))
            assert told.returned is not None
        found = warehouse.rows("select source, rule, count(distinct row_no) from warehouse.quarantine group by all")
    assert {(source, rule): rows for source, rule, rows in found} == {
        (source, rule): 1 for source, rules in RULES.items() for rule in rules
    }
