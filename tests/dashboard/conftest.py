"""The invented build, made once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.store import Build, open_current
from tests.dashboard import fixture_build


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fixture_build.make(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def build(site: Path) -> Build:
    return open_current(site)
