"""The invented 就业服务站点月末清单: every point of the district as it stands at each month's end.

The micro markets opened one after the other, so that the anchor's last month has the published number; every street
has its station, in a smaller demo the first streets only. One point closed, and stays listed until its year is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.demo.drawing import Array, spread
from etl.demo.plan import Plan
from etl.demo.world import Ledger, World

MARKET, STATION, GIG_STATION = "社区就业微市场", "就业驿站", "零工驿站"
SERVICES = {
    MARKET: "岗位对接、职业培训、政策宣传、劳动维权",
    STATION: "求职登记、岗位推荐、政策咨询",
    GIG_STATION: "零工对接、休息饮水、技能培训",
}
HOURS = {MARKET: "9:00—17:00", STATION: "工作日9:00—17:00", GIG_STATION: "全天"}
REACH = {MARKET: (0.10, 0.20), STATION: (0.55, 0.76), GIG_STATION: (0.02, 0.04)}  # shares of the street's persons
MARKET_MONTHS = (2, 28)  # before the anchor's end: when the last and the first micro market opened
STATIONS_OPENED = 40  # months before the anchor's end the first station opened, the others within the next months
GIG_STATION_MONTHS = (34, 9)  # opened and closed
PERSONS_A_HIRE = 60.0  # of working age


@dataclass(frozen=True)
class Point:
    """One service point with all that will ever be known of it."""

    name: str
    kind: str
    street: int  # place in the list of streets
    opened_on: np.datetime64
    closed_on: np.datetime64  # NaT: still open
    reach_persons: int

    def is_listed(self, month: np.datetime64) -> bool:
        """Opened by the month's end; closed ones until the end of the year."""
        gone = self.closed_on.astype("datetime64[Y]") < month.astype("datetime64[Y]")
        return bool(self.opened_on.astype("datetime64[M]") <= month) and not gone


def ledgers(world: World, plan: Plan) -> Iterator[Ledger]:
    """One statement a month."""
    persons = _working_age(world, plan)
    points = _points(world, plan, persons)
    for month in plan.months:
        listed = [point for point in points if point.is_listed(month)]
        yield Ledger(world.sources["service_points"], month, _columns(world, listed, persons, month))


def rows(world: World, plan: Plan) -> int:
    """How many rows all statements together have."""
    points = _points(world, plan, _working_age(world, plan))
    return sum(point.is_listed(month) for point in points for month in plan.months)


def _points(world: World, plan: Plan, persons: Array) -> list[Point]:
    rng = world.rng("service_points")
    end = plan.calibration.anchor.last_month
    streets = len(world.streets)
    by_size = np.argsort(-world.street_weights, kind="stable")
    never = np.datetime64("NaT", "D")
    latest, first = MARKET_MONTHS
    markets = plan.calibration.services.micro_markets
    stations = max(1, round(streets * min(1.0, plan.factor)))
    drafts = [
        (MARKET, int(by_size[at % streets]), end - int(months), never)
        for at, months in enumerate(np.linspace(first, latest, markets).round())
    ]
    drafts += [(STATION, at, end - STATIONS_OPENED + at % 9, never) for at in range(stations)]
    closed = (end - GIG_STATION_MONTHS[1]).astype("datetime64[D]") + 14
    drafts.append((GIG_STATION, int(by_size[0]), end - GIG_STATION_MONTHS[0], closed))
    points = []
    for number, (kind, street, opened, closed_on) in enumerate(drafts, start=1):
        share = rng.uniform(*REACH[kind])
        points.append(
            Point(
                f"{world.streets[street]}示例{number}号{kind}",
                kind,
                street,
                opened.astype("datetime64[D]") + 17,
                closed_on,
                int(persons[street] * share),
            )
        )
    return points


def _working_age(world: World, plan: Plan) -> Array:
    """Persons of working age in each street."""
    total = round(plan.calibration.anchor.hired * plan.factor * PERSONS_A_HIRE)
    return spread(max(total, 50 * len(world.streets)), world.street_weights)


def _columns(world: World, listed: list[Point], persons: Array, month: np.datetime64) -> dict[str, Array]:
    closed = np.array([point.closed_on for point in listed], dtype="datetime64[D]")
    known = closed.astype("datetime64[M]") <= month
    return {
        "month": np.full(len(listed), str(month), dtype=object),
        "point_name": _texts(point.name for point in listed),
        "point_kind": _texts(point.kind for point in listed),
        "area_code": _texts(world.streets[point.street] for point in listed),
        "opened_on": np.array([point.opened_on for point in listed], dtype="datetime64[D]"),
        "closed_on": np.where(known, closed, np.datetime64("NaT", "D")),
        "services_offered": _texts(SERVICES[point.kind] for point in listed),
        "opening_hours": _texts(HOURS[point.kind] for point in listed),
        "reach_persons": _texts(point.reach_persons for point in listed),
        "working_age_persons": _texts(int(persons[point.street]) for point in listed),
    }


def _texts(values: Iterator[str] | Iterator[int]) -> Array:
    return np.array(list(values), dtype=object)
