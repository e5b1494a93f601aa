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


def keep_kpis(site: Site, *kept: str) -> Site:
    """Leave it these KPIs and their targets: measuring all of them is most of the time that publishing takes."""
    for path in site.kpis.iterdir():
        if path.stem not in kept:
            path.unlink()
    for path in site.targets.iterdir():
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        left = [line for line in lines if line.split(",")[0] in kept]
        path.write_text("\n".join([header, *left]) + "\n", encoding="utf-8")
    return site
