"""The invented 12345 work orders: in the file of the month that accepts them, again where a later month closes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.demo.drawing import Array, choose, spread
from etl.demo.plan import SHARES, Plan
from etl.demo.world import Ledger, World
from etl.site import ReferenceEntry

TYPES = {"咨询": 0.40, "求助": 0.26, "投诉": 0.22, "举报": 0.05, "建议": 0.04, "表扬": 0.03, "其他": 0.0}
DUE_WORKDAYS = {"咨询": 3, "表扬": 3, "建议": 7}  # invented; all others 5
DUE_OTHERS = 5
LATE_SHARE = 0.024
STUCK_SHARE = 0.02  # of the orders of the last days, still open at the end though long due
STUCK_DAYS = 120
UNRATED_SHARE = 0.22
DISSATISFIED_SHARE = 0.021  # outside the anchor period, whose rate is published
WEEKDAYS = (1.30, 1.15, 1.08, 1.05, 1.02, 0.42, 0.33)  # Monday first
HOURS = (
    0.05, 0.03, 0.02, 0.02, 0.02, 0.04, 0.12, 0.45, 1.30, 1.95, 2.00, 1.55,
    0.80, 0.85, 1.60, 1.75, 1.60, 1.15, 0.70, 0.60, 0.50, 0.35, 0.20, 0.10,
)  # fmt: skip
MINUTES_A_DAY = 1440
NO_NUMBER_SHARE = 0.03
REGULAR_SHARE = 0.14  # of the orders: by callers who call again and again
ORDERS_PER_REGULAR = 9
NUMBERS = 100_000  # 19900000000 to 19900099999: invented, and told at a glance
CLOSING_HOURS = (9 * 60, 17 * 60)
DUE_MINUTE = 17 * 60 + 30


@dataclass(frozen=True)
class Subject:
    """A leaf of the category tree with the names above it, and the office that deals with it."""

    path: tuple[str, str, str]
    department: str

    @property
    def is_praise(self) -> bool:
        return any("表扬" in name or "感谢" in name for name in self.path)


def ledgers(world: World, plan: Plan) -> Iterator[Ledger]:
    """One ledger a month: the orders accepted in it as they stand at its end, and older ones closed in it."""
    rng = world.rng("hotline")
    orders = _orders(world, plan, rng)
    accepted = orders["accepted_at"].astype("datetime64[M]")
    closed = orders["closed_at"].astype("datetime64[M]")
    for month in plan.months:
        here = np.flatnonzero((accepted == month) | ((closed == month) & (accepted < month)))
        columns = {name: values[here] for name, values in orders.items()}
        still = ~(columns["closed_at"].astype("datetime64[M]") <= month)  # also where the time is empty
        columns["closed_at"] = np.where(still, np.datetime64("NaT", "m"), columns["closed_at"])
        for name in ("is_on_time", "followup_result", "satisfaction"):
            columns[name] = np.where(still, "", columns[name])
        yield Ledger(world.sources["hotline"], month, columns)


def _orders(world: World, plan: Plan, rng: np.random.Generator) -> dict[str, Array]:
    """All orders in their final state, in order of acceptance; the anchor period closes exactly what was published."""
    surplus = 1.05
    while True:
        called, accepted = _arrivals(plan, rng, surplus)
        kind = choose(rng, world.names("hotline", "request_type"), TYPES, len(accepted))
        due, closed = _closing(world, plan, rng, accepted, kind)
        in_anchor = plan.in_anchor(closed)
        too_many = int(in_anchor.sum()) - plan.anchored("orders_closed")
        if too_many >= 0 or not in_anchor.any():
            break
        surplus *= 1.1
    keep = np.ones(len(accepted), dtype=bool)
    keep[rng.choice(np.flatnonzero(in_anchor), max(too_many, 0), replace=False)] = False
    called, accepted, kind, due, closed = (values[keep] for values in (called, accepted, kind, due, closed))

    subjects = subjects_of(world)
    drawn = _draw_subjects(rng, subjects, kind)
    followup, satisfaction = _followup(world, plan, rng, closed)
    return {
        "order_id": _order_ids(accepted),
        "caller_hash": _callers(world.rng("callers"), len(accepted)),
        "called_at": called,
        "accepted_at": accepted,
        "area_code": world.draw_streets(rng, len(accepted)),
        "request_type": kind,
        **{f"category_{level + 1}": _texts(s.path[level] for s in subjects)[drawn] for level in range(3)},
        "department": _texts(s.department for s in subjects)[drawn],
        "due_at": due,
        "closed_at": closed,
        "is_on_time": np.where(np.isnat(closed), "", np.where(closed <= due, "是", "否")).astype(object),
        "followup_result": followup,
        "satisfaction": satisfaction,
    }


def _arrivals(plan: Plan, rng: np.random.Generator, surplus: float) -> tuple[Array, Array]:
    """Times of call and of acceptance (datetime64[m]), sorted by acceptance."""
    anchor = plan.calibration.anchor
    shares = np.array(SHARES["orders"])
    yearly = plan.anchored("orders_closed") * surplus / shares[: anchor.months].sum()
    days = np.arange(plan.first_day, plan.last_day + 1)
    year = days.astype("datetime64[Y]").astype(int) + 1970
    month = days.astype("datetime64[M]").astype(int) % 12
    weekday = (days.astype(int) + 3) % 7  # 1970-01-01 was a Thursday
    per_day = yearly * (1.0 + plan.calibration.growth.orders) ** (year - anchor.year) * shares[month] / 30.4
    weights = per_day * np.array(WEEKDAYS)[weekday] * 7 / sum(WEEKDAYS) * rng.normal(1.0, 0.08, len(days)).clip(0.5)
    called_on = np.repeat(days, spread(max(1, round(weights.sum())), weights))
    hours = np.array(HOURS)
    minute = rng.choice(24, len(called_on), p=hours / hours.sum()) * 60 + rng.integers(0, 60, len(called_on))
    accepted = np.minimum(minute + 2 + np.floor(rng.exponential(22, len(called_on))).astype(int), MINUTES_A_DAY - 1)
    called_at = called_on.astype("datetime64[m]") + minute.astype("timedelta64[m]")
    accepted_at = called_on.astype("datetime64[m]") + accepted.astype("timedelta64[m]")
    order = np.argsort(accepted_at, kind="stable")
    return called_at[order], accepted_at[order]


def _closing(world: World, plan: Plan, rng: np.random.Generator, accepted: Array, kind: Array) -> tuple[Array, Array]:
    """When each order is due and when it was closed (NaT: still open on the last day)."""
    size = len(accepted)
    day = accepted.astype("datetime64[D]")
    allowed = np.array([DUE_WORKDAYS.get(name, DUE_OTHERS) for name in kind])
    due = world.calendar.later(day, allowed).astype("datetime64[m]") + DUE_MINUTE
    late = rng.random(size) < LATE_SHARE
    in_time = 1 + np.floor(rng.beta(1.7, 1.5, size) * allowed).astype(int).clip(0, allowed - 1)
    needed = np.where(late, allowed + 1 + np.floor(rng.exponential(3.0, size)).astype(int), in_time)
    closed = world.calendar.later(day, needed).astype("datetime64[m]") + rng.integers(*CLOSING_HOURS, size)
    stuck = (rng.random(size) < STUCK_SHARE) & (plan.last_day - day < np.timedelta64(STUCK_DAYS, "D"))
    not_yet = closed.astype("datetime64[D]") > plan.last_day
    return due, np.where(stuck | not_yet, np.datetime64("NaT", "m"), closed)


def _followup(world: World, plan: Plan, rng: np.random.Generator, closed: Array) -> tuple[Array, Array]:
    """What the caller said afterwards: result and satisfaction of closed orders."""
    size = len(closed)
    rated_as = {
        sense: [e.name for e in world.entries("hotline", "satisfaction") if e.extra.get("counts_as", "none") == sense]
        for sense in ("satisfied", "dissatisfied", "none")
    }
    luck = np.where(plan.in_anchor(closed), 1.0 - plan.calibration.anchor.satisfaction_rate, DISSATISFIED_SHARE)
    happy = choose(rng, rated_as["satisfied"], {"满意": 0.58, "非常满意": 0.34, "基本满意": 0.08}, size)
    unhappy = choose(rng, rated_as["dissatisfied"], {"不满意": 0.9, "非常不满意": 0.1}, size)
    is_unhappy = rng.random(size) < luck
    satisfaction = np.where(is_unhappy, unhappy, happy)
    results = world.names("hotline", "followup_result")
    good = choose(rng, results, {"已解决": 0.66, "已答复": 0.33, "部分解决": 0.01}, size)
    bad = choose(rng, results, {"未解决": 0.7, "部分解决": 0.3}, size)
    silent = choose(rng, results, {"未联系上": 0.4, "未回访": 0.35, "不需回访": 0.25}, size)
    unrated = rng.random(size) < UNRATED_SHARE
    result = np.where(unrated, silent, np.where(is_unhappy, bad, good))
    still_open = np.isnat(closed)
    nobody = rated_as["none"][0] if rated_as["none"] else ""
    return np.where(still_open, "", result), np.where(still_open, "", np.where(unrated, nobody, satisfaction))


def _callers(rng: np.random.Generator, size: int) -> Array:
    """Telephone numbers: most call once, a few again and again, some without a number."""
    regulars = max(1, round(size * REGULAR_SHARE / ORDERS_PER_REGULAR))
    number = regulars + np.arange(size)
    is_regular = rng.random(size) < REGULAR_SHARE
    number[is_regular] = rng.integers(0, regulars, int(is_regular.sum()))
    shuffled = rng.permutation(NUMBERS)[number % NUMBERS]
    known = rng.random(size) >= NO_NUMBER_SHARE
    return np.where(known, _texts(f"199000{n:05d}" for n in shuffled), "").astype(object)


def _order_ids(accepted: Array) -> Array:
    """Date of acceptance and a number within the day: 20230305000012."""
    day = accepted.astype("datetime64[D]")
    first = np.concatenate([[True], day[1:] != day[:-1]])
    number = np.arange(len(day)) - np.maximum.accumulate(np.where(first, np.arange(len(day)), 0)) + 1
    return _texts(f"{d.replace('-', '')}{n:06d}" for d, n in zip(day.astype(str), number, strict=True))


def subjects_of(world: World) -> list[Subject]:
    """The leaves of the category list; shorter paths are filled up with empty names."""
    entries = world.entries("hotline", "category_1")
    by_code = {entry.code: entry for entry in entries}
    parents = {entry.extra.get("parent", "") for entry in entries}
    departments = world.entries("hotline", "department")
    subjects = []
    for entry in entries:
        if entry.code not in parents:
            path = [entry.name]
            above = by_code.get(entry.extra.get("parent", ""))
            while above and len(path) < 3:
                path.insert(0, above.name)
                above = by_code.get(above.extra.get("parent", ""))
            first, second, third = [*path, "", ""][:3]
            subjects.append(Subject((first, second, third), _department(path, departments)))
    return subjects


def _department(path: list[str], departments: list[ReferenceEntry]) -> str:
    """The office whose names share most pairs of characters with the subject; among equals the first of the list."""

    def pairs(texts: list[str]) -> set[str]:
        return {text[at : at + 2] for text in texts for at in range(len(text) - 1)} - {"服务", "人员", "工作"}

    subject = pairs(path)
    return max(departments, key=lambda entry: len(subject & pairs([entry.name, *entry.aliases]))).name


def _draw_subjects(rng: np.random.Generator, subjects: list[Subject], kind: Array) -> Array:
    """A subject for each order: a few are asked about much, most seldom; praise goes to the subjects of praise."""
    weights = 1.0 / (1 + rng.permutation(len(subjects))) ** 0.7
    praise = np.array([subject.is_praise for subject in subjects])
    drawn = np.empty(len(kind), dtype=int)
    for wanted in (True, False):
        here = (kind == "表扬") == wanted
        fitting = weights * (praise == wanted)
        p = fitting if fitting.any() else weights
        drawn[here] = rng.choice(len(subjects), int(here.sum()), p=p / p.sum())
    return drawn


def _texts(values: Iterator[str]) -> Array:
    return np.array(list(values), dtype=object)
