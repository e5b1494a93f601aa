"""Which figures that a briefing has printed are others by now, from what to what, and because of which file.

A figure counts as told once a later briefing has printed what it has become: the next one is then silent about it.
Changes too small for the decimals that are printed are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from dashboard import format as written
from dashboard.briefing.briefed.frozen import Briefed, Freeze, freezes, latest
from dashboard.briefing.content import Number, Sentence
from dashboard.components.wording import needed
from dashboard.window import shift, window_months
from etl.store import Area, Build, Kpi, KpiValue, NoBuild, open_build
from etl.store.later import later_files

BRIEFED = "briefed_"  # before the measure of a number that repeats what was printed
YEAR, SEASONS = 12, 36  # months before the counting window that 同比 and a seasonal pace look back to
UNKNOWN = "原因不明"
FILES_NAMED = 3


@dataclass(frozen=True)
class Measure:
    """A column of `kpi_value` in words, and the months behind it."""

    name: str
    back: int | None  # months before the counting window; None: the month alone, -1: with the month before
    kind: str = "amount"  # amount | count | base | target | completion | share | points | change | needed


MEASURES = {  # in the order in which a sentence tells them
    "value": Measure("当月数", None),
    "numerator": Measure("当月分子", None, "count"),
    "denominator": Measure("当月分母", None, "base"),
    "ytd": Measure("累计", 0),
    "ytd_numerator": Measure("累计分子", 0, "count"),
    "ytd_denominator": Measure("累计分母", 0, "base"),
    "target": Measure("年度目标", 0, "target"),
    "completion": Measure("完成率", 0, "completion"),
    "pace": Measure("序时进度", SEASONS, "share"),
    "gap_pp": Measure("与序时进度的差距", SEASONS, "points"),
    "yoy": Measure("同比", YEAR, "change"),
    "yoy_base": Measure("上年同期", YEAR),
    "mom": Measure("环比", -1, "change"),
    "needed_per_month": Measure("此后每月所需", 0, "needed"),
    "forecast": Measure("全年预计", SEASONS),
    "forecast_low": Measure("全年预计下限", SEASONS),
    "forecast_high": Measure("全年预计上限", SEASONS),
}


@dataclass(frozen=True)
class Change:
    """A figure that was printed and reads otherwise now."""

    kpi: Kpi
    area: Area
    briefed: Briefed
    now: Decimal | None  # None: the build has no such figure any more
    because: str  # ``因“6月台账.xlsx”(2023-07-03装载)``, ``因年度目标调整``, 原因不明
    has_files: bool

    @property
    def measure(self) -> Measure:
        """What of the KPI has changed."""
        return MEASURES[self.briefed.measure]

    @property
    def was_shown(self) -> str:
        return shown(self.kpi, self.measure, self.briefed.value)

    @property
    def now_shown(self) -> str:
        return shown(self.kpi, self.measure, self.now)


def changed(
    build: Build,
    site: Path,
    before: date,
    *,
    area: str | None = None,
    edition: str | None = None,
    until: datetime | None = None,
) -> list[Change]:
    """What has changed of the figures that briefings of months before ``before`` have printed.

    ``area`` and ``edition``: only of such briefings. ``until``: only of those printed before that moment, for a
    briefing that is made again. Raises `Unreadable` where the record of what was printed is damaged.
    """
    known = _last_printed(freezes(site), before, area, edition, until)
    kpis = {kpi.kpi: kpi for kpi in build.kpis}
    areas = {one.area_code: one for one in build.areas}
    candidates = [one for one in known.values() if one.kpi in kpis and one.area in areas]
    if not candidates:
        return []
    months = [one.month for one in candidates]
    values = build.values(areas=sorted({one.area for one in candidates}), since=min(months), until=max(months))
    rows = {(row.kpi, row.area_code, row.month): row for row in values}
    reasons = _Reasons(build, site)
    found = []
    for one in candidates:
        row = rows.get((one.kpi, one.area, one.month))
        now = getattr(row, one.measure) if row else None
        kpi, measure = kpis[one.kpi], MEASURES[one.measure]
        if now == one.value or shown(kpi, measure, now) == shown(kpi, measure, one.value):
            continue
        because, has_files = reasons.because(kpi, row, one)
        found.append(Change(kpi, areas[one.area], one, now, because, has_files))
    order = {kpi: position for position, kpi in enumerate(kpis)}
    ranks = {name: position for position, name in enumerate(MEASURES)}
    return sorted(
        found,
        key=lambda one: (one.briefed.month, order[one.kpi.kpi], one.briefed.area, ranks[one.briefed.measure]),
    )


def sentences(changes: Sequence[Change], district: str, edition: str = "internal") -> tuple[Sentence, ...]:
    """One sentence for each figure of a month and reason; file names are for readers inside the bureau."""
    return tuple(
        _sentence(list(group), district, edition)
        for _, group in groupby(changes, lambda one: (one.briefed.month, one.kpi.kpi, one.briefed.area, one.because))
    )


def table_rows(changes: Sequence[Change], district: str) -> list[list[str]]:
    """The same as lines of a table: the figure, then, now, why, and where it was printed."""
    return [
        [
            f"{_place(one, district)}{one.kpi.short_name}{written.month_name(one.briefed.month)}{_named(one)}",
            one.was_shown,
            one.now_shown,
            one.because,
            f"{written.month_name(one.briefed.brief_month)}({written.moment(one.briefed.briefed_at)})",
        ]
        for one in changes
    ]


def shown(kpi: Kpi, measure: Measure, value: Decimal | None) -> str:
    """A figure as a sentence says it."""
    if value is None:
        return "无数据"
    if measure.kind == "count":
        return written.number(value)
    if measure.kind == "base":
        return written.base(value, kpi.denominator_unit)
    if measure.kind == "completion":
        return written.completion(value)
    if measure.kind == "share":
        return written.percent(value)
    if measure.kind == "points":
        return f"{written.points(value)}个百分点"
    if measure.kind == "change":
        return written.change(value, in_points=kpi.unit == "%")
    if measure.kind == "target":
        return written.in_full(value, kpi.unit, kpi.decimals)
    if measure.kind == "needed":
        return needed(kpi, value)
    return str(written.quantity(value, kpi.unit, kpi.decimals))


def _last_printed(
    found: Sequence[Freeze], before: date, area: str | None, edition: str | None, until: datetime | None
) -> dict[tuple[str, str, date, str], Briefed]:
    """Each figure as it was printed last; what a briefing repeats of an earlier one is not its own."""
    printed = [
        one
        for one in found
        if one.month < before
        and area in (None, one.area)
        and edition in (None, one.edition)
        and (until is None or one.briefed_at < until)
    ]
    return {figure.figure: figure for one in latest(printed) for figure in one.figures if figure.measure in MEASURES}


@dataclass(frozen=True)
class _Before:
    """What the build that was briefed said of a KPI, where it still stands."""

    kpi: Kpi | None
    target: Decimal | None
    revised_on: frozenset[date]


class _Reasons:
    """Why figures changed, each question asked of the builds once."""

    def __init__(self, build: Build, site: Path) -> None:
        self._build, self._site = build, site
        self._files: dict[tuple[str, date, date, datetime], str] = {}
        self._said: dict[tuple[str, str, str, date], _Before | None] = {}

    def because(self, kpi: Kpi, row: KpiValue | None, one: Briefed) -> tuple[str, bool]:
        """Later files first; else what the district itself has changed; else that nobody can say."""
        files = "" if one.measure == "target" else self._later(kpi, one)
        return (files, True) if files else (self._decided(kpi, row, one), False)

    def _later(self, kpi: Kpi, one: Briefed) -> str:
        first, last = _months_behind(kpi, one)
        asked = (kpi.kpi, first, last, one.built_at)
        if asked not in self._files:
            loads = later_files(self._build, kpi, first, last, one.built_at)
            names = list(dict.fromkeys(f"“{load.file_name}”({load.loaded_at:%Y-%m-%d}装载)" for load in loads))
            more = f"等{len(names)}个文件" if len(names) > FILES_NAMED else ""
            self._files[asked] = f"因{'、'.join(names[:FILES_NAMED])}{more}" if names else ""
        return self._files[asked]

    def _decided(self, kpi: Kpi, row: KpiValue | None, one: Briefed) -> str:
        before = self._before(one)
        for said in self._build.revisions:  # the latest first
            if said.kpi == kpi.kpi and _is_newer(said.revised_on, one, before):
                return f"因{written.day_name(said.revised_on)}口径修订({said.change.rstrip('。')})"
        if before and before.kpi and (before.kpi.definition, before.kpi.formula) != (kpi.definition, kpi.formula):
            return "因指标口径改动"
        if one.measure == "target" or (before and row and before.target != row.target):
            return "因年度目标调整"
        return UNKNOWN

    def _before(self, one: Briefed) -> _Before | None:
        asked = (one.build, one.kpi, one.area, one.month)
        if asked not in self._said:
            self._said[asked] = _read_before(self._site, one)
        return self._said[asked]


def _read_before(site: Path, one: Briefed) -> _Before | None:
    try:
        build = open_build(site, one.build)
        build.meta  # noqa: B018  (raises for a build of another version of the program)
    except NoBuild:
        return None
    rows = build.values(areas=[one.area], since=one.month, until=one.month, kpis=[one.kpi])
    return _Before(
        next((kpi for kpi in build.kpis if kpi.kpi == one.kpi), None),
        rows[0].target if rows else None,
        frozenset(said.revised_on for said in build.revisions if said.kpi == one.kpi),
    )


def _is_newer(revised_on: date, one: Briefed, before: _Before | None) -> bool:
    return revised_on not in before.revised_on if before else revised_on >= one.built_at.date()


def _months_behind(kpi: Kpi, one: Briefed) -> tuple[date, date]:
    """The months whose rows a figure rests on, both included."""
    back = MEASURES[one.measure].back
    if back is None or back < 0:
        return shift(one.month, back or 0), one.month
    return shift(window_months(kpi, one.month)[0], -back), one.month


def _sentence(group: Sequence[Change], district: str, edition: str) -> Sentence:
    first = group[0]
    brief, month = first.briefed.brief_month, first.briefed.month
    when = "" if month == brief else written.month_name(month)
    told = list({(_named(one), one.was_shown, one.now_shown): one for one in group}.values())
    parts = [f"{_named(one)}由{one.was_shown}变为{one.now_shown}" for one in told]
    because = first.because if edition == "internal" or not first.has_files else "因台账补报或更正"
    what = f"{_place(first, district)}{when}{first.kpi.short_name}"
    return Sentence(f"{written.month_name(brief)}简报中{what}{','.join([*parts, because])}。", tuple(_numbers(told)))


def _place(one: Change, district: str) -> str:
    return "" if one.area.area_code == district else one.area.short_name


def _named(one: Change) -> str:
    """累计 of what adds up; a level has none."""
    if one.briefed.measure in ("value", "ytd") and one.kpi.kind == "level":
        return ""
    return one.measure.name


def _numbers(group: Sequence[Change]) -> Iterator[Number]:
    for one in group:
        at = (one.briefed.kpi, one.briefed.area, one.briefed.month)
        yield Number(*at, BRIEFED + one.briefed.measure, one.briefed.value, one.was_shown)
        if one.now is not None:
            yield Number(*at, one.briefed.measure, one.now, one.now_shown)
