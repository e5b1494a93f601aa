"""Whether a finished PDF is whole: read back from the file, every number of every page, every sheet, every bookmark.

The file is read in a process of its own beside other work; a PDF that fails is not delivered.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2

from dashboard.briefing.faults import Fault
from dashboard.briefing.pictures.pdf import Sheets
from dashboard.briefing.timing import Stopped

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
NO_CHARACTER = "\ufffd"
ROOT = Path(__file__).parents[3]


def checked(content: bytes, sheets: Sequence[Sheets], foot: str, seconds: float) -> bytes:
    """The PDF of these pages; raises `Fault` with the first that is wrong of it."""
    if fault := next(faults(sheets, foot, *read_back(content, seconds)), None):
        raise Fault(fault)
    return content


def read_back(content: bytes, seconds: float) -> tuple[list[str], list[tuple[str, int]]]:
    """The text of every sheet; the title of every page's bookmark and the sheet (from 0) that it leads to."""
    command = [sys.executable, "-m", "dashboard.briefing.pictures.printed"]
    try:
        answer = subprocess.run(  # noqa: S603  (our own module)
            command, input=content, capture_output=True, timeout=seconds, check=True, cwd=ROOT
        )
    except subprocess.TimeoutExpired as error:
        raise Stopped(f"读回核对PDF超过{seconds:g}秒,已停止。") from error
    except subprocess.CalledProcessError as error:
        raise Fault("PDF无法读回核对。") from error
    texts, marks = json.loads(answer.stdout)
    return texts, [(str(title), int(at)) for title, at in marks]


def faults(
    sheets: Sequence[Sheets], foot: str, texts: Sequence[str], marks: Sequence[tuple[str, int]]
) -> Iterator[str]:
    """All that is wrong of a PDF of these pages, each with one plain sentence."""
    for at, text in enumerate(texts, start=1):
        if NUMBER.findall(text)[-2:] != [str(at), str(len(texts))]:
            yield f"PDF第{at}页的页码不对。"
        if len(_squeezed(text)) <= len(_squeezed(f"{foot}第{at}页共{len(texts)}页")):
            yield f"PDF第{at}页是空白的。"
        if NO_CHARACTER in text:
            yield f"PDF第{at}页有字符无法识别。"
    names = [page.name for page in sheets]
    if len(marks) != len(names) or not all(map(str.startswith, (title for title, _ in marks), names)):
        yield "PDF的书签与页面不符。"
        return
    begins = [at for _, at in marks]
    for page, begin, end in zip(sheets, begins, [*begins[1:], len(texts)], strict=True):
        standing = _numbers("\n".join(texts[begin:end]))
        if lost := Counter(NUMBER.findall(page.shown)) - standing:
            yield f"PDF的{page.name}页缺少数字 {next(iter(lost))}。"


def _numbers(text: str) -> Counter[str]:
    """How often each number stands there; one that is broken at the end of a line is one too."""
    return Counter(NUMBER.findall(text)) | Counter(NUMBER.findall("".join(text.splitlines())))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _read() -> None:
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    texts = [page.get_textpage().get_text_bounded() for page in document]
    marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc() if mark.level == 0]
    json.dump([texts, marks], sys.stdout)


if __name__ == "__main__":
    _read()
