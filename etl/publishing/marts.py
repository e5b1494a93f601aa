"""The small tables of a build: marts from the facts, what the warehouse tells of its loads, areas, and every KPI."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from etl.files import quoted
from etl.inserting import insert_rows
from etl.kpi.compile import measure_build
from etl.publishing.facts import Parts, Progress, published_columns
from etl.publishing.quality import quality_queries, write_sources
from etl.publishing.row_sets import check_kpi_rows, name_denominator_units, write_row_sets
from etl.site import ReferenceEntry, Site, SiteError, written_date
from etl.sources.model import Source
from etl.warehouse import PROVENANCE, Warehouse

BUILT_IN_MARTS = Path(__file__).parent.parent / "marts"
BUILD_SCHEMA = Path(__file__).parent.parent / "build_schema.sql"
LAG_MONTHS = 2  # a ledger further behind than this no longer holds back the month that pages open with


@dataclass(frozen=True)
class Mart:
    """One ``<mart>.sql`` with its header lines."""

    name: str
    sql: str
    reads: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_marts(sources: Iterable[Source]) -> list[Mart]:
    """The built-in marts and those in ``<source folder>/marts/``; raises `SiteError` on a missing header line."""
    folders = [BUILT_IN_MARTS, *(source.folder / "marts" for source in sources)]
    marts: dict[str, Mart] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.sql"))):
        sql = path.read_text(encoding="utf-8")
        reads = re.search(r"^-- reads:\s*(.+)$", sql, re.MULTILINE)
        if reads is None or not re.search(r"^-- purpose:\s*\S", sql, re.MULTILINE):
            raise SiteError(f"{path} 缺少“-- purpose:”或“-- reads:”行。")
        marts[path.stem] = Mart(path.stem, sql, tuple(name.strip() for name in reads.group(1).split(",")))
    return list(marts.values())


def write_marts(
    warehouse: Warehouse,
    sources: Mapping[str, Source],
    marts: list[Mart],
    parts: Parts,
    known: Mapping[str, str],
    old: Path | None,
    making: Path,
    now: datetime,
    tell: Progress,
) -> None:
    """``making/marts.duckdb``: the tables of ``build_schema.sql`` and the marts.

    ``known`` are the marts of the build ``old`` with the hash of their SQL: only their changed parts are made again.
    """
    site = warehouse.site
    if old:
        shutil.copyfile(old / "marts.duckdb", making / "marts.duckdb")
    told = {name: warehouse.con.sql(sql).to_arrow_table() for name, sql in _bookkeeping(site, sources, parts).items()}
    with duckdb.connect(making / "marts.duckdb") as con:
        held = {name for (name,) in con.execute("select table_name from duckdb_tables() where not internal").fetchall()}
        for done, mart in enumerate(marts):
            tell("汇总", done, len(marts))
            is_known = mart.name in held and known.get(mart.name) == mart.sha256
            _run_mart(con, mart, sources, parts, is_known, making)
        for name in held - {mart.name for mart in marts}:
            con.execute(f"drop table {name}")
        con.execute(BUILD_SCHEMA.read_text(encoding="utf-8"))
        _write_reference(con, site, sources, parts, making.name.removeprefix(".making-"), now)
        write_sources(con, sources.values())
        write_row_sets(con, sources.values())
        for name, table in told.items():
            con.register("incoming", table)
            con.execute(f"insert into {name} by name select * from incoming")
            con.unregister("incoming")
        tell("计算指标", 0, 1)
        con.execute("set enable_external_access = false")  # what kpis/*.toml says in SQL reads marts, never files
        measure_build(con, site)
        check_kpi_rows(con)
        name_denominator_units(con)
        con.execute("checkpoint")


def _run_mart(
    con: duckdb.DuckDBPyConnection,
    mart: Mart,
    sources: Mapping[str, Source],
    parts: Parts,
    is_known: bool,
    making: Path,
) -> None:
    """Bring one mart up to date: its changed parts, or all of them where the build before did not have it so."""
    unknown = [name for name in mart.reads if name not in sources]
    if unknown:
        raise SiteError(f"汇总表 {mart.name} 要读的来源不存在:{', '.join(unknown)}。")
    months = {m for name in mart.reads for m in (parts.changed.get(name, ()) if is_known else parts.with_rows(name))}
    for name in mart.reads:
        _view_of_facts(con, sources[name], [m for m in parts.with_rows(name) if m in months], making)
    if not is_known:
        con.execute(f"create or replace table {mart.name} as {mart.sql}")
    elif months:
        con.execute(f"delete from {mart.name} where strftime(part, '%Y-%m') in (select unnest(?))", [sorted(months)])
        con.execute(f"insert into {mart.name} by name {mart.sql}")
    for name in mart.reads:
        con.execute(f"drop view {name}")


def _view_of_facts(con: duckdb.DuckDBPyConnection, source: Source, months: list[str], making: Path) -> None:
    kinds = PROVENANCE | {"area_code": "varchar"} | source.stored
    columns = published_columns(source)
    if months:
        files = ", ".join(f"'{quoted(making / 'facts' / source.id / f'{month}.parquet')}'" for month in months)
        con.execute(
            f"create temp view {source.id} as select {', '.join(columns)} "
            f"from read_parquet([{files}], union_by_name = true)"
        )
    else:
        empty = ", ".join(f"cast(null as {kinds[name]}) as {name}" for name in columns)
        con.execute(f"create temp view {source.id} as select {empty} where false")


def _write_reference(
    con: duckdb.DuckDBPyConnection,
    site: Site,
    sources: Mapping[str, Source],
    parts: Parts,
    build_id: str,
    now: datetime,
) -> None:
    """Tables meta and area."""
    district = site.district
    con.execute(
        "insert into meta values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            build_id,
            now,
            district.adcode,
            district.name,
            district.bureau,
            district.title,
            district.reference_area,
            default_month(sources, parts, now.date()),
            district.behind_threshold_pp,
            district.rank_streets,
            district.small_base,
            district.public_threshold,
        ],
    )
    areas = [
        [
            entry.code,
            entry.name,
            re.sub(r"(?<=..)街道(办事处)?$", "", entry.name),
            entry.extra.get("level") or None,
            entry.extra.get("parent") or None,
            position,
            entry.valid_from,
            entry.valid_to,
            entry.extra.get("successor") or None,
            *_residents(entry),
        ]
        for position, entry in enumerate(site.reference("areas"))
    ]
    insert_rows(con, "area", areas)


def _residents(entry: ReferenceEntry) -> tuple[int | None, date | None, str | None]:
    """常住人口 of an area, its date and its source; raises `SiteError` for what is no whole number or date."""
    count, on, source = (entry.extra.get(key) or None for key in ("residents", "residents_on", "residents_source"))
    if count is not None and not re.fullmatch(r"[1-9][0-9]{0,9}", count):
        raise SiteError(f"reference/areas.csv 中{entry.name}的 residents“{count}”应为整数人数。")
    day = written_date(on) if on else None
    if on and day is None:
        raise SiteError(f"reference/areas.csv 中{entry.name}的 residents_on“{on}”应写作 2020-11-01。")
    return int(count) if count else None, day, source


def default_month(sources: Mapping[str, Source], parts: Parts, today: date) -> date | None:
    """The month that pages open with: the latest that every monthly ledger has reached.

    A ledger more than `LAG_MONTHS` behind the others does not hold the page back: its lateness is told instead.
    """
    latest = []
    for source_id, source in sources.items():
        filled = [month for month in parts.with_rows(source_id) if month <= f"{today:%Y-%m}"]
        if source.kind == "ledger" and source.expected_every_month and filled:
            latest.append(date.fromisoformat(f"{max(filled)}-01"))
    if not latest:
        return None
    newest = max(latest)
    return min(m for m in latest if (newest.year - m.year) * 12 + newest.month - m.month <= LAG_MONTHS)


def _bookkeeping(site: Site, sources: Mapping[str, Source], parts: Parts) -> dict[str, str]:
    """Table of the build -> query over the warehouse that fills it.

    What a later file has put right is no longer told: warnings count while a row of their load stands, rows without a
    street as they stand.
    """
    standing = ", ".join(
        f"('{name}', {load_id}, date '{month}-01', {rows}, {unassigned})"
        for name, months in parts.held.items()
        for month, part in months.items()
        for load_id, rows, unassigned in part["loads"]
    )
    standing = f"values {standing}" if standing else "select '', 0, null::date, 0, 0 where false"
    names = " ".join(f"when '{s.id}' then '{s.name.replace(chr(39), chr(39) * 2)}'" for s in sources.values())
    queries = {
        "load_log": f"""
            select l.load_id, s.source, case s.source {names} else s.source end as source_name,
                   l.file_name, l.sha256, l.loaded_at,
                   sum(s.rows_read) as rows_read, sum(s.rows_accepted) as rows_accepted,
                   sum(s.rows_quarantined) as rows_quarantined, sum(s.rows_skipped) as rows_skipped,
                   coalesce(any_value(o.rows_open), 0) as rows_open,
                   min(s.month_from) as month_from, max(s.month_to) as month_to, l.is_demo, l.amends,
                   l.returned_path as returned_file
            from warehouse.load_log l join warehouse.load_sheet s using (load_id)
            left join (select load_id, source, count(distinct (sheet, row_no)) as rows_open
                       from warehouse.quarantine where mended_by is null group by all) o
                   on o.load_id = l.load_id and o.source = s.source
            where l.replaced_by is null
            group by l.load_id, s.source, l.file_name, l.sha256, l.loaded_at, l.is_demo, l.amends, l.returned_path""",
        "quality": f"""
            with last_month as (
                select load_id, sheet, source, max(month_to) as month from warehouse.load_sheet group by all
            ),
            standing (source, load_id, month, rows, unassigned) as ({standing})
            select source, load_id, 'quarantine' as kind, rule, column_title, month, count(*) as rows,
                   min(advice) as advice
            from warehouse.quarantine join last_month using (load_id, sheet, source)
            join warehouse.load_log using (load_id)
            where mended_by is null and replaced_by is null group by all
            union all
            select source, load_id, 'warning' as kind, rule, column_title, month, count(*) as rows,
                   min(advice) as advice
            from warehouse.warning join last_month using (load_id, sheet, source)
            where rule <> 'area' and (source, load_id) in (select (source, load_id) from standing) group by all
            union all
            select source, load_id, 'unassigned' as kind, 'area' as rule, null, month, unassigned as rows,
                   null as advice
            from standing where unassigned > 0""",
    }
    queries["filing"] = f"select * from ({standing}) as standing (source, load_id, month, rows, unassigned)"
    queries |= quality_queries([sources[name] for name in parts.held], site.district.unassigned_area)
    if "public_figures" in parts.held:
        queries["public_figure"] = """
            select figure, title, theme, area_code, period_start, period_end, period_text, measure, value, unit,
                   qualifier, printed, source_title, source_url, published_on, counted_month
            from warehouse.fact_public_figures"""
    return queries
