"""The invented build, a server of it and a browser, each made once a run."""

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()
