"""The wall mode: which pages it turns through, and that a server that is away costs it nothing but the turn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard.address.view import resolve
from dashboard.address.wall import Wall, wall_of
from dashboard.app import create_app
from etl.store import Build
from tests.dashboard import fixture_build
from tests.dashboard.serving import BROWSER_MARKS, WIDTHS, Watched, serving
from tests.dashboard.trees import text

KNOWN = {"/", "/employment", "/hotline"}
NEW = "20230703-1012-wall"
TURNS = 6


@pytest.mark.parametrize(
    ("query", "wall"),
    [
        ({}, Wall(("/", "/hotline"), 30)),
        ({"pages": ["/employment,/"], "every": ["60"]}, Wall(("/employment", "/"), 60)),
        ({"pages": ["/,/,/nope"], "every": ["1"]}, Wall(("/",), 5, ("没有页面“/nope”,已略过。",))),
        ({"every": ["99999"]}, Wall(("/", "/hotline"), 30, ("轮播间隔“99999”无法识别,每页停留30秒。",))),
        ({"every": ["²"]}, Wall(("/", "/hotline"), 30, ("轮播间隔“²”无法识别,每页停留30秒。",))),
    ],
)
def test_what_an_address_asks_for(query: dict[str, object], wall: Wall) -> None:
    assert wall_of(query, KNOWN, ["/", "/hotline"]) == wall


def test_links_stay_on_the_wall_only_there(build: Build) -> None:
    wall = resolve(build, "/", {"view": ["wall"], "pages": ["/"], "every": ["9"]})
    assert wall.link(area="430103002") == "/?view=wall&pages=%2F&every=9&area=430103002"
    assert resolve(build, "/", {"view": ["other"], "pages": ["/"]}).link() == "/"


def test_nothing_to_touch(site: Path) -> None:
    drawn = create_app(site).shell.draw("/", {"view": ["wall"]})
    assert "总览 · 长沙市天心区" in text(drawn.tree)
    for part in ("<nav", "选择月份", "选择街道", 'class="filters"'):
        assert part not in drawn.html


class TestInTheBrowser:
    pytestmark = BROWSER_MARKS

    @pytest.mark.parametrize("width", WIDTHS)
    def test_it_is_dark_and_does_not_scroll_sideways(self, address: str, browser: Any, width: int) -> None:
        watched = Watched(browser, width, color_scheme="light")
        watched.open(f"{address}/?view=wall")
        assert watched.page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
        assert watched.complaints == []
        watched.page.close()

    def test_it_turns_shows_new_figures_and_outlives_the_server(self, tmp_path: Path, browser: Any) -> None:
        site = fixture_build.make(tmp_path, build_id="20230703-0912-wall")
        watched = Watched(browser, 1920)
        page = watched.page
        page.clock.install()
        with serving(site) as address:
            watched.open(f"{address}/?view=wall&pages=/,/not-found&every=30&month=2023-03")
            page.clock.run_for(31_000)
            page.wait_for_selector("h1:has-text('没有这个页面')")
            assert "month=2023-03" in page.url
            fixture_build.make(site, build_id=NEW)
            page.keyboard.press("ArrowLeft")
            page.wait_for_selector(f"[data-build='{NEW}'] .state:has-text('2023年3月')")
            page.keyboard.press(" ")
            page.wait_for_selector("#wall-state:has-text('已暂停')")
            page.clock.run_for(120_000)
            assert page.url.partition("?")[0] == f"{address}/"
            page.keyboard.press(" ")
            assert page.evaluate("history.length") <= 2  # turning leaves no trail
        page.clock.run_for(31_000)
        page.wait_for_selector("#wall-state:has-text('连接中断')")
        assert page.locator(".state").is_visible()
        page.close()

    def test_the_one_page_of_a_wall_is_drawn_anew_with_a_new_build(self, tmp_path: Path, browser: Any) -> None:
        site = fixture_build.make(tmp_path, build_id="20230703-0912-one")
        watched = Watched(browser, 1920)
        watched.page.clock.install()
        with serving(site) as address:
            watched.open(f"{address}/?view=wall&pages=/")
            fixture_build.make(site, build_id=NEW)
            _turn_until(watched.page, f"[data-build='{NEW}']")
            watched.page.keyboard.press("Escape")
            watched.page.wait_for_selector("nav")
            assert watched.page.url == f"{address}/"
        watched.page.close()


def _turn_until(page: Any, selector: str) -> None:
    """Let the wall turn until it shows what it should: a turn that a busy server misses is made up by the next."""
    from playwright.sync_api import TimeoutError as TimedOut  # installed where there is a page to turn

    for _ in range(TURNS):
        page.clock.run_for(31_000)
        try:
            page.wait_for_selector(selector, timeout=10_000)
        except TimedOut:
            continue
        return
    raise AssertionError(f"{TURNS} turns, and no {selector}")
