"""Invented ledgers of all sources, so that every stage can be seen and tried before real files come.

Seeded: the same site, years and seed give the same bytes. The half-year that the site's ``demo.toml`` names is met
exactly. Every file says 演示数据 in its first line; that mark travels with each row to the page. No real person,
employer or order is in them, and nothing here reads the warehouse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

from etl.demo import (
    files,
    gig_market,
    hiring,
    hotline,
    insurance,
    job_events,
    labour_rights,
    reemployment,
    service_points,
    talent,
    wage_deposits,
)
from etl.demo.bulk import write_hotline_csv
from etl.demo.faulty import faulty_rows
from etl.demo.mess import Truth, write_messy
from etl.demo.people import People
from etl.demo.plan import Plan, calibration, months_of
from etl.demo.world import Ledger, World
from etl.demo.years import past_years_joined
from etl.site import Site

__all__ = ["SEED", "Ledger", "Truth", "invent", "truth_path", "write_demo", "write_hotline_csv"]

SEED = 20230630
SMALLEST_FACTOR = 0.008  # so that every month of every ledger still has rows
# Rows of the ledgers for each event that the plan counts, as they come out: who registers and finds work in a later
# month comes twice, and some find none; one order in seven is closed in a later month than it came.
ROWS_PER_REEMPLOYED = 2.05
ROWS_PER_ORDER_CLOSED = 1.25
ROWS_PER_CASE_CLOSED = 1.75
# Rows of the ledgers that do not grow with the number of persons: reports, and what there are only so many of.
OTHER_ROWS: tuple[Callable[[World, Plan], int], ...] = (
    insurance.rows,
    job_events.rows,
    gig_market.rows,
    service_points.rows,
    wage_deposits.rows,
)
ROUNDS = 4  # until the size of a demo and the rows of its reports agree

Progress = Callable[[str, int, int], None]


def write_demo(
    site: Site,
    out: Path,
    rows: int | None = None,
    years: tuple[int, ...] = (2021, 2022, 2023),
    seed: int = SEED,
    mess: bool = False,
    formats: tuple[str, ...] = ("xlsx", "csv"),
    join_past_years: bool = False,
    with_faults: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the ledgers of ``years`` into the folder ``out`` and return their paths in the order of loading.

    ``rows``: scale the district so that about so many rows come out; reports stay whole and no month is left empty,
    so that fewer than ``rows=1`` brings cannot be had. ``mess``: with the usual mess, and what was planted in
    ``truth_path(out)``. ``join_past_years``: each source's years before the last as one file a year. ``with_faults``:
    the latest ledgers hold a few further rows that the checks send back.
    ``progress(file name, files done, files in all)``.
    """
    unknown = sorted(set(formats) - {"xlsx", "csv"})
    if unknown or not formats:
        raise ValueError(f"演示数据只能写成 xlsx 或 csv,不能写成 {', '.join(unknown) or '空'}。")
    world = World(site, seed)
    plan = _plan(world, years, rows)
    out.mkdir(parents=True, exist_ok=True)
    truth = Truth()
    paths: list[Path] = []
    sources = _sources(world, plan)
    of_source = len(plan.months)
    if join_past_years:
        sources = [past_years_joined(ledgers, max(years)) for ledgers in sources]
        of_source = len(set(years)) - 1 + sum(int(str(month)[:4]) == max(years) for month in plan.months)
    for at, ledger in enumerate(chain.from_iterable(sources)):
        source_at, month_at = divmod(at, of_source)
        path = out / f"{files.stem(ledger)}.{formats[(month_at + source_at) % len(formats)]}"
        if mess:
            write_messy(path, ledger, world, at, truth)
        else:
            is_latest = with_faults and ledger.month == plan.months[-1]
            more = faulty_rows(ledger, world, path.suffix == ".xlsx") if is_latest else []
            files.write_plain(path, ledger, site.district.short_name, more)
        paths.append(path)
        if progress:
            progress(path.name, at + 1, len(sources) * of_source)
    if mess:
        truth.write(truth_path(out))
    return paths


def invent(
    site: Site, rows: int | None = None, years: tuple[int, ...] = (2021, 2022, 2023), seed: int = SEED
) -> Iterator[Ledger]:
    """The same ledgers without files: source by source, month by month."""
    world = World(site, seed)
    return chain.from_iterable(_sources(world, _plan(world, years, rows)))


def truth_path(out: Path) -> Path:
    """Where the planted errors are listed: beside the folder, so that the folder holds nothing but ledgers."""
    return out.with_name(f"{out.name}.mess.json")


def _plan(world: World, years: tuple[int, ...], rows: int | None) -> Plan:
    given = calibration(world.site, len(world.streets))
    months = months_of(years, given.anchor, date.today())
    if len(months) == 0:
        raise ValueError("所选年份还没有已结束的月份,无法编造演示数据。")
    plan = Plan(given, months)
    if rows is None:
        return plan
    events = _events(world, plan)
    scaled = replace(plan, factor=SMALLEST_FACTOR)
    for _ in range(ROUNDS):
        others = sum(count(world, scaled) for count in OTHER_ROWS)
        scaled = replace(plan, factor=max(SMALLEST_FACTOR, (rows - others) / events))
    return scaled


def _events(world: World, plan: Plan) -> float:
    """About how many rows of persons and orders a demo of full size has."""
    rng = world.rng("size")
    hired, reemployed = (float(plan.counts(series, rng).sum()) for series in ("hired", "reemployed"))
    anchor = plan.calibration.anchor
    closed = anchor.orders_closed / anchor.hired * hired  # the same months count for both
    cases = sum(float(plan.counts(series, rng).sum()) for series in labour_rights.SERIES)
    rows = hired + ROWS_PER_REEMPLOYED * reemployed + ROWS_PER_ORDER_CLOSED * closed + ROWS_PER_CASE_CLOSED * cases
    return rows + talent.rows_expected(plan, rng)


def _sources(world: World, plan: Plan) -> list[Iterator[Ledger]]:
    """The ledgers of each source, month by month; the order is that of the files."""
    people = People(world.rng("people"), world.site.district.adcode)
    return [
        hiring.ledgers(world, plan, people),
        reemployment.ledgers(world, plan, people),
        insurance.ledgers(world, plan),
        hotline.ledgers(world, plan),
        job_events.ledgers(world, plan),
        gig_market.ledgers(world, plan),
        service_points.ledgers(world, plan),
        talent.ledgers(world, plan, people),
        labour_rights.ledgers(world, plan),
        wage_deposits.ledgers(world, plan),
    ]
