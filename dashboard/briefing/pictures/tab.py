"""One address open in the browser, checked against the build before any picture of it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

from dashboard.briefing.faults import Fault
from dashboard.briefing.pictures import pdf, screenshot, svg
from dashboard.briefing.pictures.browser import Chromium
from dashboard.briefing.pictures.completeness import Findings, compare
from dashboard.briefing.pictures.expected import Expected

SEEN = (Path(__file__).parent / "seen.js").read_text(encoding="utf-8")
PAPER = (711, 1032)  # A4 within the margins of assets/90_print.css
# Before anything is painted, so that charts are drawn once, for the room that they will have (assets/95_capture.css).
MARKED = """new MutationObserver((_, watching) => {
  if (!document.documentElement) return;
  document.documentElement.dataset.capture = "%s";
  watching.disconnect();
}).observe(document, { childList: true });"""
# There may be no document yet: an answer is there before its first line is.
READY = """() => document.querySelector("[data-failed]") || document.documentElement?.dataset.ready === "true"
  && !document.querySelector("[aria-busy=true]")"""
# What a reader would scroll to the side is made as small as its place: a picture cannot be scrolled.
FIT = """() => document.querySelectorAll("#page .scroll, #page .tall").forEach(place => {
  const content = place.firstElementChild;
  content.style.zoom = "";
  if (place.scrollWidth > place.clientWidth) content.style.zoom = 0.995 * place.clientWidth / place.scrollWidth;
})"""
BEFORE_PRINT = "() => { dispatchEvent(new Event('beforeprint')); }"
MOST_LOOKS = 5  # a chart that finds other room than it had is drawn once more
OWN = ("data", "blob", "about")


def mark(is_demo: bool) -> str:
    """What `data-capture` says: pictures of demo data bear a watermark (assets/95_capture.css)."""
    return "demo" if is_demo else "real"


class Tab:
    """A page that may still be on its way: whatever is asked of it waits until it is drawn."""

    def __init__(self, chromium: Chromium, name: str, size: tuple[int, int], is_demo: bool) -> None:
        self._chromium = chromium
        self._name = name
        self._is_demo = is_demo
        self._limits = chromium.limits
        self._foreign: list[str] = []
        self._host = ""
        self.page: Page = chromium.new_page(*size)
        self.page.on("request", self._ask)

    def _ask(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in OWN and address.netloc != self._host:
            self._foreign.append(address.netloc)

    @property
    def is_open(self) -> bool:
        """Whether the browser still has it."""
        browser = self.page.context.browser
        return not self.page.is_closed() and browser is not None and browser.is_connected()

    def begin(self, address: str) -> None:
        """Ask for the page; it goes on loading while others are worked on."""
        self._host = urlsplit(address).netloc
        with self._chromium.step(f"打开{self._name}页", self._limits.open):
            self.page.add_init_script(MARKED % (mark(self._is_demo)))
            response = self.page.goto(address, wait_until="commit")
            status = response.status if response else 0
        if status != 200:
            raise Fault(f"{self._name}页没有打开(状态码{status})。")

    def _wait(self) -> None:
        """Until the page says that it is drawn."""
        with self._chromium.step(f"画出{self._name}页的图表", self._limits.open):
            self.page.wait_for_function(READY)

    def look(self, expected: Expected) -> tuple[Mapping[str, Any], Findings]:
        """What stands there once it is drawn, and what of it differs from the build."""
        for _ in range(MOST_LOOKS):
            self._wait()
            with self._chromium.step(f"核对{self._name}页", self._limits.check):
                self.page.evaluate(FIT)
                seen: Mapping[str, Any] = self.page.evaluate(SEEN)
            if not seen["busy"]:
                break
        found = compare(expected, seen)
        if self._foreign:
            found.page.append("页面请求了本机以外的地址。")
        return seen, found

    def picture(self) -> bytes:
        """The whole page from top to bottom as PNG."""
        with self._chromium.step(f"拍摄{self._name}页", self._limits.picture):
            return screenshot.whole(self.page)

    def vector(self, element_id: str, marks: Any) -> bytes:
        """One chart as SVG."""
        self._wait()
        with self._chromium.step(f"生成{self._name}页的矢量图", self._limits.picture):
            drawn: str = self.page.evaluate(svg.DRAW, element_id)
        return svg.finished(drawn, marks, self._is_demo)

    def sheets(self, expected: Expected) -> tuple[pdf.Sheets, Findings]:
        """The page as it stands drawn for paper, and what is wrong with it."""
        self._wait()
        with self._chromium.step(f"排版{self._name}页", self._limits.check):
            self.page.emulate_media(media="print")
            self.page.set_viewport_size({"width": PAPER[0], "height": PAPER[1]})
        self._wait()  # charts that find other room have taken it before they are drawn for paper
        with self._chromium.step(f"排版{self._name}页", self._limits.check):
            self.page.evaluate(BEFORE_PRINT)
        _, found = self.look(expected)
        with self._chromium.step(f"排版{self._name}页", self._limits.check):
            still = self.page.evaluate(pdf.STILL)
        rules, html, text, layers, shown = (still[part] for part in ("rules", "html", "text", "layers", "shown"))
        return pdf.Sheets(self._name, tuple(rules), html, text, layers, shown), found

    def close(self) -> None:
        """Give the tab back."""
        if self.is_open:
            with self._chromium.step(f"关闭{self._name}页", self._limits.check):
                self.page.close()
