"""Pictures and PDF of a month, beside the same Chromium that loads and captures the same pages saved as plain HTML.

What lies between the two is what the capture itself costs: the server, Plotly, every check, the charts cut out and as
vectors. Both are begun with no browser running, and take turns.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

from dashboard.app import Changfeng, create_app
from dashboard.briefing import pdf
from dashboard.briefing.browser import Chromium, Limits
from dashboard.briefing.capture import DESK, PHONE, CaptureJob, capture
from dashboard.briefing.expected import expected
from dashboard.briefing.serving import served
from dashboard.briefing.tab import PAPER, Tab
from etl.store import current_id
from tests.benchmarks.measuring import Line, Report, median, spread, tell, timed
from tests.benchmarks.workbench import Workbench

TURNS = 3
MOST_OF_SAVED = 1.3
MOST_SECONDS = 60
PATIENT = Limits(start=120, query=120, open=120, check=120, picture=120, paper=120)


def report(bench: Workbench) -> Report:
    """Two lines."""
    site, _ = bench.first_run
    return compare(site)


def compare(site: Path) -> Report:
    """A whole capture of a site's published build against the saved pages."""
    build_id = current_id(site) or ""
    app = create_app(site, build_id)
    job = _job(app, build_id)
    ours, saved = [], []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        pages = _save(app, job)
        for turn in range(TURNS):
            tell(f"capture, turn {turn + 1} of {TURNS}")
            ours.append(timed(lambda: _capture(app, job, folder)))
            saved.append(timed(lambda: _capture_saved(pages, job)))
    share = median(ours) / median(saved)
    note = f"{spread(ours)} s against {spread(saved)} s; {len(pages)} pages"
    return Report(
        [
            Line(
                "pictures and PDF of a month", f"{median(ours):.1f} s", f"≤ {MOST_SECONDS} s", median(ours) <= 60, note
            ),
            Line(
                "the same against the pages' saved HTML loaded and captured by the same Chromium",
                f"{share:.2f} ×",
                f"≤ {MOST_OF_SAVED} ×",
                share <= MOST_OF_SAVED,
                note,
            ),
        ]
    )


def _job(app: Changfeng, build_id: str) -> CaptureJob:
    meta = app.shell.open().meta
    about = pdf.About(meta.title, meta.bureau, f"{meta.bureau} · 版次 {build_id}", meta.created_at)
    pages = tuple((path, page.link.name) for path, page in app.shell._pages.items() if page.on_wall)
    month = meta.default_month or app.shell.open().months[-1]
    return CaptureJob(build_id, date(month.year, month.month, 1), None, pages, True, about)


def _capture(app: Changfeng, job: CaptureJob, folder: Path) -> None:
    found = capture(app.server, app.shell, job, folder, limits=PATIENT)
    if found.faults:
        raise RuntimeError(f"not captured: {found.faults}")


def _save(app: Changfeng, job: CaptureJob) -> list[pdf.Sheets]:
    """Each page as it stands drawn, without its scripts."""
    query = {key: [value] for key, value in job.query.items()}
    saved = []
    with served(app.server) as address, Chromium(PATIENT) as chromium:
        for path, name in job.pages:
            tell(f"save {path}")
            tab = Tab(chromium, name, DESK, is_demo=True)
            tab.begin(f"{address}{path}?month={job.query['month']}")
            tab.look(expected(app.shell, job.build_id, path, query))
            still = tab.page.evaluate(pdf.STILL)
            saved.append(pdf.Sheets(name, tuple(still["rules"]), still["html"], still["text"], still["layers"]))
            tab.close()
    return saved


def _capture_saved(pages: list[pdf.Sheets], job: CaptureJob) -> None:
    """The same pictures and sheets, of pages that need no server and no script."""
    with Chromium(PATIENT) as chromium:
        for at, saved in enumerate(pages):
            for size in (DESK, PHONE) if at == 0 else (DESK,):
                page = chromium.new_page(*size)
                page.set_content(pdf.document([saved], job.about, "demo"))
                page.screenshot(full_page=True)
                page.close()
        page = chromium.new_page(*PAPER)
        page.set_content(pdf.document(pages, job.about, "demo"))
        page.pdf(prefer_css_page_size=True, print_background=True, outline=True, tagged=True)


if __name__ == "__main__":
    for line in compare(Path(sys.argv[1])).lines:
        print(line)
