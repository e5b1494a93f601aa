"""Every registered page in Chromium, a new one by itself: no other address asked, nothing for axe to find in either
theme, every link in reach of the keyboard, no scroll sideways on a small or enlarged screen.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.theme import COLOURS
from tests.dashboard.serving import BROWSER_MARKS, Watched

pytestmark = BROWSER_MARKS
PATHS = [*sorted(create_app(Path("nowhere")).shell.paths), "/streets?area=430103004"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

CAN_BE_REACHED = """() => {
  window.reach = [...document.querySelectorAll('a[href], button, summary, input, select, [tabindex="0"]')]
    .filter(e => e.checkVisibility({visibilityProperty: true}));
  window.reached = new Set();
  window.unseen = [];
  document.activeElement.blur();
  return window.reach.length;
}"""
REACHED = """() => {
  const now = document.activeElement, isSeen = part => getComputedStyle(now, part).outlineStyle !== 'none';
  window.reached.add(now);
  if (now !== document.body && !isSeen() && !isSeen('::after')) window.unseen.push(now.outerHTML.slice(0, 120));
}"""
MISSED = "() => [window.reach.filter(e => !window.reached.has(e)).map(e => e.outerHTML.slice(0, 120)), window.unseen]"
CHART_COLOURS = """() => [...document.querySelectorAll('.main-svg, .main-svg *')].flatMap(e => {
  const style = getComputedStyle(e);
  return [style.fill, style.stroke, style.backgroundColor];
})"""
FITS = "width => document.documentElement.scrollWidth <= width"


def as_rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def violations(page: Any) -> list[tuple[str, str]]:
    found = page.evaluate("tags => axe.run({runOnly: tags})", WCAG)
    assert len(found["passes"]) > 10
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]]


@pytest.mark.parametrize("path", PATHS)
def test_page(address: str, browser: Any, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="axe-core (axe-playwright-python) is not installed")
    watched = Watched(browser, 1366, color_scheme="light", reduced_motion="reduce")
    watched.cut_off(address)
    watched.open(address.rstrip("/") + path)
    page = watched.page
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    assert violations(page) == []

    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_selector("html[data-theme=dark]")
    assert not {as_rgb(colour) for colour in COLOURS.values()} & set(page.evaluate(CHART_COLOURS))
    assert violations(page) == []

    for _ in range(page.evaluate(CAN_BE_REACHED) + 5):  # a few more: boxes that scroll can be reached too
        page.keyboard.press("Tab")
        page.evaluate(REACHED)
    assert page.evaluate(MISSED) == [[], []]
    assert page.evaluate("document.getAnimations().length") == 0

    for width in (683, 320):  # 1366 px enlarged to 200 %, and the narrowest
        page.set_viewport_size({"width": width, "height": 600})
        page.wait_for_function(FITS, arg=width, timeout=5_000)  # once the charts have followed
    assert [text for text in watched.complaints if "404" not in text] == []
    assert [url for url in watched.asked if not url.startswith((address, "data:"))] == []
    page.close()
