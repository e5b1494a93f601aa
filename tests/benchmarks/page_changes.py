"""A change of month or street in one tab of Chromium: from the click to the frame that shows it, charts drawn.

The links are those of the page's own head, one click after another as fast as the page follows, on page after page.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.measuring import Line, Report, median, spread, tell
from tests.benchmarks.overview_browser import CHROMIUM, FLAGS
from tests.benchmarks.readers import Places
from tests.benchmarks.serving import dashboard
from tests.benchmarks.workbench import Workbench

CLICKS = 12  # on each page
WARM_UP = (
    2  # of them before these: the first change on a page fetches nothing anew, but its code runs for the first time
)
MOST_MS = 300

# Counts the charts that are being drawn, which Plotly says by a promise.
COUNT_DRAWING = """() => {
  window.drawing = 0;
  for (const name of ["newPlot", "react"]) {
    const draw = Plotly[name];
    Plotly[name] = (...given) => {
      window.drawing++;
      const done = draw.apply(Plotly, given);
      done.finally(() => window.drawing--);
      return done;
    };
  }
}"""
CHOICES = """kind => [...document.querySelectorAll("#page header .menu:not(.theme) a.choice:not(.here)")]
  .map(link => link.getAttribute("href")).filter(address => {
    const asked = new URL(address, location.href).searchParams;
    return asked.has(kind) && !asked.has("view");  // the wall is no change of month
  })"""
# Milliseconds until the numbers and until the charts of the new address are painted: a frame begins before it is
# painted, so that the time is taken in the task after the frame.
CLICK = """address => new Promise((resolve, reject) => {
  const content = document.querySelector("#page");
  const link = [...content.querySelectorAll("header a.choice")].find(one => one.getAttribute("href") === address);
  let numbers = null, charts = null, server = null;
  const painted = then => requestAnimationFrame(() => { const to = new MessageChannel();
    to.port1.onmessage = () => then(performance.now() - started); to.port2.postMessage(null); });
  const look = () => {
    const frame = content.querySelector("[data-address]");
    if (!frame || frame.dataset.address !== address) return;
    if (numbers === null) { numbers = 0; painted(at => numbers = at); }
    const isDrawn = !window.drawing
      && [...content.querySelectorAll(".dash-graph")].every(chart => chart.querySelector(".main-svg"));
    if (!isDrawn || charts !== null) return;
    charts = 0;
    painted(at => {
      if (window.drawing) { charts = null; return; }
      watch.disconnect(); clearInterval(again); clearTimeout(late);
      const asked = performance.getEntriesByType("resource").filter(one => one.startTime >= started
        && one.name.includes("/_page/"));
      resolve([numbers, at, Math.max(0, ...asked.map(one => one.responseEnd - started))]);
    });
  };
  const watch = new MutationObserver(look);
  watch.observe(content, {childList: true, subtree: true, attributes: true, characterData: true});
  const again = setInterval(look, 4);
  const late = setTimeout(() => reject(new Error("not shown after 20 s: " + address)), 20000);
  performance.clearResourceTimings();
  const started = performance.now();
  link.click();
})"""

Click = tuple[float, float, float]  # ms until numbers are painted, until charts are, until the answer was there


def report(bench: Workbench) -> Report:
    """One line, of the demo district, and the median of each page below the table."""
    site, _ = bench.first_run
    taken = measure(site)
    charts = sorted(click[1] for clicks in taken.values() for click in clicks)
    p95 = charts[int(0.95 * len(charts))]
    numbers = sorted(click[0] for clicks in taken.values() for click in clicks)
    line = Line(
        f"change of month or street, click to painted with all charts: p95 of {len(charts)} clicks",
        f"{p95:.0f} ms",
        f"≤ {MOST_MS} ms",
        p95 <= MOST_MS,
        f"median {median(charts):.0f} ms; numbers alone: median {median(numbers):.0f} ms, "
        f"p95 {numbers[int(0.95 * len(numbers))]:.0f} ms",
    )
    return Report([line], ["### Change of month or street, page by page", "", *_table(taken), ""])


def measure(site: Path) -> dict[str, list[Click]]:
    """The clicks of each page in the navigation."""
    chance, taken = random.Random(1), {}
    with dashboard(site) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            tell("changes of month and street")
            for path in Places(site).paths:
                page.goto(address + path)
                page.wait_for_selector("html[data-ready=true]", timeout=30_000)
                page.wait_for_function("window.Plotly")
                page.evaluate(COUNT_DRAWING)
                clicks = [_click(page, chance, number) for number in range(WARM_UP + CLICKS)]
                taken[path] = clicks[WARM_UP:]
        finally:
            browser.close()
    return taken


def _click(page: Page, chance: random.Random, number: int) -> Click:
    """A month and a street in turn."""
    choices: list[str] = page.evaluate(CHOICES, "area" if number % 2 else "month")
    numbers, charts, answered = page.evaluate(CLICK, chance.choice(choices))
    return numbers, charts, answered


def _table(taken: dict[str, list[Click]]) -> list[str]:
    rows = [
        f"| {path} | {median([click[2] for click in clicks]):.0f} | {median([click[0] for click in clicks]):.0f} | "
        f"{median([click[1] for click in clicks]):.0f} | {spread([click[1] for click in clicks][-3:], 0)} |"
        for path, clicks in taken.items()
    ]
    return [
        "| page | answer there, ms | numbers painted, ms | charts drawn, ms | last three |",
        "|---|---|---|---|---|",
        *rows,
    ]


if __name__ == "__main__":
    print("\n".join(_table(measure(Path(sys.argv[1])))))
