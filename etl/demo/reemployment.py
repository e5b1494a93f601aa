"""The invented ledger of the unemployed: in the file of the month in which they register, again when they find work.

Durations are drawn backwards from the month of re-employment, so that the months meet the plan exactly; those who have
not found work yet are added to each month of registration as the same durations leave them over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.demo.drawing import Array, choose
from etl.demo.people import People, born_before
from etl.demo.plan import Plan
from etl.demo.world import Ledger, World


@dataclass(frozen=True)
class Hazard:
    """How long registered unemployment lasts: lognormal weeks, cut at a year, and a share that finds nothing."""

    median_weeks: float
    sigma: float
    never: float


LONGEST_WEEKS = 52.0  # so that the first year's file holds nobody who registered more than a year before
STILL_LOOKING_MONTHS = 6  # who registered later has had too little time to find work
EASY = Hazard(median_weeks=9.0, sigma=0.75, never=0.10)
HARD = Hazard(median_weeks=18.0, sigma=0.70, never=0.24)
HARDSHIP = {
    "大龄失业人员": 0.46,
    "连续失业一年以上人员": 0.17,
    "低保家庭人员": 0.10,
    "残疾人员": 0.09,
    "失地农民": 0.07,
    "零就业家庭成员": 0.03,
    "家庭困难高校毕业生": 0.03,
    "脱贫人口": 0.02,
    "困难退役军人": 0.01,
    "刑满释放和戒毒康复人员": 0.01,
    "其他就业困难人员": 0.01,
}
AGES = {"大龄失业人员": (50, 59), "家庭困难高校毕业生": (22, 26), "困难退役军人": (22, 40)}
ANY_AGE = (20, 57)
MEASURES = {
    "职业介绍": 0.42,
    "职业指导": 0.16,
    "职业培训": 0.14,
    "社会保险补贴": 0.05,
    "创业培训": 0.03,
    "创业担保贷款": 0.02,
    "一次性补贴": 0.03,
    "岗位补贴": 0.02,
    "就业见习": 0.02,
    "政策咨询": 0.08,
    "无": 0.0,
    "公益性岗位安置": 0.0,
}
HARD_MEASURES = MEASURES | {"公益性岗位安置": 0.18, "社会保险补贴": 0.16, "职业介绍": 0.32, "创业担保贷款": 0.01}


def ledgers(world: World, plan: Plan, people: People) -> Iterator[Ledger]:
    """One ledger a month: who registered in it, and who registered before and found work in it."""
    rng = world.rng("reemployment")
    rows = _everybody(world, plan, people, rng)
    registered = rows["registered_on"].astype("datetime64[M]")
    found = rows["reemployed_on"].astype("datetime64[M]")
    for month in plan.months:
        here = np.flatnonzero((registered == month) | ((found == month) & (registered < month)))
        columns = {name: values[here] for name, values in rows.items()}
        still = ~(columns["reemployed_on"].astype("datetime64[M]") <= month)  # also where the date is empty
        columns["reemployed_on"] = np.where(still, np.datetime64("NaT", "D"), columns["reemployed_on"])
        yield Ledger(world.sources["reemployment"], month, columns)


def _everybody(world: World, plan: Plan, people: People, rng: np.random.Generator) -> dict[str, Array]:
    """All persons of the demo with their final state, in order of registration."""
    total = plan.counts("reemployed", rng)
    hard = np.minimum(plan.counts("hard_to_employ_placed", rng), total)
    parts = [_spells(world, plan, rng, total - hard, EASY), _spells(world, plan, rng, hard, HARD)]
    registered, found = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    is_hard = np.repeat([False, True], [len(part[0]) for part in parts])
    order = np.argsort(registered, kind="stable")
    registered, found, is_hard = registered[order], found[order], is_hard[order]

    size = len(registered)
    hardship = np.where(is_hard, choose(rng, world.names("reemployment", "hardship"), HARDSHIP, size), "")
    youngest, oldest = (np.array([AGES.get(name, ANY_AGE)[end] for name in hardship]) for end in (0, 1))
    measures = world.names("reemployment", "measure")
    measure = np.where(is_hard, choose(rng, measures, HARD_MEASURES, size), choose(rng, measures, MEASURES, size))
    unserved = np.isnat(found) & (rng.random(size) < 0.3)
    female = rng.random(size) < 0.47
    return {
        "person_name": people.names(size),
        "person_hash": people.ids(born_before(rng, registered, youngest, oldest), female),
        "unemployed_on": registered - (3 + np.floor(rng.exponential(24, size)).clip(0, 170)).astype("timedelta64[D]"),
        "registered_on": registered,
        "hardship": hardship,
        "measure": np.where(unserved, "", measure),
        "reemployed_on": found,
        "area_code": world.draw_streets(rng, size),
    }


def _spells(world: World, plan: Plan, rng: np.random.Generator, counts: Array, hazard: Hazard) -> tuple[Array, Array]:
    """Days of registration and re-employment (NaT: none yet) of one group; ``counts`` find work in each month."""
    found = world.calendar.draw(rng, np.repeat(plan.months, counts))
    registered = world.calendar.at_or_before(found - _days(rng, len(found), hazard))
    cohort = registered.astype("datetime64[M]")
    sizes = np.array([int((cohort == month).sum()) for month in plan.months])
    recent = np.arange(len(sizes)) >= len(sizes) - STILL_LOOKING_MONTHS
    usual = sizes[~recent].mean() if (~recent).any() else sizes.max()
    left = np.where(recent, np.maximum(usual - sizes, 0), 0) + sizes * hazard.never / (1.0 - hazard.never)
    left = np.round(left * rng.normal(1.0, 0.06, len(sizes)).clip(0.5)).astype(int)
    waiting = world.calendar.draw(rng, np.repeat(plan.months, left))
    return (
        np.concatenate([registered, waiting]),
        np.concatenate([found, np.full(len(waiting), np.datetime64("NaT"), dtype="datetime64[D]")]),
    )


def _days(rng: np.random.Generator, size: int, hazard: Hazard) -> Array:
    weeks = np.exp(rng.normal(np.log(hazard.median_weeks), hazard.sigma, size))
    weeks = np.where((weeks < 0.3) | (weeks > LONGEST_WEEKS), rng.uniform(0.3, LONGEST_WEEKS, size), weeks)
    return np.round(weeks * 7).astype("timedelta64[D]")
