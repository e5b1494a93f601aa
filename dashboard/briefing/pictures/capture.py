"""Pictures and PDF of one build, from the very addresses that readers open. A picture is whole, or there is none.

Each picture is an item of its own: where one fails, its reason stands in its place and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import flask
from PIL import Image

from dashboard.briefing.content import Content, chart_stem, page_stem
from dashboard.briefing.faults import Fault
from dashboard.briefing.pictures import pdf, pixels, printed
from dashboard.briefing.pictures.browser import Chromium, Limits
from dashboard.briefing.pictures.completeness import Findings
from dashboard.briefing.pictures.expected import Expected, expected
from dashboard.briefing.pictures.serving import served
from dashboard.briefing.pictures.tab import PAPER, Tab, mark
from dashboard.briefing.timing import Started, Stopped
from dashboard.briefing.writing import write_all
from dashboard.delivery.shell import Shell
from dashboard.format import moment, month_key, month_name

DESK = (1920, 1080)
PHONE = (390, 844)
PDF = "briefing.pdf"

Result = TypeVar("Result")


@dataclass(frozen=True)
class CaptureJob:
    """What is to be captured."""

    build_id: str
    month: date
    area: str | None  # area code of a street; None for the whole district
    pages: tuple[tuple[str, str], ...]  # path and name
    is_demo: bool
    about: pdf.About

    @classmethod
    def of(cls, content: Content, district: str) -> CaptureJob:
        """The job of a briefing; ``district`` is the area code of the whole district."""
        foot = [
            content.bureau,
            f"{content.area_name}{month_name(content.month)}",
            f"版次 {content.build_id}({moment(content.built_at)} 发布)",
            *(["演示数据"] if content.is_demo else []),
        ]
        return cls(
            content.build_id,
            content.month,
            None if content.area == district else content.area,
            tuple((page.path, page.name) for page in content.pages),
            content.is_demo,
            pdf.About(content.title, content.bureau, " · ".join(foot), content.built_at),
        )

    @property
    def query(self) -> dict[str, str]:
        """The parameters of every address."""
        return {"month": month_key(self.month), **({"area": self.area} if self.area else {})}


@dataclass
class Captured:
    """What came of it: items with their files, and items with the reason why there is none."""

    files: list[tuple[str, Path]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)


def capture(
    server: flask.Flask,
    shell: Shell,
    job: CaptureJob,
    folder: Path,
    *,
    limits: Limits | None = None,
    tell: Callable[[str], None] = lambda _item: None,
) -> Captured:
    """Write ``pages/``, ``charts/``, ``phone.png`` and ``briefing.pdf``; ``tell`` hears of each item that is done.

    ``server`` and ``shell`` are of an app that is pinned to the build: `create_app(site, build)`.
    """
    with served(server) as address, Chromium(limits or Limits()) as chromium:
        return _Work(chromium, address, shell, job, folder, tell).run()


def chart_item(page: str, element_id: str) -> str:
    """The item of one chart, as it is told where it fails."""
    return f"{page}图表 {element_id}"


@dataclass(frozen=True)
class _Shot:
    """A page's picture and what is known of it."""

    png: bytes
    picture: Image.Image
    charts: Mapping[str, Mapping[str, Any]]  # by element id, as `seen.js` tells of them
    found: Findings


class _Work:
    """The work of one call, page by page; the next page is drawn and opened while this one is captured."""

    def __init__(
        self, chromium: Chromium, address: str, shell: Shell, job: CaptureJob, folder: Path, tell: Callable[[str], None]
    ) -> None:
        self._chromium, self._address, self._shell, self._job = chromium, address, shell, job
        self._folder, self._tell = folder, tell
        self._limits = chromium.limits
        self._drawn: dict[str, Started[Expected]] = {}
        self._tabs: dict[tuple[str, tuple[int, int]], Tab] = {}
        self._printed: list[pdf.Sheets] = []
        self._unprinted: list[str] = []
        self._captured = Captured()

    def run(self) -> Captured:
        """All items."""
        pages = self._job.pages
        for at, page in enumerate(pages):
            self._page(*page, pages[at + 1 : at + 2])
        if pages:
            path, name = next((page for page in pages if page[0] == "/"), pages[0])
            paper = self._begin_paper()
            self._item("手机长图", lambda: self._phone(path, name))
            self._item("PDF", lambda: self._paper(paper))
        return self._captured

    def _item(self, item: str, work: Callable[[], Mapping[str, bytes]]) -> None:
        """One item: what ``work`` yields is written, and where anything of it fails there is nothing of it."""
        try:
            files = work()
            write_all(self._folder, files)
        except Fault as fault:
            self._captured.faults.append((item, str(fault)))
        else:
            self._captured.files += [(item, self._folder / name) for name in files]
        self._tell(item)

    def _page(self, path: str, name: str, ahead: Sequence[tuple[str, str]]) -> None:
        """A page's own picture, those of its charts, and its sheets."""
        items = [f"{name}图片", f"{name}图表"]
        try:
            wanted = _twice(lambda: self._expected(path, name))
            items[1:] = [chart_item(name, drawing.element_id) for drawing in wanted.drawings]
            shot = _twice(lambda: self._shot(path, name, wanted, DESK, ahead))
        except Fault as fault:
            self._captured.faults += [(item, str(fault)) for item in items]
            self._unprinted.append(f"{name}页{fault}")
            return
        self._item(items[0], lambda: {f"pages/{page_stem(path)}.png": _whole(shot)})
        for item, drawing in zip(items[1:], wanted.drawings, strict=True):
            self._item(item, partial(self._chart, path, name, drawing.element_id, shot))
        try:
            _twice(lambda: self._sheets(path, name, wanted))
        except Fault as fault:
            self._unprinted.append(f"{name}页{fault}")
        self._close(path, DESK)

    def _expected(self, path: str, name: str) -> Expected:
        """What the page must show: drawn ahead, or now."""
        drawing = self._drawn.pop(path, None) or self._draw(path)
        return drawing.result(self._limits.query, f"{name}页的统计查询")

    def _draw(self, path: str) -> Started[Expected]:
        query = {key: [value] for key, value in self._job.query.items()}  # as the server will be asked: drawn once
        return Started(lambda: expected(self._shell, self._job.build_id, path, query))

    def _tab(self, path: str, name: str, size: tuple[int, int]) -> Tab:
        """The page's tab, opened anew where it is not there or its browser has died."""
        tab = self._tabs.get((path, size))
        if tab is None or not tab.is_open:
            tab = Tab(self._chromium, name, size, self._job.is_demo)
            tab.begin(f"{self._address}{path}?{urlencode(self._job.query)}")
            self._tabs[path, size] = tab
        return tab

    def _close(self, path: str, size: tuple[int, int]) -> None:
        with suppress(Fault):  # a browser that has died has closed it
            self._tabs.pop((path, size)).close()

    def _shot(
        self, path: str, name: str, wanted: Expected, size: tuple[int, int], ahead: Sequence[tuple[str, str]] = ()
    ) -> _Shot:
        """The page's picture, and all that is wrong with it."""
        tab = self._tab(path, name, size)
        seen, found = tab.look(wanted)
        for other, _ in ahead:
            self._drawn.setdefault(other, self._draw(other))
        png = tab.picture()
        for other, its_name in ahead:
            with suppress(Fault):  # it will be told when its turn comes
                if self._drawn[other].is_done:
                    self._tab(other, its_name, DESK)
        picture = pixels.opened(png)
        charts = {chart["id"]: chart for chart in seen["charts"]}
        for element_id, chart in charts.items():
            if element_id not in found.charts and pixels.ink(picture, chart["area"]) < pixels.LEAST_INK:
                found.charts[element_id] = "图表区域是空白的。"
        if any(pixels.is_blank(picture, box) for box in seen["parts"]):
            found.page.append("页面有一块是空白的。")
        return _Shot(png, picture, charts, found)

    def _chart(self, path: str, name: str, element_id: str, shot: _Shot) -> Mapping[str, bytes]:
        """One chart: cut from the page's picture, and as vectors."""
        shot.found.refuse_chart(element_id)
        chart = shot.charts[element_id]
        file = chart_stem(path, element_id)
        vectors = _twice(lambda: self._tab(path, name, DESK).vector(element_id, chart["marks"]))
        return {f"{file}.png": pixels.as_png(pixels.cut(shot.picture, chart["box"])), f"{file}.svg": vectors}

    def _sheets(self, path: str, name: str, wanted: Expected) -> None:
        """The page as it will stand in the PDF."""
        sheets, found = self._tab(path, name, DESK).sheets(wanted)
        found.refuse()
        self._printed.append(sheets)

    def _phone(self, path: str, name: str) -> Mapping[str, bytes]:
        """The first page as a telephone shows it, in one long picture."""
        wanted = _twice(lambda: self._expected(path, name))
        shot = _twice(lambda: self._shot(path, name, wanted, PHONE))
        self._close(path, PHONE)
        return {"phone.png": _whole(shot)}

    def _begin_paper(self) -> Started[bytes] | Fault:
        """The sheets of all pages as one file, which is read back meanwhile; without one of them there is no PDF."""
        if self._unprinted:
            return Fault("".join(self._unprinted))
        try:
            content = pdf.described(_twice(self._print), self._job.about)
        except Fault as fault:
            return fault
        sheets, foot, limit = tuple(self._printed), self._job.about.foot, self._limits.reread
        return Started(lambda: printed.checked(content, sheets, foot, limit))

    def _paper(self, paper: Started[bytes] | Fault) -> Mapping[str, bytes]:
        if isinstance(paper, Fault):
            raise paper
        return {PDF: paper.result(self._limits.reread, "读回核对PDF")}

    def _print(self) -> bytes:
        page = self._chromium.new_page(*PAPER)
        with self._chromium.step("打印PDF", self._limits.paper):
            page.emulate_media(media="print")
            page.set_content(pdf.document(self._printed, self._job.about, mark(self._job.is_demo)))
            standing = page.evaluate(pdf.STANDS)
            content = page.pdf(
                prefer_css_page_size=True,
                print_background=True,
                outline=True,
                tagged=True,
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=pdf.foot(self._job.about),
            )
            page.close()
        if name := pdf.lost(self._printed, standing):
            raise Fault(f"{name}页没有完整地排进PDF。")
        return content


def _twice(work: Callable[[], Result]) -> Result:
    """What was stopped is tried once more."""
    try:
        return work()
    except Stopped:
        return work()


def _whole(shot: _Shot) -> bytes:
    """The picture of a page of which nothing is wrong."""
    shot.found.refuse()
    return shot.png
