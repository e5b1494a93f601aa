"""The PDF of a briefing: the sheets of all pages as one document, so that Chromium numbers and bookmarks them itself.

The pages stand in it as they were drawn and checked, without scripts and without links to this machine.
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

from dashboard.theme import FONTS

FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
# A page as it stands, drawn for paper: its rules (Plotly has added its own to those of the files), its elements.
STILL = """() => {
  const still = document.getElementById("_pages_content").cloneNode(true);
  still.querySelectorAll("script, .modebar-container, .panel-menu").forEach(element => element.remove());
  still.querySelectorAll("a[href]").forEach(link => link.removeAttribute("href"));
  const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules].map(rule => rule.cssText));
  return { rules, html: still.innerHTML };
}"""
TEXTS = """() => [...document.querySelectorAll("article")].map(article => ({
  text: article.innerText, charts: article.querySelectorAll(".dash-graph .main-svg").length }))"""


@dataclass(frozen=True)
class About:
    """What the file says of itself; ``foot`` stands at the foot of every sheet, before the number of the page."""

    title: str
    author: str
    foot: str
    made_at: datetime


@dataclass(frozen=True)
class Sheets:
    """A page as it was drawn for paper."""

    name: str
    rules: tuple[str, ...]  # of its style sheets
    html: str
    words: frozenset[str]  # the numbers that a reader sees on it


def document(sheets: Sequence[Sheets], about: About, mark: str) -> str:
    """All pages in one document, each beginning on a sheet of its own; ``mark`` is the capture's own attribute."""
    rules = "\n".join(dict.fromkeys(rule for page in sheets for rule in page.rules))
    pages = "".join(f"<article>{page.html}</article>" for page in sheets)
    return (
        f'<!DOCTYPE html><html lang="zh-CN" data-theme="light" data-capture="{mark}"><head><meta charset="utf-8">'
        f"<title>{escape(about.title)}</title><style>{rules}\n"
        f"article + article {{ break-before: page; }}</style></head><body>{pages}</body></html>"
    )


def foot(about: About) -> str:
    """Chromium's template of the foot."""
    look = f"font: 7.5pt {escape(FONTS)}; width: 100%; margin: 0 11mm; display: flex; justify-content: space-between"
    return (
        f'<div style="{look}"><span>{escape(about.foot)}</span>'
        '<span>第<span class="pageNumber"></span>页 共<span class="totalPages"></span>页</span></div>'
    )


def described(content: bytes, about: About) -> bytes:
    """The file with its title, author and date, which is that of the build: twice from one build is twice the same."""
    target = io.BytesIO(content)
    writer = PdfWriter(target, incremental=True)
    moment = about.made_at.strftime("D:%Y%m%d%H%M%S")
    writer.metadata = {
        "/Title": about.title,
        "/Author": about.author,
        "/Subject": about.foot,
        "/Creator": "长风",
        "/CreationDate": moment,
        "/ModDate": moment,
    }
    writer.page_mode = "/UseOutlines"
    writer.write(target)
    return target.getvalue()


def words_missing(content: bytes, wanted: Iterable[str]) -> list[str]:
    """Those words, numbers above all, that the sheets do not hold."""
    text = _bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    return sorted(word for word in wanted if _bare(word) not in text)


def _bare(text: str) -> str:
    """Without blanks; radicals that a font shares with characters become the characters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


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
