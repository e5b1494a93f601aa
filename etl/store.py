"""Read-only access to a published build: the only door to the figures for dashboard, briefing and notebooks.

A build never changes, so what was read from it may be cached by its id. ``open_current`` follows ``builds/CURRENT``;
a page opens it once and draws everything from that one build. All SQL of the readers is here.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

OPEN_BUILDS = 3  # a reader still on the build before is served; older ones are closed by the garbage collector

_open: OrderedDict[Path, Build] = OrderedDict()
_lock = threading.Lock()


class NoBuild(Exception):
    """The site has no published build yet."""


@dataclass(frozen=True)
class Meta:
    """Table ``meta`` of a build."""

    build_id: str
    created_at: datetime
    district: str
    district_name: str
    bureau: str
    title: str
    reference_area: str
    default_month: date | None
    behind_threshold_pp: float


@dataclass(frozen=True)
class Area:
    """One line of table ``area``."""

    area_code: str
    name: str
    short_name: str
    level: str  # nation | province | city | district | street | unassigned


@dataclass(frozen=True)
class Kpi:
    """One line of table ``kpi``: what is counted, how, by whom."""

    kpi: str
    name: str
    short_name: str
    theme: str
    kind: str  # flow | level | ratio
    direction: str  # up | down
    unit: str
    decimals: int
    pace: str | None
    counting_window: str
    numerator_name: str | None
    denominator_name: str | None
    definition: str | None
    formula: str | None
    basis: str | None
    caveat: str | None
    owner: str | None
    source: str | None
    on_overview: bool


@dataclass(frozen=True)
class KpiValue:
    """One line of table ``kpi_value``: where a KPI of an area stands at the end of a month."""

    kpi: str
    area_code: str
    month: date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    ytd: Decimal | None
    ytd_numerator: Decimal | None
    ytd_denominator: Decimal | None
    target: Decimal | None
    target_is_sample: bool | None
    completion: Decimal | None
    pace: Decimal | None
    pace_basis: str | None
    gap_pp: Decimal | None
    status: str
    yoy: Decimal | None
    yoy_base: Decimal | None
    mom: Decimal | None
    needed_per_month: Decimal | None
    forecast: Decimal | None
    forecast_low: Decimal | None
    forecast_high: Decimal | None
    months_missing: int | None
    is_demo: bool | None
    is_provisional: bool | None


@dataclass(frozen=True)
class ForecastRecord:
    """One line of ``forecast_record``: how far the landing missed at this month of earlier years, as a share."""

    area_code: str
    years: int
    mean_abs_error: Decimal
    straight_line_error: Decimal


@dataclass(frozen=True)
class Target:
    """One line of table ``target``; a KPI of a year may have several."""

    kpi: str
    label: str
    target: Decimal | None
    qualifier: str | None
    document: str | None
    issued_on: date | None
    is_sample: bool
    is_chosen: bool


@dataclass(frozen=True)
class PublicFigure:
    """One published figure of an area, as its source printed it."""

    title: str
    theme: str
    theme_name: str
    period_text: str | None
    period_start: date | None
    period_end: date | None  # None where the source names no cut-off date (截至发布)
    measure: str | None
    value: Decimal | None
    unit: str
    qualifier: str | None
    printed: str | None  # letter for letter
    source_title: str
    source_url: str | None
    published_on: date | None


@dataclass(frozen=True)
class Quality:
    """Lines of table ``quality`` of one source and kind, added up."""

    source: str
    source_name: str
    kind: str  # quarantine | warning | unassigned | missing
    rows: int
    detail: str | None  # the first one's


@dataclass(frozen=True)
class Load:
    """One line of ``load_log``: a file taken in."""

    source: str
    source_name: str
    file_name: str
    loaded_at: datetime
    rows_read: int
    rows_accepted: int
    rows_quarantined: int
    rows_open: int
    month_from: date | None
    month_to: date | None
    is_demo: bool


class Build:
    """One published build, opened read-only: nothing outside its directory can be read through it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.id = path.name
        try:
            self._con = duckdb.connect(path / "marts.duckdb", read_only=True)
        except duckdb.IOException as error:
            raise NoBuild(f"版次 {path.name} 无法打开:{error}") from None
        if self.records("select current_setting('lock_configuration') as is_locked")[0]["is_locked"]:
            return  # a reader still holds this build from before: DuckDB shares one instance a file, with its settings
        facts = str(path / "facts").replace("'", "''")
        self._con.execute(f"set allowed_directories = ['{facts}']")
        self._con.execute("set enable_external_access = false")
        self._con.execute("set lock_configuration = true")

    @cached_property
    def meta(self) -> Meta:
        """The build's own line; raises `NoBuild` for a build of another version of the program, whose tables differ."""
        row = self.records("select * from meta")[0]
        if row.keys() != {field.name for field in fields(Meta)}:
            raise NoBuild(f"版次 {self.id} 由另一版本的程序发布,无法打开。请重新发布:python -m etl build")
        return Meta(**row)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """``manifest.json``: loads with sha256, part versions, row counts, checksums, versions."""
        manifest: dict[str, Any] = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        return manifest

    def frame(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> pd.DataFrame:
        """The result of one query; values only through ``parameters`` (``?`` or ``$name``)."""
        return self._cursor().execute(sql, parameters or None).df()

    def records(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[dict[str, Any]]:
        """The result of one query as dictionaries: decimals stay exact, dates are dates, NULL is None."""
        cursor = self._cursor().execute(sql, parameters or None)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def facts(self, source: str) -> str:
        """A table expression over all published facts of a source, for `frame` and `records`."""
        if not source.isidentifier():
            raise ValueError(f"no such source: {source!r}")
        folder = str(self.path / "facts" / source / "*.parquet").replace("'", "''")
        return f"read_parquet('{folder}', union_by_name = true)"

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """All areas in the order of the reference list."""
        sql = "select area_code, name, short_name, level from area order by position, area_code"
        return tuple(Area(**row) for row in self.records(sql))

    @cached_property
    def kpis(self) -> tuple[Kpi, ...]:
        """The catalogue in the order of the overview."""
        names = ", ".join(f"k.{field.name}" for field in fields(Kpi))
        sql = f"select {names} from kpi k left join theme t on t.theme = k.theme order by t.position, k.position, k.kpi"
        return tuple(Kpi(**row) for row in self.records(sql))

    @cached_property
    def months(self) -> tuple[date, ...]:
        """Months in which the district has figures, oldest first."""
        sql = "select distinct month from kpi_value where area_code = ? order by month"
        return tuple(row["month"] for row in self.records(sql, [self.meta.district]))

    def has_demo(self, since: date, until: date) -> bool:
        """Whether one demo row stands behind the figures from one month to another, both included."""
        sql = "select count(*) as n from kpi_value where is_demo and month between ? and ?"
        return bool(self.records(sql, [since, until])[0]["n"])

    @cached_property
    def loads(self) -> tuple[Load, ...]:
        """The files behind this build, latest first."""
        names = ", ".join(field.name for field in fields(Load))
        return tuple(
            Load(**row) for row in self.records(f"select {names} from load_log order by loaded_at desc, load_id desc")
        )

    def values(
        self, *, areas: Sequence[str], since: date, until: date, kpis: Sequence[str] | None = None
    ) -> list[KpiValue]:
        """Figures of some areas (and KPIs) from one month to another, both included, in order of time."""
        names = ", ".join(field.name for field in fields(KpiValue))
        sql = f"""
            select {names} from kpi_value
            where list_contains($areas, area_code) and month between $since and $until
              and ($kpis is null or list_contains($kpis, kpi))
            order by month, kpi, area_code"""
        kpi_list = None if kpis is None else list(kpis)
        rows = self.records(sql, {"areas": list(areas), "since": since, "until": until, "kpis": kpi_list})
        return [KpiValue(**row) for row in rows]

    def paces(self, kpi: str, area: str, year: int) -> list[Decimal]:
        """The share of the year's target due by each of the twelve months of its counting window; empty without one."""
        sql = "select pace from kpi_pace where kpi = ? and area_code = ? and year = ? order by month_of_year"
        return [row["pace"] for row in self.records(sql, [kpi, area, year])]

    def forecast_records(self, areas: Sequence[str], month_of_year: int) -> dict[tuple[str, str], ForecastRecord]:
        """The landing's track record at one month of the counting window, by KPI and area."""
        names = ", ".join(field.name for field in fields(ForecastRecord))
        sql = f"""
            select kpi, {names} from forecast_record
            where list_contains($areas, area_code) and month_of_year = $month
            order by kpi, area_code"""
        rows = self.records(sql, {"areas": list(areas), "month": month_of_year})
        return {(row.pop("kpi"), row["area_code"]): ForecastRecord(**row) for row in rows}

    def targets(self, area: str, year: int) -> list[Target]:
        """The targets of an area and year, the scored one of each KPI first."""
        names = ", ".join(field.name for field in fields(Target))
        sql = f"""
            select {names} from target where area_code = ? and year = ?
            order by kpi, is_chosen desc, issued_on desc nulls last, label"""
        return [Target(**row) for row in self.records(sql, [area, year])]

    def public_figures(self, area: str) -> list[PublicFigure]:
        """Published figures of an area by theme, in the order of its source file."""
        sql = """
            select f.title, f.theme, coalesce(t.name, f.theme) as theme_name, f.period_text, f.period_start,
                   f.period_end, f.measure, f.value, f.unit, f.qualifier, f.printed, f.source_title,
                   f.source_url, f.published_on
            from public_figure f left join theme t on t.theme = f.theme
            where f.area_code = ?
            order by t.position nulls last, f.theme, f.rowid"""
        return [PublicFigure(**row) for row in self.records(sql, [area])]

    def quality(self, year_start: date, until: date) -> list[Quality]:
        """What is wrong with the data up to a month, by source and kind.

        Rows that wait to be mended count whenever they came, rows without a street only those of the year.
        """
        sql = """
            select q.source, coalesce(max(l.source_name), q.source) as source_name, q.kind,
                   cast(sum(q.rows) as bigint) as rows, min(q.detail) as detail
            from quality q left join load_log l on l.load_id = q.load_id
            where (q.month is null or q.month <= $until)
              and (q.kind <> 'unassigned' or q.month is null or q.month >= $year_start)
            group by q.source, q.kind
            having sum(q.rows) > 0
            order by q.kind, q.source"""
        return [Quality(**row) for row in self.records(sql, {"until": until, "year_start": year_start})]

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        return self._con.cursor()  # one connection serves one thread at a time


def current_id(site: Path) -> str | None:
    """The id of the published build, or None."""
    try:
        return (site / "builds" / "CURRENT").read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def open_current(site: Path) -> Build:
    """The published build of a site; raises `NoBuild` if there is none."""
    build_id = current_id(site)
    if build_id is None:
        raise NoBuild("还没有发布过数据。请先装载文件:python -m etl load")
    return open_build(site, build_id)


def open_build(site: Path, build_id: str) -> Build:
    """One build by its id; raises `NoBuild` if it is not there."""
    path = (site / "builds" / build_id).resolve()
    if path.parent != (site / "builds").resolve() or not (path / "marts.duckdb").is_file():
        raise NoBuild(f"没有版次 {build_id}。")
    with _lock:
        if path not in _open:
            _open[path] = Build(path)
            while len(_open) > OPEN_BUILDS:
                _open.popitem(last=False)
        _open.move_to_end(path)
        return _open[path]
