"""The invented 零工市场月报: one row a month, street and trade in which an employer is registered.

Employers and insured stand at the month's end; positions, persons served and matched are those of the month. The
anchor's last month has exactly the published employers, the anchor period the published positions and services.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from etl.demo.drawing import REST, Array, spread
from etl.demo.plan import Plan
from etl.demo.world import Ledger, World

TRADES = {
    "不分行业": 0.0,
    "餐饮服务": 0.24,
    "快递外卖": 0.20,
    "家政服务": 0.14,
    "零售促销": 0.13,
    "直播电商": 0.11,
    "仓储搬运": 0.08,
    "保洁保安": 0.06,
    "会展活动": 0.04,
    "建筑装修": 0.0,
    "驾驶出行": 0.0,
    "其他": 0.0,
}
SHARES = (0.075, 0.070, 0.082, 0.083, 0.086, 0.088, 0.089, 0.090, 0.085, 0.084, 0.085, 0.083)  # invented
EMPLOYER_GROWTH = 0.25  # a year: the market is new
MATCHED = 0.36
INSURED_AN_EMPLOYER = 3.4


def ledgers(world: World, plan: Plan) -> Iterator[Ledger]:
    """One report a month, trade by trade."""
    rng = world.rng("gig_market")
    services = plan.calibration.services
    positions, served = (
        plan.monthly(plan.scaled(figure), SHARES, services.growth, rng)
        for figure in (services.gig_positions, services.gig_persons_served)
    )
    names = _cells(world)
    for at, month in enumerate(plan.months):
        employers = _employers(world, plan, month)
        used = np.flatnonzero(employers)
        here = employers[used]
        persons = spread(int(served[at]), here * rng.lognormal(0.0, 0.25, len(used)))
        matched = np.floor(persons * (MATCHED * rng.normal(1.0, 0.08, len(used))).clip(0.1, 0.9)).astype(int)
        columns: dict[str, Array] = {
            "month": np.full(len(used), str(month), dtype=object),
            "area_code": np.array([names[cell][1] for cell in used], dtype=object),
            "trade": np.array([names[cell][0] for cell in used], dtype=object),
            "employers": here.astype(object),
            "positions": spread(int(positions[at]), here * rng.lognormal(0.0, 0.25, len(used))).astype(object),
            "persons_served": persons.astype(object),
            "matched": matched.astype(object),
            "insured_persons": np.round(here * INSURED_AN_EMPLOYER).astype(int).astype(object),
        }
        yield Ledger(world.sources["gig_market"], month, columns)


def rows(world: World, plan: Plan) -> int:
    """How many rows all reports together have."""
    return sum(int(np.count_nonzero(_employers(world, plan, month))) for month in plan.months)


def _cells(world: World) -> list[tuple[str, str]]:
    """Trade and street of each place in the report."""
    return [(trade, street) for trade in _trades(world) for street in world.streets]


def _trades(world: World) -> list[str]:
    """The trades of the site's list that are reported, in its order."""
    return [name for name in world.names("gig_market", "trade") if TRADES.get(name, REST) > 0]


def _employers(world: World, plan: Plan, month: np.datetime64) -> Array:
    """Employers registered at the month's end, place by place."""
    distance = int((month - plan.calibration.anchor.last_month).astype(int))
    total = plan.scaled(plan.calibration.services.gig_employers * (1.0 + EMPLOYER_GROWTH) ** (distance / 12))
    shares = np.array([TRADES.get(name, REST) for name in _trades(world)])
    return spread(total, np.outer(shares, world.street_weights).ravel())
