"""The overview in Chromium with nothing cached: when its figures are painted, when its charts are drawn.

Against a page of nothing but the same Plotly figures and the full plotly.js, from the same kind of server; one fresh
browser a visit, in turn.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import plotly
from dash.dcc import Graph
from dash.development.base_component import Component
from playwright.sync_api import Playwright, sync_playwright
from plotly.graph_objects import Figure
from plotly.io import to_json

from dashboard.app import create_app
from tests.benchmarks.measuring import Line, Report, median, spread, tell
from tests.benchmarks.serving import answering, dashboard
from tests.benchmarks.workbench import Workbench

VISITS = 9
MOST_SECONDS_PAINTED = 1.0
MOST_TIMES = 1.2
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WATCH_PAINT = """window.painted = 0; new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.painted = entry.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true})"""
DRAWN = "performance.getEntriesByName('charts-drawn')[0].startTime"
STATIC_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><script src="plotly.min.js"></script></head><body>
{places}<script>Promise.all([{plots}]).then(() => {{
performance.mark("charts-drawn"); document.documentElement.dataset.ready = "true"; }})</script></body></html>"""
STATIC_SERVER = """import flask
app = flask.Flask(__name__, static_folder={folder!r}, static_url_path="")
app.add_url_rule("/", "index", lambda: app.send_static_file("index.html"))
"""


def report(bench: Workbench) -> Report:
    """Two lines, of the demo district's overview at 1366 px."""
    site, _ = bench.first_run
    folder = bench.folder / "static"
    _write_static_page(site, folder)
    ours: list[tuple[float, float]] = []
    static: list[float] = []
    with dashboard(site) as (served, _), _static_server(folder) as plain, sync_playwright() as playwright:
        tell("the overview in Chromium")
        _visit(playwright, served)  # the server's own first page is not the browser's matter
        for _ in range(VISITS):
            ours.append(_visit(playwright, served))
            static.append(_visit(playwright, plain)[1])
    painted, drawn = median([paint for paint, _ in ours]), median([charts for _, charts in ours])
    times = drawn / median(static)
    return Report(
        [
            Line(
                "overview in Chromium, cold: KPI numbers painted (LCP)",
                f"{painted:.2f} s",
                f"≤ {MOST_SECONDS_PAINTED} s",
                painted <= MOST_SECONDS_PAINTED,
                spread([paint for paint, _ in ours], 2),
            ),
            Line(
                "all its charts drawn",
                f"{times:.2f} × a static page of the same figures",
                f"≤ {MOST_TIMES} ×",
                times <= MOST_TIMES,
                f"{spread([charts for _, charts in ours], 2)} s against {spread(static, 2)} s",
            ),
        ]
    )


def _visit(playwright: Playwright, address: str) -> tuple[float, float]:
    """Seconds until the largest paint and until the charts are drawn, in a browser that has seen nothing."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    try:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.add_init_script(WATCH_PAINT)
        page.goto(address)
        page.wait_for_selector("html[data-ready=true]", timeout=30_000)
        return page.evaluate("window.painted") / 1000, page.evaluate(DRAWN) / 1000
    finally:
        browser.close()


def _write_static_page(site: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    shutil.copyfile(Path(plotly.__file__).parent / "package_data" / "plotly.min.js", folder / "plotly.min.js")
    tree: Component = create_app(site).shell.draw("/", {}).tree
    figures = [part.to_plotly_json()["props"]["figure"] for part in tree._traverse() if isinstance(part, Graph)]  # type: ignore[no-untyped-call]
    if not figures:
        raise RuntimeError("the overview has no chart to compare with")
    places = "".join(f'<div id="chart{place}" style="height:330px"></div>' for place in range(len(figures)))
    plots = ", ".join(f'Plotly.newPlot("chart{place}", {_script(figure)})' for place, figure in enumerate(figures))
    (folder / "index.html").write_text(STATIC_PAGE.format(places=places, plots=plots), encoding="utf-8")
    (folder / "static_page.py").write_text(STATIC_SERVER.format(folder=str(folder)), encoding="utf-8")


def _script(figure: Figure) -> str:
    text: str = to_json(figure)
    return text.replace("</", "<\\/")


@contextmanager
def _static_server(folder: Path) -> Iterator[str]:
    """Gunicorn as the dashboard runs it: one process, eight threads."""
    options = ["-w", "1", "-k", "gthread", "--threads", "8", "-b", "127.0.0.1:0", "--chdir", str(folder)]
    command = [sys.executable, "-m", "gunicorn", *options, "static_page:app"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            ready = next((line for line in server.stderr if "Listening at" in line), "")
            yield answering("http://" + ready.partition("http://")[2].split()[0])
        finally:
            server.terminate()
