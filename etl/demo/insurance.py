"""The invented 社会保险月报: one row a month, street and kind; persons at the month's end, money of the month.

A smaller demo has fewer persons in the report, never fewer rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.demo.drawing import Array, spread
from etl.demo.plan import Plan
from etl.demo.world import Ledger, World


@dataclass(frozen=True)
class Kind:
    """One kind of insurance; it is as large as the hiring of the anchor period, so that a district scales as one."""

    due_per_hire: float
    monthly_growth: float
    coverage: float | None  # at the anchor; None: the published pension coverage
    beneficiary_share: float
    contribution_yuan: float  # a month and insured person
    pays_yuan: float  # a month and beneficiary, where the plan has no standard


KINDS = {
    "城镇职工基本养老保险": Kind(24.0, 0.0030, None, 0.27, 640.0, 2950.0),
    "城乡居民基本养老保险": Kind(9.5, -0.0005, None, 0.46, 38.0, 200.0),
    "失业保险": Kind(17.0, 0.0028, 0.957, 0.011, 41.0, 1500.0),
    "工伤保险": Kind(19.0, 0.0035, 0.972, 0.004, 22.0, 1850.0),
}
COVERAGE_STEP = 0.0006  # a month; the anchor's last month has the calibrated coverage
STREET_SPREAD = 0.004


def ledgers(world: World, plan: Plan) -> Iterator[Ledger]:
    """One report a month, with every street and kind."""
    rng = world.rng("insurance")
    kinds = _kinds(world)
    offsets = {name: _street_offsets(world, rng) for name in kinds}
    anchor_month = plan.calibration.anchor.last_month
    for month in plan.months:
        distance = int((month - anchor_month).astype(int))
        parts = [_kind(world, plan, rng, month, distance, name, offsets[name]) for name in kinds]
        columns = {column: np.concatenate([part[column] for part in parts]) for column in parts[0]}
        yield Ledger(world.sources["insurance"], month, columns)


def rows(world: World, plan: Plan) -> int:
    """How many rows all reports together have, whatever the demo's size."""
    return len(_kinds(world)) * len(world.streets) * len(plan.months)


def _kinds(world: World) -> list[str]:
    """The kinds of insurance of the site's list that are reported, in its order."""
    return [name for name in world.names("insurance", "insurance_type") if name in KINDS]


def _street_offsets(world: World, rng: np.random.Generator) -> Array:
    """How far each street lies from the district's coverage, without moving it."""
    offsets = rng.normal(0.0, STREET_SPREAD, len(world.streets)).clip(-0.01, 0.008)
    return np.asarray(offsets - (offsets * world.street_weights).sum())


def _kind(
    world: World,
    plan: Plan,
    rng: np.random.Generator,
    month: np.datetime64,
    distance: int,
    name: str,
    offsets: Array,
) -> dict[str, Array]:
    kind = KINDS[name]
    anchor = plan.calibration.anchor
    due_total = round(anchor.hired * plan.factor * kind.due_per_hire * (1.0 + kind.monthly_growth) ** distance)
    due = spread(max(due_total, 20 * len(world.streets)), world.street_weights)
    at_anchor = anchor.pension_coverage if kind.coverage is None else kind.coverage
    coverage = (at_anchor + COVERAGE_STEP * min(distance, 6) + offsets).clip(0.5, 0.999)
    insured = np.ceil(due * coverage).astype(int)
    beneficiaries = np.round(insured * kind.beneficiary_share * rng.normal(1.0, 0.01, len(due))).astype(int)
    standard = _standard(plan, name, month)
    paid = beneficiaries * (standard or kind.pays_yuan)
    received = insured * kind.contribution_yuan * rng.normal(1.0, 0.03, len(due))
    return {
        "month": np.full(len(due), str(month), dtype=object),
        "area_code": np.array(world.streets, dtype=object),
        "insurance_type": np.full(len(due), name, dtype=object),
        "due_persons": due.astype(object),
        "insured_persons": insured.astype(object),
        "beneficiaries": beneficiaries.astype(object),
        "benefit_standard_yuan": np.full(len(due), f"{standard:g}" if standard else "", dtype=object),
        "fund_income_yuan": _hundreds(received),
        "fund_expense_yuan": _hundreds(paid),
    }


def _standard(plan: Plan, name: str, month: np.datetime64) -> float | None:
    """The benefit standard in force: the latest that began by ``month``, before the first one the first."""
    known = sorted((b.since, b.yuan) for b in plan.calibration.benefits if b.insurance == name)
    begun = [yuan for since, yuan in known if np.datetime64(since, "M") <= month]
    return begun[-1] if begun else known[0][1] if known else None


def _hundreds(yuan: Array) -> Array:
    """Whole hundreds of yuan, so that the same amount in 万元 has two decimals."""
    return (np.round(yuan / 100).astype(int) * 100).astype(object)
