"""Rows as an .xlsx that is written while it is sent: constant memory, and no cell that a spreadsheet would run.

Text stands as inline strings, which are never formulas; one that looks like a formula also carries the mark that keeps
it text when somebody edits the cell. Dates and numbers are real ones.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from dashboard.components.data_table import CAN_RUN

if TYPE_CHECKING:
    from typing_extensions import Buffer

MOST_ROWS = 1_048_575  # of Excel, below the head
LONGEST_TEXT = 32_767  # characters in a cell of Excel
DAY, MOMENT, KEPT_TEXT, HEAD = 1, 2, 3, 4  # cell formats of STYLES
EPOCH = datetime(1899, 12, 30)
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">
<sheets><sheet name="明细" sheetId="1" r:id="rId1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>""",
    "xl/styles.xml": f"""<styleSheet xmlns="{_MAIN}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>
<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="5"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>
<xf quotePrefix="1"/><xf fontId="1" applyFont="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>""",
}


class _Outbox(io.RawIOBase):
    """What the zip has written and nobody has taken yet."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        written = bytes(data)
        self._waiting += written
        return len(written)

    def take(self) -> bytes:
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken


def workbook(head: Sequence[str], batches: Iterable[Sequence[Sequence[object]]]) -> Iterator[bytes]:
    """The file in pieces: one sheet, the head in bold and in view, then the rows."""
    out = _Outbox()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, content in PARTS.items():
            archive.writestr(name, _XML + content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'.encode())
            sheet.write(b'<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>')
            sheet.write(b"</sheetView></sheetViews><sheetData>")
            sheet.write(f"<row>{''.join(_text(word, HEAD) for word in head)}</row>".encode())
            for rows in batches:
                sheet.write("".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows).encode())
                yield out.take()
            sheet.write(b"</sheetData></worksheet>")
    yield out.take()


def _cell(value: object) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return _text("是" if value else "否")
    if isinstance(value, int | Decimal):
        return f"<c><v>{value}</v></c>"
    if isinstance(value, datetime):
        return f'<c s="{MOMENT}"><v>{(value - EPOCH).total_seconds() / 86400:.8f}</v></c>'
    if isinstance(value, date):
        return f'<c s="{DAY}"><v>{(value - EPOCH.date()).days}</v></c>'
    text = str(value)
    return _text(text, KEPT_TEXT if text.startswith(CAN_RUN) else 0)


def _text(text: str, style: int = 0) -> str:
    written = escape(UNWRITABLE.sub("", text)[:LONGEST_TEXT])
    marked = f' s="{style}"' if style else ""
    return f'<c{marked} t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'
