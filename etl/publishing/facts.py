"""The de-identified rows of a build: one Parquet file a part, hard links where nothing changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from etl.files import quoted, sha256_of
from etl.site import SiteError
from etl.sources.model import Source
from etl.warehouse import PROVENANCE, Warehouse, fact_table

Progress = Callable[[str, int, int], None]  # what, done, of
AT_ONCE = 2
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
        months = {f"{month:%Y-%m}": month for month in sorted(versions)}
        held = {}
        for label, month in months.items():
            entry = before.get(source_id, {}).get(label)
            if old and entry and _is_same(entry, versions[month], columns):
                held[label] = dict(entry)
                if entry["rows"]:
                    os.link(old / "facts" / source_id / f"{label}.parquet", folder / f"{label}.parquet")
        changed = [label for label in months if label not in held]
        tell(f"发布 {source.name}", 0, len(changed))
        written = _write_parts(warehouse, source, columns, [months[label] for label in changed], folder)
        for done, (label, entry) in enumerate(zip(changed, written, strict=True), start=1):
            tell(f"发布 {source.name}", done, len(changed))
            held[label] = entry | {"version": versions[months[label]]}
        parts.held[source_id] = {label: held[label] for label in months}
        if changed:
            parts.changed[source_id] = changed
    return parts


def _write_parts(
    warehouse: Warehouse, source: Source, columns: str, months: Sequence[date], folder: Path
) -> Iterator[dict[str, Any]]:
    """Some months of one source, in their order, two at a time: one alone leaves a core idle while its file ends."""
    with ThreadPoolExecutor(max_workers=AT_ONCE) as threads:
        yield from threads.map(
            lambda month: _write_part(warehouse, source, columns, month, folder / f"{month:%Y-%m}.parquet"), months
        )


def _is_same(entry: Mapping[str, Any], version: int, columns: str) -> bool:
    return bool(entry["version"] == version and entry["columns"] == columns and "loads" in entry)


def published_columns(source: Source) -> list[str]:
    """What of a source's rows leaves the warehouse: no free text, no names; ids only as keyed hashes."""
    hidden = {name for name, column in source.columns.items() if not column.published}
    return [name for name in dict.fromkeys((*PROVENANCE, "area_code", *source.stored)) if name not in hidden]


def _write_part(warehouse: Warehouse, source: Source, columns: str, month: date, path: Path) -> dict[str, Any]:
    """One month of one source; a month that has lost all its rows has no file.

    ``loads`` tells whose rows stand in it, and how many of them have no street: [load_id, rows, unassigned].
    """
    with warehouse.con.cursor() as own:  # a connection serves one thread
        counted = own.execute(
            f"copy (select {columns} from {fact_table(source)} where month = ?) to '{quoted(path)}' "
            "(format parquet, compression zstd)",
            [month],
        ).fetchone()
        loads = own.execute(
            f"""select load_id, count(*), count(*) filter (area_code = ?) from {fact_table(source)}
                where month = ? group by load_id order by load_id""",
            [warehouse.site.district.unassigned_area, month],
        ).fetchall()
    rows = int(counted[0]) if counted else 0
    if rows == 0:
        path.unlink()
    return {"rows": rows, "columns": columns, "sha256": sha256_of(path) if rows else None, "loads": loads}
