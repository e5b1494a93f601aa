"""Pictures and PDF of a month, beside the same Chromium that loads and captures the same pages saved as plain HTML.

What lies between the two is what the capture itself costs: the server, Plotly, every check, vectors. Both write the
same pictures (pages, each chart, telephone) and a PDF, are begun with no browser running, and take turns. What two
turns of ours have written is compared pixel by pixel and number by number.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from functools import partial
from itertools import zip_longest
from pathlib import Path

import numpy as np
from pypdf import PdfReader

from dashboard.app import Changfeng, create_app
from dashboard.briefing.pictures import pdf
from dashboard.briefing.pictures.browser import Chromium, Limits
from dashboard.briefing.pictures.capture import DESK, PHONE, CaptureJob, capture
from dashboard.briefing.pictures.expected import expected
from dashboard.briefing.pictures.pixels import opened
from dashboard.briefing.pictures.screenshot import whole
from dashboard.briefing.pictures.serving import served
from dashboard.briefing.pictures.tab import PAPER, Tab
from etl.store import current_id
from tests.benchmarks.measuring import Line, Report, median, spread, tell, timed
from tests.benchmarks.workbench import Workbench

TURNS = 3
MOST_OF_SAVED = 1.3
MOST_SECONDS = 60
MOST_PIXELS = 0.001
PATIENT = Limits(start=120, query=120, open=120, check=120, picture=120, paper=120, reread=120)


def report(bench: Workbench) -> Report:
    """Four lines."""
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
            ours.append(timed(partial(_capture, app, job, folder / f"ours-{turn}")))
            saved.append(timed(partial(_capture_saved, pages, job, folder / f"saved-{turn}")))
        pixels, others = _differences(folder / "ours-0", folder / "ours-1")
    share = median(ours) / median(saved)
    note = f"{spread(ours)} s against {spread(saved)} s; {len(pages)} pages"
    return Report(
        [
            Line(
                "pictures and PDF of a month",
                f"{median(ours):.1f} s",
                f"≤ {MOST_SECONDS} s",
                median(ours) <= MOST_SECONDS,
                note,
            ),
            Line(
                "the same against the pages' saved HTML loaded and captured by the same Chromium",
                f"{share:.2f} ×",
                f"≤ {MOST_OF_SAVED} ×",
                share <= MOST_OF_SAVED,
                note,
            ),
            Line(
                "made twice from one build: pixels of a picture that differ, the worst of all",
                f"{pixels:.3%}",
                f"≤ {MOST_PIXELS:.1%}",
                pixels <= MOST_PIXELS,
            ),
            Line("the same: vector files, and sheets of the PDF, whose text differs", f"{others}", "0", others == 0),
        ]
    )


def _differences(first: Path, again: Path) -> tuple[float, int]:
    """The largest share of pixels in which two pictures of one name differ; how many other texts are not the same."""
    names = [{path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} for folder in (first, again)]
    if names[0] != names[1]:
        raise RuntimeError(f"not the same files: {names[0] ^ names[1]}")
    shares, others = [0.0], 0
    for name in sorted(names[0]):
        one, two = first / name, again / name
        if name.suffix == ".png":
            shares.append(_share(one, two))
        elif name.suffix == ".pdf":
            sheets = [[page.extract_text() for page in PdfReader(path).pages] for path in (one, two)]
            others += sum(a != b for a, b in zip_longest(*sheets))
        else:
            others += one.read_bytes() != two.read_bytes()
    return max(shares), others


def _share(one: Path, two: Path) -> float:
    if one.read_bytes() == two.read_bytes():
        return 0.0
    pictures = [np.asarray(opened(path.read_bytes())) for path in (one, two)]
    if pictures[0].shape != pictures[1].shape:
        return 1.0
    return float((pictures[0] != pictures[1]).any(axis=2).mean())


def _job(app: Changfeng, build_id: str) -> CaptureJob:
    meta = app.shell.open().meta
    about = pdf.About(meta.title, meta.bureau, f"{meta.bureau} · 版次 {build_id}", meta.created_at)
    pages = tuple(app.shell.briefed.items())
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


def _capture_saved(pages: list[pdf.Sheets], job: CaptureJob, folder: Path) -> None:
    """The same pictures and sheets, of pages that need no server and no script."""
    folder.mkdir()
    with Chromium(PATIENT) as chromium:
        for at, saved in enumerate(pages):
            for size in (DESK, PHONE) if at == 0 else (DESK,):
                page = chromium.new_page(*size)
                page.set_content(pdf.document([saved], job.about, "demo"))
                (folder / f"{at}-{size[0]}.png").write_bytes(whole(page))
                if size == DESK:
                    for place, chart in enumerate(page.query_selector_all(".dash-graph")):
                        chart.screenshot(path=folder / f"{at}-chart-{place}.png")
                page.close()
        page = chromium.new_page(*PAPER)
        page.set_content(pdf.document(pages, job.about, "demo"))
        page.pdf(
            prefer_css_page_size=True, print_background=True, outline=True, tagged=True, path=folder / "briefing.pdf"
        )


if __name__ == "__main__":
    for line in compare(Path(sys.argv[1])).lines:
        print(line)
