"""The invented 农民工工资保证金台账: in the file of the month in which a project starts, again where it paid later.

As many projects in every demo; a smaller one has smaller deposits. What was paid in the anchor period is met exactly.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from etl.demo import employers
from etl.demo.drawing import Array, choose, spread
from etl.demo.plan import Plan
from etl.demo.world import Ledger, World

ROWS_A_MONTH = 11  # projects that start, and some that are told again when they have paid
PROJECTS_A_MONTH = 8
BUILDERS = 40
SHARES = (0.010, 0.015, 0.020, 0.030)  # of the contract that is due as deposit: 1 % to 3 %
FORMS = {"现金": 0.42, "银行保函": 0.44, "保证保险": 0.10, "工程担保": 0.04, "免存": 0.0, "其他": 0.0}
EARLIER_DEPOSIT_RATE = 0.965  # outside the anchor period, whose rates are published
EARLIER_ACCOUNT_RATE = 0.97
PLACES = tuple("东西南北中新")
WORKS = ("住宅小区", "道路提质改造", "学校改扩建", "商业综合体", "老旧小区改造", "产业园厂房", "装修工程", "排水管网")


def ledgers(world: World, plan: Plan) -> Iterator[Ledger]:
    """One ledger a month: the projects begun in it as they stand at its end, and older ones with news."""
    rng = world.rng("wage_deposits")
    projects = _projects(world, plan, rng)
    started = projects["started_on"].astype("datetime64[M]")
    paid = projects["paid_on"].astype("datetime64[M]")
    for month in plan.months:
        here = np.flatnonzero((started == month) | ((paid == month) & (started < month)))
        columns = {name: values[here] for name, values in projects.items()}
        not_yet = columns["paid_on"].astype("datetime64[M]") > month
        columns["paid_on"] = np.where(not_yet, np.datetime64("NaT", "D"), columns["paid_on"])
        for name in ("paid_yuan", "paid_form"):
            columns[name] = np.where(not_yet, "", columns[name])
        yield Ledger(world.sources["wage_deposits"], month, columns)


def rows(_world: World, plan: Plan) -> int:
    """About how many rows all ledgers together have, whatever the demo's size."""
    return ROWS_A_MONTH * len(plan.months)


def _projects(world: World, plan: Plan, rng: np.random.Generator) -> dict[str, Array]:
    """All projects in their final state, in order of their start."""
    months = np.repeat(plan.months, PROJECTS_A_MONTH)
    started = np.sort(world.calendar.draw(rng, months))
    size = len(started)
    in_anchor = plan.in_anchor(started)
    due = np.concatenate(
        [spread(max(total, PROJECTS_A_MONTH), _sizes(rng)) for total in plan.counts("deposit_yuan", rng)]
    ).clip(1)
    rates = plan.calibration.anchor
    pays = rng.random(size) < np.where(in_anchor, rates.deposit_rate, EARLIER_DEPOSIT_RATE)
    opens = rng.random(size) < np.where(in_anchor, rates.account_rate, EARLIER_ACCOUNT_RATE)
    paid_on = np.where(pays, _later(world, plan, rng, started, 18), np.datetime64("NaT", "D"))
    opened = np.where(opens, _within_month(world, rng, started, 12), np.datetime64("NaT", "D"))
    builders = employers.invent(rng, world.city, world.site.district.adcode, [employers.BUILDING], BUILDERS)
    return {
        "project_no": np.array([f"示例{str(day)[:4]}-{at:04d}" for at, day in enumerate(started, 1)], dtype=object),
        "project": _names(rng, started),
        "builder": builders.names[builders.draw(rng, size)],
        "area_code": world.draw_streets(rng, size),
        "started_on": started,
        "contract_yuan": (np.ceil(due / rng.choice(SHARES, size) / 1000).astype(int) * 1000).astype(object),
        "due_yuan": due.astype(object),
        "paid_yuan": np.where(pays, due.astype(object), ""),
        "paid_form": np.where(pays, choose(rng, world.names("wage_deposits", "paid_form"), FORMS, size), ""),
        "paid_on": paid_on,
        "has_account": np.where(opens, "是", "否").astype(object),
        "account_opened_on": opened,
    }


def _sizes(rng: np.random.Generator) -> Array:
    return np.asarray(rng.lognormal(0.0, 0.7, PROJECTS_A_MONTH).clip(0.25, 5.0))


def _later(world: World, plan: Plan, rng: np.random.Generator, started: Array, workdays: int) -> Array:
    """Up to so many working days later; never beyond the end of the demo, nor across an end of the anchor period."""
    later = world.calendar.later(started, rng.integers(1, workdays, len(started)))
    crosses = (plan.in_anchor(started) != plan.in_anchor(later)) | (later > plan.last_day)
    return np.where(crosses, _last_day(started, later), later)


def _within_month(world: World, rng: np.random.Generator, started: Array, workdays: int) -> Array:
    later = world.calendar.later(started, rng.integers(0, workdays, len(started)))
    return _last_day(started, later)


def _last_day(started: Array, later: Array) -> Array:
    """``later``, but not after the month of the start."""
    return np.asarray(np.minimum(later, (started.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1))


def _names(rng: np.random.Generator, started: Array) -> Array:
    """A name for each project, all different: the number tells apart what place and work do not."""
    places, works = rng.choice(PLACES, len(started)), rng.choice(WORKS, len(started))
    return np.array(
        [f"示例{place}片{work}{at:03d}号" for at, (place, work) in enumerate(zip(places, works, strict=True), 1)],
        dtype=object,
    )
