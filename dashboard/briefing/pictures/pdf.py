"""The PDF of a briefing: the sheets of all pages as one document, so that Chromium numbers and bookmarks them itself.

The pages stand in it as they were drawn and checked, without scripts and without links to this machine.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from dashboard.theme import FONTS

# A page as it stands, drawn for paper: its rules (Plotly has added its own to those of the files), its elements.
STILL = """() => {
  const page = document.getElementById("page");
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  const shown = [];
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    const spoken = parentElement.closest(".for-readers");  // for screen readers, one pixel wide
    if (parentElement.closest(".dash-graph") || (spoken && spoken.getBoundingClientRect().width <= 1)) continue;
    if (parentElement.checkVisibility({ visibilityProperty: true })) shown.push(data);
  }
  const still = page.cloneNode(true);
  still.querySelectorAll("script, .modebar-container, .panel-menu").forEach(element => element.remove());
  still.querySelectorAll("a[href]").forEach(link => link.removeAttribute("href"));
  const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules].map(rule => rule.cssText));
  const layers = still.querySelectorAll(".dash-graph .main-svg").length;
  return { rules, layers, shown: shown.join("\\n"), text: still.textContent, html: still.innerHTML };
}"""
# What has come of them in the document of all pages.
STANDS = """() => [...document.querySelectorAll("body > article")].map(article => [
  article.textContent, article.querySelectorAll(".dash-graph .main-svg").length])"""


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
    text: str
    layers: int  # of its charts: each has several
    shown: str = ""  # its text outside charts that can be seen on paper


def document(sheets: Sequence[Sheets], about: About, mark: str) -> str:
    """All pages in one document, each beginning on a sheet of its own; ``mark`` is the capture's own attribute."""
    rules = "\n".join(dict.fromkeys(rule for page in sheets for rule in page.rules))
    pages = "".join(f"<article>{page.html}</article>" for page in sheets)
    return (
        f'<!DOCTYPE html><html lang="zh-CN" data-theme="light" data-capture="{mark}"><head><meta charset="utf-8">'
        f"<title>{escape(about.title)}</title><style>{rules}\n"
        f"body > article + article {{ break-before: page; }}</style></head><body>{pages}</body></html>"
    )


def lost(sheets: Sequence[Sheets], standing: Sequence[tuple[str, int]]) -> str | None:
    """The name of the first page of which something is not in the document of all pages."""
    for page, (text, layers) in zip(sheets, standing, strict=True):
        if (page.text, page.layers) != (text, layers):
            return page.name
    return None


def foot(about: About) -> str:
    """Chromium's template of the foot."""
    look = f"font: 7.5pt {escape(FONTS)}; width: 100%; margin: 0 11mm; display: flex; justify-content: space-between"
    return (
        f'<div style="{look}"><span>{escape(about.foot)}</span>'
        '<span>第<span class="pageNumber"></span>页 共<span class="totalPages"></span>页</span></div>'
    )


def described(content: bytes, about: About) -> bytes:
    """The file with its title, author and date, which is that of the build: twice from one build is twice the same.

    Two objects are written anew after all others (ISO 32000-1, 7.5.6): to write out tens of thousands takes seconds.
    """
    reader = PdfReader(io.BytesIO(content))
    told, catalogue = (reader.trailer.raw_get(name) for name in ("/Info", "/Root"))
    moment = about.made_at.strftime("D:%Y%m%d%H%M%S")
    description = {
        "/Title": about.title,
        "/Author": about.author,
        "/Subject": about.foot,
        "/Creator": "长风",
        "/CreationDate": moment,
        "/ModDate": moment,
    }
    changed = {
        told.idnum: DictionaryObject({NameObject(key): TextStringObject(text) for key, text in description.items()}),
        catalogue.idnum: DictionaryObject({**reader.root_object, NameObject("/PageMode"): NameObject("/UseOutlines")}),
    }
    target = io.BytesIO()
    target.write(content + b"\n")
    places = {}
    for number, written in sorted(changed.items()):
        places[number] = target.tell()
        target.write(b"%d 0 obj\n" % number)
        written.write_to_stream(target)
        target.write(b"\nendobj\n")
    at, before = target.tell(), content[content.rindex(b"startxref") :].split()[1]
    target.write(b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % place for place in places.items()))
    size, ends = int(str(reader.trailer["/Size"])), (catalogue.idnum, told.idnum, int(before))
    target.write(b"trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /Prev %d>>\n" % (size, *ends))
    target.write(b"startxref\n%d\n%%%%EOF\n" % at)
    return target.getvalue()
