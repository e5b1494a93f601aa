"""Two hundred page changes in one tab of Chromium: how much its heap grows, rubbish collected before each look.

The first changes, which load what every page needs once, do not count.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.measuring import Line, Report, tell
from tests.benchmarks.overview_browser import CHROMIUM, FLAGS
from tests.benchmarks.readers import Places
from tests.benchmarks.serving import dashboard
from tests.benchmarks.workbench import Workbench

CHANGES = 200
WARM_UP = 20
MOST_MB = 30
GO = "address => window.pages.go(address, 'push')"
SHOWN = """address => {
  const here = document.querySelector("#page [data-address]");
  const charts = [...document.querySelectorAll("#page .dash-graph")];
  return here && here.dataset.address === address && charts.every(chart => chart.querySelector(".main-svg"));
}"""


def report(bench: Workbench) -> Report:
    """One line, of the demo district."""
    site, _ = bench.first_run
    return Report([_line(site, CHANGES)])


def _line(site: Path, changes: int) -> Line:
    places, chance = Places(site), random.Random(1)
    first, then = (["".join(places.somewhere(chance)) for _ in range(count)] for count in (WARM_UP, changes))
    with dashboard(site) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(address)
            page.wait_for_selector("html[data-ready=true]", timeout=30_000)
            tell(f"{changes} page changes in one tab")
            _wander(page, first)
            before = _heap(page)
            _wander(page, then)
            after = _heap(page)
        finally:
            browser.close()
    grown = (after["usedSize"] - before["usedSize"]) / 2**20
    return Line(
        f"{changes} page changes in one tab: growth of the browser's heap",
        f"{grown:.1f} MB",
        f"≤ {MOST_MB} MB",
        grown <= MOST_MB,
        f"{before['usedSize'] / 2**20:.1f} MB, then {after['usedSize'] / 2**20:.1f} MB",
    )


def _wander(page: Page, addresses: list[str]) -> None:
    for address in addresses:
        page.evaluate(GO, address)
        page.wait_for_function(SHOWN, arg=address, timeout=30_000)


def _heap(page: Page) -> dict[str, Any]:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    found: dict[str, Any] = session.send("Runtime.getHeapUsage")
    session.detach()
    return found
