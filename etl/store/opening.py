"""Which build is published, and the builds that are open in this process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from etl.store.build import Build
from etl.store.model import NoBuild

OPEN_BUILDS = 3  # a reader still on the build before is served; older ones are closed by the garbage collector

_open: OrderedDict[Path, Build] = OrderedDict()
_lock = threading.Lock()


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
