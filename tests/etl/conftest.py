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
    for name in ("kpis", "targets", "reference", "public"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    shutil.copyfile(ROOT / "data" / "district.toml", tmp_path / "data" / "district.toml")
    (tmp_path / "data" / "inbox").mkdir()
    return Site(tmp_path / "data")
