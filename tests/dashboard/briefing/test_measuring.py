"""Room for texts, and punctuation between words and numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.briefing.office.measuring import column_widths, fitted, line_count, title_lines, width
from dashboard.briefing.office.office_file import file_name, typeset
from tests.dashboard.briefing.invented import content


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("累计9,300人,完成54.7%", "累计9,300人，完成54.7%"),
        ("满意率100.0%(n=4,053);按月", "满意率100.0%（n=4,053）；按月"),
        ("2026-11-24 23:51装载,1,752行", "2026-11-24 23:51装载，1,752行"),
        ("来源:台账", "来源：台账"),
        ("一\t二\r\n三", "一 二 三"),
    ],
)
def test_punctuation_is_full_width_between_words_alone(text: str, printed: str) -> None:
    assert typeset(text) == printed


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_no_number_is_changed(one: int, other: int) -> None:
    assert typeset(f"甲{one:,}人,乙{other:,}人") == f"甲{one:,}人，乙{other:,}人"


def test_ten_characters_take_two_lines_of_five() -> None:
    assert width("一二三") == 3
    assert [line_count("一" * n, 10, 50) for n in (0, 5, 6, 10, 11)] == [1, 1, 2, 2, 3]


@given(st.text(max_size=300), st.integers(1, 4))
def test_what_is_fitted_fits(text: str, lines: int) -> None:
    shown = fitted(text, 10, 200, lines)
    assert line_count(shown, 10, 200) <= lines
    assert shown == text or (shown.endswith("……") and text.startswith(shown.removesuffix("……")))


def test_a_title_ends_its_line_before_the_bracket() -> None:
    assert title_lines("工作简报（2023年6月）", 10, 200) == ["工作简报（2023年6月）"]
    assert title_lines("工作简报（2023年6月）", 10, 80) == ["工作简报", "（2023年6月）"]
    assert title_lines("112 26-11-25", 10, 60) == ["112", "26-11-25"]
    assert title_lines("112 26-11-25 " + "长" * 9, 10, 60) == ["112 26-11-25 " + "长" * 9]


def test_columns_fill_the_room_and_keep_numbers_whole() -> None:
    found = column_widths([["指标", "城镇职工基本养老保险参保人数"], ["累计", "1,970.45万元"]], (12, 10), 150, 4)
    assert sum(found.columns) == pytest.approx(150)
    assert line_count("1,970.45万元", found.size, found.columns[1] - 4) == 1


def test_a_bracket_and_a_date_stay_whole_where_a_name_may_wrap() -> None:
    names = ["15分钟服务圈覆盖（n=558,000）", "保证金缴纳率（n=19,704,450）"]
    found = column_widths([names, ["1,120 26-11-25"], ["长" * 30]], (9,), 230, 4)
    assert [title_lines(name, 9, found.columns[0] - 4) for name in names] == [
        ["15分钟服务圈覆盖", "（n=558,000）"],
        ["保证金缴纳率", "（n=19,704,450）"],
    ]
    assert line_count("26-11-25", 9, found.columns[1] - 4) == 1


def test_broad_signs_take_more_room() -> None:
    assert width("%%") > width("00")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("简报(2023年6月)", "简报(2023年6月)_2023-06.docx"),
        ("a/b\\c:d*e?f", "abcdef_2023-06.docx"),
        ("..", "简报_2023-06.docx"),
        ("长" * 300, "长" * 60 + "_2023-06.docx"),
    ],
)
def test_names_of_files_are_safe(title: str, name: str) -> None:
    assert file_name(content(title=title), ".docx") == name
