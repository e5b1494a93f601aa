"""Everything read anew from ``raw/``, in the order in which it came, after lists or definitions have changed.

The files are loaded into an empty warehouse, which takes the place of the old one in one rename: a reload that fails
or is killed has changed nothing. Single old files are never loaded a second time: they would undo what newer ones said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from etl.loading import Found, Outcome, load_file
from etl.warehouse import Warehouse

Tell = Callable[[str, int, int], None]  # the file at hand, files done, files in all


class NotReloaded(Exception):
    """A file that was loaded once cannot be loaded any more; the message (Chinese) names it and says why."""


@dataclass(frozen=True)
class _Kept:
    """One file in ``raw/``, under the name that it came with."""

    path: Path
    name: str
    loaded_at: datetime


def reload_all(warehouse: Warehouse, tell: Tell = lambda _step, _done, _of: None) -> list[Outcome]:
    """Load all files of the load log again; raises `NotReloaded`, and then everything is as it was."""
    kept = _kept(warehouse)
    outcomes: list[Outcome] = []
    try:
        with warehouse.anew():
            for position, one in enumerate(kept):
                tell(one.name, position, len(kept))
                outcomes.append(_load(warehouse, one, position))
    except BaseException:
        for outcome in outcomes:
            if outcome.returned:  # a 退回单 of a load that never was
                outcome.returned.unlink(missing_ok=True)
        raise
    return outcomes


def _kept(warehouse: Warehouse) -> list[_Kept]:
    """Each content once, where it was loaded last; demo files that real ones have replaced stay out."""
    rows = warehouse.rows(
        """select max_by(raw_path, load_id), max_by(loaded_at, load_id) from warehouse.load_log
           where replaced_by is null group by sha256 order by max(load_id)"""
    )
    paths = [(warehouse.site.path / raw_path, loaded_at) for raw_path, loaded_at in rows]
    missing = [path.name for path, _ in paths if not path.is_file()]
    if missing:
        raise NotReloaded(f"raw 目录里缺少 {missing[0]} 等 {len(missing)} 个原始文件,请从备份恢复。")
    return [_Kept(path, path.name.partition("_")[2], loaded_at) for path, loaded_at in paths]


def _load(warehouse: Warehouse, one: _Kept, position: int) -> Outcome:
    folder = warehouse.site.work / f"reload-{position}"
    folder.mkdir()
    link = folder / one.name
    link.symlink_to(one.path.resolve())
    outcome = load_file(warehouse, Found(link, is_again=True), one.loaded_at)
    if outcome.state != "loaded":
        raise NotReloaded(f"{one.name}:{outcome.message}")
    return outcome
