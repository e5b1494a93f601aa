"""What calamine does not tell of an .xlsx or .xlsm, from one look through its raw XML.

Formula errors (#REF!), which calamine returns as empty cells; and how far a sheet reaches, because calamine holds
every cell up to the furthest one and ends the whole process when the memory for them is not there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

from etl.reading.model import Refused

MOST_CELLS = 64_000_000  # of one sheet, empty ones included: 2 GB in calamine
CHUNK = 1 << 18
LONGEST_CELL = 1 << 20

FAR_COLUMN = re.compile(rb' r="([A-Z]{2,3})\d')
ROW_NUMBER = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d+)"')
ERROR_CELL = re.compile(rb'<(?:\w+:)?c ([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")

Errors = dict[int, list[tuple[int, str]]]  # row -> its (column, error); both from 0


def survey(path: Path) -> dict[str, Errors]:
    """The formula errors of each sheet, by the sheet's name; raises `Refused` for a sheet too large to hold."""
    with ZipFile(path) as book:
        names = _names_of_parts(book)
        parts = [part for part in book.namelist() if re.fullmatch(r"/?xl/worksheets/[^/]+\.xml", part)]
        found = {}
        for part in parts:
            name = names.get(part.lstrip("/"), part)
            found[name] = _errors(book, part, name)
        return found


def _errors(book: ZipFile, part: str, name: str) -> Errors:
    errors: Errors = {}
    last_row, last_column = 0, 26
    for piece in _pieces(book, part):
        row = ROW_NUMBER.search(piece, max(0, piece.rfind(b"<row ")))
        last_row = max(last_row, int(row[1]) if row else 0)
        last_column = max(last_column, *map(_column, set(FAR_COLUMN.findall(piece))), 0)
        if last_row * last_column > MOST_CELLS:
            raise Refused(
                f"工作表“{name}”的数据区域过大(到第{last_row}行、第{last_column}列)。",
                "请删除表格右侧和下方多余的行列,另存为xlsx后重新发送。",
            )
        if b't="e"' in piece:
            _add_errors(piece, errors)
    return errors


def _pieces(book: ZipFile, part: str) -> Iterator[bytes]:
    """The XML in pieces that end with a whole cell; while one is looked through, the next is unpacked."""
    rest = b""
    with book.open(part) as xml, ThreadPoolExecutor(1) as unpacking:
        following = unpacking.submit(xml.read, CHUNK)
        while chunk := following.result():
            following = unpacking.submit(xml.read, CHUNK)
            piece = rest + chunk
            cut = piece.rfind(b"c>") + 2
            if cut < 2:
                cut = max(0, len(piece) - LONGEST_CELL)
            rest = piece[cut:]
            yield piece[:cut]
    yield rest


def _add_errors(piece: bytes, errors: Errors) -> None:
    for attributes, content in ERROR_CELL.findall(piece):
        place, value = REFERENCE.search(attributes), VALUE.search(content)
        if place and value:
            errors.setdefault(int(place[2]) - 1, []).append((_column(place[1]) - 1, value[1].decode()))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _names_of_parts(book: ZipFile) -> dict[str, str]:
    """Part name -> the sheet's name, following workbook.xml and its relationships."""
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", _text(book, "xl/_rels/workbook.xml.rels")):
        attributes = _attributes(tag)
        target = attributes.get("Target", "")
        targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    names = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", _text(book, "xl/workbook.xml")):
        attributes = _attributes(tag)
        names[targets.get(attributes.get("r:id", ""), "")] = attributes.get("name", "")
    return names


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in re.findall(r'([\w:]+)="([^"]*)"', tag)}


def _text(book: ZipFile, part: str) -> str:
    try:
        return book.read(part).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return ""  # calamine judges the workbook; without names no formula error is restored
