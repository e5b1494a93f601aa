"""The invented 劳动维权台账: in the file of the month that receives a case, again where a later month closes it.

Cases are drawn backwards from the month of closing, so that the months meet the plan exactly; what will be closed only
after the demo's last day is still open in it. The people and the money of the anchor's arrears are met exactly too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from etl.demo import employers
from etl.demo.drawing import Array, choose, spread
from etl.demo.plan import Plan
from etl.demo.world import Ledger, World

MONTHS_AFTER = 3  # whose closings are of cases that the demo's last months have received
EXTENDED_SHARE = 0.05
BUILDING_SHARE = 0.8  # of the arrears


@dataclass(frozen=True)
class Kind:
    """One kind of case: how long it takes, how it ends, whom it concerns."""

    series: str
    prefix: str  # of its case numbers
    median_days: float
    sigma: float
    due: tuple[int, int]  # days allowed, and with the extension
    in_workdays: bool
    outcomes: Mapping[str, float]
    channels: Mapping[str, float]
    more_people: float  # mean number of persons beyond the first
    yuan_per_person: float


OUTCOMES = dict.fromkeys(
    (
        *("调解", "裁决", "撤诉", "协商和解", "责令支付", "责令改正", "行政处罚", "督促支付", "移送公安机关"),
        *("转其他部门", "不予受理", "终止", "查无实据", "其他"),
    ),
    0.0,
)
CHANNELS = dict.fromkeys(
    ("来访", "来电", "12345热线", "网络平台", "信访", "上级交办", "检查发现", "基层调解组织", "其他"), 0.0
)
# Deadlines: 劳动保障监察条例 §17, 劳动争议调解仲裁法 §43. All shares and durations are invented.
KINDS = {
    "欠薪": Kind(
        series="arrears_closed",
        prefix="QX",
        median_days=16,
        sigma=0.6,
        due=(60, 90),
        in_workdays=True,
        outcomes=OUTCOMES | {"责令支付": 0.5, "督促支付": 0.4, "移送公安机关": 0.1},
        channels=CHANNELS | {"来访": 0.35, "网络平台": 0.35, "12345热线": 0.15, "上级交办": 0.10, "检查发现": 0.05},
        more_people=5.2,
        yuan_per_person=42_000,
    ),
    "举报投诉": Kind(
        series="complaints_closed",
        prefix="JB",
        median_days=21,
        sigma=0.65,
        due=(60, 90),
        in_workdays=True,
        outcomes=OUTCOMES
        | {"督促支付": 0.34, "责令改正": 0.22, "责令支付": 0.12, "协商和解": 0.14, "查无实据": 0.10}
        | {"转其他部门": 0.06, "行政处罚": 0.02},
        channels=CHANNELS
        | {"来访": 0.30, "来电": 0.16, "12345热线": 0.24, "网络平台": 0.20, "信访": 0.05, "检查发现": 0.05},
        more_people=0.4,
        yuan_per_person=7_500,
    ),
    "劳动人事争议": Kind(
        series="disputes_closed",
        prefix="ZC",
        median_days=25,
        sigma=0.30,
        due=(45, 60),
        in_workdays=False,
        outcomes=OUTCOMES | {"调解": 0.69, "裁决": 0.19, "撤诉": 0.07, "协商和解": 0.04, "终止": 0.01},
        channels=CHANNELS | {"来访": 0.62, "网络平台": 0.20, "基层调解组织": 0.18},
        more_people=0.25,
        yuan_per_person=26_000,
    ),
}
SERIES = tuple(kind.series for kind in KINDS.values())
UNKNOWN_AMOUNT = 0.18  # of complaints that name no sum


def ledgers(world: World, plan: Plan) -> Iterator[Ledger]:
    """One ledger a month: the cases received in it as they stand at its end, and older ones closed in it."""
    rng = world.rng("labour_rights")
    cases = _cases(world, plan, rng)
    received = cases["received_on"].astype("datetime64[M]")
    closed = cases["closed_on"].astype("datetime64[M]")
    for month in plan.months:
        here = np.flatnonzero((received == month) | ((closed == month) & (received < month)))
        columns = {name: values[here] for name, values in cases.items()}
        still = ~(columns["closed_on"].astype("datetime64[M]") <= month)  # also where the date is empty
        columns["closed_on"] = np.where(still, np.datetime64("NaT", "D"), columns["closed_on"])
        for name in ("is_on_time", "outcome"):
            columns[name] = np.where(still, "", columns[name])
        yield Ledger(world.sources["labour_rights"], month, columns)


def _cases(world: World, plan: Plan, rng: np.random.Generator) -> dict[str, Array]:
    """All cases in their final state, in order of receipt."""
    parts = [_of_kind(world, plan, rng, name, kind) for name, kind in KINDS.items()]
    cases = {column: np.concatenate([part[column] for part in parts]) for column in parts[0]}
    order = np.argsort(cases["received_on"], kind="stable")
    cases = {column: values[order] for column, values in cases.items()}
    size = len(order)
    staff = _employers(world, rng, size)
    at = _draw_employers(rng, staff, cases["case_kind"])
    return {
        "case_no": cases["case_no"],
        "case_kind": cases["case_kind"],
        "channel": cases["channel"],
        "received_on": cases["received_on"],
        "area_code": world.draw_streets(rng, size),
        "employer": staff.names[at],
        "industry": staff.industries[at],
        "people": cases["people"],
        "amount_yuan": cases["amount_yuan"],
        "due_on": cases["due_on"],
        "is_extended": cases["is_extended"],
        "closed_on": cases["closed_on"],
        "is_on_time": cases["is_on_time"],
        "outcome": cases["outcome"],
    }


def _of_kind(world: World, plan: Plan, rng: np.random.Generator, name: str, kind: Kind) -> dict[str, Array]:
    """The cases of one kind, in order of receipt."""
    received, closed = _spells(world, plan, rng, kind)
    size = len(received)
    extended = rng.random(size) < EXTENDED_SHARE
    due = _due(world, kind, received, extended)
    people, yuan = _people_and_yuan(plan, rng, name, kind, closed)
    is_closed = ~np.isnat(closed)
    return {
        "case_no": _numbers(kind.prefix, received),
        "case_kind": np.full(size, name, dtype=object),
        "channel": choose(rng, world.names("labour_rights", "channel"), kind.channels, size),
        "received_on": received,
        "people": people,
        "amount_yuan": yuan,
        "due_on": due,
        "is_extended": np.where(extended, "是", "否").astype(object),
        "closed_on": closed,
        "is_on_time": np.where(is_closed, np.where(closed <= due, "是", "否"), "").astype(object),
        "outcome": np.where(
            is_closed, choose(rng, world.names("labour_rights", "outcome"), kind.outcomes, size), ""
        ).astype(object),
    }


def _spells(world: World, plan: Plan, rng: np.random.Generator, kind: Kind) -> tuple[Array, Array]:
    """Days of receipt and of closing (NaT: still open on the last day), sorted by receipt."""
    months = np.concatenate([plan.months, plan.months[-1] + 1 + np.arange(MONTHS_AFTER)])
    counts = replace(plan, months=months).counts(kind.series, rng)
    closed = world.calendar.draw(rng, np.repeat(months, counts))
    days = np.exp(rng.normal(np.log(kind.median_days), kind.sigma, len(closed)))
    received = world.calendar.at_or_before(closed - np.round(days).astype("timedelta64[D]"))
    # The registry begins with the demo: no month before it is begun by the last of its cases.
    since = (closed - plan.first_day).astype(int).clip(0)
    anew = plan.first_day + np.floor(rng.random(len(closed)) * since).astype("timedelta64[D]")
    received = np.where(received < plan.first_day, anew, received)
    known = received <= plan.last_day
    received, closed = received[known], closed[known]
    closed = np.where(closed > plan.last_day, np.datetime64("NaT", "D"), closed)
    order = np.argsort(received, kind="stable")
    return received[order], closed[order]


def _due(world: World, kind: Kind, received: Array, extended: Array) -> Array:
    allowed = np.where(extended, kind.due[1], kind.due[0])
    if kind.in_workdays:
        return world.calendar.later(received, allowed)
    return np.asarray(received + allowed.astype("timedelta64[D]"))


def _people_and_yuan(plan: Plan, rng: np.random.Generator, name: str, kind: Kind, closed: Array) -> tuple[Array, Array]:
    """Persons and yuan of each case; the published sums of the arrears are spread over those of the anchor period."""
    size = len(closed)
    people = 1 + rng.geometric(1.0 / (1.0 + kind.more_people), size) - 1
    per_person = kind.yuan_per_person * np.exp(rng.normal(0.0, 0.5, size))
    yuan = (np.round(people * per_person / 100).astype(int) * 100).clip(100).astype(object)
    if name == "欠薪":
        here = plan.in_anchor(closed)
        cases = int(here.sum())
        people[here] = 1 + spread(max(plan.anchored("arrears_people") - cases, 0), people[here] + 0.5)
        yuan[here] = spread(plan.anchored("arrears_yuan") // 100, people[here] * per_person[here]) * 100
        return people.astype(object), yuan
    unknown = rng.random(size) < (UNKNOWN_AMOUNT if name == "举报投诉" else 0.0)
    return people.astype(object), np.where(unknown, "", yuan).astype(object)


def _numbers(prefix: str, received: Array) -> Array:
    """Kind, year and a number within the year: JB2023-00012."""
    year = received.astype("datetime64[Y]").astype(int) + 1970
    first = np.concatenate([[True], year[1:] != year[:-1]])
    number = np.arange(len(year)) - np.maximum.accumulate(np.where(first, np.arange(len(year)), 0)) + 1
    return np.array([f"{prefix}{y}-{n:05d}" for y, n in zip(year, number, strict=True)], dtype=object)


def _employers(world: World, rng: np.random.Generator, cases: int) -> employers.Employers:
    return employers.invent(
        rng,
        world.city,
        world.site.district.adcode,
        world.names("labour_rights", "industry"),
        max(20, cases // 8),
    )


def _draw_employers(rng: np.random.Generator, staff: employers.Employers, kinds: Array) -> Array:
    """An employer for each case; most arrears are those of builders, where there are any."""
    at = staff.draw(rng, len(kinds))
    builders = np.flatnonzero(staff.industries == employers.BUILDING)
    if len(builders):
        building = (kinds == "欠薪") & (rng.random(len(kinds)) < BUILDING_SHARE)
        at[building] = rng.choice(builders, int(building.sum()))
    return at
