"""The figures behind a briefing as an .xlsx: a list of contents, then one sheet a table.

Numbers are exact and real ones, shown by their number format as people read them; all else is text, which no
spreadsheet runs. Nothing is rounded or added up here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.briefing.content import Cell, Content, Grid, tables
from dashboard.components.data_table import CAN_RUN
from dashboard.delivery.xlsx import LONGEST_TEXT, UNWRITABLE
from dashboard.format import moment, month_name
from dashboard.theme import COLOURS

NAME = "数据.xlsx"
CONTENTS = "目录"
LONGEST_NAME = 31  # characters of a sheet's name in Excel
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
FONT = "Microsoft YaHei"
TITLE, WORD, NOTE = Font(name=FONT, size=14, bold=True), Font(name=FONT, size=10), Font(name=FONT, size=9)
HEAD_FONT = Font(name=FONT, size=10, bold=True)
LINK_FONT = Font(name=FONT, size=10, underline="single", color=COLOURS["data"].removeprefix("#"))
HEAD_FILL = PatternFill("solid", fgColor=COLOURS["data-wash"].removeprefix("#"))
LINE = Border(bottom=Side(style="thin", color=COLOURS["line"].removeprefix("#")))
LEFT, RIGHT = Alignment(vertical="center"), Alignment(horizontal="right", vertical="center")
NARROWEST, WIDEST, HEAD_ROW = 9, 40, 4
WIDE_SHEET = 8  # columns from which on a sheet prints across


def write(content: Content, folder: Path) -> list[Path]:
    """Write ``数据.xlsx`` into a folder; returns its path."""
    workbook = Workbook()
    contents = workbook.active
    contents.title = CONTENTS
    grids = list(tables(content))
    names = sheet_names(grids)
    for grid, name in zip(grids, names, strict=True):
        _sheet(workbook.create_sheet(name), content, grid)
    _contents(contents, content, grids, names)
    path = folder / NAME
    workbook.save(path)
    return [path]


def sheet_names(grids: Sequence[Grid]) -> list[str]:
    """A name for each table that Excel takes: short, without signs, none twice."""
    taken = {CONTENTS.lower()}
    names = []
    for grid in grids:
        stem = NOT_IN_A_NAME.sub(" ", grid.name).strip() or "表"
        name, count = stem[:LONGEST_NAME], 1
        while name.lower() in taken:
            count += 1
            name = f"{stem[: LONGEST_NAME - len(str(count))]}{count}"
        taken.add(name.lower())
        names.append(name)
    return names


def _contents(sheet: Worksheet, content: Content, grids: Sequence[Grid], names: Sequence[str]) -> None:
    """Whose figures, of which month and build; then each table with a link to its sheet."""
    _text(sheet.cell(1, 1), content.title, TITLE)
    _text(sheet.cell(2, 1), _origin(content), NOTE)
    for column, word in enumerate(("表", "内容", "行数"), start=1):
        _head(sheet.cell(HEAD_ROW, column), word)
    for row, (grid, name) in enumerate(zip(grids, names, strict=True), start=HEAD_ROW + 1):
        cell = sheet.cell(row, 1)
        _text(cell, name, LINK_FONT)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
        _text(sheet.cell(row, 2), grid.title)
        sheet.cell(row, 3).value = len(grid.rows)
        sheet.cell(row, 3).font = WORD
    for letter, width in (("A", 36), ("B", 60), ("C", 8)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 1)
    _on_paper(sheet, 1)


def _origin(content: Content) -> str:
    demo = ";演示数据,不反映真实业务" if content.is_demo else ""
    return (
        f"{content.bureau};{content.area_name};数据截至{month_name(content.month)};"
        f"版次{content.build_id}({moment(content.built_at)}发布){demo}"
    )


def _sheet(sheet: Worksheet, content: Content, grid: Grid) -> None:
    """Title, origin, heads with their units, the rows."""
    _text(sheet.cell(1, 1), grid.title, TITLE)
    _text(sheet.cell(2, 1), _origin(content), NOTE)
    units = grid.units or ("",) * len(grid.head)
    for column, (word, unit) in enumerate(zip(grid.head, units, strict=True), start=1):
        _head(sheet.cell(HEAD_ROW, column), f"{word}({unit})" if unit else word)
    counted = {column for cells in grid.rows for column, cell in enumerate(cells, start=1) if cell.value is not None}
    for row, cells in enumerate(grid.rows, start=HEAD_ROW + 1):
        for column, cell in enumerate(cells, start=1):
            _write(sheet.cell(row, column), cell, is_word=column not in counted)
    for column in range(1, len(grid.head) + 1):
        shown = [grid.head[column - 1] + units[column - 1], *(cells[column - 1].shown for cells in grid.rows)]
        wanted = 2 + max(_width(text) for text in shown)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(wanted, NARROWEST), WIDEST)
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 2)
    _on_paper(sheet, len(grid.head))


def _width(text: str) -> int:
    """Characters as wide as a digit: a Chinese one takes two."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)


def _write(target: SheetCell, cell: Cell, *, is_word: bool) -> None:
    """A cell; a word in a column of numbers (无年度目标, —) stands where they stand."""
    if cell.value is None:
        _text(target, cell.shown)
        if not is_word:
            target.alignment = RIGHT
        return
    target.value = cell.value
    target.number_format = number_format(cell)
    target.font, target.border = WORD, LINE
    target.alignment = RIGHT


def number_format(cell: Cell) -> str:
    """How Excel shows the exact number: with the unit and decimals that people read, as far as it keeps its scale.

    ``54.7%`` is a fraction shown in percent, ``1,752人`` has its unit behind it; a number that people read in 万 or 亿
    stands in full, with the unit of its base. Words (持平, 增长7.6%) stand for the number behind them.
    """
    value = cell.value or Decimal(0)
    found = re.fullmatch(r"(不高于)?([+−]?)([\d,]+(?:\.\d+)?)([^\d\"]*)", cell.shown)
    if not found:
        return f'"{cell.shown.replace(chr(34), "")}"'
    bound, sign, digits, unit = found.groups()
    decimals = len(digits.partition(".")[2])
    places = f".{'0' * decimals}" if decimals else ""
    read = Decimal(digits.replace(",", "")) * (-1 if sign == "−" else 1)
    is_year = abs(read) >= 1000 and "," not in digits
    shape = f"{'0' if is_year else '#,##0'}{places}"
    if unit.startswith("%") and _agrees(value * 100, read, decimals):
        return _signed(f'"{bound}"' * bool(bound) + f"{shape}%", sign)
    if unit.startswith(("万", "亿")):
        return f'#,##0"{unit[1:]}"' if value == int(value) else f'#,##0.######"{unit[1:]}"'
    if not _agrees(value, read, decimals):
        return "#,##0.######"
    return _signed(f'"{bound}"' * bool(bound) + shape + f'"{unit}"' * bool(unit), sign)


def _signed(shape: str, sign: str) -> str:
    """A change has its plus."""
    return f"+{shape};-{shape};{shape}" if sign else shape


def _agrees(value: Decimal, read: Decimal, decimals: int) -> bool:
    return abs(value - read) <= Decimal(1).scaleb(-decimals)


def _text(target: SheetCell, text: str, font: Font = WORD) -> None:
    """Text as text: what begins like a formula is none, and stays none when somebody edits the cell."""
    target.value = UNWRITABLE.sub("", text)[:LONGEST_TEXT]
    target.data_type = "s"
    target.quotePrefix = text.startswith(CAN_RUN)
    target.font, target.alignment = font, LEFT
    if font is WORD:
        target.border = LINE


def _head(target: SheetCell, word: str) -> None:
    _text(target, word, HEAD_FONT)
    target.fill, target.border = HEAD_FILL, LINE
    target.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _on_paper(sheet: Worksheet, columns: int) -> None:
    """A4, as wide as the paper, the heads on every page."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if columns >= WIDE_SHEET else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
