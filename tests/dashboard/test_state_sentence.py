"""The sentence of state, case by case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from dashboard.address.view import View, resolve
from dashboard.components import state_sentence
from etl.store import Build, Kpi, KpiValue


@pytest.fixture(scope="module")
def view(build: Build) -> View:
    return resolve(build, "/", {})


def pair(build: Build, name: str, status: str, gap_pp: str | None, pace: str | None = "0.546") -> tuple[Kpi, KpiValue]:
    kpi = replace(build.kpis[0], name=name)
    figures = build.values(areas=[build.meta.district], since=build.months[-1], until=build.months[-1])[0]
    gap = None if gap_pp is None else Decimal(gap_pp)
    return kpi, replace(figures, status=status, gap_pp=gap, pace=None if pace is None else Decimal(pace))


CASES = [
    ([], "截至2023年6月,还没有数据。"),
    ([("甲", "no_target", None)], "截至2023年6月,1项指标未设年度目标,只列实绩。"),
    (
        [("甲", "on_pace", "0.1"), ("乙", "on_pace", "3")],
        "截至2023年6月,2项有目标的重点指标全部达到序时进度。",
    ),
    (
        [("甲", "done", "40"), ("乙", "on_pace", "3"), ("丙", "no_target", None)],
        "截至2023年6月,2项有目标的重点指标中1项已完成目标,1项达到序时进度。",
    ),
    (
        [("甲", "on_pace", "3"), ("乙", "behind", "-1.4"), ("丙", "slow", "-9.66")],
        "截至2023年6月,3项有目标的重点指标中1项达到序时进度,1项有差距,1项缓慢,其中丙差距最大,落后序时进度9.7个百分点。",
    ),
    (
        [("甲", "behind", "-0.04")],
        "截至2023年6月,1项有目标的重点指标有差距:甲落后序时进度0.04个百分点。",
    ),
]


@pytest.mark.parametrize(("given", "sentence"), CASES)
def test_sentence(build: Build, view: View, given: list[tuple[str, str, str | None]], sentence: str) -> None:
    assert state_sentence.text(view, [pair(build, *case) for case in given]) == sentence


def test_a_rate_is_held_against_its_target(build: Build, view: View) -> None:
    rate = replace(build.kpis[0], name="按时办结率", kind="ratio", unit="%")
    figures = pair(build, "", "behind", "-1.4", pace=None)[1]
    assert state_sentence.text(view, [(rate, figures)]).endswith("重点指标有差距:按时办结率低于目标1.4个百分点。")


def test_what_should_fall_and_does_not_is_above_its_target(build: Build, view: View) -> None:
    rate = replace(build.kpis[0], name="城镇登记失业率", kind="ratio", unit="%", direction="down")
    figures = pair(build, "", "behind", "-0.2", pace=None)[1]
    assert state_sentence.text(view, [(rate, figures)]).endswith("城镇登记失业率高于目标0.2个百分点。")


def test_what_rests_on_few_cases_leads_no_streets_sentence(build: Build) -> None:
    street = resolve(build, "/", {"area": "430103002"})
    few, many = pair(build, "甲", "slow", "-30"), pair(build, "乙", "behind", "-3")
    few = (few[0], replace(few[1], ytd=Decimal(13)))
    weeks = replace(few[0], name="丙", kind="ratio", unit="周", direction="down")
    mean = (weeks, replace(few[1], ytd=Decimal(40), ytd_denominator=Decimal(13)))
    said = state_sentence.text(street, [few, mean, many])
    assert said.endswith("1项有差距,2项缓慢,其中乙差距最大(基数偏小的不比),落后序时进度3.0个百分点。")
    assert state_sentence.text(street, [few, mean]).endswith("全部缓慢,落后的指标基数均偏小。")
    assert state_sentence.text(street, [mean]).endswith("缓慢,落后的指标基数偏小。")
    assert state_sentence.text(resolve(build, "/", {}), [few]).endswith("缓慢:甲落后序时进度30.0个百分点。")


def test_a_street_is_named(build: Build) -> None:
    street = resolve(build, "/", {"area": "430103002", "month": "2023-05"})
    assert state_sentence.text(street, []) == "截至2023年5月,坡子街街道还没有数据。"
