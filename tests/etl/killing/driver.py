"""Loads the same files again and again, each time killed at another step, and prints where every run ended as JSON.

Run as a program of its own, since it forks: ``driver.py TEMPLATE_SITE WORK_DIR POINTS``. The template site has files in
its inbox and one published build already. A step is a call that reaches DuckDB or the file system, before it and after
it; the kill is SIGKILL, so nothing in Python can tidy up.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import etl.returning  # noqa: F401  (a child that returns rows would read openpyxl anew)
from etl.loading import find_files, load_file
from etl.publishing.making import publish
from etl.reading.opening import open_file
from etl.site import Site
from etl.sources.matching import match
from etl.sources.model import discover
from etl.store import NoBuild, open_current
from etl.warehouse import Warehouse

NOW = datetime(2023, 7, 3, 9, 12)
FILE_CALLS = {
    "replace", "rename", "link", "unlink", "rmdir", "mkdir", "fsync", "fdatasync", "open", "chmod", "write", "fdopen",
}  # fmt: skip
DATABASE_CALLS = {"execute", "executemany", "register", "close", "to_arrow_table"}


def main(template: Path, work: Path, points: int) -> None:
    _read_ahead(Site(template))
    whole = work / "whole"
    shutil.copytree(template, whole)
    steps = _forked(lambda: _load(whole), is_counted=True)
    expected = _in_child(lambda: figures(whole))
    runs = []
    for number in range(points):
        kill_at = 1 + number * (steps - 1) // (points - 1)
        site = work / f"kill{number}"
        shutil.copytree(template, site)
        died_at = _forked(lambda site=site: _load(site), kill_at=kill_at)
        between = _in_child(lambda site=site: _readable(site))
        _forked(lambda site=site: _load(site))
        ended = _in_child(lambda site=site: figures(site))
        differs = [name for name in expected if ended.get(name) != expected[name]]
        runs.append({"kill_at": kill_at, "died": died_at == -signal.SIGKILL, "between": between, "differs": differs})
        shutil.rmtree(site)
    print(json.dumps({"steps": steps, "rows": {name: len(table) for name, table in expected.items()}, "runs": runs}))


def _read_ahead(site: Site) -> None:
    """What each child would work out for itself before it changes anything: the sources, the words of the files."""
    sources = discover(site.source_dirs)
    for file in find_files([site.inbox], site.work):
        for sheet in open_file(file.path, site.work).sheets:
            assert match(sheet, sources, file.path.name, NOW.date()) is not None


def _load(path: Path) -> None:
    site = Site(path)
    with Warehouse(site) as warehouse:
        for file in find_files([site.inbox], site.work):
            load_file(warehouse, file, NOW)
        publish(warehouse, NOW)


def figures(path: Path) -> dict[str, list[str]]:
    """All that must be the same however often the load was killed: figures, facts, quarantine, files kept."""
    build = open_current(path)
    tables = {
        name: sorted(str(tuple(row.values())) for row in build.records(f"select * from {name}"))
        for name in ("kpi_value", "kpi_split", "target", "public_figure", "load_log", "quality")
    }
    for source in build.manifest["parts"]:
        tables[f"facts {source}"] = sorted(
            str(tuple(r.values())) for r in build.records(f"select * from {build.facts(source)}")
        )
    tables["raw"] = sorted(p.name for p in (path / "raw").rglob("*") if p.is_file() and not p.name.startswith("."))
    tables["returned"] = sorted(p.name for p in (path / "returned").rglob("*_退回.xlsx"))
    tables["inbox"] = sorted(p.name for p in (path / "inbox").rglob("*"))
    return tables


def _readable(path: Path) -> str:
    """What a reader sees right after the kill: the whole build before, or the whole new one."""
    try:
        build = open_current(path)
    except NoBuild:
        return "nothing published"
    rows = build.records("select count(*) as n from kpi_value")[0]["n"]
    for source in build.manifest["parts"]:
        expected = sum(part["rows"] for part in build.manifest["parts"][source].values())
        if expected and build.records(f"select count(*) as n from {build.facts(source)}")[0]["n"] != expected:
            return "half a build"
    return "a build" if rows else "an empty build"


def _forked(task: Callable[[], None], *, is_counted: bool = False, kill_at: int | None = None) -> int:
    """Run ``task`` in a child; the steps it took where they are counted, or minus the signal that ended it."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        taken = _count_steps(kill_at) if is_counted or kill_at else [0]
        task()
        sys.setprofile(None)
        os.write(write, str(taken[0]).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        said = answer.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return -os.WTERMSIG(status)
    if os.WEXITSTATUS(status):
        raise RuntimeError("the load failed without being killed")
    return int(said)


def _count_steps(kill_at: int | None) -> list[int]:
    taken = [0]
    numbers = count(1)  # handed out one by one, whichever thread asks

    def watch(_frame: FrameType, event: str, called: Any) -> None:
        if event not in ("c_call", "c_return"):
            return
        name = getattr(called, "__name__", "")
        module = getattr(called, "__module__", None)
        if (name in FILE_CALLS and module in ("posix", "io", "_io")) or (
            name in DATABASE_CALLS and "duckdb" in f"{module}{type(getattr(called, '__self__', None))}".lower()
        ):
            step = next(numbers)
            taken[0] = max(taken[0], step)
            if step == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(watch)
    sys.setprofile(watch)
    return taken


def _in_child(ask: Callable[[], Any]) -> Any:
    """The answer of a child process, so that no database is ever open in the process that forks."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        with os.fdopen(write, "w") as answer:
            json.dump(ask(), answer)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        said = answer.read()
    os.waitpid(pid, 0)
    return json.loads(said)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
