"""A build: the de-identified facts, the marts and every KPI in one immutable directory, then one atomic switch.

Only parts whose version differs from the build before are made again; the others are hard links. A build is put
together in ``builds/.making-<id>``, verified, renamed to ``builds/<id>``, and ``builds/CURRENT`` is replaced last:
whoever reads sees the old build or the new one, never half of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from etl.files import quoted, sha256_of
from etl.publishing.facts import Parts, Progress, write_facts
from etl.publishing.marts import BUILD_SCHEMA, Mart, read_marts, write_marts
from etl.publishing.switching import current_manifest, switch, sync_folder
from etl.site import Site
from etl.sources.model import discover
from etl.warehouse import Warehouse

CODE = Path(__file__).parent.parent


class BuildFailed(Exception):
    """A build that did not pass its own verification; the published build is untouched."""


def publish(warehouse: Warehouse, now: datetime, tell: Progress = lambda _what, _done, _of: None) -> str | None:
    """Make and switch to a build of what the warehouse holds; its id, or None if CURRENT already is that."""
    site = warehouse.site
    before = current_manifest(site)
    sources = {source.id: source for source in discover(site.source_dirs)}
    marts = read_marts(sources.values())
    state = _state(warehouse, marts)
    if before is not None and before["state"] == state:
        return None
    for source_id in warehouse.part_versions():
        if source_id in sources:  # a column that the source has gained since its files were loaded
            warehouse.prepare_table(sources[source_id])
    for unfinished in site.builds.glob(".making-*"):
        shutil.rmtree(unfinished)
    build_id = _new_id(site, now)
    making = site.builds / f".making-{build_id}"
    making.mkdir(parents=True)
    old = site.builds / before["build_id"] if before else None
    parts = write_facts(warehouse, sources, before["parts"] if before else {}, old, making, tell)
    write_marts(warehouse, sources, marts, parts, before["marts"] if before else {}, old, making, now, tell)
    manifest = _manifest(warehouse, build_id, now, state, marts, parts, making)
    (making / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    _verify(making, manifest)
    _sync(making)
    making.rename(site.builds / build_id)
    switch(site, build_id)
    return build_id


def _state(warehouse: Warehouse, marts: list[Mart]) -> str:
    """A hash over all that a build depends on: the same state gives the same figures."""
    site = warehouse.site
    versions = {s: {str(m): v for m, v in months.items()} for s, months in warehouse.part_versions().items()}
    said = hashlib.sha256(json.dumps(versions, sort_keys=True).encode())
    said.update(f"{warehouse.next_load_id()} {version('duckdb')}".encode())
    for mart in sorted(marts, key=lambda mart: mart.name):
        said.update(mart.sha256.encode())
    settings = [
        site.path / "district.toml",
        *_files(site.kpis),
        *_files(site.targets),
        *_files(site.path / "reference"),
    ]
    layouts = [source.folder / "source.toml" for source in discover(site.source_dirs)]
    for path in [*settings, *layouts, BUILD_SCHEMA, *sorted(CODE.rglob("*.py"))]:
        said.update(path.name.encode())
        said.update(path.read_bytes())
    return said.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.*") if path.is_file())


def _manifest(
    warehouse: Warehouse, build_id: str, now: datetime, state: str, marts: list[Mart], parts: Parts, making: Path
) -> dict[str, Any]:
    loads = warehouse.rows(
        "select load_id, file_name, sha256, is_demo from warehouse.load_log where replaced_by is null order by load_id"
    )
    return {
        "build_id": build_id,
        "created_at": now.isoformat(timespec="seconds"),
        "state": state,
        "versions": {name: version(name) for name in ("duckdb", "pandas", "dash", "plotly")},
        "loads": [
            {"load_id": load_id, "file": name, "sha256": sha256, "is_demo": is_demo}
            for load_id, name, sha256, is_demo in loads
        ],
        "parts": parts.held,
        "marts": {mart.name: mart.sha256 for mart in marts},
        "reads": {mart.name: list(mart.reads) for mart in marts},
        "marts_sha256": sha256_of(making / "marts.duckdb"),
    }


def _verify(making: Path, manifest: dict[str, Any]) -> None:
    """Open the build as a reader will, and hold it against the manifest; raises `BuildFailed`."""
    with duckdb.connect(making / "marts.duckdb", read_only=True) as con:
        (metas,) = con.execute("select count(*) from meta").fetchone() or (0,)
        doubled = con.execute(
            "select kpi, area_code, month from kpi_value group by all having count(*) > 1 limit 1"
        ).fetchone()
        if metas != 1 or doubled:
            raise BuildFailed(f"版次未通过核对:指标值重复 {doubled}。看板仍是原来的版次。")
        for source, months in manifest["parts"].items():
            expected = sum(part["rows"] for part in months.values())
            if not expected:
                continue
            folder = quoted(making / "facts" / source / "*.parquet")
            (rows,) = con.execute(f"select count(*) from read_parquet('{folder}')").fetchone() or (0,)
            if rows != expected:
                raise BuildFailed(f"版次未通过核对:{source} 应有 {expected} 行,实有 {rows} 行。看板仍是原来的版次。")


def _new_id(site: Site, now: datetime) -> str:
    stem = f"{now:%Y%m%d-%H%M%S}"
    taken = {path.name for path in site.builds.glob("*")}
    number = 1
    while (build_id := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return build_id


def _sync(folder: Path) -> None:
    """Everything of a build on the disk before its name appears."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)
