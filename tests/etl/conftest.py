"""A small district in a temporary directory, shared by the tests of loading and publishing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from etl.site import Site

ROOT = Path(__file__).parents[2]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """天心区 as it ships, with nothing loaded."""
    return new_site(tmp_path / "data")


def new_site(path: Path) -> Site:
    for name in ("kpis", "targets", "reference", "public"):
        shutil.copytree(ROOT / "data" / name, path / name)
    shutil.copyfile(ROOT / "data" / "district.toml", path / "district.toml")
    (path / "inbox").mkdir()
    return Site(path)
