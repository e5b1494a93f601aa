"""Ledgers of labour rights as sections write them: recognised, told from 12345 orders, never mixed in kind."""

from __future__ import annotations

import pytest

from etl.reading.model import Refused
from etl.sources.mapping import Mapping
from etl.sources.matching import match
from tests.etl.sources.sheets import built_in, sheet


def matched(*rows: str) -> Mapping:
    mapping = match(sheet(*rows), built_in(), "x.csv")
    assert mapping is not None
    return mapping


@pytest.mark.parametrize(
    ("title", "header", "kind"),
    [
        ("2023年劳动人事争议仲裁案件台账", "序号|案号|申请人|被申请人|收案日期|结案日期|结案方式", "劳动人事争议"),
        ("天心区农民工欠薪线索台账", "线索编号|受理时间|欠薪企业|所属街道|涉及金额(万元)|办结时间", "欠薪"),
        ("举报投诉登记表", "登记编号|投诉人|联系电话|被投诉单位|涉及人数|受理时间|办结时间|处理结果", "举报投诉"),
    ],
)
def test_a_ledger_of_one_kind_takes_it_from_its_title(title: str, header: str, kind: str) -> None:
    mapping = matched(title, header)
    assert mapping.source.id == "labour_rights"
    assert mapping.constants == {"case_kind": kind}
    assert mapping.unused == ()


@pytest.mark.parametrize("title", ["欠薪、举报投诉案件台账", "投诉举报和劳动争议台账", "劳动争议、欠薪台账"])
def test_a_title_of_two_kinds_says_nothing(title: str) -> None:
    with pytest.raises(Refused, match="缺少“案件类别”列"):
        match(sheet(title, "案号|申请人|被申请人|收案日期|结案日期|结案方式"), built_in(), "x.csv")


@pytest.mark.parametrize(
    ("header", "source"),
    [
        ("案件编号|案件类别|受理时间|办结时间|是否按时办结|处理结果|申请人|所属街道|企业名称", "labour_rights"),
        ("案件编号|诉求人|联系电话|受理时间|诉求内容|办结时间|满意度", "hotline"),
        ("序号|项目名称|施工总承包单位|合同价(万元)|应缴保证金(万元)|缴纳方式|开工日期", "wage_deposits"),
    ],
)
def test_neighbouring_ledgers_are_told_apart(header: str, source: str) -> None:
    assert matched(header).source.id == source
