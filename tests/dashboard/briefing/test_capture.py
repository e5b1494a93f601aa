"""A page captured in Chromium: its files, what they show, and that twice is the same."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from dashboard.briefing.pictures.capture import Captured, capture
from tests.dashboard.briefing.captured_page import app, bars, job, line
from tests.dashboard.serving import BROWSER_MARKS

pytestmark = BROWSER_MARKS
FILES = {
    "briefing.pdf",
    "charts/overview-chart-0.png",
    "charts/overview-chart-0.svg",
    "charts/overview-chart-1.png",
    "charts/overview-chart-1.svg",
    "pages/overview.png",
    "phone.png",
}


def captured(site: Path, folder: Path, *, is_demo: bool = True) -> Captured:
    made = app(site, bars(), line())
    return capture(made.server, made.shell, job(is_demo=is_demo), folder)


@pytest.fixture(scope="module")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("briefing")
    found = captured(site, folder)
    assert found.faults == []
    assert {path.relative_to(folder).as_posix() for _, path in found.files} == FILES
    return folder


def pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB"))


def test_pictures_have_twice_the_pixels_of_the_page(folder: Path) -> None:
    assert pixels(folder / "pages/overview.png").shape[1] == 2 * 1920
    assert pixels(folder / "phone.png").shape[1] == 2 * 390
    assert pixels(folder / "charts/overview-chart-0.png").shape[0] == 2 * 240


def test_every_bar_is_in_the_vector_file(folder: Path) -> None:
    root = ElementTree.parse(folder / "charts/overview-chart-0.svg").getroot()  # noqa: S314  (we have just written it)
    paths = [path.get("d", "") for point in root.iter() if point.get("class") == "point" for path in point]
    assert len([path for path in paths if path != "M0,0Z"]) == 2  # of 120, 80, none and 0
    assert "演示数据" in "".join(root.itertext())


def test_the_pdf_is_numbered_and_bookmarked(folder: Path) -> None:
    reader = PdfReader(folder / "briefing.pdf")
    text = "".join(reader.pages[0].extract_text().split())
    assert "10,649" in text
    assert "20230703-0912-1" in text
    assert f"第1⻚共{len(reader.pages)}⻚" in text or f"第1页共{len(reader.pages)}页" in text
    width, height = (round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:])
    assert (width, height) == (210, 297)
    titles = [entry.title for entry in _flat(reader.outline)]
    assert titles[0].startswith("总览")
    assert {"城镇新增就业", "第0图", "第1图"} <= set(titles)
    assert reader.metadata is not None
    assert reader.metadata.title == "就业工作简报"
    assert "127.0.0.1" not in str([page.get("/Annots") for page in reader.pages])


def _flat(outline: object) -> Iterator[object]:
    for entry in outline:  # type: ignore[attr-defined]
        if isinstance(entry, list):
            yield from _flat(entry)
        else:
            yield entry


def test_twice_from_one_build_is_the_same_and_without_demo_data_there_is_no_watermark(
    site: Path, folder: Path, tmp_path: Path
) -> None:
    assert captured(site, tmp_path / "again").faults == []
    assert captured(site, tmp_path / "real", is_demo=False).faults == []
    for name in ("pages/overview.png", "charts/overview-chart-1.png", "phone.png"):
        first, again, real = (pixels(place / name) for place in (folder, tmp_path / "again", tmp_path / "real"))
        assert (first != again).any(axis=2).mean() <= 0.001
        assert 0.005 < (first != real).any(axis=2).mean() < 0.2
        assert (first <= real).all()  # a watermark only darkens: no figure under it is gone
    svg = "charts/overview-chart-0.svg"
    assert (folder / svg).read_bytes() == (tmp_path / "again" / svg).read_bytes()
    assert "演示数据" not in (tmp_path / "real" / svg).read_text(encoding="utf-8")
    text = [_text(place / "briefing.pdf") for place in (folder, tmp_path / "again")]
    assert text[0] == text[1]


def _text(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages]
