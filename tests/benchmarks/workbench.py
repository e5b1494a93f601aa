"""Files and sites that several benchmarks share, made when first asked for, thrown away at the end."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cached_property
from pathlib import Path

from etl.demo.bulk import DAYS, FIRST_DAY, write_hotline_csv
from etl.site import Site
from tests.benchmarks.measuring import ROOT, Run, etl, tell

SETTINGS = ("district.toml", "demo.toml", "kpis", "targets", "reference", "public")
FEW_ORDERS = 50_000
OTHER_ROWS = 8_000


class Workbench:
    """A folder of its own; ``orders`` is how many rows the large file has."""

    def __init__(self, folder: Path, orders: int) -> None:
        self.folder = folder
        self.orders = orders

    def fresh_site(self, name: str) -> Path:
        """The district as it is in the repository, with nothing loaded."""
        site = self.folder / name
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir()
        for entry in SETTINGS:
            given = ROOT / "data" / entry
            if given.is_dir():
                shutil.copytree(given, site / entry)
            else:
                shutil.copyfile(given, site / entry)
        return site

    def hotline_csv(self, rows: int, first_day: date = FIRST_DAY, days: int = DAYS) -> Path:
        """Invented hotline orders of that many days."""
        path = self.folder / f"orders_{rows}_{first_day:%Y%m%d}.csv"
        if not path.exists():
            tell(f"writing {rows:,} hotline orders")
            write_hotline_csv(Site(ROOT / "data"), path, rows, first_day=first_day, days=days)
        return path

    @cached_property
    def large_csv(self) -> Path:
        return self.hotline_csv(self.orders)

    @cached_property
    def large_site(self) -> Path:
        """A site that holds the large file, published."""
        return self._loaded("large", self.large_csv)

    @cached_property
    def small_site(self) -> Path:
        """A site that holds 50 thousand orders of the same two years, published."""
        return self._loaded("small", self.hotline_csv(FEW_ORDERS))

    @cached_property
    def other_ledgers(self) -> Path:
        """Small demo ledgers of the same two years, hotline orders left out: they fill the other cards."""
        folder = self.folder / "ledgers"
        etl("demo", "--out", folder, "--rows", str(OTHER_ROWS), "--years", "2021,2022", "--site", ROOT / "data")
        for path in folder.glob("12345*"):
            path.unlink()
        return folder

    @cached_property
    def first_run(self) -> tuple[Path, Run]:
        """A site after ``make run`` has filled it, and what that took."""
        site = self.fresh_site("demo")
        tell("first run: published figures and demo ledgers")
        return site, etl("first-run", "--site", site)

    def _loaded(self, name: str, path: Path) -> Path:
        site = self.fresh_site(name)
        tell(f"loading {path.name}")
        etl("load", path, "--site", site)
        return site
