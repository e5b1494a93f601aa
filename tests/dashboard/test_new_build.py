"""A build published while someone reads: the page stays, a line says that there are new figures, a click shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.app import create_app
from tests.dashboard import fixture_build
from tests.dashboard.serving import BROWSER_MARKS, Watched, serving

OLD, NEW = "20230703-0912-old", "20230703-1012-new"
SHOWN = "document.querySelector('[data-build]').dataset.build"


def test_the_next_answer_is_of_the_new_build(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path, build_id=OLD)
    shell = create_app(site).shell
    before = shell.draw("/", {})
    fixture_build.make(site, build_id=NEW, demo=False)
    after = shell.draw("/", {})
    assert (OLD in before.html, NEW in before.html) == (True, False)  # written after the new one was published
    assert (OLD in after.html, NEW in after.html) == (False, True)
    assert ("演示数据" in before.html, "演示数据" in after.html) == (True, False)


class TestInTheBrowser:
    pytestmark = BROWSER_MARKS

    @pytest.fixture
    def served(self, tmp_path: Path) -> Iterator[tuple[Path, str]]:
        site = fixture_build.make(tmp_path, build_id=OLD)
        with serving(site) as address:
            yield site, address

    def test_the_header_says_so_and_a_click_shows_it(self, served: tuple[Path, str], browser: Any) -> None:
        site, address = served
        watched = Watched(browser, 1366)
        watched.page.clock.install()
        watched.open(address)
        page = watched.page
        page.clock.run_for(61_000)
        assert page.locator("#news").inner_text() == ""
        fixture_build.make(site, build_id=NEW)
        page.clock.run_for(61_000)
        page.wait_for_selector("#news a")
        assert page.locator("#news").inner_text() == "有新数据,点此更新"
        assert page.evaluate(SHOWN) == OLD
        page.click("#news a")
        page.wait_for_selector(f"[data-build='{NEW}']")
        assert watched.complaints == []
        page.close()

    def test_the_next_page_is_of_the_new_build_and_the_line_goes(self, served: tuple[Path, str], browser: Any) -> None:
        site, address = served
        watched = Watched(browser, 1366)
        watched.page.clock.install()
        watched.open(address)
        page = watched.page
        fixture_build.make(site, build_id=NEW)
        page.clock.run_for(61_000)
        page.wait_for_selector("#news a")
        page.click("#kpi-subsidy h3 a")
        page.wait_for_selector(f"[data-build='{NEW}']")
        page.wait_for_selector("#news a", state="detached")
        page.close()
