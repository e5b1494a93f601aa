"""What one address asks for: a build, a month, an area, a KPI. A page is a function of this and nothing else.

An address that asks for what is not there gets the nearest month or the whole district, and a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from dashboard.address.filters import FILTERS, members
from dashboard.address.parameters import LONGEST_ECHO, repeated, text
from dashboard.address.wall import VIEW
from dashboard.format import month_key, month_name
from dashboard.window import MONTHS, month_end, shift
from etl.store import Area, Build, Kpi

MONTHS_SHOWN = 24  # stand on a page: the counting window so far and the whole one before it
ROWS = "/rows"  # the page of the rows behind a number
WALL = ("view", "pages", "every")  # what a wall screen is told
EVERYWHERE = frozenset({"month", "area", "kpi", *WALL, *FILTERS})  # what goes along from page to page
OWN_WORDS = {"/reemployment": frozenset({"by"})}  # what one page alone understands: kept while the reader is on it
PLACE = frozenset({"page", "build"})  # where in a list the reader is, and which build a script asks for: never kept


class NoFigures(Exception):
    """The build holds no figure of the district yet; the message says what to do."""


@dataclass(frozen=True)
class View:
    """One address, resolved against one build."""

    build: Build
    path: str
    month: date
    area: Area
    district: Area
    kpi: Kpi | None  # the chosen one; None where the address names none
    notices: tuple[str, ...]
    query: tuple[tuple[str, str], ...]  # month, area, kpi, filters as the address gave them and as they hold good
    filters: Mapping[str, str]  # the chosen member of each filter that the address names
    is_wall: bool = False  # on a screen that nobody touches: `dashboard.address.wall` turns its pages
    others: Mapping[str, str] = field(default_factory=dict)  # what else the address says; its page knows what of it
    unfiled: frozenset[date] = frozenset()  # months of this and last year that the ledger looked at misses

    @property
    def is_district(self) -> bool:
        return self.area.area_code == self.district.area_code

    @cached_property
    def has_demo(self) -> bool:
        """Whether one demo row stands behind the figures of this month, or the months shown beside it."""
        return self.build.has_demo(shift(self.month, 1 - MONTHS_SHOWN), self.month)

    @property
    def streets(self) -> tuple[Area, ...]:
        """The streets that the district has in the month, in the order of the reference list."""
        return tuple(
            area
            for area in self.build.areas
            if area.level == "street"
            and not (area.valid_to and area.valid_to < self.month)
            and not (area.valid_from and area.valid_from > month_end(self.month))
        )

    @property
    def year_start(self) -> date:
        return self.month.replace(month=1)

    @property
    def year_before(self) -> tuple[date, date] | None:
        """First and last month of the same span of last year; None where a month of either span is missing."""
        since, until = shift(self.year_start, -MONTHS), shift(self.month, -MONTHS)
        is_missing = any(since <= month <= until or month >= self.year_start for month in self.unfiled)
        return None if is_missing else (since, until)

    def where(self, *keys: str) -> dict[str, list[str]]:
        """The chosen members of some filters, as `Build.sums` takes them."""
        return {key: [self.filters[key]] for key in keys if key in self.filters}

    def rows_link(self, row_set: str, *, whole_year: bool = True, kpi: str | None = None, **where: str | None) -> str:
        """The address of the rows behind a number: those of a row set, in this month or since the year began.

        ``kpi`` where the number is that KPI's; ``where``: filters, and any other column of the rows with its member.
        """
        span = "year" if whole_year else "month"
        return self.link(path=ROWS, kpi=kpi, month=month_key(self.month), set=row_set, span=span, **where)

    def link(self, *, path: str | None = None, anchor: str | None = None, **changes: str | None) -> str:
        """The address of this view with some of month, area and kpi changed; None takes one out."""
        goes_along = dict(self.query if path in (None, self.path) else [p for p in self.query if p[0] in EVERYWHERE])
        kept = {key: value for key, value in {**goes_along, **changes}.items() if value}
        query = f"?{urlencode(kept)}" if kept else ""
        return f"{path or self.path}{query}{'#' + anchor if anchor else ''}"


def resolve(build: Build, path: str, query: Mapping[str, object]) -> View:
    """The view of an address; raises `NoFigures` when the district has none at all."""
    if not build.months:
        raise NoFigures("已发布的版次里还没有本区数据。请把台账放进收件目录,再运行:python -m etl load")
    notices: list[str] = []
    district = _district(build)
    month = _month(build, text(query, "month"), notices)
    area = _area(build, district, month, text(query, "area"), notices)
    kpi = _kpi(build, text(query, "kpi"), notices)
    filters = _filters(build, query, notices)
    notices += _oddities(query)
    held: list[tuple[str, str]] = []
    if text(query, "month"):
        held.append(("month", month_key(month)))
    if area != district:
        held.append(("area", area.area_code))
    if kpi:
        held.append(("kpi", kpi.kpi))
    held += filters.items()
    is_wall = text(query, "view") == VIEW
    if is_wall:
        held += [(key, text(query, key)) for key in WALL if text(query, key)]
    others = {key: said for key in query if key not in EVERYWHERE and (said := text(query, key))}
    if path == ROWS:
        held += [(key, said) for key, said in others.items() if key not in PLACE]
    held += [(key, said) for key, said in others.items() if key in OWN_WORDS.get(path, ())]
    return View(build, path, month, area, district, kpi, tuple(notices), tuple(held), filters, is_wall, others)


def _district(build: Build) -> Area:
    code = build.meta.district
    found = next((area for area in build.areas if area.area_code == code), None)
    return found or Area(code, build.meta.district_name, build.meta.district_name, "district")


def _default_month(build: Build) -> date:
    wanted = build.meta.default_month
    if wanted is None:
        return build.months[-1]
    return max((month for month in build.months if month <= wanted), default=build.months[0])


def _month(build: Build, asked: str, notices: list[str]) -> date:
    if not asked:
        return _default_month(build)
    try:
        wanted = date.fromisoformat(f"{asked}-01" if len(asked) == len("2023-06") else asked).replace(day=1)
    except ValueError:
        shown = _default_month(build)
        notices.append(f"地址中的月份“{asked[:LONGEST_ECHO]}”无法识别,现显示{month_name(shown)}。")
        return shown
    if wanted in build.months:
        return wanted
    shown = min(build.months, key=lambda month: abs((month - wanted).days))
    notices.append(f"{month_name(wanted)}没有数据,现显示最近的{month_name(shown)}。")
    return shown


def _area(build: Build, district: Area, month: date, asked: str, notices: list[str]) -> Area:
    if not asked or asked == district.area_code:
        return district
    places = {area.area_code: area for area in build.areas if area.level in ("street", "unassigned")}
    if asked in places:
        return _at(places, places[asked], month, notices)
    notices.append(f"没有代码为“{asked[:LONGEST_ECHO]}”的街道,现显示{district.short_name}全区。")
    return district


def _at(places: Mapping[str, Area], area: Area, month: date, notices: list[str]) -> Area:
    """A street as of a month: one that had ended by then has its successor shown, where that is known."""
    heir, seen = area, {area.area_code}
    while heir.valid_to and heir.valid_to < month and heir.successor and heir.successor not in seen:
        if heir.successor not in places:
            break
        heir = places[heir.successor]
        seen.add(heir.area_code)
    if heir != area:
        notices.append(f"{area.name}已于{month_name(area.valid_to or month)}并入{heir.name},现显示{heir.name}。")
    return heir


def _filters(build: Build, query: Mapping[str, object], notices: list[str]) -> dict[str, str]:
    """The filters that an address names and the build knows; those a page does not understand stay for the next."""
    chosen = {}
    for one in FILTERS.values():
        asked = text(query, one.key)
        if not asked:
            continue
        if asked in members(build, one):
            chosen[one.key] = asked
        else:
            notices.append(f"{one.name}中没有“{asked[:LONGEST_ECHO]}”,现显示全部{one.name}。")
    return chosen


def _oddities(query: Mapping[str, object]) -> list[str]:
    """What of the address is passed over: other values of what it repeats, a view that there is not."""
    named = {"month": "月份", "area": "街道", "kpi": "指标", "view": "显示方式"}
    named |= {one.key: one.name for one in FILTERS.values()}
    said = [f"地址中{named[key]}写了多次,按最后一个显示。" for key in repeated(query) if key in named]
    view = text(query, "view")
    return said + ([f"没有名为“{view[:LONGEST_ECHO]}”的显示方式,现按平常显示。"] if view not in ("", VIEW) else [])


def _kpi(build: Build, asked: str, notices: list[str]) -> Kpi | None:
    if not asked:
        return None
    found = next((kpi for kpi in build.kpis if kpi.kpi == asked), None)
    if found is None:
        notices.append(f"没有名为“{asked[:LONGEST_ECHO]}”的指标。")
    return found
