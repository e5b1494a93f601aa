"""The workbook read back: exact numbers, their formats, text that stays text."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from dashboard.briefing.content import Cell, Content, Grid, tables
from dashboard.briefing.office.workbook import HEAD_ROW, number_format, sheet_names, write
from tests.dashboard.briefing.composed import content_of

FORMATS = [
    ("1,752人", "1752", '#,##0"人"'),
    ("54.7%", "0.547058823529412", "#,##0.0%"),
    ("不足100%", "0.9999999", '"不足100%"'),
    ("−5.2", "-5.219860413049", "+#,##0.0;-#,##0.0;#,##0.0"),
    ("+1.9个百分点", "1.893", '+#,##0.0"个百分点";-#,##0.0"个百分点";#,##0.0"个百分点"'),
    ("+5.1%", "0.0506", "+#,##0.0%;-#,##0.0%;#,##0.0%"),
    ("1.54亿元", "153828300", '#,##0"元"'),
    ("8.00万人", "80000.5", '#,##0.######"人"'),
    ("不高于17.0周", "17", '"不高于"#,##0.0"周"'),
    ("不高于4.50%", "0.045", '"不高于"#,##0.00%'),
    ("2026年", "2026", '0"年"'),
    ("持平", "0", '"持平"'),
    ("增长7.6%", "0.0759", '"增长7.6%"'),
    ("30", "31", "#,##0"),
    ("30", "33", "#,##0.######"),
]


@pytest.mark.parametrize(("shown", "value", "shape"), FORMATS)
def test_number_format(shown: str, value: str, shape: str) -> None:
    assert number_format(Cell(shown, Decimal(value))) == shape


def test_names_that_excel_takes() -> None:
    grids = [
        Grid(name, "", ("甲",), ()) for name in ("就业", "就业", "热线:[上]/下?", "目录", "长" * 40, "长" * 40, "'")
    ]
    names = sheet_names(grids)
    assert names == ["就业", "就业2", "热线  上  下", "目录2", "长" * 31, "长" * 30 + "2", "表"]


@pytest.fixture(scope="module")
def content(site: Path) -> Content:
    return content_of(site)


def test_every_number_comes_back_exact(content: Content, tmp_path: Path) -> None:
    grids = tables(content)
    workbook = openpyxl.load_workbook(write(content, tmp_path)[0])
    assert len(workbook.sheetnames) == 1 + len(grids)
    for name, grid in zip(workbook.sheetnames[1:], grids, strict=True):
        sheet = workbook[name]
        for row, cells in enumerate(grid.rows, start=HEAD_ROW + 1):
            for column, cell in enumerate(cells, start=1):
                read = sheet.cell(row, column).value
                if cell.value is None:
                    assert (read or "") == cell.shown
                else:
                    assert float(read) == pytest.approx(float(cell.value), rel=1e-14)  # a workbook keeps sixteen digits
    numbers = sum(1 for grid in grids for cells in grid.rows for cell in cells if cell.value is not None)
    assert numbers > 300


def test_text_never_runs(content: Content, tmp_path: Path) -> None:
    evil = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\x00=cmd", '"引号"')
    grid = Grid("试", "=标题", ("=头", "数"), tuple((Cell(word), Cell("1", Decimal(1))) for word in evil))
    path = write(replace(content, kpis=grid, grids=(), pages=(), title="=简报"), tmp_path)[0]
    workbook = openpyxl.load_workbook(path)
    for sheet in workbook:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    cell = workbook["试"].cell(HEAD_ROW + 1, 1)
    assert (cell.value, cell.quotePrefix) == ("=1+1", True)


def test_contents_lead_to_each_sheet(content: Content, tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(write(content, tmp_path)[0])
    links = [row[0].hyperlink.location for row in workbook["目录"].iter_rows(min_row=HEAD_ROW + 1)]
    assert links == [f"'{name}'!A1" for name in workbook.sheetnames[1:]]
    assert "演示数据" in workbook["目录"]["A2"].value
