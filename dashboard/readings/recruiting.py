"""What the events of a page add up to: employers, positions, attendees, intents, and the rates between them.

A figure that an event did not tell is left out of its sum and counted as untold; a rate takes only events that told
both of its sides, so that its n is that of the rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.address.view import View
from etl.store import NOT_SAID, JobEvent, job_events

LIVE = "直播带岗"
RECRUITING = ("招聘会", LIVE)  # the kinds that the KPIs of recruiting count


@dataclass(frozen=True)
class Stage:
    """One figure of an event; ``kpi`` counts the same in the catalogue."""

    key: str
    name: str
    unit: str
    kpi: str | None


STAGES = (
    Stage("employers", "参会企业", "家次", "job_fair_employers"),
    Stage("positions", "提供岗位", "个", "job_fair_positions"),
    Stage("attendees", "参加人次", "人次", None),
    Stage("intents", "达成意向", "人次", "job_fair_intents"),
)


@dataclass(frozen=True)
class Rate:
    """Intents among what they are held against; ``base`` is the n of the rate."""

    intents: int
    base: int

    @property
    def value(self) -> Decimal:
        return Decimal(self.intents) / self.base


@dataclass(frozen=True)
class EventSums:
    """The sums of some events; ``sums`` by stage, None where no event told it, ``untold`` how many did not."""

    events: int
    sums: Mapping[str, int | None]
    untold: Mapping[str, int]
    per_position: Rate | None
    per_attendee: Rate | None


@dataclass(frozen=True)
class Events:
    """The events of this year so far and of the same months of last year, within the page's area."""

    now: Sequence[JobEvent]
    before: Sequence[JobEvent]


def read_events(view: View) -> Events:
    """All kinds, whatever filter is chosen."""
    return Events(
        _between(view, view.year_start, view.month),
        _between(view, *view.year_before) if view.year_before else [],
    )


def _between(view: View, since: date, until: date) -> list[JobEvent]:
    return job_events(view.build, area=view.area.area_code, since=since, until=until)


def of_campaign(view: View, events: Sequence[JobEvent]) -> list[JobEvent]:
    """Those of the chosen campaign; all without a choice."""
    chosen = view.filters.get("campaign")
    return [one for one in events if chosen in (None, one.campaign or NOT_SAID)]


def recruiting(events: Sequence[JobEvent]) -> list[JobEvent]:
    """Job fairs and live streams."""
    return [one for one in events if one.event_kind in RECRUITING]


def add_up(events: Sequence[JobEvent]) -> EventSums:
    """What events add up to."""
    told = {stage.key: [value for one in events if (value := getattr(one, stage.key)) is not None] for stage in STAGES}
    return EventSums(
        events=len(events),
        sums={key: sum(values) if values else None for key, values in told.items()},
        untold={key: len(events) - len(values) for key, values in told.items()},
        per_position=_rate([(one.intents, one.positions) for one in events]),
        per_attendee=_rate([(one.intents, one.attendees) for one in events]),
    )


def _rate(pairs: Sequence[tuple[int | None, int | None]]) -> Rate | None:
    both = [(intents, base) for intents, base in pairs if intents is not None and base is not None]
    base = sum(base for _, base in both)
    return Rate(sum(intents for intents, _ in both), base) if base else None
