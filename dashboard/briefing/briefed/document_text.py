"""The text of a .docx or .pptx piece by piece, with the place of each: paragraphs, table rows, text boxes, footnotes.

Deleted text of a tracked change is not in it, inserted text is.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.oxml import parse_xml

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same again for old programs
PARTS = {
    ".docx": (re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml"), WORD),
    ".pptx": (re.compile(r"ppt/(slides/slide\d+|notesSlides/notesSlide\d+)\.xml"), DRAWING),
}
NAMES = {"document": "", "header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}


class UnreadableDocument(Exception):
    """A file that is no such document; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Cell:
    """A paragraph, or a cell of a table."""

    place: str  # 第3段, 表1第2行第3格
    text: str


Block = tuple[Cell, ...]  # a paragraph, or a row of a table


def blocks(path: Path) -> list[Block]:
    """All of a document in its order; raises `UnreadableDocument`."""
    kind = path.suffix.lower()
    if kind not in PARTS:
        raise UnreadableDocument(f"不能核对 {path.suffix or '没有扩展名的'} 文件;可以核对 .docx 和 .pptx。")
    wanted, namespace = PARTS[kind]
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted((name for name in archive.namelist() if wanted.fullmatch(name)), key=_order)
            roots = [(name, parse_xml(archive.read(name))) for name in names]
    except FileNotFoundError:
        raise UnreadableDocument(f"找不到文件 {path}。") from None
    except (zipfile.BadZipFile, SyntaxError, OSError):
        raise UnreadableDocument(f"{path.name} 不是完好的 {kind} 文件,或设有密码。") from None
    return [block for name, root in roots for block in _of_part(_part_name(name), root, namespace)]


def _order(name: str) -> tuple[bool, str, int]:
    """The text itself before headers and notes; slide 2 before slide 10."""
    number = re.search(r"\d+", name)
    return not name.endswith("document.xml"), re.sub(r"\d+", "", name), int(number.group()) if number else 0


def _part_name(name: str) -> str:
    stem = Path(name).stem
    number = re.sub(r"\D", "", stem)
    if stem.startswith("slide"):
        return f"第{number}页"
    return f"第{number}页备注" if stem.startswith("notesSlide") else NAMES[stem.rstrip("0123456789")]


def _of_part(part: str, root: Any, namespace: str) -> Iterator[Block]:
    paragraphs = tables = 0
    for node in root.iter(f"{namespace}p", f"{namespace}tbl"):
        if _inside(node, FALLBACK):
            continue
        if node.tag == f"{namespace}tbl":
            tables += 1
            yield from _rows(f"{part}表{tables}", node, namespace)
        elif not _inside(node, f"{namespace}tbl"):
            paragraphs += 1
            text = _text(node, namespace)
            if text.strip():
                yield (Cell(f"{part}第{paragraphs}段", text),)


def _rows(table: str, node: Any, namespace: str) -> Iterator[Block]:
    for number, row in enumerate(node.findall(f"{namespace}tr"), start=1):
        cells = [
            Cell(
                f"{table}第{number}行第{place}格",
                "\n".join(_text(paragraph, namespace) for paragraph in cell.iter(f"{namespace}p")),
            )
            for place, cell in enumerate(row.findall(f"{namespace}tc"), start=1)
        ]
        if cells:
            yield tuple(cells)


def _inside(node: Any, tag: str) -> bool:
    return any(parent.tag == tag for parent in node.iterancestors())


def _text(paragraph: Any, namespace: str) -> str:
    """Its own text, without that of a text box that hangs on it."""
    own = f"{namespace}p"
    return "".join(
        node.text or "" for node in paragraph.iter(f"{namespace}t") if next(node.iterancestors(own)) is paragraph
    )
