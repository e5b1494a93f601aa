"""A PDF read back: what is lost of it is named."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter

from dashboard.briefing.faults import Fault
from dashboard.briefing.pictures.pdf import Sheets
from dashboard.briefing.pictures.printed import checked, faults

FOOT = "人社局 · 版次 20230703-0912-1"
PAGES = [Sheets("总览", (), "", "", 0, "10,649\n54.7%"), Sheets("就业", (), "", "", 0, "9,300")]
TEXTS = [f"总览 10,649人 54.7% {FOOT} 第1页 共2页", f"就业 9,300人 {FOOT} 第2页 共2页"]
MARKS = [("总览 · 天心区", 0), ("就业 · 天心区", 1)]


def test_a_whole_one_is_whole() -> None:
    assert list(faults(PAGES, FOOT, TEXTS, MARKS)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("9,300", "9,30", "PDF的就业页缺少数字 9,300。"),
        ("54.7%", "54.1%", "PDF的总览页缺少数字 54.7%。"),
        ("第2页", "第3页", "PDF第2页的页码不对。"),
        ("就业 9,300人 ", "", "PDF第2页是空白的。"),
        ("总览 ", "总\ufffd", "PDF第1页有字符无法识别。"),
    ],
)
def test_what_is_lost_is_named(old: str, new: str, said: str) -> None:
    assert said in list(faults(PAGES, FOOT, [text.replace(old, new) for text in TEXTS], MARKS))


def test_a_number_that_is_broken_at_the_end_of_a_line_stands_there() -> None:
    assert list(faults(PAGES, FOOT, [text.replace("9,300", "9,3\r\n00") for text in TEXTS], MARKS)) == []


@pytest.mark.parametrize("marks", [MARKS[:1], [*reversed(MARKS)]])
def test_bookmarks_that_are_not_the_pages_are_told(marks: list[tuple[str, int]]) -> None:
    assert list(faults(PAGES, FOOT, TEXTS, marks)) == ["PDF的书签与页面不符。"]


def test_an_empty_sheet_and_a_broken_file_are_not_delivered() -> None:
    writer, target = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(target)
    with pytest.raises(Fault, match="PDF第1页的页码不对。"):
        checked(target.getvalue(), PAGES, FOOT, 30)
    with pytest.raises(Fault, match="PDF无法读回核对。"):
        checked(b"%PDF-1.4", PAGES, FOOT, 30)
