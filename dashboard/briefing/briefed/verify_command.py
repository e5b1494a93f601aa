"""``python -m dashboard verify FILE``: which numbers of an edited document are no longer those of its build.

Exit codes: 0 all equal, 1 some differ, 2 wrong use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.briefing.briefed.changes import MEASURES
from dashboard.briefing.briefed.document_text import UnreadableDocument, blocks
from dashboard.briefing.briefed.frozen import Unreadable, open_as_of
from dashboard.briefing.briefed.verify import (
    Difference,
    NoManifest,
    Verdict,
    printed_numbers,
    printed_texts,
    read_manifest,
    verify,
)
from dashboard.briefing.manifest import NAME as MANIFEST
from etl.store import Build, NoBuild, open_current

DIFFERS, WRONG_USE = 1, 2
CURRENT = "current"
DERIVED_NAMES = {
    "distance": "与目标的差",
    "landing": "全年预计完成率",
    "recent_mean": "近几个月月均",
    "round_number": "整数关口",
    "streets": "街道数",
    "streets_behind": "落后街道数",
}


def verify_document(
    file: Annotated[Path, typer.Argument(metavar="文件", help="改过的 .docx 或 .pptx。")],
    manifest: Annotated[
        Path | None, typer.Option(metavar="清单", help="简报的清单,默认与文件同目录的 manifest.json。")
    ] = None,
    build: Annotated[
        str | None, typer.Option(metavar="版次", help="与这个版次比较,current 为当前版次;默认与印出时的版次比较。")
    ] = None,
    site: Annotated[Path, typer.Option(metavar="目录", help="区县数据目录,默认 data。")] = Path("data"),
) -> None:
    """核对改过的简报:列出与数据不符的数字。"""
    try:
        told = read_manifest(manifest or file.parent / MANIFEST)
        opened = None if build is None else open_current(site) if build == CURRENT else open_as_of(site, build)
        printed = printed_numbers(told, _said_by(opened)) if opened else [*printed_numbers(told), *printed_texts(told)]
        verdict = verify(blocks(file), printed)
    except (NoManifest, UnreadableDocument, NoBuild, Unreadable) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_USE) from None
    source = opened or _build_of(told, site)
    for line in _lines(file, opened.id if opened else str(told.get("build", "")), verdict, source):
        typer.echo(line)
    raise typer.Exit(DIFFERS if verdict.differences else 0)


def _build_of(told: dict[str, Any], site: Path) -> Build | None:
    """The build that was briefed, for the names of KPIs and areas; without it their codes are told."""
    try:
        return open_as_of(site, str(told.get("build", "")))
    except (NoBuild, Unreadable):
        return None


def _lines(file: Path, build_id: str, verdict: Verdict, source: Build | None) -> Iterator[str]:
    names = {kpi.kpi: kpi.short_name for kpi in source.kpis} if source else {}
    names |= {area.area_code: area.name for area in source.areas} if source else {}
    for difference in verdict.differences:
        yield f"✗ {difference.found.cell.place}:{difference.found.around}"
        yield f"  {_should(difference, names)}"
    foreign = [found for found in verdict.unchecked if found.written.is_computed]
    if foreign:
        yield "未核对(不是简报生成的数):"
        yield from (f"  {found.cell.place}:{found.around}" for found in foreign)
    fixed = dict.fromkeys(found.written.text for found in verdict.unchecked if not found.written.is_computed)
    if fixed:
        yield f"未核对(日期、文号、序号等):{'、'.join(fixed)}"
    yield (
        f"{file.name}:与版次 {build_id} 一致 {verdict.equal} 个,"
        f"不一致 {len(verdict.differences)} 个,未核对 {len(verdict.unchecked)} 个。"
    )


def _should(difference: Difference, names: dict[str, str]) -> str:
    """``应为 664人(就业困难人员就业,长沙市天心区,2023-06,累计)``; of a title's number ``(简报原文)``."""
    one = difference.printed
    if not one.measure:
        return f"应为 {one.said}(简报原文)"
    what = MEASURES[one.measure].name if one.measure in MEASURES else DERIVED_NAMES.get(one.measure, "指标项数")
    where = ",".join(
        word for word in (names.get(one.kpi, one.kpi), names.get(one.area, one.area), one.month, what) if word
    )
    if difference.is_word and one.measure == "gap_pp":
        return f"快慢方向不符:数据{'慢于' if one.value < 0 else '快于'}序时进度{one.shown}({where})"
    if difference.is_word:
        return f"增减方向不符:数据为{'减少' if one.value < 0 else '增长'}{one.shown}({where})"
    return f"应为 {one.said}({where})"


def _said_by(build: Build) -> Callable[[dict[str, str]], Decimal | None]:
    """What a build says of a number of the manifest."""

    def said(one: dict[str, str]) -> Decimal | None:
        if one["measure"] not in MEASURES:
            return None
        month = date.fromisoformat(f"{one['month']}-01")
        rows = build.values(areas=[one["area"]], since=month, until=month, kpis=[one["kpi"]])
        value: Decimal | None = getattr(rows[0], one["measure"]) if rows else None
        return value

    return said
