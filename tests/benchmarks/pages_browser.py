"""Every page in Chromium with nothing cached: its figures painted, its charts drawn, beside the same page from Vizro.

One fresh browser a visit, ours and Vizro's in turn. Both are done when each chart has been drawn with its data, and
each table of Vizro's has its rows. A page of Vizro's that is not done after a minute is a row that says so.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright
from playwright.sync_api import TimeoutError as TimedOut

from dashboard.app import create_app
from tests.benchmarks.measuring import Line, Report, median, spread, tell
from tests.benchmarks.overview_browser import CHROMIUM, DRAWN, FLAGS, WATCH_PAINT
from tests.benchmarks.serving import dashboard
from tests.benchmarks.vizro_peer import content_of, install, served
from tests.benchmarks.workbench import Workbench

VISITS = 5
MOST_SECONDS_PAINTED = 1.0
MOST_OF_VIZRO = 0.5
PATIENCE = 60_000  # milliseconds
# In Vizro's page: the moment at which so many charts, tables and cards are there. An empty chart comes first.
WATCH_DRAWN = """
new MutationObserver(() => {
  const wanted = %s, all = selector => [...document.querySelectorAll(selector)];
  const charts = all(".js-plotly-plot").filter(one => one.data && one.data.length && one.querySelector(".main-svg"));
  const tables = all(".ag-root").filter(one => one.querySelector(".ag-row"));
  if (window.isDrawn || charts.length < wanted.figures || tables.length < wanted.tables
      || all(".card-kpi").length < wanted.cards || !document.querySelector("#page-components, .card")) return;
  window.isDrawn = true;
  performance.mark("charts-drawn");
}).observe(document, {childList: true, subtree: true, attributes: true});
"""

Visit = tuple[float, float]  # seconds until the largest paint, until the charts are drawn


@dataclass
class Taken:
    """The visits of one page."""

    ours: list[Visit] = field(default_factory=list)
    vizro: list[Visit] = field(default_factory=list)
    unfinished: int = 0  # of Vizro's visits

    @property
    def of_vizro(self) -> float | None:
        """Our time to all charts as a share of Vizro's."""
        if self.unfinished or not self.vizro:
            return None
        return median([at for _, at in self.ours]) / median([at for _, at in self.vizro])


def report(bench: Workbench) -> Report:
    """Two lines, of the page that does worst, and a table of all pages."""
    site, _ = bench.first_run
    return compare(site, bench.folder)


def compare(site: Path, folder: Path) -> Report:
    """The pages of a site; without Vizro, where that cannot be had, the line says why."""
    pages = _contents(site)
    taken = {page["path"]: Taken() for page in pages}
    why = ""
    with dashboard(site) as (address, _), sync_playwright() as playwright:
        try:
            with served(install(folder / "vizro"), pages, folder) as peer:
                for page in pages:
                    _visit_in_turn(playwright, taken[page["path"]], page, address, peer)
        except RuntimeError as error:
            why = f"no Vizro: {error}"
            for page in pages:
                _visit_in_turn(playwright, taken[page["path"]], page, address, None)
    return Report(_lines(taken, why), ["### Every page in Chromium, cold", "", *_table(taken), ""])


def _contents(site: Path) -> list[dict[str, object]]:
    shell = create_app(site).shell
    return [content_of(shell.draw(path, {}).tree, path, name) for path, name in shell.briefed.items()]


def _visit_in_turn(
    playwright: Playwright, taken: Taken, page: dict[str, object], address: str, peer: str | None
) -> None:
    path = str(page["path"])
    tell(f"{path} in Chromium")
    wanted = {kind: len(page[kind]) for kind in ("figures", "tables", "cards")}  # type: ignore[arg-type]
    for number in range(VISITS + 1):
        ours = _visit(playwright, address + path, "html[data-ready=true]", "")
        if number:  # the first of each is the servers' own first
            taken.ours.append(ours)
        if not peer or taken.unfinished:
            continue
        try:
            vizro = _visit(playwright, peer + path, "", WATCH_DRAWN % wanted)
        except TimedOut:
            taken.unfinished += 1
            continue
        if number:
            taken.vizro.append(vizro)


def _visit(playwright: Playwright, address: str, ready: str, script: str) -> Visit:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    try:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.add_init_script(WATCH_PAINT)
        if script:
            page.add_init_script(script)
        page.goto(address)
        if ready:
            page.wait_for_selector(ready, timeout=PATIENCE)
        else:
            page.wait_for_function("window.isDrawn", timeout=PATIENCE)
        return page.evaluate("window.painted") / 1000, page.evaluate(DRAWN) / 1000
    finally:
        browser.close()


def _lines(taken: dict[str, Taken], why: str) -> list[Line]:
    painted = {path: median([at for at, _ in one.ours]) for path, one in taken.items()}
    slowest = max(painted, key=lambda path: painted[path])
    lines = [
        Line(
            f"every page in Chromium, cold: numbers painted (LCP), the slowest of {len(taken)} pages",
            f"{painted[slowest]:.2f} s",
            f"≤ {MOST_SECONDS_PAINTED} s",
            painted[slowest] <= MOST_SECONDS_PAINTED,
            f"{slowest}: {spread([at for at, _ in taken[slowest].ours], 2)}",
        )
    ]
    shares = {path: one.of_vizro for path, one in taken.items() if one.of_vizro is not None}
    work = "all its charts drawn, the page that does worst against the same page built with Vizro"
    if not shares:
        return [*lines, Line(work, "not measured", f"≤ {MOST_OF_VIZRO} ×", None, why)]
    worst = max(shares, key=lambda path: shares[path])
    ours, vizro = ([at for _, at in visits] for visits in (taken[worst].ours, taken[worst].vizro))
    note = f"{worst}: {spread(ours, 2)} s against {spread(vizro, 2)} s"
    if without := [path for path, one in taken.items() if one.unfinished]:
        note += f"; not done by Vizro after {PATIENCE // 1000} s: {', '.join(without)}"
    return [*lines, Line(work, f"{shares[worst]:.2f} ×", f"≤ {MOST_OF_VIZRO} ×", shares[worst] <= MOST_OF_VIZRO, note)]


def _table(taken: dict[str, Taken]) -> list[str]:
    rows = []
    for path, one in taken.items():
        figures = [
            median([visit[place] for visit in visits]) if visits else None
            for visits in (one.ours, one.vizro)
            for place in (0, 1)
        ]
        cells = [f"{seconds:.2f}" if seconds is not None else "—" for seconds in figures]
        share = f"{one.of_vizro:.2f} ×" if one.of_vizro is not None else "—"
        if one.unfinished:
            share = f"Vizro not done after {PATIENCE // 1000} s"
        rows.append(f"| {path} | {' | '.join(cells)} | {share} |")
    head = ["page", "numbers painted, s", "charts drawn, s", "Vizro: painted, s", "Vizro: drawn, s", "ours of Vizro's"]
    return [f"| {' | '.join(head)} |", "|---" * len(head) + "|", *rows]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        found = compare(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path(scratch))
        print(*found.lines, *found.details, sep="\n")
