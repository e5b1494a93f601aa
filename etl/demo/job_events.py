"""The invented 招聘与就业服务活动台账: one row an event, in the file of the month in which it was held.

The campaign of the anchor's year meets its published fairs, positions and intents exactly, the events that were
reported by name among them. A smaller demo has smaller events, and fewer outside the campaign.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from etl.demo.drawing import Array, choose, spread
from etl.demo.plan import Plan
from etl.demo.service_figures import NamedEvent
from etl.demo.world import Ledger, World

RECRUITING = ("招聘会", "直播带岗")
CAMPAIGN_MONTHS = (2, 3)  # its fairs follow the named ones of its year
THEMES = ("高校毕业生", "农民工", "就业困难人员", "登记失业人员", "民营企业", "家政服务业", "退役军人", "新消费")
KINDS = {
    "招聘会": 0.22,
    "直播带岗": 0.10,
    "政策宣讲": 0.20,
    "送政策进校园": 0.06,
    "职业指导": 0.20,
    "创业训练营": 0.02,
    "创业服务": 0.06,
    "技能培训": 0.06,
    "企业服务": 0.08,
    "其他": 0.0,
}
FAIR_MODES = {"线下": 0.6, "线上": 0.15, "线上线下": 0.25}
CAMPAIGNS = {  # of recruiting events outside the spring campaign, by month; about half belong to one
    1: "就业援助月", 4: "大中城市联合招聘", 5: "民营企业招聘月",
    6: "百日千万招聘专项行动", 7: "百日千万招聘专项行动", 8: "百日千万招聘专项行动",
    9: "金秋招聘月", 10: "金秋招聘月", 11: "高校毕业生就业服务行动", 12: "高校毕业生就业服务行动",
}  # fmt: skip
A_MONTH = 22  # events outside the campaign, in a demo of full size
LEAST_A_MONTH = 6
FAIR_POSITIONS = 420
POSITIONS_AN_EMPLOYER = 32
REACH = 26_000


@dataclass(frozen=True)
class Event:
    """One row; the figures that an event of its kind does not have are None."""

    event_name: str
    event_kind: str
    held_on: np.datetime64
    event_mode: str
    campaign: str
    area_code: str
    venue: str
    host: str
    employers: int | None = None
    positions: int | None = None
    attendees: int | None = None
    intents: int | None = None
    media_reach: int | None = None


@dataclass
class Inventor:
    """Draws events one by one; names are numbered within their year, so that no two are the same."""

    world: World
    plan: Plan
    rng: np.random.Generator
    numbers: Counter[tuple[int, str]] = field(default_factory=Counter)

    def named(self, given: NamedEvent) -> Event:
        """An event of ``demo.toml`` at the demo's size."""
        figures = {
            name: None if (told := getattr(given, name)) is None else self.plan.scaled(told)
            for name in ("employers", "positions", "attendees", "intents", "media_reach")
        }
        return Event(
            given.name,
            given.kind,
            np.datetime64(given.held_on, "D"),
            given.mode,
            given.campaign,
            given.street or self._street(),
            given.venue,
            self.world.site.district.bureau,
            **figures,
        )

    def fair(self, held_on: np.datetime64, positions: int, intents: int) -> Event:
        """A fair of the campaign."""
        campaign = self.plan.calibration.services.campaign
        year = int(str(held_on)[:4])
        number = self._number(year, campaign)
        name = f"{year}年{campaign}第{number}场:{THEMES[number % len(THEMES)]}专场招聘会"
        plain = self._event(held_on, name, "招聘会", campaign)
        return self._with_figures(plain, positions, intents)

    def regular(self, month: np.datetime64, kind: str, growth: float) -> Event:
        """An event outside the campaign."""
        year, month_of_year = int(str(month)[:4]), int(str(month)[5:7])
        name = f"{year}年第{self._number(year, kind)}期{kind}"
        held_on = self.world.calendar.draw(self.rng, np.array([month]))[0]
        if kind not in RECRUITING:
            plain = self._event(held_on, name, kind, "")
            return replace(plain, attendees=self.plan.scaled(float(self.rng.integers(30, 180))))
        campaign = CAMPAIGNS.get(month_of_year, "") if self.rng.random() < 0.5 else ""
        usual = FAIR_POSITIONS * growth * self.rng.lognormal(0.0, 0.45)
        positions = self.plan.scaled(usual)
        intents = int(positions * self.rng.uniform(0.2, 0.38))
        return self._with_figures(self._event(held_on, name, kind, campaign), positions, intents)

    def _event(self, held_on: np.datetime64, name: str, kind: str, campaign: str) -> Event:
        modes = self.world.names("job_events", "event_mode")
        mode = str(choose(self.rng, modes, FAIR_MODES, 1)[0]) if kind == "招聘会" else "线下"
        mode = "线上" if kind == "直播带岗" else mode
        street = self._street()
        place = street if street in self.world.streets else self.world.site.district.short_name
        venue = "示例直播间" if mode == "线上" else f"{place}示例活动中心"
        return Event(name, kind, held_on, mode, campaign, street, venue, self.world.site.district.bureau)

    def _with_figures(self, event: Event, positions: int, intents: int) -> Event:
        seen = event.event_mode != "线上"
        return replace(
            event,
            employers=max(1, round(positions / POSITIONS_AN_EMPLOYER * self.rng.uniform(0.8, 1.2))),
            positions=positions,
            intents=intents,
            attendees=round(intents * self.rng.uniform(2.0, 3.2)) if seen else None,
            media_reach=None if event.event_mode == "线下" else self.plan.scaled(REACH * self.rng.lognormal(0.0, 0.7)),
        )

    def _street(self) -> str:
        return str(self.world.draw_streets(self.rng, 1)[0])

    def _number(self, year: int, what: str) -> int:
        self.numbers[year, what] += 1
        return self.numbers[year, what]


def ledgers(world: World, plan: Plan) -> Iterator[Ledger]:
    """One ledger a month, by day."""
    rng = world.rng("job_events")
    inventor = Inventor(world, plan, rng)
    campaign = [fair for year in _years(plan) for fair in _campaign(inventor, year)]
    named = [event for event in plan.calibration.services.events if not _is_of_campaign(plan, event)]
    for month in plan.months:
        events = [event for event in campaign if event.held_on.astype("datetime64[M]") == month]
        events += [inventor.named(event) for event in named if np.datetime64(event.held_on, "M") == month]
        kinds = choose(rng, world.names("job_events", "event_kind"), KINDS, _regular(plan, month))
        events += [inventor.regular(month, str(kind), _growth(plan, int(str(month)[:4]))) for kind in kinds]
        events.sort(key=lambda event: (event.held_on, event.event_name))
        yield Ledger(world.sources["job_events"], month, _columns(events))


def rows(world: World, plan: Plan) -> int:
    """How many rows all ledgers together have, nearly."""
    fairs = plan.calibration.services.campaign_fairs * len(_years(plan))
    return fairs + sum(_regular(plan, month) for month in plan.months)


def _campaign(inventor: Inventor, year: int) -> list[Event]:
    """The fairs of one year's campaign; in the anchor's year the named ones are among them."""
    plan, services = inventor.plan, inventor.plan.calibration.services
    anchor, growth = plan.calibration.anchor, _growth(plan, year)
    is_anchor = year == anchor.year
    named = [inventor.named(e) for e in services.events if is_anchor and _is_of_campaign(plan, e)]
    fairs = max(1, round(services.campaign_fairs * growth)) - len(named)
    totals = [
        plan.scaled(figure * growth) - sum(getattr(event, name) or 0 for event in named)
        for figure, name in ((services.campaign_positions, "positions"), (services.campaign_intents, "intents"))
    ]
    inventor.numbers[year, services.campaign] = len(named)
    held_on = inventor.rng.choice(_campaign_days(inventor, year, named), fairs)
    positions = spread(totals[0], inventor.rng.lognormal(0.0, 0.35, fairs))
    intents = spread(totals[1], positions * inventor.rng.uniform(0.85, 1.15, fairs))
    drawn = zip(np.sort(held_on), positions.tolist(), intents.tolist(), strict=True)
    return [*named, *(inventor.fair(day, here, agreed) for day, here, agreed in drawn)]


def _campaign_days(inventor: Inventor, year: int, named: list[Event]) -> Array:
    """The working days of the campaign, in the anchor's year those after its first named event."""
    anchor = inventor.plan.calibration.anchor
    last = anchor.months if year == anchor.year else CAMPAIGN_MONTHS[-1]
    months = [month for month in CAMPAIGN_MONTHS if month <= last] or [1]
    days = np.concatenate([inventor.world.calendar.workdays(np.datetime64(f"{year}-{m:02d}", "M")) for m in months])
    later = days[days > min(event.held_on for event in named)] if named else days
    return later if len(later) else days


def _is_of_campaign(plan: Plan, event: NamedEvent) -> bool:
    return event.campaign == plan.calibration.services.campaign


def _regular(plan: Plan, month: np.datetime64) -> int:
    """Events of a month outside the campaign."""
    usual = A_MONTH * min(1.0, plan.factor) * _growth(plan, int(str(month)[:4]))
    return max(LEAST_A_MONTH, round(usual))


def _growth(plan: Plan, year: int) -> float:
    return float((1.0 + plan.calibration.services.growth) ** (year - plan.calibration.anchor.year))


def _years(plan: Plan) -> list[int]:
    return sorted({int(str(month)[:4]) for month in plan.months})


def _columns(events: list[Event]) -> dict[str, Array]:
    """Columns of the ledger; a figure that is not told is an empty text."""
    columns: dict[str, Array] = {}
    for name in Event.__dataclass_fields__:
        values = [getattr(event, name) for event in events]
        if name == "held_on":
            columns[name] = np.array(values, dtype="datetime64[D]")
        else:
            columns[name] = np.array(["" if value is None else value for value in values], dtype=object)
    return columns
