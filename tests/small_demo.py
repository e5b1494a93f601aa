"""A small demo of 天心区, two and a half years and what arrived late, loaded and published: for tests of a whole site.

Loading takes long, so the tests that read it share the fixture ``small_demo`` and `tests.scheduling.SMALL_DEMO`.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from etl.demo import write_demo
from etl.loading import Found, load_file
from etl.publishing.making import publish
from etl.site import Site
from etl.warehouse import Warehouse
from tests.from_files import read_texts
from tests.late_files import write_late_files

ROOT = Path(__file__).parents[1]
LOADED_AT = datetime(2026, 7, 1, 9, 12)
# Targets of the size of so small a demo, so that every status comes up; one was raised in the year.
OWN_TARGETS = {
    2021: ["hotline_closed,430103,区定,60,件,,,,,,,,"],
    2022: ["hotline_closed,430103,区定,70,件,,,,,,,,", "new_urban_jobs,430103,区定,140,人,,,,,,,,"],
    2023: [
        "new_urban_jobs,430103,区定,140,人,,,,,,,,",
        "new_urban_jobs,430103,区定,150,人,,,,,,,2023-05-15,",
        "reemployed,430103,区定,50,人,,,,,,,,",
        "hard_to_employ_placed,430103,区定,4,人,,,,,,,,",
        "hotline_closed,430103,区定,80,件,,,,,,,2023-03-01,",
        "pension_insured,430103,区定,2500,人,,,,,,,,",
        "insurance_fund_income_yuan,430103,区定,0.16,亿元,,,,,,,,",
        "job_fair_intents,430103,区定,220,人次,,,,,,,,",
        "gig_market_persons_served,430103,区定,900,人次,,,,,,,,",
        "gig_market_employers,430103,区定,6,家,,,,,,,,",
        *(f"new_urban_jobs,4301030{code:02d},区定,{code},人,,,,,,,," for code in range(4, 17)),
        *(f"reemployed,4301030{code:02d},区定,4,人,,,,,,,," for code in range(4, 17)),
    ],
}


@dataclass(frozen=True)
class SmallDemo:
    """A published site and the ledgers behind it, in the order of loading; tests only read it, or copy it."""

    site: Site
    ledgers: tuple[Path, ...]


def make(root: Path) -> SmallDemo:
    """Write, load and publish it below ``root``."""
    site = make_site(root / "data")
    ledgers = write_demo(site, root / "ledgers", rows=2500, years=(2021, 2022, 2023), join_past_years=True)
    ledgers += write_late_files(root / "ledgers", root / "late", read_texts)
    load(site, [*sorted(site.public.glob("*.csv")), *ledgers])
    return SmallDemo(site, tuple(ledgers))


def make_site(path: Path) -> Site:
    for name in ("kpis", "targets", "reference", "public"):
        shutil.copytree(ROOT / "data" / name, path / name)
    for name in ("district.toml", "demo.toml"):
        shutil.copyfile(ROOT / "data" / name, path / name)
    for year, lines in OWN_TARGETS.items():
        with (path / "targets" / f"{year}.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    return Site(path)


def load(site: Site, paths: list[Path]) -> None:
    with Warehouse(site) as warehouse:
        for path in paths:
            outcome = load_file(warehouse, Found(path), LOADED_AT)
            assert (outcome.state, outcome.rows_quarantined) == ("loaded", 0), outcome
        publish(warehouse, LOADED_AT)
