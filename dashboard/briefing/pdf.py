"""The sheets of all pages as one PDF: bookmarks, page numbers through the whole, date and build at the foot of each.

Chromium numbers each page of the dashboard on its own; the foot is therefore printed once for all sheets and laid over.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from dashboard.theme import FONTS

SHEET = "A4"
FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


@dataclass(frozen=True)
class Printed:
    """A page of the dashboard on paper."""

    name: str
    content: bytes
    sheets: int


@dataclass(frozen=True)
class About:
    """What the file says of itself; the foot of every sheet says it too."""

    title: str
    author: str
    foot: str
    made_at: datetime


def printed(name: str, content: bytes) -> Printed:
    """A page's PDF, its sheets counted."""
    return Printed(name, content, len(PdfReader(io.BytesIO(content)).pages))


def words_missing(content: bytes, wanted: Iterable[str]) -> list[str]:
    """Those words, numbers above all, that the sheets do not hold."""
    pages = PdfReader(io.BytesIO(content)).pages
    text = _bare("".join(page.extract_text() for page in pages))
    return [word for word in wanted if _bare(word) not in text]


def _bare(text: str) -> str:
    """Without blanks; radicals that a font shares with characters become the characters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def feet(about: About, sheets: int) -> str:
    """A document of empty sheets with the foot of each."""
    lines = "".join(
        f"<div><span>{escape(about.foot)}</span><span>第{number}页 共{sheets}页</span></div>"
        for number in range(1, sheets + 1)
    )
    return f"""<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><style>
        @page {{ size: {SHEET}; margin: 0; }}
        body {{ margin: 0; font: 8pt {FONTS}; }}
        div {{ height: 297mm; box-sizing: border-box; padding: 0 11mm 5mm; break-after: page; color: black;
              display: flex; justify-content: space-between; align-items: flex-end; }}
        div:last-child {{ break-after: auto; }}
        </style>{lines}"""


def join(parts: Sequence[Printed], foot: bytes, about: About) -> bytes:
    """All pages in one file, each under its bookmark with those of its sections."""
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part.content), outline_item=part.name)
    for sheet, line in zip(writer.pages, PdfReader(io.BytesIO(foot)).pages, strict=True):
        sheet.merge_page(line)
    moment = about.made_at.strftime("D:%Y%m%d%H%M%S")
    writer.metadata = {
        "/Title": about.title,
        "/Author": about.author,
        "/Subject": about.foot,
        "/Creator": "长风",
        "/CreationDate": moment,
        "/ModDate": moment,
    }
    writer.root_object[NameObject("/Lang")] = TextStringObject("zh-CN")
    writer.page_mode = "/UseOutlines"
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def fonts_left_out(content: bytes) -> list[str]:
    """The names of fonts that the file uses without holding them; a Type 3 font is its own drawing."""
    found = set()
    for page in PdfReader(io.BytesIO(content)).pages:
        resources: Any = page["/Resources"].get_object()
        for font in resources.get("/Font", {}).values():
            if not _is_embedded(font.get_object()):
                found.add(str(font.get_object().get("/BaseFont", "?")))
    return sorted(found)


def _is_embedded(font: Any) -> bool:
    if font["/Subtype"] == "/Type3":
        return True
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    described = inner.get("/FontDescriptor")
    return described is not None and any(name in described.get_object() for name in FONT_FILES)
