"""The de-identified rows of a build: one Parquet file a part, hard links where nothing changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from etl.files import quoted, sha256_of
from etl.site import SiteError
from etl.sources.model import Source
from etl.warehouse import PROVENANCE, Warehouse, fact_table

Progress = Callable[[str, int, int], None]  # what, done, of
Held = Mapping[str, Mapping[str, Any]]  # month -> what a manifest says of the part


@dataclass
class Parts:
    """The parts of a build: as its manifest says them, and which differ from the build before."""

    held: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)  # source -> yyyy-mm -> entry
    changed: dict[str, list[str]] = field(default_factory=dict)  # source -> yyyy-mm

    def with_rows(self, source: str) -> list[str]:
        """The months of a source that have a file."""
        return [month for month, part in self.held.get(source, {}).items() if part["rows"]]


def write_facts(
    warehouse: Warehouse,
    sources: Mapping[str, Source],
    before: Mapping[str, Held],
    old: Path | None,
    making: Path,
    tell: Progress,
) -> Parts:
    """Every part into ``making/facts``: linked from the build ``old`` where version and columns are the same."""
    parts = Parts()
    for source_id, versions in warehouse.part_versions().items():
        if source_id not in sources:
            raise SiteError(f"仓库里有来源 {source_id} 的数据,但找不到它的 source.toml;请用 --sources 指明其目录。")
        source = sources[source_id]
        folder = making / "facts" / source_id
        folder.mkdir(parents=True)
        columns = ", ".join(published_columns(source))
        for done, (month, version) in enumerate(sorted(versions.items())):
            tell(f"发布 {source.name}", done, len(versions))
            label = f"{month:%Y-%m}"
            path = folder / f"{label}.parquet"
            entry = before.get(source_id, {}).get(label)
            if old and entry and entry["version"] == version and entry["columns"] == columns:
                if entry["rows"]:
                    os.link(old / "facts" / source_id / path.name, path)
            else:
                entry = _write_part(warehouse, source, columns, month, path) | {"version": version}
                parts.changed.setdefault(source_id, []).append(label)
            parts.held.setdefault(source_id, {})[label] = dict(entry)
    return parts


def published_columns(source: Source) -> list[str]:
    """What of a source's rows leaves the warehouse: no free text, no names; ids only as keyed hashes."""
    hidden = {name for name, column in source.columns.items() if not column.published}
    return [name for name in dict.fromkeys((*PROVENANCE, "area_code", *source.stored)) if name not in hidden]


def _write_part(warehouse: Warehouse, source: Source, columns: str, month: date, path: Path) -> dict[str, Any]:
    """One month of one source; a month that has lost all its rows has no file."""
    counted = warehouse.con.execute(
        f"copy (select {columns} from {fact_table(source)} where month = ?) to '{quoted(path)}' "
        "(format parquet, compression zstd)",
        [month],
    ).fetchone()
    rows = int(counted[0]) if counted else 0
    if rows == 0:
        path.unlink()
    return {"rows": rows, "columns": columns, "sha256": sha256_of(path) if rows else None}
