"""The door of reading: a path becomes a `Book`, or is `Refused` with a true reason."""

from __future__ import annotations

from pathlib import Path

from etl.reading.kinds import kind_of
from etl.reading.model import Book, Refused
from etl.reading.text_file import open_text
from etl.reading.workbook import open_workbook


def open_file(path: Path, work: Path) -> Book:
    """The sheets of a file, judged by its content and not by its name; copies that reading needs go to ``work``."""
    kind = kind_of(path)
    if kind == "archive":
        raise Refused("这是压缩包,不是表格。", "请解压后发送其中的表格。")
    book = open_text(path, work) if kind == "text" else open_workbook(path, is_xlsx=kind == "xlsx")
    if not book.sheets:
        raise Refused("文件里没有数据。", "请确认发送的是填好的文件。")
    return book
