"""The targets that ship: the nation's as its government reported them, the district's examples marked and adding up."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from etl.kpi.catalogue import read_catalogue
from etl.kpi.targets import Target, read_targets
from etl.site import Site

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("CHANGFENG_SHARED", ROOT.parent / "shared"))
NATIONAL = SHARED / "realdata" / "mohrss_monthly" / "national_targets.csv"
SITE = Site(ROOT / "data")
KPIS = {kpi.id: kpi for kpi in read_catalogue(SITE.kpis)}
TARGETS = read_targets(SITE.targets, KPIS.values()).targets
NAMES = {
    "城镇新增就业": "new_urban_jobs",
    "城镇登记失业率": "registered_unemployment_rate",
    "城镇调查失业率": "surveyed_unemployment_rate",
}


def _base(target: str, unit: str) -> Fraction:
    return Fraction(Decimal(target)) * {"万人": Fraction(10000), "%": Fraction(1, 100)}[unit]


def test_national_targets_equal_the_reports() -> None:
    if not NATIONAL.exists():
        pytest.skip(f"the list of national targets is not there: {NATIONAL.name}")
    with NATIONAL.open(encoding="utf-8", newline="") as file:
        expected = {
            (NAMES[row["kpi"]], int(row["year"]), _base(row["target"], row["unit"]), row["qualifier"], row["source"])
            for row in csv.DictReader(file)
        }
    shipped = {(t.kpi, t.year, t.target, t.qualifier, t.document) for t in TARGETS if t.area_code == "000000"}
    assert shipped == expected


def test_national_targets_are_issued_in_march_or_carry_no_date() -> None:
    for target in TARGETS:
        if target.area_code == "000000":
            assert target.label == "国家"
            assert target.issued_on is None or (target.issued_on.year, target.issued_on.month) == (target.year, 3)


def test_all_others_are_marked_as_examples() -> None:
    district = [target for target in TARGETS if target.area_code != "000000"]
    assert district
    for target in district:
        assert target.is_sample
        assert target.document == "示例目标,非正式下达"
        assert target.label in SITE.district.target_preference


def test_targets_of_the_streets_sum_to_the_districts() -> None:
    streets = {e.code for e in SITE.reference("areas") if e.extra["level"] == "street"}
    by_area: dict[tuple[str, int], dict[str, Target]] = defaultdict(dict)
    for target in TARGETS:
        if target.area_code != "000000":
            assert target.area_code not in by_area[target.kpi, target.year]
            by_area[target.kpi, target.year][target.area_code] = target
    flows = 0
    for (kpi, _), targets in by_area.items():
        amounts = {area: target.target for area, target in targets.items()}
        district = amounts.pop(SITE.district.adcode)
        if not amounts:
            continue
        assert amounts.keys() == streets
        if KPIS[kpi].kind == "flow":
            flows += 1
            assert sum(amount or 0 for amount in amounts.values()) == district
        else:
            assert set(amounts.values()) == {district}
    assert flows == 9  # three indicators in three years
