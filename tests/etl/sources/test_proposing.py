"""Proposals for an unknown layout: pasted as they are, they make the layout known."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from etl.site import Site
from etl.sources.matching import match
from etl.sources.model import Source
from etl.sources.proposing import propose
from tests.etl.sources.sheets import WrittenSheet, built_in, sheet

SITE = Site(Path(__file__).parents[3] / "data")
ROWS = (
    "姓名|身份证明号|失业起始|登记办理日|困难分类|援助手段|上岗日期|所在地|备注说明",
    "张三|430103199001019990|2023-01-02|2023年1月5日|残疾人员|职业培训|2023/3/1|坡子街街道|无",
    "李四|430103199202029990|2023-01-03|2023年1月6日|低保|职业介绍||文源街道|",
)


def pasted(text: str, source: Source) -> Source:
    """The source with the proposed ``aliases`` lines in place of its own."""
    columns = {name: column.model_dump() for name, column in source.columns.items()}
    for name, proposed in tomllib.loads(text)["columns"].items():
        columns[name]["aliases"] = proposed["aliases"]
    return Source.model_validate(source.model_dump() | {"columns": columns})


def proposal(rows: WrittenSheet) -> str:
    return propose(rows, built_in(), "x.xlsx", SITE)


def test_a_pasted_proposal_makes_the_layout_known() -> None:
    unknown = sheet(*ROWS)
    (source,) = built_in("reemployment")
    assert match(unknown, [source], "x.xlsx") is None
    mapping = match(unknown, [pasted(proposal(unknown), source)], "x.xlsx")
    assert mapping is not None
    assert list(mapping.columns) == [
        "person_name",
        "person_hash",
        "unemployed_on",
        "registered_on",
        "hardship",
        "measure",
        "reemployed_on",
        "area_code",
    ]
    assert mapping.unused == ("备注说明",)


def test_words_already_known_are_kept() -> None:
    (source,) = built_in("reemployment")
    columns = tomllib.loads(proposal(sheet(*ROWS)))["columns"]
    for name, proposed in columns.items():
        names = [alias if isinstance(alias, str) else alias["name"] for alias in proposed["aliases"]]
        assert names[:-1] == [alias.name for alias in source.columns[name].aliases]


def test_no_value_of_a_person_is_printed() -> None:
    text = proposal(sheet(*ROWS))
    assert "张三" not in text
    assert "430103" not in text


def test_the_shape_of_values_tells_columns_apart_whose_names_do_not() -> None:
    rows = sheet("人员|证号|单位代码|就业日期", "张三|430103199001019990|91430100MA4L16JQ9B|2023-03-01")
    text = propose(rows, built_in("hiring"), "x.xlsx", SITE)
    columns = tomllib.loads(text)["columns"]
    assert columns["person_hash"]["aliases"][-1] == "证号"
    assert columns["credit_code"]["aliases"][-1] == "单位代码"


def test_headers_with_quotes_and_line_breaks_stay_valid_toml() -> None:
    text = proposal(sheet(["姓名", '身份证\n"明"号\\', "就业日期"], ["张三", "430103199001019990", "2023-03-01"]))
    assert '身份证"明"号\\' in tomllib.loads(text)["columns"]["person_hash"]["aliases"]


def test_what_is_left_over_and_what_is_lacking_is_told() -> None:
    text = proposal(sheet("姓名|身份证号|失业日期|困难类别|帮扶措施|温度"))
    assert "# 没有对应列的表头:温度。" in text
    assert "# 仍缺少的必需列:登记日期。" in text


def test_an_unrelated_sheet_is_told_to_fit_no_source() -> None:
    text = proposal(sheet("设备名称|型号|购置单价|存放地点|保管人", "打印机|M1|1200|三楼|甲"))
    told, advice = text.splitlines()
    nearest = re.fullmatch(
        r"# 工作表“Sheet1”与已登记的来源都不相近\(最接近的是“(.+)”,必需的\d+列中对上0列,表中5个表头中对上[12]个\)。",
        told,
    )
    assert nearest
    assert nearest[1] in {source.name for source in built_in()}, "which one depends on which there are"
    assert advice == "# 如确需装载这种表,请为它新建一个来源。"


def test_years_side_by_side_are_not_close_to_a_report_of_months() -> None:
    text = proposal(sheet(["地区", *(f"{year}年" for year in range(2010, 2025))], ["湖南省", *["5"] * 15]))
    assert "与已登记的来源都不相近" in text


def test_a_sheet_without_words_has_no_proposal() -> None:
    assert proposal(sheet("1|2|3", "4|5|6")) == "# 工作表“Sheet1”中没有像表头的行。\n"
