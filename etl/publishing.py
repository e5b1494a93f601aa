"""A build: the de-identified facts, the marts and every KPI in one immutable directory, then one atomic switch.

Only parts whose version differs from the build before are made again; the others are hard links. A build is put
together in ``builds/.making-<id>``, verified, renamed to ``builds/<id>``, and ``builds/CURRENT`` is replaced last:
whoever reads sees the old build or the new one, never half of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from etl.kpi.compile import measure_build
from etl.site import Site, SiteError
from etl.sources.model import Source, discover
from etl.warehouse import PROVENANCE, Warehouse, fact_table

BUILT_IN_MARTS = Path(__file__).parent / "marts"
BUILD_SCHEMA = Path(__file__).parent / "build_schema.sql"
LAG_MONTHS = 2  # a ledger further behind than this no longer holds back the month that pages open with

Progress = Callable[[str, int, int], None]  # what, done, of


class BuildFailed(Exception):
    """A build that did not pass its own verification; the published build is untouched."""


@dataclass(frozen=True)
class Mart:
    """One ``<mart>.sql`` with its header lines."""

    name: str
    sql: str
    reads: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_marts(site: Site) -> list[Mart]:
    """The built-in marts and those in ``<source folder>/marts/``; raises `SiteError` on a missing header line."""
    folders = [BUILT_IN_MARTS, *(source.folder / "marts" for source in discover(site.source_dirs))]
    marts: dict[str, Mart] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.sql"))):
        sql = path.read_text(encoding="utf-8")
        reads = re.search(r"^-- reads:\s*(.+)$", sql, re.MULTILINE)
        if reads is None or not re.search(r"^-- purpose:\s*\S", sql, re.MULTILINE):
            raise SiteError(f"{path} 缺少“-- purpose:”或“-- reads:”行。")
        marts[path.stem] = Mart(path.stem, sql, tuple(name.strip() for name in reads.group(1).split(",")))
    return list(marts.values())


def publish(warehouse: Warehouse, now: datetime, progress: Progress | None = None) -> str | None:
    """Make and switch to a build of what the warehouse holds; its id, or None if CURRENT already is that."""
    site = warehouse.site
    tell = progress or (lambda _what, _done, _of: None)
    sources = {source.id: source for source in discover(site.source_dirs)}
    marts = read_marts(site)
    before = current_manifest(site)
    versions = warehouse.part_versions()
    state = _state(site, marts, versions, _last_load(warehouse))
    if before is not None and before["state"] == state:
        return None
    build_id = _new_id(site, now)
    making = site.builds / f".making-{build_id}"
    for stale in site.builds.glob(".making-*"):
        shutil.rmtree(stale)
    making.mkdir(parents=True)
    old = site.builds / before["build_id"] if before else None
    parts, changed = _write_facts(warehouse, sources, versions, before, old, making, tell)
    _write_marts(warehouse, sources, marts, parts, changed, before, old, making, build_id, now, tell)
    manifest = _manifest(warehouse, build_id, now, state, parts, marts, before, making)
    (making / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    _verify(making, manifest)
    _sync(making)
    making.rename(site.builds / build_id)
    switch(site, build_id)
    return build_id


def switch(site: Site, build_id: str) -> None:
    """Point ``builds/CURRENT`` at a build in one step."""
    fresh = site.builds / f".CURRENT.{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(build_id + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(site.builds / "CURRENT")
    _sync_folder(site.builds)


def builds(site: Site) -> list[str]:
    """The ids of all complete builds, oldest first."""
    return sorted(path.parent.name for path in site.builds.glob("[0-9]*/manifest.json"))


def current_manifest(site: Site) -> dict[str, Any] | None:
    """The manifest of the published build, or None."""
    try:
        build_id = (site.builds / "CURRENT").read_text(encoding="utf-8").strip()
        manifest: dict[str, Any] = json.loads((site.builds / build_id / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return manifest


# -- facts ------------------------------------------------------------------------------------------------------


def _write_facts(
    warehouse: Warehouse,
    sources: dict[str, Source],
    versions: dict[str, dict[date, int]],
    before: dict[str, Any] | None,
    old: Path | None,
    making: Path,
    tell: Progress,
) -> tuple[dict[str, dict[str, dict[str, Any]]], dict[str, list[str]]]:
    """Parquet of every part; what the manifest says of them, and source -> months that differ from the build before."""
    held: dict[str, dict[str, dict[str, Any]]] = before["parts"] if before else {}
    parts: dict[str, dict[str, dict[str, Any]]] = {}
    changed: dict[str, list[str]] = {}
    for source_id, months in versions.items():
        if source_id not in sources:
            raise SiteError(f"仓库里有来源 {source_id} 的数据,但找不到它的 source.toml;请用 --sources 指明其目录。")
        folder = making / "facts" / source_id
        folder.mkdir(parents=True)
        columns = ", ".join(published_columns(sources[source_id]))
        for done, (month, number) in enumerate(sorted(months.items())):
            tell(f"发布 {sources[source_id].name}", done, len(months))
            label = f"{month:%Y-%m}"
            path = folder / f"{label}.parquet"
            same = held.get(source_id, {}).get(label)
            if old and same and same["version"] == number and same["columns"] == columns:
                if same["rows"]:
                    os.link(old / "facts" / source_id / path.name, path)
                parts.setdefault(source_id, {})[label] = same
                continue
            rows = _write_part(warehouse, sources[source_id], columns, month, path)
            parts.setdefault(source_id, {})[label] = {
                "version": number,
                "rows": rows,
                "columns": columns,
                "sha256": _sha256(path) if rows else None,
            }
            changed.setdefault(source_id, []).append(label)
    return parts, changed


def published_columns(source: Source) -> list[str]:
    """What of a source's rows leaves the warehouse: no free text, no names; ids only as keyed hashes."""
    hidden = {name for name, column in source.columns.items() if not column.published}
    return [name for name in dict.fromkeys((*PROVENANCE, "area_code", *source.stored)) if name not in hidden]


def _write_part(warehouse: Warehouse, source: Source, columns: str, month: date, path: Path) -> int:
    """One month of one source as Parquet; the number of rows. A month that lost all its rows has no file."""
    counted = warehouse.con.execute(
        f"copy (select {columns} from {fact_table(source)} where month = ?) to '{_quoted(path)}' "
        "(format parquet, compression zstd)",
        [month],
    ).fetchone()
    rows = int(counted[0]) if counted else 0
    if rows == 0:
        path.unlink()
    return rows


# -- marts ------------------------------------------------------------------------------------------------------


def _write_marts(
    warehouse: Warehouse,
    sources: dict[str, Source],
    marts: list[Mart],
    parts: dict[str, dict[str, dict[str, Any]]],
    changed: dict[str, list[str]],
    before: dict[str, Any] | None,
    old: Path | None,
    making: Path,
    build_id: str,
    now: datetime,
    tell: Progress,
) -> None:
    path = making / "marts.duckdb"
    if old:
        shutil.copyfile(old / "marts.duckdb", path)
    tables = {
        name: warehouse.con.execute(sql).to_arrow_table() for name, sql in _bookkeeping(sources, warehouse.site).items()
    }
    with duckdb.connect(path) as con:
        con.execute("set temp_directory = ''")
        con.execute(f"set file_search_path = '{_quoted(making)}'")
        held = {name for (name,) in con.execute("select table_name from duckdb_tables() where not internal").fetchall()}
        for done, mart in enumerate(marts):
            tell("汇总", done, len(marts))
            known = before is not None and mart.name in held and before["marts"].get(mart.name) == mart.sha256
            _run_mart(con, mart, sources, parts, changed if known else None, making)
        gone = held - {mart.name for mart in marts}
        for name in gone:
            con.execute(f"drop table {name}")
        con.execute(BUILD_SCHEMA.read_text(encoding="utf-8"))
        _write_reference(con, warehouse.site, sources, parts, build_id, now)
        for name, table in tables.items():
            con.register("incoming", table)
            con.execute(f"insert into {name} by name select * from incoming")
            con.unregister("incoming")
        tell("计算指标", 0, 1)
        measure_build(con, warehouse.site)
        con.execute("checkpoint")


def _run_mart(
    con: duckdb.DuckDBPyConnection,
    mart: Mart,
    sources: dict[str, Source],
    parts: dict[str, dict[str, dict[str, Any]]],
    changed: dict[str, list[str]] | None,
    making: Path,
) -> None:
    """Bring one mart up to date: the changed parts only, or all of them when ``changed`` is None."""
    unknown = [name for name in mart.reads if name not in sources]
    if unknown:
        raise SiteError(f"汇总表 {mart.name} 要读的来源不存在:{', '.join(unknown)}。")
    months = sorted({m for name in mart.reads for m in (parts if changed is None else changed).get(name, ())})
    for name in mart.reads:
        _view_of_facts(con, sources[name], [m for m in months if parts.get(name, {}).get(m, {}).get("rows")], making)
    if changed is None:
        con.execute(f"create or replace table {mart.name} as {mart.sql}")
    elif months:
        con.execute(f"delete from {mart.name} where strftime(part, '%Y-%m') in (select unnest(?))", [months])
        con.execute(f"insert into {mart.name} by name {mart.sql}")
    for name in mart.reads:
        con.execute(f"drop view {name}")


def _view_of_facts(con: duckdb.DuckDBPyConnection, source: Source, months: list[str], making: Path) -> None:
    kinds = PROVENANCE | {"area_code": "varchar"} | source.stored
    columns = published_columns(source)
    if months:
        files = ", ".join(f"'{_quoted(making / 'facts' / source.id / f'{month}.parquet')}'" for month in months)
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
    sources: dict[str, Source],
    parts: dict[str, dict[str, dict[str, Any]]],
    build_id: str,
    now: datetime,
) -> None:
    """Tables meta and area."""
    district = site.district
    con.execute(
        "insert into meta values (?, ?, ?, ?, ?, ?, ?)",
        [
            build_id,
            now,
            district.adcode,
            district.name,
            district.bureau,
            default_month(sources, parts, now.date()),
            district.behind_threshold_pp,
        ],
    )
    for position, entry in enumerate(site.reference("areas")):
        con.execute(
            "insert into area values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            ],
        )


def default_month(sources: dict[str, Source], parts: dict[str, dict[str, dict[str, Any]]], today: date) -> date | None:
    """The month that pages open with: the latest that every monthly ledger has reached.

    A ledger more than `LAG_MONTHS` behind the others does not hold the page back: its lateness is told instead.
    """
    latest = []
    for source_id, months in parts.items():
        filled = [m for m, part in months.items() if part["rows"] and m <= f"{today:%Y-%m}"]
        if sources[source_id].kind == "ledger" and filled:
            latest.append(date.fromisoformat(f"{max(filled)}-01"))
    if not latest:
        return None
    newest = max(latest)
    in_step = [m for m in latest if (newest.year - m.year) * 12 + newest.month - m.month <= LAG_MONTHS]
    return min(in_step)


def _bookkeeping(sources: dict[str, Source], site: Site) -> dict[str, str]:
    """Table of the build -> query over the warehouse that fills it."""
    names = " ".join(f"when '{s.id}' then '{s.name.replace(chr(39), chr(39) * 2)}'" for s in sources.values())
    queries = {
        "load_log": f"""
            select l.load_id, s.source, case s.source {names} else s.source end as source_name,
                   l.file_name, l.sha256, l.loaded_at,
                   sum(s.rows_read) as rows_read, sum(s.rows_accepted) as rows_accepted,
                   sum(s.rows_quarantined) as rows_quarantined, sum(s.rows_skipped) as rows_skipped,
                   coalesce(any_value(o.rows_open), 0) as rows_open,
                   min(s.month_from) as month_from, max(s.month_to) as month_to, l.is_demo, l.amends
            from warehouse.load_log l join warehouse.load_sheet s using (load_id)
            left join (select load_id, source, count(distinct (sheet, row_no)) as rows_open
                       from warehouse.quarantine where mended_by is null group by all) o
                   on o.load_id = l.load_id and o.source = s.source
            where l.replaced_by is null
            group by l.load_id, s.source, l.file_name, l.sha256, l.loaded_at, l.is_demo, l.amends""",
        "quality": """
            select source, load_id, 'quarantine' as kind, rule, column_title, cast(null as date) as month,
                   count(*) as rows, cast(null as varchar) as detail
            from warehouse.quarantine join warehouse.load_log using (load_id)
            where mended_by is null and replaced_by is null group by all
            union all
            select source, load_id, case when rule = 'area' then 'unassigned' else 'warning' end, rule, column_title,
                   null, count(*), null
            from warehouse.warning join warehouse.load_log using (load_id) where replaced_by is null group by all""",
    }
    if "public_figures" in sources:
        queries["public_figure"] = """
            select figure, title, theme, area_code, period_start, period_end, period_text, measure, value, unit,
                   qualifier, source_title, source_url, published_on
            from warehouse.fact_public_figures"""
    return queries


# -- manifest and verification ----------------------------------------------------------------------------------


def _state(site: Site, marts: list[Mart], versions: dict[str, dict[date, int]], last_load: int) -> str:
    """A hash over all that a build depends on: the same state gives the same figures."""
    said = hashlib.sha256()
    said.update(
        json.dumps({s: {str(m): v for m, v in ms.items()} for s, ms in versions.items()}, sort_keys=True).encode()
    )
    said.update(f"{last_load} {version('duckdb')}".encode())
    for mart in sorted(marts, key=lambda mart: mart.name):
        said.update(mart.sha256.encode())
    code = sorted((Path(__file__).parent).rglob("*.py"))
    for path in [
        site.path / "district.toml",
        *_files(site.kpis),
        *_files(site.targets),
        *_files(site.path / "reference"),
        *code,
    ]:
        said.update(path.name.encode())
        said.update(path.read_bytes())
    said.update(BUILD_SCHEMA.read_bytes())
    return said.hexdigest()


def _last_load(warehouse: Warehouse) -> int:
    return warehouse.next_load_id() - 1


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.*") if path.is_file())


def _manifest(
    warehouse: Warehouse,
    build_id: str,
    now: datetime,
    state: str,
    parts: dict[str, dict[str, dict[str, Any]]],
    marts: list[Mart],
    before: dict[str, Any] | None,
    making: Path,
) -> dict[str, Any]:
    loads = warehouse.rows(
        "select load_id, file_name, sha256, is_demo from warehouse.load_log where replaced_by is null order by load_id"
    )
    with duckdb.connect(making / "marts.duckdb", read_only=True) as con:
        (kpi_values,) = con.execute("select count(*) from kpi_value").fetchone() or (0,)
    return {
        "build_id": build_id,
        "created_at": now.isoformat(timespec="seconds"),
        "before": before["build_id"] if before else None,
        "state": state,
        "versions": {name: version(name) for name in ("duckdb", "pandas", "dash", "plotly")},
        "loads": [
            {"load_id": load_id, "file": name, "sha256": sha256, "is_demo": is_demo}
            for load_id, name, sha256, is_demo in loads
        ],
        "parts": parts,
        "marts": {mart.name: mart.sha256 for mart in marts},
        "kpi_values": kpi_values,
        "marts_sha256": _sha256(making / "marts.duckdb"),
    }


def _verify(making: Path, manifest: dict[str, Any]) -> None:
    """Open the build as a reader will, and hold it against the manifest; raises `BuildFailed`."""
    with duckdb.connect(making / "marts.duckdb", read_only=True) as con:
        (metas,) = con.execute("select count(*) from meta").fetchone() or (0,)
        doubled = con.execute(
            "select kpi, area_code, month from kpi_value group by all having count(*) > 1 limit 1"
        ).fetchone()
        if metas != 1 or doubled:
            raise BuildFailed(f"版次未通过核对:指标值重复 {doubled}。")
        for source, months in manifest["parts"].items():
            expected = sum(part["rows"] for part in months.values())
            if not expected:
                continue
            folder = _quoted(making / "facts" / source / "*.parquet")
            (rows,) = con.execute(f"select count(*) from read_parquet('{folder}')").fetchone() or (0,)
            if rows != expected:
                raise BuildFailed(f"版次未通过核对:{source} 应有 {expected} 行,实有 {rows} 行。")


def _new_id(site: Site, now: datetime) -> str:
    stem = f"{now:%Y%m%d-%H%M%S}"
    taken = {path.name for path in site.builds.glob("*")} if site.builds.is_dir() else set()
    number = 1
    while (build_id := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return build_id


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """Everything of a build on the disk before its name appears."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            _sync_folder(path)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
