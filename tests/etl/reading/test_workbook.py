"""Workbooks: cells in their true places, merged cells filled, values as a clerk sees them."""

from __future__ import annotations

import datetime as dt
import zipfile

import openpyxl
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from etl.reading import workbook
from etl.reading.cells import cell_text, text_array
from etl.reading.model import Refused
from etl.reading.opening import open_file


@pytest.fixture
def opened(tmp_path):
    """A workbook made by openpyxl, saved and opened."""

    def save_and_open(book):
        path = tmp_path / "a.xlsx"
        book.save(path)
        return open_file(path, tmp_path / "work")

    return save_and_open


texts = st.text(st.sampled_from("甲乙街道aZ01 ,"), max_size=5).map(lambda text: text if text.strip() else "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.integers(1, 4).flatmap(
        lambda w: st.lists(st.lists(texts, min_size=w, max_size=w), min_size=1, max_size=8)
    ),
    down=st.integers(0, 3),
    right=st.integers(0, 3),
    batch=st.integers(1, 5),
    first_row=st.integers(1, 4),
)
def test_a_table_anywhere_on_the_sheet_keeps_its_places(
    tmp_path, rows_of, monkeypatch, table, down, right, batch, first_row
):
    monkeypatch.setattr(workbook, "BATCH_ROWS", batch)
    book = openpyxl.Workbook()
    book.active.cell(down + 1, right + 1, "头")
    for r, row in enumerate(table, down + 2):
        for c, text in enumerate(row, right + 1):
            if text:
                book.active.cell(r, c, text).data_type = "s"
    book.save(tmp_path / "a.xlsx")
    (sheet,) = open_file(tmp_path / "a.xlsx", tmp_path / "work").sheets
    width = right + len(table[0])
    expected = {(r, c): text for r, row in enumerate(table, down + 2) for c, text in enumerate(row, right)}
    expected[down + 1, right] = "头"
    read = {(no, c): text for no, cells in rows_of(sheet, first_row, width) for c, text in enumerate(cells) if text}
    assert read == {place: text for place, text in expected.items() if text and place[0] >= first_row}


def test_merged_cells_are_filled_in_head_and_body(opened, rows_of, monkeypatch):
    monkeypatch.setattr(workbook, "BATCH_ROWS", 2)  # ranges reach over batches
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ["就业台账", None, None, None],
        ["街道", "人数", None, "备注"],
        [None, "男", "女", None],
        ["坡子街", 1, 2, "好"],
        [None, 3, 4, None],
        [None, 5, 6, "差"],
        ["合计", None, 21, None],
    ]:
        sheet.append(row)
    for merged in ("A1:D1", "A2:A3", "B2:C2", "D2:D3", "A4:A6", "D4:D5", "A7:B7"):
        sheet.merge_cells(merged)
    (read,) = opened(book).sheets
    assert [(row.row_no, row.cells, row.spans) for row in read.head[:3]] == [
        (1, ("就业台账",) * 4, ((0, 3),)),
        (2, ("街道", "人数", "人数", "备注"), ((1, 2),)),
        (3, ("街道", "男", "女", "备注"), ()),
    ]
    assert rows_of(read, 4) == [
        (4, ["坡子街", "1", "2", "好", ""]),
        (5, ["坡子街", "3", "4", "好", ""]),
        (6, ["坡子街", "5", "6", "差", ""]),
        (7, ["合计", "合计", "21", "", ""]),
    ]


def test_a_record_merged_over_two_rows_is_one_record(opened, rows_of):
    book = openpyxl.Workbook()
    book.active.append(["街道", "人数"])
    book.active.append(["坡子街", 7])
    book.active["A4"], book.active["B4"] = "城南路", 8
    for merged in ("A2:A3", "B2:B3"):
        book.active.merge_cells(merged)
    (sheet,) = opened(book).sheets
    assert rows_of(sheet, 2) == [(2, ["坡子街", "7", ""]), (3, ["", "", ""]), (4, ["城南路", "8", ""])]


def test_a_true_xls_keeps_places_and_merged_cells(tmp_path, rows_of):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    sheet.write(2, 1, "街道")
    sheet.write(2, 2, "日期")
    sheet.write_merge(3, 4, 1, 1, "坡子街")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet.write(3, 2, dt.date(2023, 3, 5), day)
    sheet.write(4, 2, dt.date(2023, 3, 6), day)
    book.save(tmp_path / "a.xls")
    (read,) = open_file(tmp_path / "a.xls", tmp_path / "work").sheets
    assert read.head[0].row_no == 3
    assert rows_of(read, 4) == [(4, ["", "坡子街", "2023-03-05", ""]), (5, ["", "坡子街", "2023-03-06", ""])]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  坡子街 ", "  坡子街 "),
        (True, "TRUE"),
        (12, "12"),
        (12.0, "12"),
        (-0.0, "0"),
        (12.5, "12.5"),
        (0.1, "0.1"),
        (999999999999999.0, "999999999999999"),
        (1e15, "1.00000000000000E+15"),
        (430103199001011234.0, "4.30103199001011E+17"),
        (dt.date(2023, 3, 5), "2023-03-05"),
        (dt.datetime(2023, 3, 5), "2023-03-05"),
        (dt.datetime(2023, 3, 5, 8, 30), "2023-03-05 08:30:00"),
        (dt.datetime(2023, 3, 5, 23, 59, 59, 999_800), "2023-03-06"),
        (dt.time(8, 30), "08:30:00"),
        (dt.timedelta(hours=26, minutes=5), "26:05:00"),
        ("", ""),
    ],
)
def test_values_as_a_clerk_sees_them(value, text):
    assert cell_text(value) == text
    assert text_array([value, "字"]).to_pylist() == [text or None, "字"]
    assert text_array([value, value]).to_pylist() == [text or None] * 2


def test_formula_errors_are_text(opened, rows_of):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("数据 & 表", 0)
    sheet.append(["街道", "人数"])
    for row in range(2, 3000):
        sheet.append(["坡子街", row])
    for place, error in (("B3", "#REF!"), ("B2000", "#DIV/0!"), ("A2001", "#N/A")):
        sheet[place].value = error
        sheet[place].data_type = "e"
    rows = dict(rows_of(opened(book).sheets[0]))
    assert (rows[3][1], rows[2000][1], rows[2001][0], rows[4][1]) == ("#REF!", "#DIV/0!", "#N/A", "4")


def test_sheets_are_listed_as_they_are(opened):
    book = openpyxl.Workbook()
    book.active["A1"] = "一"
    book.create_sheet("空")
    hidden = book.create_sheet("隐")
    hidden["A1"], hidden.sheet_state = "二", "hidden"
    book.create_chartsheet("图")
    assert [(sheet.name, sheet.hidden) for sheet in opened(book).sheets] == [("Sheet", False), ("隐", True)]


@pytest.mark.parametrize(
    ("cells", "amends"), [(("sha256", "7f" * 32), "7f" * 32), (("sha256", "x"), None), (("别的", "7f" * 32), None)]
)
def test_a_returned_workbook_names_the_file_it_came_from(opened, cells, amends):
    book = openpyxl.Workbook()
    book.active["A1"] = "街道"
    mark = book.create_sheet("_changfeng")
    mark.append(cells)
    mark.sheet_state = "veryHidden"
    read = opened(book)
    assert read.amends == amends
    assert [sheet.name for sheet in read.sheets] == ["Sheet"]


def test_content_decides_not_the_name(tmp_path, rows_of):
    book = openpyxl.Workbook()
    book.active.append(["街道", "人数"])
    book.save(tmp_path / "a.xlsx")
    for name in ("b.xls", "c.csv", "d.dat"):
        (tmp_path / name).write_bytes((tmp_path / "a.xlsx").read_bytes())
        assert rows_of(open_file(tmp_path / name, tmp_path / "work").sheets[0]) == [(1, ["街道", "人数", ""])]
    (tmp_path / "e.xls").write_bytes("街道\t人数\n".encode("gb18030"))
    assert rows_of(open_file(tmp_path / "e.xls", tmp_path / "work").sheets[0]) == [(1, ["街道", "人数", ""])]


def test_a_sheet_that_reaches_too_far_is_refused_before_it_is_held(opened):
    book = openpyxl.Workbook()
    book.active["A1"] = "街道"
    book.active["XFD90000"] = "多余"
    with pytest.raises(Refused, match="工作表“Sheet”的数据区域过大\\(到第90000行、第16384列\\)"):
        opened(book)


def test_a_stray_cell_far_below_is_no_reason_to_refuse(opened, rows_of):
    book = openpyxl.Workbook()
    book.active["A1"] = "街道"
    book.active["C60000"] = "多余"
    (sheet,) = opened(book).sheets
    assert rows_of(sheet, 59_999) == [(59_999, ["", "", "", ""]), (60_000, ["", "", "多余", ""])]


def test_an_openoffice_sheet_is_read(tmp_path, rows_of):
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="台账"><table:table-row table:number-rows-repeated="2"><table:table-cell/>'
        '</table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p>街道</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    (sheet,) = open_file(tmp_path / "a.ods", tmp_path / "work").sheets
    assert [(row.row_no, row.cells) for row in sheet.head] == [(3, ("街道",))]


def test_wide_sheets_name_their_columns_rightly(opened, rows_of):
    book = openpyxl.Workbook()
    for place in range(1, 60):
        book.active.cell(1, place, get_column_letter(place))
    assert rows_of(opened(book).sheets[0], 1, 3) == [
        (1, ["A", "B", "C", ",".join(get_column_letter(place) for place in range(4, 60))])
    ]
