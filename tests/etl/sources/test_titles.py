"""What title lines give: period, units, demo mark; nothing where they are silent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from etl.sources.titles import Titles, read_titles
from tests.etl.sources.sheets import sheet


def titles(*rows: str, names: tuple[str, ...] = ()) -> Titles:
    return read_titles(sheet(*rows).head, names)


@pytest.mark.parametrize(
    ("line", "year", "months"),
    [
        ("天心区2023年3月城镇新增就业实名台账", 2023, (3, 3)),
        ("天心区２０２３ 年 ３ 月台账", 2023, (3, 3)),
        ("二〇二三年三月社会保险月报", 2023, (3, 3)),
        ("二○二二年十二月社会保险月报", 2022, (12, 12)),
        ("2023年1-6月社会保险报表", 2023, (1, 6)),
        ("2016年1－10月", 2016, (1, 10)),
        ("2023年1月至6月", 2023, (1, 6)),
        ("2023年上半年工单", 2023, (1, 6)),
        ("2019年前三季度", 2019, (1, 9)),
        ("2013年一季度", 2013, (1, 3)),
        ("2022年度花名册", 2022, None),
        ("报告期:2023-03", 2023, (3, 3)),
        ("报告期:202303", 2023, (3, 3)),
        ("截至2023年6月30日", 2023, (6, 6)),
        ("填表日期:2024年1月5日", None, None),
        ("制表时间：2024-01-05", None, None),
        ("电话:0731-85899999", None, None),
        ("长人社发〔2021〕5号", None, None),
        ("时间：最近20年", None, None),
        ("2023年13月", 2023, None),
        ("2022年12月至2023年2月工单", None, None),
    ],
)
def test_period_of_a_title_line(line: str, year: int | None, months: tuple[int, int] | None) -> None:
    found = titles(line)
    assert (found.year, found.months) == (year, months)


def test_the_paper_s_own_date_is_not_the_figures_period() -> None:
    found = titles("2022年12月社会保险月报", "填报单位:天心区人社局|填报日期:2023年1月5日")
    assert found.period == (date(2022, 12, 1), date(2022, 12, 31))


def test_a_title_over_several_cells() -> None:
    assert titles("天心区|2023年|2月|台账").period == (date(2023, 2, 1), date(2023, 2, 28))


def test_names_speak_only_where_the_lines_are_silent() -> None:
    assert titles("社会保险月报", names=("3月", "社会保险月报_2023年03月")).months == (3, 3)
    assert titles("2022年5月月报", names=("2023年3月",)).year == 2022
    assert titles("2023年月报", names=("2023年3月",)).months == (3, 3)
    assert titles("2022年月报", names=("2023年3月",)).months is None


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("单位:万人", [("人", 10_000)]),
        ("单位：元，人", [("元", 1), ("人", 1)]),
        ("计量单位:人、万元", [("人", 1), ("元", 10_000)]),
        ("(单位:亿元)", [("元", 100_000_000)]),
        ("金额单位:千元", [("元", 1_000)]),
        ("填报单位:天心区人社局  单位:万元", [("元", 10_000)]),
        ("指标：地区生产总值(亿元)", [("元", 100_000_000)]),
        ("指标：人口数(人口抽样调查)(人)", [("人", 1)]),
        ("填报单位:天心区人社局", []),
        ("单位负责人:某某", []),
        ("社会保险月报", []),
    ],
)
def test_units_of_a_title_line(line: str, units: list[tuple[str, int]]) -> None:
    assert [(unit.base, unit.factor) for unit in titles(line).units] == [(base, Decimal(f)) for base, f in units]


@pytest.mark.parametrize(
    ("line", "expected"), [("2023年3月台账(演示数据)", True), ("演 示 数 据", True), ("2023年3月台账", False)]
)
def test_demo_mark(line: str, expected: bool) -> None:
    assert titles(line).is_demo is expected


def test_a_file_s_name_alone_makes_no_demo() -> None:
    assert not titles("2023年3月台账", names=("演示数据",)).is_demo


@pytest.mark.parametrize(
    ("line", "street"),
    [
        ("天心区坡子街街道2023年3月社会保险月报", "坡子街街道"),
        ("长沙市天心区裕南街街道台账", "裕南街街道"),
        ("填报单位:先锋街道办事处", "先锋街道"),
        ("文源街道就业台账", "文源街道"),
        ("天心区社会保险月报", None),
    ],
)
def test_a_street_s_own_file_names_the_street(line: str, street: str | None) -> None:
    assert titles(line).capture(r"(?:^|[:\s区县市])([一-龥]{2,5}?(?:街道|镇|乡))") == street
