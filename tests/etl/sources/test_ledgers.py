"""The ledgers and reference lists that ship: titles as bureaus know them, no word that means two things."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from etl.site import Site
from etl.sources.matching import match
from etl.sources.model import Source
from etl.sources.words import word
from tests.etl.sources.sheets import built_in, sheet

DATA = Path(__file__).parents[3] / "data"
TITLES = {
    "hiring": "姓名|身份证号|性别|学历|人员类别|街道|用人单位|统一社会信用代码|行业|就业形式|就业日期",
    "reemployment": "身份证号|失业日期|登记日期|困难类别|帮扶措施|再就业日期|街道",
    "insurance": "月份|街道|险种|应参保|已参保|领取待遇人数|待遇标准|基金收入|基金支出",
    "hotline": "工单编号|来电号码|来电时间|受理时间|街道|诉求类型|问题分类一级|问题分类二级|问题分类三级"
    "|承办科室|办结时限|办结时间|是否按时|回访结果|满意度",
    "job_events": "活动名称|活动类型|活动日期|举办方式|专项行动|街道|活动地点|主办单位"
    "|参会企业|提供岗位|参加人次|达成意向|关注流量",
    "gig_market": "月份|街道|行业工种|用工主体|发布岗位|服务人次|匹配上岗|参保人数",
    "service_points": "月份|站点名称|站点类型|街道|开办日期|关闭日期|服务内容|服务时间|服务圈人口|街道劳动年龄人口",
    "talent": "姓名|身份证号|事项类别|项目|月份|岗位|学历|是否特殊人才|职称级别|金额|用人单位|街道|批次",
    "labour_rights": "案件编号|案件类别|来源渠道|受理日期|街道|用人单位|行业|涉及人数|涉及金额|办理期限"
    "|是否延期|结案日期|是否按期|结案方式",
    "wage_deposits": "项目编号|项目名称|施工单位|街道|开工日期|合同金额|应缴金额|已缴金额|缴存方式|缴存日期"
    "|是否开设工资专户|专户开设日期",
}
LEDGERS = sorted(source.id for source in built_in() if source.kind == "ledger")
LISTS = sorted(path.stem for path in (DATA / "reference").glob("*.csv"))


def test_every_ledger_has_its_agreed_header() -> None:
    assert sorted(TITLES) == LEDGERS


@pytest.mark.parametrize("source_id", sorted(TITLES))
def test_the_agreed_header_is_matched_in_full(source_id: str) -> None:
    mapping = match(sheet(TITLES[source_id]), built_in(), "x.csv")
    assert mapping is not None
    assert mapping.source.id == source_id
    assert mapping.unused == ()
    assert [mapping.source.columns[name].title for name in mapping.columns] == list(
        dict.fromkeys(c.title for n, c in mapping.source.columns.items() if n in mapping.columns)
    )
    assert sorted(mapping.columns.values()) == list(range(TITLES[source_id].count("|") + 1))


@pytest.mark.parametrize("source", built_in(), ids=lambda source: source.id)
def test_no_header_word_means_two_columns(source: Source) -> None:
    words = Counter(word(name) for column in source.columns.values() for name in {*map(word, column.names())})
    assert [name for name, count in words.items() if count > 1] == []


@pytest.mark.parametrize("source", built_in(), ids=lambda source: source.id)
def test_every_list_a_source_names_is_there(source: Source) -> None:
    assert {column.list for column in source.columns.values() if column.list} <= set(LISTS)


@pytest.mark.parametrize("source_id", sorted(TITLES))
def test_names_and_telephones_are_never_kept(source_id: str) -> None:
    (source,) = built_in(source_id)
    hashed = ("id_number", "phone_number")
    kept = {source.columns[name].title for name in source.stored if source.columns[name].type not in hashed}
    assert not kept & {"姓名", "来电人", "联系人", "联系电话", "来电号码"}


@pytest.mark.parametrize("name", [name for name in LISTS if name != "holidays"])
def test_no_word_of_a_list_means_two_entries(name: str) -> None:
    words = Counter(word for entry in Site(DATA).reference(name) for word in {entry.code, entry.name, *entry.aliases})
    assert [text for text, count in words.items() if count > 1] == []


def test_streets_belong_to_the_district() -> None:
    site = Site(DATA)
    streets = [entry for entry in site.reference("areas") if entry.extra["level"] == "street"]
    assert len(streets) == 14
    assert {entry.extra["parent"] for entry in streets} == {site.district.adcode}
    assert all(entry.code.startswith(site.district.adcode) and len(entry.code) == 9 for entry in streets)


def test_hotline_categories_form_a_tree() -> None:
    entries = {entry.code: entry for entry in Site(DATA).reference("hotline_categories")}
    for code, entry in entries.items():
        level = int(entry.extra["level"])
        assert len(code) == 2 * level
        assert entry.extra["parent"] == code[:-2]
        assert level == 1 or entry.extra["parent"] in entries


def test_every_satisfaction_counts_as_something() -> None:
    counted = {entry.name: entry.extra["counts_as"] for entry in Site(DATA).reference("satisfaction")}
    assert set(counted.values()) == {"satisfied", "dissatisfied", "none"}
    assert counted["未评价"] == "none"


def test_every_outcome_counts_as_mediated_or_not() -> None:
    counted = {entry.name: entry.extra["counts_as"] for entry in Site(DATA).reference("rights_outcomes")}
    assert set(counted.values()) == {"mediated", "other"}
    assert [name for name, sense in counted.items() if sense == "mediated"] == ["调解"]


def test_make_up_workdays_are_weekend_days_and_no_day_is_both() -> None:
    days: dict[date, str] = {}
    for entry in Site(DATA).reference("holidays"):
        assert entry.valid_from is not None
        assert entry.valid_to is not None
        for offset in range((entry.valid_to - entry.valid_from).days + 1):
            day = entry.valid_from + timedelta(days=offset)
            assert day not in days
            days[day] = entry.extra["kind"]
            if entry.extra["kind"] == "上班":
                assert day.weekday() >= 5
