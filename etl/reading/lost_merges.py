"""Workbooks whose merged cells calamine does not tell of (.ods, .xlsb): refused where a cell reaches over several rows.

A 街道 merged over its rows would be read for the first of them alone, and the others would count for nobody.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from zipfile import ZipFile

from etl.reading.model import Refused

CHUNK = 1 << 20
OVERLAP = 4096
SPANNED = re.compile(rb'number-rows-spanned="(?!1")\d+"')
MERGES = re.compile(
    rb"\xb1\x01\x04.{4}((?:\xb0\x01\x10.{16})+)", re.DOTALL
)  # [MS-XLSB] BrtBeginMergeCells, BrtMergeCell
MERGE_BYTES = 19
REASON = "这个{}文件有上下合并的单元格,无法读准。"
ADVICE = "请用Excel或WPS打开,另存为xlsx后重新发送。"


def refuse_lost_merges(archive: ZipFile) -> None:
    """Raise `Refused` for an .ods or .xlsb in which a merged cell reaches over several rows."""
    for name in archive.namelist():
        if name == "content.xml" and any(SPANNED.search(piece) for piece in _pieces(archive, name)):
            raise Refused(REASON.format("ods"), ADVICE)
        if re.fullmatch(r"xl/worksheets/[^/]+\.bin", name) and any(map(_reaches_down, _pieces(archive, name))):
            raise Refused(REASON.format("xlsb"), ADVICE)


def _pieces(archive: ZipFile, name: str) -> Iterator[bytes]:
    """The member in pieces that overlap: what stands on the seam of two is whole in one of them."""
    with archive.open(name) as file:
        before = b""
        while piece := file.read(CHUNK):
            yield before + piece
            before = (before + piece)[-OVERLAP:]


def _reaches_down(piece: bytes) -> bool:
    for found in MERGES.finditer(piece):
        for start in range(0, len(found[1]), MERGE_BYTES):
            first, last = struct.unpack_from("<II", found[1], start + 3)
            if last > first:
                return True
    return False
