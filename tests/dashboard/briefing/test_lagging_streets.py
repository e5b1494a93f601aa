"""Which streets are told behind a KPI that lags: each rule by three streets made by hand."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from dashboard.briefing.content import Sentence
from dashboard.briefing.text.lagging_streets import Streets, streets_behind, with_streets
from etl.store import Area, Kpi
from tests.dashboard.briefing.figures import JUNE, RATE, figures, kpi

JOBS = kpi()
SITES = kpi(kpi="sites", name="站点数", kind="level", unit="个")
NAMES = ("甲街道", "乙街道", "丙街道")
LATE: dict[str, Any] = {"ytd": "40", "target": "100", "completion": "0.4", "pace": "0.5", "status": "slow"}


def area(name: str) -> Area:
    given: dict[str, Any] = {field.name: None for field in fields(Area)}
    return Area(**{**given, "area_code": name, "name": name, "short_name": name[0], "level": "street"})


def streets(one: Kpi, *rows: dict[str, Any], is_ranked: bool = True) -> Streets:
    areas = [area(name) for name in NAMES]
    cells = {
        (name, one.kpi): figures(kpi=one.kpi, area_code=name, **row) for name, row in zip(NAMES, rows, strict=True)
    }
    return Streets("430103", JUNE, areas, cells, is_ranked, small_base=30)


def late(gap: str, needed: str, **more: Any) -> dict[str, Any]:
    return LATE | {"gap_pp": gap, "needed_per_month": needed} | more


ON_PACE: dict[str, Any] = LATE | {"gap_pp": "1", "status": "on_pace"}


def rate(ytd: str, n: str, gap: str) -> dict[str, Any]:
    return {"ytd": ytd, "ytd_denominator": n, "target": "0.99", "gap_pp": gap, "status": "behind"}


CASES: list[tuple[str, Kpi, list[dict[str, Any]], str | None]] = [
    (
        "the furthest first, with what each month must bring, rounded up",
        JOBS,
        [late("-5.1", "9.2"), late("-12.1", "11.01"), ON_PACE],
        "3个街道中2个落后;差距较大的是乙街道慢于序时进度12.1个百分点,后6个月月均需完成12人;"
        "甲街道慢于序时进度5.1个百分点,后6个月月均需完成10人。",
    ),
    (
        "a street of few cases is counted and not named",
        JOBS,
        [late("-5.1", "9"), late("-30", "12", ytd="29"), ON_PACE],
        "3个街道中2个落后(基数偏小的不列名);差距最大的是甲街道慢于序时进度5.1个百分点,后6个月月均需完成9人。",
    ),
    (
        "none but streets of few cases",
        JOBS,
        [late("-5.1", "9", ytd="3"), ON_PACE, ON_PACE],
        "3个街道中1个落后(基数均偏小,不列名)。",
    ),
    (
        "all of them, a rate: its n is the base, and the figure stands in place of the pace",
        RATE,
        [rate("0.966", "500", "-2.4"), rate("0.9", "20", "-9"), rate("0.98", "31", "-1")],
        "3个街道均落后(基数偏小的不列名);差距较大的是甲街道96.6%,差2.4个百分点;丙街道98.0%,差1.0个百分点。",
    ),
    (
        "what stands at a date may be few",
        SITES,
        [{"ytd": "4", "target": "6", "gap_pp": "-33.3", "status": "slow"}, ON_PACE, ON_PACE],
        "3个街道中1个落后;差距最大的是甲街道4个,差2个。",
    ),
    ("none is behind", JOBS, [ON_PACE, ON_PACE, ON_PACE], None),
]


@pytest.mark.parametrize(("one", "rows", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_rule(one: Kpi, rows: list[dict[str, Any]], said: str | None) -> None:
    found = streets_behind(one, streets(one, *rows))
    assert (found.text if found else None) == said


def test_every_number_says_whose_it_is() -> None:
    found = streets_behind(JOBS, streets(JOBS, late("-5.1", "9.2"), late("-12.1", "11.01"), ON_PACE))
    assert found is not None
    assert [(one.area, one.measure, one.shown) for one in found.numbers] == [
        ("430103", "streets", "3个"),
        ("430103", "streets_behind", "2个"),
        ("乙街道", "gap_pp", "12.1个百分点"),
        ("乙街道", "needed_per_month", "12人"),
        ("甲街道", "gap_pp", "5.1个百分点"),
        ("甲街道", "needed_per_month", "10人"),
    ]


def test_where_streets_are_not_ranked_none_is_named() -> None:
    found = streets_behind(JOBS, streets(JOBS, late("-5.1", "9"), ON_PACE, ON_PACE, is_ranked=False))
    assert found is not None
    assert found.text == "3个街道中1个落后。"


def test_december_is_the_last_month_and_then_nothing_is_needed() -> None:
    def said(month: int) -> str:
        given = replace(streets(JOBS, late("-5.1", "9"), ON_PACE, ON_PACE), month=JUNE.replace(month=month))
        found = streets_behind(JOBS, given)
        assert found is not None
        return found.text

    assert said(11).endswith("最后1个月需完成9人。")
    assert "需完成" not in said(12)


def test_it_stands_behind_the_sentence_of_the_district() -> None:
    whole = Sentence("新增就业慢于序时进度。")
    assert with_streets(whole, JOBS, streets(JOBS, ON_PACE, ON_PACE, ON_PACE)) == whole
    told = with_streets(whole, JOBS, streets(JOBS, late("-5.1", "9"), ON_PACE, ON_PACE))
    assert told.text.startswith("新增就业慢于序时进度。3个街道中1个落后;")
