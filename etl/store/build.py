"""One published build, opened read-only. All SQL of the readers is here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from etl.store.memory import Memory, months_between, question, whole_years, within_lists
from etl.store.model import (
    Area,
    Event,
    ForecastRecord,
    Kpi,
    KpiValue,
    Load,
    Meta,
    NoBuild,
    PublicFigure,
    Quality,
    Revision,
    Target,
)
from etl.store.rows import FactColumn, Rows, RowSet
from etl.store.sums import chosen_members, months_added, sums_sql

# Tables whose columns tell a build of this version of the program from another's.
READ: dict[str, Any] = {"kpi": Kpi, "kpi_value": KpiValue, "load_log": Load, "row_set": RowSet}
VALUES = f"""
    select {", ".join(field.name for field in fields(KpiValue))} from kpi_value
    where list_contains($areas, area_code) and month between $since and $until"""
MOST_PLACES = 60  # areas times months of which all KPIs are read where some are asked for: of more, no page asks again
# What a frame's whole numbers and booleans are, NULL or not; text takes pandas' own type.
NULLABLE = {pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


class Build:
    """One published build, opened read-only: nothing outside its directory can be read through it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.id = path.name
        self._memory = Memory()
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

    @property
    def site(self) -> Path:
        """The directory of the district that published it."""
        return self.path.parent.parent

    @cached_property
    def meta(self) -> Meta:
        """The build's own line; raises `NoBuild` for a build of another version of the program, whose tables differ."""
        row = self.records("select * from meta")[0]
        is_ours = all({field.name for field in fields(model)} <= self.columns(table) for table, model in READ.items())
        if row.keys() != {field.name for field in fields(Meta)} or not is_ours:
            raise NoBuild(f"版次 {self.id} 由另一版本的程序发布,无法打开。请重新发布:python -m etl build")
        return Meta(**row)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """``manifest.json``: loads with sha256, part versions, row counts, checksums, versions."""
        manifest: dict[str, Any] = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        return manifest

    def frame(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> pd.DataFrame:
        """The result of one query; values only through ``parameters`` (``?`` or ``$name``).

        As exact as `records`: DECIMAL columns hold `Decimal`, DATE columns `date` (so that they compare with the
        store's months), whole numbers and booleans are nullable; ``astype(float)`` is the analyst's own decision.
        """
        found = self._cursor().sql(sql, params=parameters or None)
        frame: pd.DataFrame = found.to_arrow_table().to_pandas(types_mapper=NULLABLE.get)
        return frame

    def tables(self) -> pd.DataFrame:
        """Every table of the build with its columns and their types; what they mean is in docs/store.md."""
        sql = """
            select table_name as "table", column_name as "column", data_type as type
            from duckdb_columns() where not internal order by table_name, column_index"""
        return self.frame(sql)

    def records(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[dict[str, Any]]:
        """The result of one query as dictionaries: decimals stay exact, dates are dates, NULL is None."""
        names, *rows = self._read(sql, parameters)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _read(self, sql: str, parameters: Sequence[object] | Mapping[str, object]) -> tuple[tuple[Any, ...], ...]:
        """The names of the columns, then the rows; kept, since a build never changes."""
        asked = question(sql, parameters)
        found = self._memory.get(asked)
        if found is None:
            cursor = self._cursor().execute(sql, parameters or None)
            names = tuple(column[0] for column in cursor.description or ())
            rows = cursor.fetchall()
            found = (names, *rows)
            self._memory.keep(asked, found, len(names), within_lists(rows))
        return found

    def batches(self, sql: str, parameters: Mapping[str, object], size: int) -> Iterator[list[tuple[Any, ...]]]:
        """The result of one query a few rows at a time, for what may not fit into memory."""
        cursor = self._cursor().execute(sql, parameters)
        while rows := cursor.fetchmany(size):
            yield rows

    @cached_property
    def row_sets(self) -> dict[str, RowSet]:
        """The rows behind numbers by name (``hotline.closed``), in the order of their sources' files."""
        names = ", ".join(field.name for field in fields(RowSet))
        rows = self.records(f"select {names} from row_set order by source, position")
        return {row["row_set"]: RowSet(**row) for row in rows}

    def fact_columns(self, source: str) -> tuple[FactColumn, ...]:
        """The columns of a source's rows that a reader may see, in the order of its file."""
        sql = "select column_name as name, title, kind from fact_column where source = ? order by position"
        return tuple(FactColumn(**row) for row in self.records(sql, [source]))

    def rows(
        self,
        row_set: str,
        *,
        area: str,
        since: date,
        until: date,
        where: Mapping[str, Sequence[str]] | None = None,
    ) -> Rows:
        """The rows of a set within an area and some months, both included; raises `ValueError` for an unknown set."""
        if row_set not in self.row_sets:
            raise ValueError(f"no such rows: {row_set!r}")
        return Rows(self, self.row_sets[row_set], area=area, since=since, until=until, where=where)

    def facts(self, source: str) -> str:
        """A table expression over all published facts of a source, for `frame` and `records`."""
        if not source.isidentifier():
            raise ValueError(f"no such source: {source!r}")
        folder = str(self.path / "facts" / source / "*.parquet").replace("'", "''")
        return f"read_parquet('{folder}', union_by_name = true)"

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """All areas in the order of the reference list."""
        names = ", ".join(field.name for field in fields(Area))
        sql = f"select {names} from area order by position, area_code"
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
        places, months = tuple(dict.fromkeys(areas)), months_between(since, until, self._span)
        if kpis is not None and len(places) * len(months) > MOST_PLACES:
            sql = f"{VALUES} and list_contains($kpis, kpi)"
            asked = {"areas": list(places), "since": since, "until": until, "kpis": list(kpis)}
            rows = [KpiValue(*cells) for cells in self._read(sql, asked)[1:]]
        else:
            wanted = None if kpis is None else frozenset(kpis)
            found = self._values(places, months)
            rows = [row for part in found for row in part if wanted is None or row.kpi in wanted]
        return sorted(rows, key=lambda row: (row.month, row.kpi, row.area_code))

    def _values(self, areas: Sequence[str], months: Sequence[date]) -> list[tuple[KpiValue, ...]]:
        """All figures of each area and month; those that are not kept are read in one query.

        Whatever KPIs were asked for: the next page asks for others of the same area and months.
        """
        kept = {(area, month): self._memory.get(("kpi_value", area, month)) for area in areas for month in months}
        missing = [place for place, rows in kept.items() if rows is None]
        found = [rows for rows in kept.values() if rows is not None]
        if not missing:
            return found
        late = [month for _, month in missing]
        values = {"areas": sorted({area for area, _ in missing}), "since": min(late), "until": max(late)}
        read: dict[tuple[str, date], list[KpiValue]] = {place: [] for place in missing}
        for cells in self._cursor().execute(VALUES, values).fetchall():
            row = KpiValue(*cells)
            if (row.area_code, row.month) in read:
                read[row.area_code, row.month].append(row)
        for (area, month), rows in read.items():
            found.append(tuple(rows))
            self._memory.keep(("kpi_value", area, month), found[-1], len(fields(KpiValue)))
        return found

    @cached_property
    def _span(self) -> tuple[date, date] | None:
        """The first and the last month of any figure; None where there is none."""
        row = self.records("select min(month) as first, max(month) as last from kpi_value")[0]
        return (row["first"], row["last"]) if row["first"] else None

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

    def target_history(self, area: str) -> list[Target]:
        """All targets of an area: the latest year first, within it the latest issued first."""
        names = ", ".join(field.name for field in fields(Target))
        sql = f"""
            select {names} from target where area_code = ?
            order by kpi, year desc, issued_on desc nulls last, label"""
        return [Target(**row) for row in self.records(sql, [area])]

    @cached_property
    def revisions(self) -> tuple[Revision, ...]:
        """Changes of definitions, the latest first."""
        sql = "select kpi, revised_on, change, revised_by from kpi_revision order by kpi, revised_on desc"
        return tuple(Revision(**row) for row in self.records(sql))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happened in the KPIs' histories, in order of time."""
        sql = "select kpi, happened_on, event, document from kpi_event order by kpi, happened_on, event"
        return tuple(Event(**row) for row in self.records(sql))

    def public_figures(self, area: str) -> list[PublicFigure]:
        """Published figures of an area by theme, in the order of its source file."""
        sql = """
            select f.figure, f.area_code, f.title, f.theme, coalesce(t.name, f.theme) as theme_name,
                   f.period_text, f.period_start, f.period_end, f.measure, f.value, f.unit,
                   f.qualifier, f.printed, f.source_title, f.source_url, f.published_on, f.counted_month
            from public_figure f left join theme t on t.theme = f.theme
            where f.area_code = ?
            order by t.position nulls last, f.theme, f.rowid"""
        return [PublicFigure(**row) for row in self.records(sql, [area])]

    def columns(self, mart: str) -> frozenset[str]:
        """The columns of a mart; empty where the build has no such mart."""
        return self._columns.get(mart, frozenset())

    def sums(
        self,
        mart: str,
        measures: Sequence[str],
        *,
        by: Sequence[str] = (),
        area: str | None = None,
        since: date | None = None,
        until: date | None = None,
        where: Mapping[str, Sequence[str]] | None = None,
    ) -> list[dict[str, Any]]:
        """Measures of a mart added up: one dictionary for each combination of ``by``, in their order.

        ``area`` counts with all that lies in it (a district with its streets; default: the district). ``where``: the
        members of a dimension that count, `NOT_SAID` for rows that do not say. Sums are exact decimals; dimensions
        that are empty read None. Raises `ValueError` for a mart or column that the build does not have.
        """
        chosen = {"area": area or self.meta.district, **chosen_members(where or {})}
        if since is None or until is None or since == until or "month" in by:
            sql = sums_sql(mart, self.columns(mart), measures, by, list(where or {}))
            return self.records(sql, {**chosen, "since": since, "until": until})
        first, last = whole_years(since, until)  # one answer for all months of a year, added up here
        sql = sums_sql(mart, self.columns(mart), measures, [*by, "month"], list(where or {}))
        _, *rows = self._read(sql, {**chosen, "since": first, "until": last})
        return months_added(rows, by, measures, since, until)

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

    def rows_open(self, until: date) -> int:
        """Rows returned to clerks and not sent again, of files that reach no further than a month."""
        sql = """
            select cast(coalesce(sum(rows_open), 0) as bigint) as n from load_log
            where month_to is null or month_to <= ?"""
        return int(self.records(sql, [until])[0]["n"])

    @cached_property
    def _columns(self) -> dict[str, frozenset[str]]:
        rows = self.records("select table_name, column_name from duckdb_columns() where not internal")
        names: dict[str, set[str]] = {}
        for row in rows:
            names.setdefault(row["table_name"], set()).add(row["column_name"])
        return {table: frozenset(columns) for table, columns in names.items()}

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        return self._con.cursor()  # one connection serves one thread at a time
