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

from dashboard.briefing.content import Content, chart_stem, page_stem
from dashboard.briefing.faults import Fault
from dashboard.briefing.pictures import pdf, printed
from dashboard.briefing.pictures.browser import Chromium, Limits
from dashboard.briefing.pictures.expected import Expected, expected
from dashboard.briefing.pictures.serving import served
from dashboard.briefing.pictures.shot import Shot, examined
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
class _Taken:
    """A page that the browser is done with, while its picture is looked at."""

    path: str
    name: str
    shot: Started[Shot]
    vectors: Mapping[str, bytes | Fault]  # by element id, for every chart of the page


class _Work:
    """The work of one call: while a page is captured the next one loads, and the picture of the last is looked at."""

    def __init__(
        self, chromium: Chromium, address: str, shell: Shell, job: CaptureJob, folder: Path, tell: Callable[[str], None]
    ) -> None:
        self._chromium, self._address, self._shell, self._job = chromium, address, shell, job
        self._folder, self._tell = folder, tell
        self._limits = chromium.limits
        self._drawn: dict[str, Started[Expected]] = {}
        self._tabs: dict[tuple[str, tuple[int, int]], Tab] = {}
        self._pending: list[Callable[[], None]] = []  # what is told and written of each page, in their order
        self._printed: list[pdf.Sheets] = []
        self._unprinted: list[str] = []
        self._captured = Captured()

    def run(self) -> Captured:
        """All items."""
        pages = self._job.pages
        for at, page in enumerate(pages):
            self._page(*page, pages[at + 1 : at + 3])
            self._deliver(len(self._pending) - 1)
        if pages:
            path, name = next((page for page in pages if page[0] == "/"), pages[0])
            if not self._unprinted:  # where a page has failed, its time may be up once more
                with suppress(Fault):  # it will be told when its turn comes
                    self._tab(path, name, PHONE)
            paper = self._begin_paper()
            self._deliver(len(self._pending))
            self._item("手机长图", lambda: self._phone(path, name))
            self._item("PDF", lambda: self._paper(paper))
        return self._captured

    def _deliver(self, count: int) -> None:
        """Tell and write so many of the pages that wait for it."""
        for deliver in self._pending[:count]:
            deliver()
        del self._pending[:count]

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
        """All that the browser has to do for a page: its picture, the vectors of its charts, its sheets."""
        items = [_page_item(name), f"{name}图表"]
        try:
            wanted = _twice(lambda: self._expected(path, name))
            items[1:] = [chart_item(name, drawing.element_id) for drawing in wanted.drawings]
            shot, marks = _twice(lambda: self._shot(path, name, wanted, DESK, ahead))
        except Fault as fault:
            self._pending.append(partial(self._fail, items, fault))
            self._unprinted.append(f"{name}页{fault}")
            return
        ids = [drawing.element_id for drawing in wanted.drawings]
        vectors = {element_id: self._vector(path, name, element_id, marks.get(element_id)) for element_id in ids}
        try:
            _twice(lambda: self._sheets(path, name, wanted))
        except Fault as fault:
            self._unprinted.append(f"{name}页{fault}")
        self._close(path, DESK)
        self._pending.append(partial(self._write, _Taken(path, name, shot, vectors)))

    def _fail(self, items: Sequence[str], fault: Fault) -> None:
        self._captured.faults += [(item, str(fault)) for item in items]

    def _write(self, taken: _Taken) -> None:
        """A page's own picture, and those of its charts."""
        name = taken.name
        try:
            shot = self._examined(name, taken.shot)
        except Fault as fault:
            self._fail([_page_item(name), *(chart_item(name, element_id) for element_id in taken.vectors)], fault)
            return
        self._item(_page_item(name), lambda: {f"pages/{page_stem(taken.path)}.png": _whole(shot)})
        for element_id, vector in taken.vectors.items():
            stem = chart_stem(taken.path, element_id)
            self._item(chart_item(name, element_id), partial(_chart, stem, element_id, shot, vector))

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
    ) -> tuple[Started[Shot], Mapping[str, Any]]:
        """The page's picture, looked at beside other work, and the marks of the charts that can be vectors too."""
        tab = self._tab(path, name, size)
        seen, found = tab.look(wanted)
        self._begin(ahead)
        png = tab.picture()
        self._begin(ahead)
        marks = {chart["id"]: chart["marks"] for chart in seen["charts"] if chart["id"] not in found.charts}
        return Started(lambda: examined(png, seen, found)), {} if found.page else marks

    def _begin(self, ahead: Sequence[tuple[str, str]]) -> None:
        """Have the next pages drawn, and the very next one open once it is."""
        for path, _ in ahead:
            if path not in self._drawn:
                self._drawn[path] = self._draw(path)
        for path, name in ahead[:1]:
            with suppress(Fault):  # it will be told when its turn comes
                if self._drawn[path].is_done:
                    self._tab(path, name, DESK)

    def _examined(self, name: str, shot: Started[Shot]) -> Shot:
        return shot.result(self._limits.picture, f"核对{name}页的图片")

    def _vector(self, path: str, name: str, element_id: str, marks: Any) -> bytes | Fault:
        """One chart as vectors; a `Fault` where it cannot be drawn, or is not there."""
        try:
            if marks is None:
                raise Fault("矢量图没有生成。")
            return _twice(lambda: self._tab(path, name, DESK).vector(element_id, marks))
        except Fault as fault:
            return fault

    def _sheets(self, path: str, name: str, wanted: Expected) -> None:
        """The page as it will stand in the PDF."""
        sheets, found = self._tab(path, name, DESK).sheets(wanted)
        found.refuse()
        self._printed.append(sheets)

    def _phone(self, path: str, name: str) -> Mapping[str, bytes]:
        """The first page as a telephone shows it, in one long picture."""
        wanted = _twice(lambda: self._expected(path, name))
        shot, _ = _twice(lambda: self._shot(path, name, wanted, PHONE))
        self._close(path, PHONE)
        return {"phone.png": _whole(self._examined(name, shot))}

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


def _page_item(page: str) -> str:
    return f"{page}图片"


def _whole(shot: Shot) -> bytes:
    """The picture of a page of which nothing is wrong."""
    shot.found.refuse()
    return shot.png


def _chart(stem: str, element_id: str, shot: Shot, vector: bytes | Fault) -> Mapping[str, bytes]:
    """One chart of which nothing is wrong: cut from the page's picture, and as vectors."""
    shot.found.refuse_chart(element_id)
    if isinstance(vector, Fault):
        raise vector
    return {f"{stem}.png": shot.charts[element_id], f"{stem}.svg": vector}
