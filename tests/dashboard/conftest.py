"""The invented build and a server of it, made once a run, and a browser, once a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.store import Build, open_current
from tests.dashboard import fixture_build
from tests.dashboard.serving import ARGUMENTS, CHROMIUM, serving


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fixture_build.make(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def build(site: Path) -> Build:
    return open_current(site)


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    with serving(site) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One a module: a briefing that is captured in the same process starts a Chromium of its own, only beside none."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()
