"""Single events and service points of a build, which no mart has: their names, days, places and services.

Neither ledger holds anything of a person. Files of facts of other months are not opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from etl.store.build import Build

MONTHS = 12


@dataclass(frozen=True)
class JobEvent:
    """One line of 招聘与就业服务活动台账; a figure that was not filled in is None."""

    held_on: date
    event_name: str
    event_kind: str
    event_mode: str | None
    campaign: str | None
    area_code: str
    venue: str | None
    employers: int | None
    positions: int | None
    attendees: int | None
    intents: int | None
    media_reach: int | None


@dataclass(frozen=True)
class ServicePoint:
    """One line of 就业服务站点月末清单."""

    point_name: str
    point_kind: str
    area_code: str
    opened_on: date | None
    closed_on: date | None
    services_offered: str | None
    opening_hours: str | None

    def is_open(self, month: date) -> bool:
        """Whether it stood open at the end of a month, by whole months as the marts count."""
        end = _index(month)
        has_opened = self.opened_on is None or _index(self.opened_on) <= end
        return has_opened and (self.closed_on is None or _index(self.closed_on) > end)


def job_events(build: Build, *, area: str, since: date, until: date) -> list[JobEvent]:
    """The events of an area with all that lies in it, from one month to another, both included, in order of time."""
    names = ", ".join(field.name for field in fields(JobEvent))
    sql = f"""
        select {names} from read_parquet($files, union_by_name = true)
        where starts_with(area_code, $area) and month between $since and $until
        order by held_on, event_name, area_code"""
    files = list(_files(build, "job_events", since, until))
    rows = build.records(sql, {"files": files, "area": area, "since": since, "until": until}) if files else []
    return [JobEvent(**row) for row in rows]


def service_points(build: Build, *, area: str, month: date) -> list[ServicePoint]:
    """The points that the statement of a month lists in an area."""
    names = ", ".join(field.name for field in fields(ServicePoint))
    sql = f"""
        select {names} from read_parquet($files, union_by_name = true)
        where starts_with(area_code, $area) and month = $month
        order by area_code, point_kind, point_name"""
    files = list(_files(build, "service_points", month, month))
    rows = build.records(sql, {"files": files, "area": area, "month": month}) if files else []
    return [ServicePoint(**row) for row in rows]


def _files(build: Build, source: str, since: date, until: date) -> Iterator[str]:
    """The files of facts of some months, both included."""
    folder = build.path / "facts" / source
    for position in range(_index(since), _index(until) + 1):
        year, month = divmod(position, MONTHS)
        path = folder / f"{year}-{month + 1:02d}.parquet"
        if path.is_file():
            yield str(path)


def _index(day: date) -> int:
    """Months since year 0, so that months can be compared and counted."""
    return day.year * MONTHS + day.month - 1
