"""Faults put in on purpose: no wrong file, nothing that hangs, every fault named, the rest delivered."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import flask
import plotly.graph_objects as go
import pytest

from dashboard.briefing import writing
from dashboard.briefing.pictures import browser
from dashboard.briefing.pictures.browser import Chromium, Limits
from dashboard.briefing.pictures.capture import Captured, capture
from dashboard.briefing.pictures.tab import Tab
from dashboard.delivery.shell import Shell
from tests.dashboard.briefing.captured_page import app, bars, job, line
from tests.dashboard.serving import BROWSER_MARKS

pytestmark = BROWSER_MARKS
ITEMS = {"总览图片", "总览图表 chart-0", "手机长图", "PDF"}
LATIN_FONTS = Path("/usr/share/fonts/truetype/dejavu")


@pytest.fixture(autouse=True)
def nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every browser that was started has ended, and so have the threads of the server."""
    started: set[int] = set()
    launch = Chromium._launch

    def noted(self: Chromium) -> Any:
        context = launch(self)
        started.add(self.pid or 0)
        return context

    monkeypatch.setattr(Chromium, "_launch", noted)
    yield
    for pid in started:
        stat = Path(f"/proc/{pid}/stat")
        assert not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"
    assert not [thread for thread in threading.enumerate() if "serve_forever" in thread.name]


def captured(site: Path, folder: Path, *figures: go.Figure, **limits: float) -> Captured:
    made = app(site, *figures or [bars()])
    return capture(made.server, made.shell, job(), folder, limits=Limits(**limits))


def faults(found: Captured) -> dict[str, str]:
    return dict(found.faults)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_slow_query_is_given_up(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(Shell, "answer", lambda *_args, **_options: never.wait())
    found = captured(site, tmp_path, query=0.05)
    never.set()
    assert set(faults(found)) == {"总览图片", "总览图表", "手机长图", "PDF"}
    said = "总览页的统计查询超过0.05秒,已停止。"
    assert {faults(found)[item] for item in ("总览图片", "总览图表", "手机长图")} == {said}
    assert faults(found)["PDF"].endswith(said)
    assert files(tmp_path) == set()


def test_without_a_chinese_font_there_is_no_picture(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not LATIN_FONTS.is_dir():
        pytest.skip("no font without Chinese characters is installed")
    settings = tmp_path / "fonts.conf"
    settings.write_text(
        f"<fontconfig><dir>{LATIN_FONTS}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>", encoding="utf-8"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(settings))
    found = captured(site, tmp_path / "out")
    assert set(faults(found)) == ITEMS
    assert all("缺少中文字体" in reason and "显示为方框" in reason for reason in faults(found).values())
    assert files(tmp_path / "out") == set()


def killing(times: int) -> Callable[[Tab], bytes]:
    """A way to take a picture in which the browser is killed, the first so many times."""
    picture, left = Tab.picture, [times]

    def killed(self: Tab) -> bytes:
        if left[0]:
            left[0] -= 1
            self._chromium.kill()
        return picture(self)

    return killed


def test_a_killed_browser_is_started_again(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tab, "picture", killing(1))
    found = captured(site, tmp_path)
    assert found.faults == []
    assert len(files(tmp_path)) == 5


def test_a_browser_that_dies_each_time_is_told(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tab, "picture", killing(4))  # twice the page, twice the telephone
    found = captured(site, tmp_path)
    assert faults(found)["总览图片"] == "拍摄总览页时浏览器意外退出。"
    assert set(faults(found)) == ITEMS
    assert files(tmp_path) == set()


def test_a_chart_without_marks_costs_its_own_pictures_alone(site: Path, tmp_path: Path) -> None:
    found = captured(site, tmp_path, bars([None, None, None, None]), line())
    assert faults(found) == {
        "总览图片": "图表中没有数据。",
        "总览图表 chart-0": "图表中没有数据。",
        "手机长图": "图表中没有数据。",
        "PDF": "总览页图表中没有数据。",
    }
    assert files(tmp_path) == {"charts/overview-chart-1.png", "charts/overview-chart-1.svg"}


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("document.querySelector('.point').remove()", "图表的第1组数据没有画全。"),
        ("document.querySelector('.js-plotly-plot').data[0].y[0] = 121", "图表中的数据与版次不符。"),
        (
            "document.querySelector('.card .v').textContent = '10,650'",
            "页面上的数与版次不符:显示 10,650,版次为 10,649。",
        ),
        ("document.querySelector('.cartesianlayer').style.opacity = 0", "图表区域是空白的。"),
    ],
)
def test_what_differs_from_the_build_is_not_delivered(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str, said: str
) -> None:
    """A script goes wrong after the page was drawn."""
    wait = Tab._wait

    def harmed(self: Tab) -> None:
        wait(self)
        self.page.evaluate(f"() => {{ if (!window.harmed) {{ window.harmed = true; {harm}; }} }}")

    monkeypatch.setattr(Tab, "_wait", harmed)
    found = captured(site, tmp_path)
    assert faults(found)["总览图片"] == said
    assert "pages/overview.png" not in files(tmp_path)
    assert "phone.png" not in files(tmp_path)


def test_a_script_that_does_not_load_is_waited_for_no_longer(site: Path, tmp_path: Path) -> None:
    made = app(site, bars())

    @made.server.before_request
    def lost() -> flask.Response | None:
        return flask.Response("", status=404) if "plotly" in flask.request.path else None

    found = capture(made.server, made.shell, job(), tmp_path, limits=Limits(open=2))
    assert faults(found)["总览图片"] in ("画出总览页的图表超过2秒,已停止。", "图表没有画出。", "页面上没有这张图表。")
    assert set(faults(found)) == ITEMS
    assert files(tmp_path) == set()


def late(server: Any, seconds: float) -> Any:
    """A server whose pages begin with an empty line and go on after a while."""

    def answer(environ: dict[str, Any], start: Any) -> Iterator[bytes]:
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        pages: list[str] = []

        def begin(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            pages.extend(kind for name, kind in headers if name == "Content-Type" and kind.startswith("text/html"))
            return start(status, [header for header in headers if header[0] != "Content-Length"], *error)

        for part in server(environ, begin):
            if pages:
                pages.clear()
                yield b"\n"
                time.sleep(seconds)
            yield part

    return answer


def test_a_page_of_which_nothing_has_come_is_waited_for(site: Path, tmp_path: Path) -> None:
    """The address has answered, and there is no document yet that could say whether it is drawn."""
    made = app(site, bars())
    made.server.wsgi_app = late(made.server.wsgi_app, 0.5)  # type: ignore[method-assign]
    assert faults(capture(made.server, made.shell, job(), tmp_path)) == {}


def test_a_full_disk_leaves_nothing_half_written(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writing.os, "fsync", full)
    found = captured(site, tmp_path)
    assert faults(found) == dict.fromkeys(ITEMS, "磁盘已满,文件没有写成。")
    assert files(tmp_path) == set()


def test_without_a_browser_everything_is_told(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "NAMES", ("no-such-browser",))
    found = captured(site, tmp_path)
    assert set(faults(found)) == ITEMS
    assert all("没有找到浏览器 Chromium" in reason for reason in faults(found).values())


def test_a_page_of_another_build_is_not_captured(site: Path, tmp_path: Path) -> None:
    made = app(site, bars())
    other = replace(job(), build_id="20230703-0912-2")
    found = capture(made.server, made.shell, other, tmp_path)
    assert faults(found)["总览图片"] == "看板给出的不是版次 20230703-0912-2 的页面。"
    assert files(tmp_path) == set()


def test_two_at_once_do_not_disturb_each_other(site: Path, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda folder: captured(site, folder), folders))
    assert [one.faults for one in found] == [[], []]
    one, two = ((folder / "pages/overview.png").read_bytes() for folder in folders)
    assert one == two


def test_chromium_is_there() -> None:
    assert any(map(shutil.which, browser.NAMES))
