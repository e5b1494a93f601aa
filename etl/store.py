"""Read-only access to a published build: the only door to the figures for dashboard, briefing and notebooks.

A build never changes, so what was read from it may be cached by its id. ``open_current`` follows ``builds/CURRENT``;
a page opens it once and draws everything from that one build. All SQL of the readers is here.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
    default_month: date | None
    behind_threshold_pp: float


class Build:
    """One published build, opened read-only: nothing outside its directory can be read through it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.id = path.name
        try:
            self._con = duckdb.connect(path / "marts.duckdb", read_only=True)
        except duckdb.IOException as error:
            raise NoBuild(f"版次 {path.name} 无法打开:{error}") from None
        facts = str(path / "facts").replace("'", "''")
        self._con.execute(f"set allowed_directories = ['{facts}']")
        self._con.execute("set enable_external_access = false")
        self._con.execute("set lock_configuration = true")

    @cached_property
    def meta(self) -> Meta:
        return Meta(**self.records("select * from meta")[0])

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
