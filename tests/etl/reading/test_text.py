"""Text files: what was written comes back, under the row numbers that Excel shows."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.reading import encoding
from etl.reading.model import Refused
from etl.reading.opening import open_file
from etl.reading.text_file import records, sheet_name

MARKS = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "gb18030": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}

cells = st.text(st.sampled_from("甲乙街道〇𠮷㐀aZ019 .,;|\t\"\n'—　“”"), max_size=8)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=12)
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=tables,
    name=st.sampled_from(list(MARKS)),
    delimiter=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n"]),
    blank_after=st.sets(st.integers(0, 12)),
)
def test_what_was_written_comes_back(tmp_path, rows_of, table, name, delimiter, line_end, blank_after):
    header = [f"列{place}" for place in range(len(table[0]))]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    expected, row_no = [], 0
    for index, row in enumerate([header, header, header, *table]):
        row_no += 1
        writer.writerow(row)
        expected.append((row_no, [*row, ""]))
        if index in blank_after:
            row_no += 1
            out.write(line_end)
            expected.append((row_no, [""] * (len(row) + 1)))
    path = tmp_path / "台账.csv"
    path.write_bytes(MARKS[name] + out.getvalue().encode(name))
    (sheet,) = open_file(path, tmp_path / "work").sheets
    assert rows_of(sheet) == expected
    assert rows_of(sheet, first_row=3) == expected[2:]
    assert [row.row_no for row in sheet.head] == [no for no, row in expected if any(text.strip() for text in row)]


def test_row_numbers_count_blank_lines_and_cells_with_line_breaks_once(book_of, rows_of):
    book = book_of("a.csv", '标题\n\n街道,人数\n"坡子街\n街道",3\n\n城南路,4\n'.encode())
    (sheet,) = book.sheets
    assert [(row.row_no, row.cells) for row in sheet.head] == [
        (1, ("标题",)),
        (3, ("街道", "人数")),
        (4, ("坡子街\n街道", "3")),
        (6, ("城南路", "4")),
    ]
    assert rows_of(sheet, first_row=4) == [(4, ["坡子街\n街道", "3", ""]), (5, ["", "", ""]), (6, ["城南路", "4", ""])]


def test_cells_beyond_the_width_are_kept_together(book_of, rows_of):
    (sheet,) = book_of("a.csv", "街道,人数\n坡子街,3,补录,,x\n城南路\n".encode()).sheets
    assert rows_of(sheet, 2, 2) == [(2, ["坡子街", "3", "补录,x"]), (3, ["城南路", "", ""])]


def test_text_is_as_sent(book_of, rows_of):
    (sheet,) = book_of("a.csv", '甲,乙\n １２ , "x" \n=1+1,"say ""hi"""\n'.encode()).sheets
    assert rows_of(sheet, 2) == [(2, [" １２ ", ' "x" ', ""]), (3, ["=1+1", 'say "hi"', ""])]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("街道;人数\n坡子街;1,5\n城南路;2,5\n", ("街道", "人数")),
        ("街道\t备注\n坡子街\t一,二,三\n", ("街道", "备注")),
        ('街道,备注\n坡子街,"a;b;c;d"\n城南路,"a;b;c;d"\n', ("街道", "备注")),
        ("单列\n一\n二\n", ("单列",)),
    ],
)
def test_the_delimiter_is_the_regular_one(book_of, text, cells):
    assert book_of("a.txt", text.encode()).sheets[0].head[0].cells == cells


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_seen(book_of, name):
    book = book_of("a.csv", "街道,人数,完成\n坡子街,3,0\n".encode(name))
    assert book.sheets[0].head[0].cells == ("街道", "人数", "完成")


def test_an_encoding_is_proved_to_the_last_byte(book_of, rows_of):
    plain = "a,b\n" + "1,2\n" * 5000
    (sheet,) = book_of("late.csv", plain.encode() + "街,道\n".encode("gb18030")).sheets
    assert rows_of(sheet)[-1] == (5002, ["街", "道", ""])


@pytest.mark.parametrize("cut", [1, 2])
def test_utf8_that_was_cut_off_is_not_taken_for_gb18030(book_of, cut):
    content = "街道,人数\n" + "坡子街街道,3\n" * 9 + "城"
    with pytest.raises(Refused, match="第11行附近有损坏的字符"):
        book_of("a.csv", content.encode()[:-cut])


def test_characters_are_not_cut_where_pieces_meet(book_of, monkeypatch):
    monkeypatch.setattr(encoding, "CHUNK", 16)
    assert book_of("a.csv", ("街道𠮷,人数\n" * 40).encode()).sheets[0].head[0].cells == ("街道𠮷", "人数")
    assert book_of("b.csv", ("街道𠮷,人数\n" * 40).encode("gb18030")).sheets[0].head[0].cells == ("街道𠮷", "人数")


def test_an_unpaired_quote_names_its_row(book_of, rows_of):
    lines = ["街道,备注", "坡子街,好", '城南路,"未完', "裕南街,好"]
    with pytest.raises(Refused, match="第3行的引号没有成对"):
        book_of("a.csv", "\n".join(lines).encode())
    (sheet,) = book_of("b.csv", "\n".join(["街道,备注"] + ["坡子街,好"] * 80 + lines[2:]).encode()).sheets
    with pytest.raises(Refused, match="第82行的引号没有成对"):
        rows_of(sheet)


def test_a_quote_within_one_line_is_text():
    assert list(records(['甲,5" 管,"x"y\n'], ",")) == [["甲", '5" 管', "xy"]]


def test_a_sheet_is_called_what_excel_calls_it():
    assert sheet_name("2023年[1月]:台账") == "2023年_1月__台账"
    assert len(sheet_name("长" * 40)) == 31


def test_the_file_is_not_touched(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes("街道,人数\n坡子街,3\n".encode("gb18030"))
    before = path.stat()
    open_file(path, tmp_path / "work")
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "work"]
