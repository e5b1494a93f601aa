"""What a site holds right now: published build, each source's latest month, rows waiting to be mended, inbox."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from etl.publishing.switching import current_manifest
from etl.site import Site
from etl.sources.model import discover
from etl.store import open_build


@dataclass(frozen=True)
class SourceStatus:
    """One source in the published build."""

    source: str
    name: str
    kind: str
    months: int
    latest_month: str | None
    rows: int
    is_demo: bool
    rows_open: int  # quarantined and not sent again
    unassigned: int  # of a street that the list does not know


@dataclass(frozen=True)
class Status:
    """The state of a site, from its published build."""

    district: str
    build_id: str | None
    published_at: str | None
    files: int
    inbox: tuple[str, ...]
    sources: tuple[SourceStatus, ...]

    def as_dict(self) -> dict[str, Any]:
        """For ``status --json``."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For a person."""
        told = [
            f"{self.district}:" + (f"版次 {self.build_id},{self.published_at} 发布" if self.build_id else "尚未发布")
        ]
        for s in self.sources:
            demo = "(演示)" if s.is_demo else ""
            waiting = f",待补正 {s.rows_open} 行" if s.rows_open else ""
            waiting += f",街道不明 {s.unassigned} 行" if s.unassigned else ""
            filed = f"{s.months} 个月,最近 {s.latest_month},{s.rows} 行{waiting}" if s.months else "还没有数据"
            told.append(f"  {s.name}{demo}:{filed}")
        if any(s.unassigned for s in self.sources):
            told.append("街道不明的只计入全区;在 reference/areas.csv 补街道或别名后,运行 python -m etl reload。")
        told.append(f"收件箱待装载 {len(self.inbox)} 个文件。")
        return told


def read_status(site: Site) -> Status:
    """The state of ``site``; needs no lock, since it reads the published build only."""
    manifest = current_manifest(site)
    parts = manifest["parts"] if manifest else {}
    loads: dict[str, dict[str, Any]] = {}
    unassigned: dict[str, int] = {}
    if manifest:
        build = open_build(site.path, manifest["build_id"])
        rows = build.records(
            "select source, bool_or(is_demo) as is_demo, sum(rows_open) as rows_open from load_log group by source"
        )
        loads = {row["source"]: row for row in rows}
        rows = build.records("select source, cast(sum(unassigned) as bigint) as rows from filing group by source")
        unassigned = {row["source"]: row["rows"] for row in rows}
    sources = []
    for source in discover(site.source_dirs):
        filled = {month: part["rows"] for month, part in parts.get(source.id, {}).items() if part["rows"]}
        load = loads.get(source.id, {})
        sources.append(
            SourceStatus(
                source=source.id,
                name=source.name,
                kind=source.kind,
                months=len(filled),
                latest_month=max(filled, default=None),
                rows=sum(filled.values()),
                is_demo=bool(load.get("is_demo")),
                rows_open=int(load.get("rows_open") or 0),
                unassigned=unassigned.get(source.id, 0),
            )
        )
    return Status(
        district=site.district.name,
        build_id=manifest["build_id"] if manifest else None,
        published_at=manifest["created_at"].replace("T", " ") if manifest else None,
        files=len(manifest["loads"]) if manifest else 0,
        inbox=tuple(sorted(p.name for p in site.inbox.glob("*") if p.is_file() and not p.name.startswith("."))),
        sources=tuple(sources),
    )
