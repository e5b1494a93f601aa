"""Header words and units: different spellings of one header compare equal, and only those."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.sources.units import Unit, factor_to, parse_unit
from etl.sources.words import is_remark, plain, readings, squeezed, word

FULL_WIDTH = {ord(char): ord(char) + 0xFEE0 for char in "0123456789()*:ABCabc"}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("身份证号", "身份证号"),
        ("身份\n证号", "身份证号"),
        (" 身 份 证 号 ", "身份证号"),
        ("*身份证号", "身份证号"),
        ("身份证号＊", "身份证号"),
        ("身份证号：", "身份证号"),
        ("\u200b身份证号\ufeff", "身份证号"),
        ("3.身份证号", "身份证号"),
        ("（3）身份证号", "身份证号"),
        ("三、身份证号", "身份证号"),
        ("Ｕｎｉｑｕｅ　Ｋｅｙ", "uniquekey"),
        ("街道【乡镇】", "街道(乡镇)"),
        ("2022.1月", "2022.1月"),
        ("", ""),
    ],
)
def test_a_header_word_has_one_form(sent: str, said: str) -> None:
    assert word(sent) == said


@pytest.mark.parametrize(
    ("sent", "base", "unit"),
    [
        ("基金收入（万元）", "基金收入", Unit(Decimal(10_000), "元")),
        ("基金收入(单位:亿元)", "基金收入", Unit(Decimal(100_000_000), "元")),
        ("基金收入/万元", "基金收入", Unit(Decimal(10_000), "元")),
        ("参保人数_累计_万人", "参保人数_累计", Unit(Decimal(10_000), "人")),
        ("待遇标准（元/月）", "待遇标准", Unit(Decimal(1), "元")),
        ("失业率（%）", "失业率", Unit(Decimal(1), "%")),
        ("就业日期(年月日)", "就业日期", None),
        ("身份证号(18位)", "身份证号", None),
        ("姓名(必填)", "姓名", None),
        ("入职日期(格式:2023-01-01)", "入职日期", None),
    ],
)
def test_units_and_instructions_come_off_a_header(sent: str, base: str, unit: Unit | None) -> None:
    assert readings(sent)[-1] == (base, unit)


@pytest.mark.parametrize("sent", ["参保人数(女)", "参保人数(上年同期)", "参保人数(其中:农民工)", "街道(乡镇)"])
def test_brackets_that_change_the_meaning_stay(sent: str) -> None:
    assert [said for said, _ in readings(sent)] == [word(sent)]


@pytest.mark.parametrize(
    ("text", "column_unit", "factor"),
    [
        ("万人", "人", "10000"),
        ("人", "万人", "0.0001"),
        ("亿元", "元", "100000000"),
        ("千元", "元", "1000"),
        ("百万元", "万元", "100"),
        ("人民币万元", "元", "10000"),
        ("元/月", "元", "1"),
        ("元/人·月", "元", "1"),
        ("‰", "%", "0.1"),
        ("万", "件", "10000"),
    ],
)
def test_units_become_factors(text: str, column_unit: str, factor: str) -> None:
    unit = parse_unit(text)
    assert unit is not None
    assert factor_to(column_unit, unit) == Decimal(factor)


@pytest.mark.parametrize(("text", "column_unit"), [("万元", "人"), ("人次", "人"), ("%", "元"), ("件", "个")])
def test_units_of_different_things_have_no_factor(text: str, column_unit: str) -> None:
    unit = parse_unit(text)
    assert unit is not None
    assert factor_to(column_unit, unit) is None


@pytest.mark.parametrize("text", ["人社局", "天心区", "万月", "月", "元年", "", "女", "人员"])
def test_other_words_are_no_units(text: str) -> None:
    assert parse_unit(text) is None


@pytest.mark.parametrize(("text", "expected"), [("(万元)", True), ("万元", True), ("(必填)", True), ("收入", False)])
def test_remarks_under_a_header(text: str, expected: bool) -> None:
    assert is_remark(text) is expected


@settings(deadline=None)
@given(st.text(max_size=30))
@example("A´一")
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert word(word(text)) == word(text)
    assert squeezed(squeezed(text)) == squeezed(text)


@settings(deadline=None)
@given(st.text(alphabet="身份证号参保人数0123456789()*:ABCabc", max_size=12), st.integers(0, 12))
def test_width_and_spaces_do_not_matter(text: str, at: int) -> None:
    spaced = text[:at] + "\u3000\n" + text[at:]
    assert word(spaced.translate(FULL_WIDTH)) == word(text)
