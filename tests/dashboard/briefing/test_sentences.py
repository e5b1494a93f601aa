"""Each rule of the sentences by figures made by hand, and what must hold of any figures."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.briefing.content import Sentence
from dashboard.briefing.text.sentences import kpi_sentence
from dashboard.window import shift
from etl.store import Kpi
from tests.dashboard.briefing.figures import JUNE, LEVEL, RATE, figures, kpi, months_before, subject

JOBS = kpi()
OVERVIEW = kpi(on_overview=True)
WEEKS = kpi(
    kpi="weeks", name="平均周数", kind="ratio", unit="周", decimals=1, direction="down", denominator_name="人数"
)
UNEMPLOYED = replace(RATE, name="登记失业率", direction="down", decimals=2)
PACED: dict[str, Any] = {"ytd": "9300", "target": "17000", "completion": "0.547058823529412", "pace": "0.5226"}
MONTH: dict[str, Any] = {"value": "1752"}

CASES: list[tuple[str, Kpi, dict[str, Any], str]] = [
    (
        "ahead of its pace",
        JOBS,
        PACED | MONTH | {"gap_pp": "2.443", "status": "on_pace", "yoy": "0.0506"},
        "城镇新增就业9,300人,完成全年目标17,000人的54.7%,快于序时进度2.4个百分点,同比增长5.1%。",
    ),
    (
        "behind its pace",
        JOBS,
        PACED | MONTH | {"gap_pp": "-5.22", "status": "slow", "yoy": "-0.031"},
        "城镇新增就业9,300人,完成全年目标17,000人的54.7%,慢于序时进度5.2个百分点,同比下降3.1%。",
    ),
    (
        "on its pace exactly",
        JOBS,
        PACED | MONTH | {"gap_pp": "0", "status": "on_pace", "yoy": "0"},
        "城镇新增就业9,300人,完成全年目标17,000人的54.7%,与序时进度持平,同比持平。",
    ),
    (
        "a gap that one decimal would hide",
        JOBS,
        PACED | MONTH | {"gap_pp": "-0.04", "status": "behind"},
        "城镇新增就业9,300人,完成全年目标17,000人的54.7%,慢于序时进度0.04个百分点。",
    ),
    (
        "a gap that no decimal shows",
        JOBS,
        PACED | MONTH | {"gap_pp": "-0.0001", "status": "behind"},
        "城镇新增就业9,300人,完成全年目标17,000人的54.7%,略慢于序时进度。",
    ),
    (
        "a sample target says so",
        JOBS,
        PACED | MONTH | {"gap_pp": "2.4", "status": "on_pace", "target_is_sample": True},
        "城镇新增就业9,300人,完成示例目标17,000人的54.7%,快于序时进度2.4个百分点。",
    ),
    (
        "done exactly",
        JOBS,
        MONTH | {"ytd": "17000", "target": "17000", "completion": "1", "pace": "0.9", "gap_pp": "10", "status": "done"},
        "城镇新增就业17,000人,已完成全年目标(17,000人)。",
    ),
    (
        "more than done",
        JOBS,
        MONTH | {"ytd": "70200", "target": "17000", "completion": "4.1294", "pace": "0.9", "gap_pp": "322"},
        "城镇新增就业70,200人,已超额完成全年目标(17,000人),完成率412.9%。",
    ),
    (
        "one more than done: 100.0% would deny it",
        JOBS,
        MONTH | {"ytd": "17001", "target": "17000", "completion": "1.0000588", "pace": "1", "gap_pp": "0.00588"},
        "城镇新增就业17,001人,已超额完成全年目标(17,000人)。",
    ),
    (
        "one less than done: 100.0% would claim it",
        JOBS,
        MONTH | {"ytd": "16999", "target": "17000", "completion": "0.99994118", "pace": "1", "gap_pp": "-0.00588"},
        "城镇新增就业16,999人,完成全年目标17,000人的99.99%,距全年目标差0.01个百分点。",
    ),
    (
        "short of the target at the year's end",
        JOBS,
        MONTH | {"ytd": "16660", "target": "17000", "completion": "0.98", "pace": "1", "gap_pp": "-2"},
        "城镇新增就业16,660人,完成全年目标17,000人的98.0%,距全年目标差2.0个百分点。",
    ),
    ("no target", JOBS, MONTH | {"ytd": "9300"}, "城镇新增就业9,300人。"),
    ("a target of zero is none", JOBS, MONTH | {"ytd": "9300", "target": "0", "pace": "0.5"}, "城镇新增就业9,300人。"),
    ("nothing of all these", JOBS, {"value": "0", "ytd": "0", "yoy": "-1"}, "城镇新增就业0人,同比下降100.0%。"),
    ("more than tenfold", JOBS, MONTH | {"ytd": "9300", "yoy": "41.3"}, "城镇新增就业9,300人,同比增长41.3倍。"),
    ("hardly a change", JOBS, MONTH | {"ytd": "9300", "yoy": "-0.000001"}, "城镇新增就业9,300人,同比基本持平。"),
    ("a month that shrinks", JOBS, {"value": "-30", "ytd": "90"}, "城镇新增就业90人;6月净减30人。"),
    (
        "a year that shrinks, on a year that grew",
        JOBS,
        {"value": "5", "ytd": "-20", "yoy": "-1.8", "yoy_base": "25"},
        "城镇新增就业净减20人,上年同期为25人。",
    ),
    (
        "a year that shrinks has no completion",
        JOBS,
        {"value": "5", "ytd": "-20", "target": "100", "completion": "-0.2", "pace": "0.5", "gap_pp": "-70"},
        "城镇新增就业净减20人,全年目标100人,慢于序时进度70.0个百分点。",
    ),
    (
        "the month of a KPI of the overview",
        OVERVIEW,
        MONTH | {"ytd": "9300", "mom": "-0.0045"},
        "城镇新增就业9,300人;6月当月1,752人,环比下降0.5%。",
    ),
    ("the month is the year so far", OVERVIEW, {"value": "9300", "ytd": "9300"}, "城镇新增就业9,300人。"),
    ("this month is missing", JOBS, {"ytd": "9300"}, "城镇新增就业9,300人;6月未上报,为此前数据。"),
    ("months are missing", JOBS, MONTH | {"ytd": "9300", "months_missing": 2}, "城镇新增就业9,300人(缺2个月数据)。"),
    (
        "provisional, with a gap",
        JOBS,
        MONTH | {"ytd": "9300", "months_missing": 1, "is_provisional": True},
        "城镇新增就业9,300人(缺1个月数据,初步数据)。",
    ),
    ("nothing came", JOBS, {}, "城镇新增就业6月未上报。"),
    (
        "a rate with its n, below its target",
        replace(RATE, denominator_name="办结件数"),
        {
            "value": "0.9768",
            "ytd": "0.9768",
            "ytd_denominator": "5169",
            "target": "0.99",
            "gap_pp": "-1.32",
            "yoy": "-0.7",
        },
        "按时办结率97.7%(办结件数5,169),低于年度目标(99.0%)1.3个百分点,同比下降0.7个百分点。",
    ),
    (
        "a rate above its target, of few cases",
        replace(RATE, denominator_name="办结件数"),
        {"value": "1", "ytd": "1", "ytd_denominator": "12", "target": "0.98", "gap_pp": "2", "yoy": "1.9"},
        "按时办结率100.0%(办结件数12,基数偏小),高于年度目标(98.0%)2.0个百分点,同比上升1.9个百分点。",
    ),
    (
        "a rate at its target",
        RATE,
        {"value": "1", "ytd": "1", "ytd_denominator": "48", "target": "1", "gap_pp": "0", "yoy": "0"},
        "按时办结率100.0%(基数48),与年度目标(100.0%)持平,同比持平。",
    ),
    (
        "a rate that its target's decimals would round away",
        RATE,
        {"value": "0.9796", "ytd": "0.9796", "ytd_denominator": "4900", "target": "0.98", "gap_pp": "-0.04"},
        "按时办结率97.96%(基数4,900),低于年度目标(98.0%)0.04个百分点。",
    ),
    (
        "a rate of nothing",
        replace(RATE, denominator_name="办结件数"),
        {"ytd_denominator": "0"},
        "按时办结率因办结件数为零,无从计算。",
    ),
    (
        "what should fall and is below its ceiling",
        UNEMPLOYED,
        {
            "value": "0.0298",
            "ytd": "0.0298",
            "ytd_denominator": "9000",
            "target": "0.045",
            "gap_pp": "1.52",
            "yoy": "-0.2",
        },
        "登记失业率2.98%(基数9,000),低于年度目标(不高于4.50%)1.5个百分点,同比下降0.2个百分点。",
    ),
    (
        "what should fall and is above its ceiling",
        UNEMPLOYED,
        {"value": "0.047", "ytd": "0.047", "ytd_denominator": "9000", "target": "0.045", "gap_pp": "-0.2"},
        "登记失业率4.70%(基数9,000),高于年度目标(不高于4.50%)0.2个百分点。",
    ),
    (
        "a mean has its own unit and rises, it does not grow",
        WEEKS,
        {"value": "16.98", "ytd": "16.98", "ytd_denominator": "3470", "target": "17", "gap_pp": "0.1", "yoy": "0.0229"},
        "平均周数16.98周(人数3,470),低于年度目标(不高于17.0周)0.02周,同比上升2.3%。",
    ),
    (
        "a level in what is counted",
        LEVEL,
        {"value": "590", "ytd": "590", "target": "620", "completion": "0.95", "gap_pp": "-4.84", "yoy": "0.25"},
        "参保人数590人,低于年度目标(620人)30人,同比增长25.0%。",
    ),
    (
        "in 万 the figure has the digits that tell it from its target, and the target no zeros behind",
        LEVEL,
        {"value": "217960", "ytd": "217960", "target": "218000", "completion": "0.9998", "gap_pp": "-0.02"},
        "参保人数217,960人,低于年度目标(21.8万人)40人。",
    ),
    (
        "of few, what there was and not a percentage",
        JOBS,
        MONTH | {"ytd": "12", "yoy": "2", "yoy_base": "4"},
        "城镇新增就业12人,上年同期为4人。",
    ),
    (
        "as few as a year ago",
        JOBS,
        MONTH | {"ytd": "4", "yoy": "0", "yoy_base": "4"},
        "城镇新增就业4人,同比持平。",
    ),
    (
        "not of few any more",
        JOBS,
        MONTH | {"ytd": "33", "yoy": "0.1", "yoy_base": "30"},
        "城镇新增就业33人,同比增长10.0%。",
    ),
    (
        "of money no amount is few",
        replace(JOBS, unit="元"),
        {"value": "20", "ytd": "20", "yoy": "1", "yoy_base": "10"},
        "城镇新增就业20元,同比增长100.0%。",
    ),
    (
        "a standard is no count",
        replace(LEVEL, unit="元/月"),
        {"value": "24", "ytd": "24", "yoy": "0.2", "yoy_base": "20"},
        "参保人数24元/月,同比增长20.0%。",
    ),
    ("none a year ago", JOBS, MONTH | {"ytd": "28", "yoy_base": "0"}, "城镇新增就业28人,上年同期为0人。"),
    ("none a year ago and none now", JOBS, {"value": "0", "ytd": "0", "yoy_base": "0"}, "城镇新增就业0人。"),
    (
        "a year that grew, on a year that shrank",
        JOBS,
        MONTH | {"ytd": "28", "yoy_base": "-20"},
        "城镇新增就业28人,上年同期净减20人。",
    ),
    (
        "a level of few",
        LEVEL,
        {"value": "5", "ytd": "5", "yoy": "0.6667", "yoy_base": "3"},
        "参保人数5人,上年同期为3人。",
    ),
    (
        "an n whose name ends in its unit does not say it twice",
        replace(RATE, denominator_name="服务人次", denominator_unit="人次"),
        {"value": "0.354", "ytd": "0.354", "ytd_denominator": "55000"},
        "按时办结率35.4%(服务55,000人次)。",
    ),
    ("a level of an earlier month", LEVEL, {"ytd": "590"}, "参保人数590人;6月未上报,为此前数据。"),
]


@pytest.mark.parametrize(("one", "given", "sentence"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_rule(one: Kpi, given: dict[str, Any], sentence: str) -> None:
    said = kpi_sentence(subject(one, figures(**given)))
    assert said.text == sentence
    assert_numbers_stand_in(said)


def test_a_month_without_a_row_is_not_reported() -> None:
    assert kpi_sentence(subject(JOBS, None)).text == "城镇新增就业6月未上报。"


def test_a_name_that_ends_in_its_unit_does_not_say_it_twice() -> None:
    served = kpi(name="零工市场服务人次", unit="人次")
    assert kpi_sentence(subject(served, figures(ytd="8688", value="8688"))).text == "零工市场服务8,688人次。"


def test_a_total_of_nought_is_held_against_the_figure_of_the_year_before() -> None:
    row = figures(ytd="0", value="0", yoy="-1", yoy_base="3")
    assert kpi_sentence(subject(JOBS, row)).text == "城镇新增就业0人,上年同期为3人。"


def test_a_month_of_few_is_held_against_the_month_before_itself() -> None:
    before = months_before(JUNE, [{"value": "2"}])
    said = kpi_sentence(subject(OVERVIEW, figures(value="4", ytd="16", mom="1"), before))
    assert said.text == "城镇新增就业16人;6月当月4人,上月为2人。"
    assert [(number.measure, number.month) for number in said.numbers][-1] == ("value", date(2023, 5, 1))
    of_many = months_before(JUNE, [{"value": "300"}])
    nothing = figures(value="0", ytd="360", mom="-1")
    assert kpi_sentence(subject(OVERVIEW, nothing, of_many)).text == "城镇新增就业360人;6月当月0人,上月为300人。"
    as_many = figures(value="2", ytd="16", mom="0")
    assert kpi_sentence(subject(OVERVIEW, as_many, before)).text == "城镇新增就业16人;6月当月2人,环比持平。"


def test_a_total_that_lacks_months_is_not_held_against_a_whole_one() -> None:
    row = figures(ytd="40", value="20", yoy="-0.469", months_missing=3)
    assert "同比" not in kpi_sentence(subject(JOBS, row)).text


def test_a_rise_is_told_for_a_year_and_no_longer() -> None:
    def said(months: int) -> str:
        rows = [{"value": str(1000 + n), "ytd": str(1000 + n)} for n in range(months + 1)]
        *before, now = months_before(shift(JUNE, 1), rows)
        return kpi_sentence(subject(replace(LEVEL, unit="元/月"), now, before)).text

    assert "环比连续第十二个月增加" in said(12)
    assert "连续" not in said(13)


def test_a_lead_stands_before_it() -> None:
    said = kpi_sentence(subject(JOBS, figures(value="9", ytd="9")), "2023年6月,")
    assert said.text == "2023年6月,城镇新增就业9人。"


def test_the_third_month_behind_is_told_and_the_second_is_not() -> None:
    late = {"value": "1", "ytd": "9", "target": "100", "completion": "0.09", "pace": "0.5", "gap_pp": "-41"}
    assert "连续" not in kpi_sentence(subject(JOBS, figures(**late), months_before(JUNE, [late]))).text
    said = kpi_sentence(subject(JOBS, figures(**late), months_before(JUNE, [late, late]))).text
    assert said == "城镇新增就业9人,完成全年目标100人的9.0%,慢于序时进度41.0个百分点(连续第三个月)。"


def test_a_month_that_nobody_reported_ends_a_run() -> None:
    late = {"value": "1", "ytd": "9", "target": "100", "completion": "0.09", "pace": "0.5", "gap_pp": "-41"}
    before = [row for row in months_before(JUNE, [late] * 4) if row.month.month != 4]
    assert "连续" not in kpi_sentence(subject(JOBS, figures(**late), before)).text


def test_the_month_in_which_the_target_is_reached() -> None:
    before = months_before(JUNE, [{"ytd": "90", "target": "100", "completion": "0.9"}])
    now = figures(value="15", ytd="105", target="100", completion="1.05", pace="0.5", gap_pp="55")
    assert kpi_sentence(subject(JOBS, now, before)).text == (
        "城镇新增就业105人,6月超额完成全年目标(100人),完成率105.0%。"
    )


def test_last_year_s_december_does_not_make_january_the_month_of_reaching() -> None:
    january = date(2023, 1, 1)
    before = months_before(january, [{"ytd": "90", "target": "100", "completion": "0.9"}])
    now = figures(january, value="105", ytd="105", target="100", completion="1.05", pace="0.1", gap_pp="95")
    assert "已超额完成" in kpi_sentence(subject(JOBS, now, before)).text


def test_the_third_month_that_shrinks() -> None:
    shrinking = {"value": "-5", "ytd": "90"}
    said = kpi_sentence(subject(JOBS, figures(**shrinking), months_before(JUNE, [shrinking] * 2))).text
    assert said == "城镇新增就业90人;6月净减5人,连续第三个月净减。"


def test_the_first_month_that_shrinks_needs_a_year_before_it() -> None:
    grown, now = {"value": "5", "ytd": "90"}, figures(value="-5", ytd="90")
    assert "首次" not in kpi_sentence(subject(JOBS, now, months_before(JUNE, [grown] * 11))).text
    said = kpi_sentence(subject(JOBS, now, months_before(JUNE, [grown] * 12))).text
    assert said == "城镇新增就业90人;6月净减5人,有记录以来首次净减。"


def test_a_rate_that_rises_three_months_and_reaches_its_target_first() -> None:
    before = [{"value": f"0.9{n:02}", "gap_pp": "-1"} for n in (50, 40, 50, 40, 50, 40, 50, 40, 50, 40, 50, 40, 51, 52)]
    now = figures(value="0.983", ytd="0.983", ytd_denominator="900", target="0.98", gap_pp="0.3")
    assert kpi_sentence(subject(RATE, now, months_before(JUNE, before))).text == (
        "按时办结率98.3%(基数900),高于年度目标(98.0%)0.3个百分点,当月环比连续第三个月上升,有记录以来首次达到目标。"
    )


def test_a_level_that_passes_a_round_number_first() -> None:
    before = [{"value": str(value)} for value in (196_000, 196_000, *[197_000] * 9, 199_999)]
    now = figures(value="203000", ytd="203000")
    assert kpi_sentence(subject(LEVEL, now, months_before(JUNE, before))).text == (
        "参保人数20.30万人,有记录以来首次突破20万人。"
    )
    exactly = figures(value="200000", ytd="200000")
    said = kpi_sentence(subject(LEVEL, exactly, months_before(JUNE, before)))
    assert said.text == "参保人数20.00万人,有记录以来首次达到20万人。"
    once = months_before(JUNE, [{"value": "200000"}, *before[1:]])
    assert "首次" not in kpi_sentence(subject(LEVEL, now, once)).text


def assert_numbers_stand_in(said: Sentence) -> None:
    position = 0
    for number in said.numbers:
        position = said.text.index(number.shown, position) + len(number.shown)


amounts = st.decimals(min_value=-10_000_000, max_value=300_000_000, places=2)
rates = st.decimals(min_value=0, max_value=1, places=6)


@st.composite
def any_month(draw: st.DrawFn, one: Kpi, month: date) -> dict[str, Any]:
    """Figures as a build has them: completion, gap and change follow from total, target, pace and last year."""
    figure = rates if one.unit == "%" else amounts if one.kind == "flow" else amounts.map(abs)
    ytd, value = draw(st.none() | figure), draw(st.none() | figure)
    target = draw(st.none() | st.just(Decimal(0)) | (rates if one.unit == "%" else amounts.map(abs)))
    pace = draw(st.decimals(min_value=0, max_value=1, places=4)) if one.kind == "flow" else None
    base = draw(st.none() | figure)
    given: dict[str, Any] = {"month": month, "value": value, "ytd": ytd, "target": target, "pace": pace}
    given["months_missing"] = draw(st.integers(0, 3))
    given["is_provisional"] = draw(st.booleans())
    given["target_is_sample"] = draw(st.booleans())
    given["ytd_denominator"] = draw(st.none() | st.integers(0, 10**9).map(Decimal)) if one.kind == "ratio" else None
    if ytd is not None and target:
        given["completion"] = ytd / target if one.direction == "up" else None
        if pace is not None:
            given["gap_pp"] = (ytd / target - pace) * 100
        else:
            away = ytd - target if one.unit == "%" else (ytd - target) / target
            given["gap_pp"] = away * 100 * (1 if one.direction == "up" else -1)
    if ytd is not None and base is not None and (one.unit == "%" or base > 0):
        given["yoy"], given["yoy_base"] = ((ytd - base) * 100 if one.unit == "%" else ytd / base - 1), base
    if value is not None and base is not None and base > 0:
        given["mom"] = (value - base) * 100 if one.unit == "%" else value / base - 1
    return given


KINDS = (JOBS, OVERVIEW, kpi(unit="元"), RATE, UNEMPLOYED, WEEKS, LEVEL, replace(RATE, kind="level"))


@given(st.data(), st.sampled_from(KINDS))
def test_no_figures_are_contradicted(data: st.DataObject, one: Kpi) -> None:
    rows = [data.draw(any_month(one, shift(JUNE, -months))) for months in range(data.draw(st.integers(1, 15)))]
    now, *before = [figures(**row) for row in rows]
    said = kpi_sentence(subject(one, now, before))
    text = said.text
    assert_numbers_stand_in(said)
    assert not re.search("None|nan|NaN|E[+-]|−0(?![.0-9]*[1-9])", text)
    assert text.endswith("。")
    if now.ytd is None:
        assert not said.numbers
        return
    assert ("同比增长" in text or "同比上升" in text) <= ((now.yoy or 0) > 0)
    assert ("同比下降" in text) <= ((now.yoy or 0) < 0)
    assert ("同比持平" in text) <= (now.yoy == 0)
    has_target = bool(now.target)
    assert ("目标" in text) == has_target
    if not has_target:
        assert "序时" not in text
        return
    gap, reached = now.gap_pp or 0, now.ytd >= (now.target or 0)
    if now.pace is not None:
        assert ("快于序时进度" in text) == (gap > 0 and not reached)
        assert ("慢于序时进度" in text) <= (gap < 0)
        assert bool(re.search("(已|月)(超额)?完成", text)) == reached
        assert ("超额" in text) == (now.ytd > (now.target or 0))
        assert not (reached and "慢于" in text)
        assert ("完成率100.0%" in text or "的100.0%" in text) <= (now.completion == 1)
    else:
        assert ("高于" in text.replace("不高于", "")) == (now.ytd > (now.target or 0))
        assert ("低于" in text) == (now.ytd < (now.target or 0))
    assert bool(re.search("个月\\)", text)) <= (gap < 0)
