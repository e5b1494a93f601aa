"""What briefings printed, kept for good: one file a briefing under ``briefs/briefed/``, and old builds opened again.

A file is written whole or not at all, and never written again: a briefing made a second time adds a file beside the
first, and of one month, area and edition the latest file counts. A file is a CSV that people can read; nothing here
compares it with a build (`dashboard.briefing.briefed.changes` does) or decides what is printed.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from dashboard.briefing.content import Content
from dashboard.briefs import briefed_folder
from dashboard.format import month_key, month_name
from etl.store import Build, NoBuild, open_build

OWNER_ONLY = 0o600
FIGURES_SHOWN = 5  # that a reprint gets wrong; the first ones say where to look


class Unreadable(Exception):
    """A file of briefed figures that has been damaged; the message is a Chinese sentence that names it."""


@dataclass(frozen=True)
class Briefed:
    """One figure as it was printed; the columns of the file, in their order."""

    brief_month: date
    brief_area: str
    edition: str  # internal | public
    build: str
    built_at: datetime
    briefed_at: datetime
    kpi: str
    area: str
    month: date
    measure: str
    value: Decimal
    shown: str

    @property
    def figure(self) -> tuple[str, str, date, str]:
        """What is measured, wherever it is printed."""
        return self.kpi, self.area, self.month, self.measure


@dataclass(frozen=True)
class Freeze:
    """One briefing that was printed."""

    month: date
    area: str
    edition: str
    build: str
    briefed_at: datetime
    figures: tuple[Briefed, ...]


COLUMNS = tuple(field.name for field in fields(Briefed))


def freeze(site: Path, content: Content, now: datetime) -> Path:
    """Keep every number that a briefing prints; the new file."""
    where = briefed_folder(site)
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = _text(_briefed(content, now))
    with _locked(where):
        for left in where.glob(".making-*"):  # of a process that was killed
            left.unlink()
        making = where / f".making-{os.getpid()}"
        descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        path = where / _free_name(where, content, now)
        making.rename(path)
        _sync(where)
    return path


def freezes(site: Path) -> list[Freeze]:
    """All briefings that were printed, in the order of printing; raises `Unreadable`."""
    found = [_read(path) for path in sorted(briefed_folder(site).glob("*.csv"))]
    return sorted((one for one in found if one), key=lambda one: one.briefed_at)


def latest(found: Sequence[Freeze]) -> list[Freeze]:
    """Of each month, area and edition the last briefing, in the order of printing."""
    last = {(one.month, one.area, one.edition): one for one in found}
    return sorted(last.values(), key=lambda one: one.briefed_at)


def briefed(site: Path, month: date, area: str) -> tuple[Briefed, ...]:
    """The figures of a month's briefing as they were last printed, each edition's own."""
    return tuple(
        figure for one in latest(freezes(site)) if (one.month, one.area) == (month, area) for figure in one.figures
    )


def original(site: Path, build_id: str, month: date, area: str, edition: str) -> Freeze | None:
    """The briefing that was printed from a build, the last one if there were several; None if none was."""
    wanted = (build_id, month, area, edition)
    return next((one for one in reversed(freezes(site)) if _printed(one) == wanted), None)


def open_as_of(site: Path, build_id: str) -> Build:
    """A build of before; raises `NoBuild` with what is there instead, and where the printed figures stand."""
    if not (site / "builds" / build_id / "marts.duckdb").is_file() or Path(build_id).name != build_id:
        there = sorted(path.parent.name for path in (site / "builds").glob("[0-9]*/marts.duckdb"))
        raise NoBuild(
            f"版次 {build_id} 不在 builds 目录中,不能重制。现有版次:{'、'.join(there) or '无'}。{_kept(site, build_id)}"
        )
    build = open_build(site, build_id)
    try:
        build.meta  # noqa: B018  (reads the build's tables)
    except NoBuild:
        raise NoBuild(f"版次 {build_id} 由另一版本的程序发布,本版本不能重制。{_kept(site, build_id)}") from None
    return build


def _kept(site: Path, build_id: str) -> str:
    """Where what a build printed can still be read; nothing where it printed nothing."""
    is_there = any(one.build == build_id for one in freezes(site))
    return f"当时印出的数字仍在 {briefed_folder(site)}。" if is_there else ""


def unequal(first: Freeze, content: Content) -> str | None:
    """What a briefing made again prints otherwise than the first one, as a sentence; None where all is equal."""
    was = {(*one.figure, one.shown): one.value for one in first.figures}
    now = {(n.kpi, n.area, n.month, n.measure, n.shown): n.value for n in content.numbers}
    if was == now:
        return None
    apart = sorted(key for key in was.keys() | now.keys() if was.get(key) != now.get(key))
    told = "、".join(f"{kpi}({month_key(month)},{measure})" for kpi, _, month, measure, _ in apart[:FIGURES_SHOWN])
    return (
        f"重制的{month_name(content.month)}简报与当时({first.briefed_at:%Y-%m-%d %H:%M})印出的不一致,"
        f"共{len(apart)}处:{told}{'等' if len(apart) > FIGURES_SHOWN else ''}。"
    )


def _printed(one: Freeze) -> tuple[str, date, str, str]:
    return one.build, one.month, one.area, one.edition


def _briefed(content: Content, now: datetime) -> list[Briefed]:
    """Each figure once for each way in which it is printed."""
    brief = (content.month, content.area, content.edition, content.build_id, content.built_at, now)
    return list(
        dict.fromkeys(Briefed(*brief, n.kpi, n.area, n.month, n.measure, n.value, n.shown) for n in content.numbers)
    )


def _free_name(where: Path, content: Content, now: datetime) -> str:
    stem = f"{month_key(content.month)}_{content.area}_{content.edition}_{now:%Y%m%d-%H%M%S}"
    names = (f"{stem}-{number:02}.csv" for number in range(1, 100))
    return next(name for name in names if not (where / name).exists())


def _text(figures: Sequence[Briefed]) -> str:
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    for one in figures:
        cells = {name: getattr(one, name) for name in COLUMNS} | {"value": f"{one.value:f}"}
        cells |= {name: cells[name].isoformat() for name in ("built_at", "briefed_at")}
        cells |= {name: month_key(cells[name]) for name in ("brief_month", "month")}
        writer.writerow(cells.values())
    return sheet.getvalue()


def _read(path: Path) -> Freeze | None:
    """A briefing as it was kept; None for one that printed no number."""
    try:
        head, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        if tuple(head) != COLUMNS:
            raise ValueError(head)
        figures = tuple(_figure(dict(zip(COLUMNS, row, strict=True))) for row in rows)
    except (ValueError, InvalidOperation, csv.Error):
        raise Unreadable(f"{path} 已损坏或被改动,无法读取。请从备份恢复,或把它移出该目录。") from None
    if not figures:
        return None
    first = figures[0]
    return Freeze(first.brief_month, first.brief_area, first.edition, first.build, first.briefed_at, figures)


def _figure(row: dict[str, str]) -> Briefed:
    return Briefed(
        brief_month=_month(row["brief_month"]),
        brief_area=row["brief_area"],
        edition=row["edition"],
        build=row["build"],
        built_at=datetime.fromisoformat(row["built_at"]),
        briefed_at=datetime.fromisoformat(row["briefed_at"]),
        kpi=row["kpi"],
        area=row["area"],
        month=_month(row["month"]),
        measure=row["measure"],
        value=Decimal(row["value"]),
        shown=row["shown"],
    )


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


@contextmanager
def _locked(where: Path) -> Iterator[None]:
    """Alone in the folder; the lock goes with the process that holds it."""
    with (where / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _sync(where: Path) -> None:
    handle = os.open(where, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
