"""The way of a file: recognised by its content, read, matched, checked while it is copied to ``raw/``, then taken in
one transaction.

A file that cannot be taken stays where it was and does not stop the others. A file of the inbox leaves it once its
rows are committed and its copy is in ``raw/``; killed before that, the next load finds it again and finishes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import duckdb

from etl.checks.across_sheets import tell_repeats
from etl.checks.checking import check
from etl.checks.model import Context
from etl.failures import sentence
from etl.files import sha256_of
from etl.raw_copy import Stamp, raw_copy, stamp_of
from etl.reading.archive import open_archive
from etl.reading.model import Book, Refused, Relation, Sheet
from etl.reading.opening import open_file
from etl.returned_form import ORIGINAL_ROW, REASON, RETURNED_NAME
from etl.site import Site, SiteError
from etl.sources.mapping import Mapping
from etl.sources.matching import explain, match
from etl.sources.model import Source
from etl.warehouse import Arrival, DemoRefused, Part, Warehouse

LONGEST_STEM = 180  # bytes of a file name; file systems end at 255
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    path: Path
    state: Literal["loaded", "known", "refused"]
    message: str = ""  # refused: reason and advice
    load_id: int | None = None
    source_names: tuple[str, ...] = ()
    rows_read: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    rows_skipped: int = 0
    warnings: int = 0
    returned: Path | None = None
    passed_over: tuple[str, ...] = ()  # sheets that no source matches
    hidden: tuple[str, ...] = ()  # sheets that a source matches, but nobody sees
    beside: tuple[str, ...] = ()  # sentences on rows of earlier files that this one put out or left standing
    is_demo: bool = False
    archive: Path | None = None  # that the file came in

    @property
    def name(self) -> str:
        """The file's name on one line, with that of its archive."""
        whole = f"{self.archive.name}/{self.path.name}" if self.archive else self.path.name
        return re.sub(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "�", whole)


@dataclass
class _Matched:
    """The sheets of one file that a source takes, and the names of the others."""

    sheets: list[tuple[Sheet, Mapping]] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


@dataclass
class _Taken:
    """The checked sheets of one file on their way into the warehouse."""

    parts: list[Part] = field(default_factory=list)
    read: list[tuple[Sheet, Relation]] = field(default_factory=list)  # what each part was read from


@dataclass(frozen=True)
class Found:
    """A file to load, and the archive it came in."""

    path: Path
    archive: Path | None = None
    refused: Refused | None = None  # an archive that cannot be opened
    is_again: bool = False  # of the load log: it was taken once, and so it is now


def find_files(paths: Iterable[Path], work: Path) -> list[Found]:
    """Files of the given files, folders and archives, in natural order of their names (2月 before 10月)."""
    found: list[Found] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if (p.is_file() or _leads_nowhere(p)) and not _is_junk(p))
            found += find_files(sorted(inside, key=_natural), work)
        elif path.suffix.lower() == ".zip":
            try:
                members = sorted(open_archive(path, work), key=lambda member: _natural(member.name))
            except Refused as refused:
                found.append(Found(path, refused=refused))
            else:
                found += [Found(member, path) for member in members]
        else:
            found.append(Found(path))
    return found


def put_away_archives(site: Site, found: Iterable[Found], outcomes: Iterable[Outcome]) -> None:
    """Take those archives out of the inbox of which every member is loaded; the members are in ``raw/``."""
    refused = {outcome.path for outcome in outcomes if outcome.state == "refused"}
    archives: dict[Path, bool] = {}
    for file in found:
        if file.archive is not None:
            archives[file.archive] = archives.get(file.archive, True) and file.path not in refused
    for archive, is_done in archives.items():
        if is_done:
            _leave_inbox(site, archive)


def load_file(warehouse: Warehouse, found: Found, now: datetime, tell: Tell = lambda _: None) -> Outcome:
    """Take one file; whatever goes wrong, nothing of it is in, and the outcome says why."""
    return replace(_outcome(warehouse, found, now, tell), archive=found.archive)


def _outcome(warehouse: Warehouse, found: Found, now: datetime, tell: Tell) -> Outcome:
    path = found.path
    doing = "识别"

    def told(step: str) -> None:
        nonlocal doing
        doing = step
        tell(step)

    try:
        if found.refused is not None:
            raise found.refused
        told(doing)
        stamp, sha256 = _identity(path)
        known = warehouse.seen(sha256)
        if known is not None:
            _leave_inbox(warehouse.site, path)
            return Outcome(path, "known", f"内容与第{known}次装载相同,不重复装载。", known)
        return _load(warehouse, found, stamp, sha256, now, told)
    except Refused as refused:
        return Outcome(path, "refused", f"{refused.reason}{refused.advice}")
    except DemoRefused as refused:
        return Outcome(path, "refused", f"“{refused}”已有真实数据,不装载演示数据。")
    except SiteError:
        raise  # the district's own files are wrong: no other file would fare better
    except Exception as error:  # noqa: BLE001  (one file, whatever is in it, must not keep the others out)
        return Outcome(path, "refused", f"未装载:{sentence(error, warehouse.site.path, doing)}")
    finally:
        _drop_scratch(warehouse.con)


def _load(warehouse: Warehouse, found: Found, stamp: Stamp, sha256: str, now: datetime, tell: Tell) -> Outcome:
    site, path = warehouse.site, found.path
    tell("读取")
    book = open_file(path, site.work)
    matched = _match_sheets(warehouse, book, now)
    amends = _load_amended(warehouse, book, matched)
    raw_path = _raw_path(path, matched.sheets[0][1].source.id, sha256, now)
    with raw_copy(path, site.path / raw_path, stamp, sha256) as keep_copy:
        taken = _check_sheets(warehouse, matched, now, tell)
        load_id = warehouse.next_load_id()
        returned = _return_rows(warehouse, path, taken, load_id, sha256, now)
        arrival = Arrival(
            file_name=_name_in_log(path),
            sha256=sha256,
            bytes=path.stat().st_size,
            raw_path=str(raw_path),
            returned_path=str(returned.relative_to(site.path)) if returned else None,
            is_demo=any(part.mapping.is_demo for part in taken.parts),
            amends=amends,
            mended_rows=_mended_rows(warehouse, taken, amends) if amends is not None else (),
            is_again=found.is_again,
        )
        try:
            tell("存档")
            keep_copy()
            tell("入库")
            warehouse.take(arrival, taken.parts, now)
        except BaseException:
            if returned:
                returned.unlink(missing_ok=True)  # it belongs to no load
            raise
    _leave_inbox(site, path)
    checked = [part.checked for part in taken.parts]
    beside = warehouse.told_beside(load_id)
    return Outcome(
        path,
        "loaded",
        load_id=load_id,
        source_names=tuple(dict.fromkeys(part.mapping.source.name for part in taken.parts)),
        rows_read=sum(c.rows_read for c in checked),
        rows_accepted=sum(c.rows_accepted for c in checked),
        rows_quarantined=sum(c.rows_rejected for c in checked),
        rows_skipped=sum(c.rows_skipped for c in checked),
        warnings=sum(_count(warehouse.con, c.warned) for c in checked) + len(beside),
        returned=returned,
        passed_over=tuple(matched.passed_over),
        hidden=tuple(matched.hidden),
        beside=beside,
        is_demo=arrival.is_demo,
    )


def _match_sheets(warehouse: Warehouse, book: Book, now: datetime) -> _Matched:
    """The sheets to read; raises `Refused` when there is none."""
    sources = warehouse.sources
    matched = _Matched()
    for sheet in book.sheets:
        mapping = match(sheet, sources, book.path.name, now.date())
        if mapping is None:
            matched.passed_over.append(sheet.name)
        elif sheet.hidden:  # often last year's, left behind: what its sender cannot see, nobody vouches for
            matched.hidden.append(sheet.name)
        else:
            matched.sheets.append((sheet, mapping))
    if matched.hidden and not matched.sheets:
        raise Refused(f"有数据的工作表“{'、'.join(matched.hidden)}”是隐藏的。", "请取消隐藏,核对后重新报送。")
    if not matched.sheets:
        raise Refused(*_why_not(book.sheets, sources, book.path.name))
    return matched


def _check_sheets(warehouse: Warehouse, matched: _Matched, now: datetime, tell: Tell) -> _Taken:
    taken = _Taken()
    for number, (sheet, mapping) in enumerate(matched.sheets):
        tell("核对")
        relation = sheet.relation(warehouse.con, mapping.header_rows[1] + 1, mapping.width)
        checked = check(warehouse.con, relation, mapping, Context(warehouse.site, now.date(), f"sheet{number}"))
        above = mapping.title_rows + mapping.header_rows[1] - mapping.header_rows[0] + 1
        checked = replace(checked, rows_read=checked.rows_read + above, rows_skipped=checked.rows_skipped + above)
        taken.parts.append(Part(sheet.name, mapping, checked))
        taken.read.append((sheet, relation))
    checked_sheets = [(part.sheet, part.mapping.source, part.checked) for part in taken.parts]
    tell_repeats(warehouse.con, checked_sheets, warehouse.site.district.unassigned_area)
    return taken


def _why_not(sheets: tuple[Sheet, ...], sources: list[Source], name: str) -> tuple[str, str]:
    if not sheets:
        return "文件里没有数据。", "请确认发送的是填好的文件。"
    return explain(sheets[0], sources, name), ""


def _load_amended(warehouse: Warehouse, book: Book, matched: _Matched) -> int | None:
    """The load whose rows a returned workbook brings back.

    Saved as csv, or copied into another workbook, it has lost its mark: then its name says where it is from.
    """
    if book.amends is not None:
        load_id = warehouse.load_of(book.amends)
        if load_id is None:
            raise Refused("这份退回单不是本系统开出的。", "请报送改好的原文件。")
        return load_id
    load_id = _load_named(warehouse, book.path.stem)
    if load_id is None and any(_is_returned(sheet, mapping) for sheet, mapping in matched.sheets):
        raise Refused(
            "这是退回单,但另存或改名后看不出补的是哪个文件。",
            "请在开出的退回单(xlsx)上改好后放回,或沿用它的文件名“…_第几次_退回”。",
        )
    return load_id


def _is_returned(sheet: Sheet, mapping: Mapping) -> bool:
    header = next((row.cells for row in sheet.head if row.row_no == mapping.header_rows[1]), ())
    return {REASON, ORIGINAL_ROW} <= {cell.strip() for cell in header}


def _load_named(warehouse: Warehouse, stem: str) -> int | None:
    """The load that a 退回单 of this name is of: the one it numbers, or after a reload the last of that file."""
    name = re.search(RETURNED_NAME, stem)
    if name is None:
        return None
    loads = warehouse.rows("select load_id, file_name from warehouse.load_log order by load_id")
    alike = [load_id for load_id, file_name in loads if _shortened(Path(file_name).stem) == stem[: name.start()]]
    return next((load_id for load_id in alike if name[1] and load_id == int(name[1])), alike[-1] if alike else None)


def _mended_rows(warehouse: Warehouse, taken: _Taken, amends: int) -> tuple[tuple[str, int], ...]:
    from etl.returning import original_rows, sheet_title  # as below

    told = warehouse.rows("select distinct sheet from warehouse.quarantine where load_id = ?", [amends])
    sheets = {sheet_title(name): name for (name,) in told}
    only = next(iter(sheets.values())) if len(sheets) == 1 else None  # saved as csv its sheet has another name
    return tuple(
        (name, row_no)
        for part, (sheet, relation) in zip(taken.parts, taken.read, strict=True)
        if (name := sheets.get(sheet.name, only)) is not None
        for row_no in original_rows(warehouse.con, sheet, part.mapping, relation)
    )


def _return_rows(
    warehouse: Warehouse, path: Path, taken: _Taken, load_id: int, sha256: str, now: datetime
) -> Path | None:
    if not any(part.checked.rows_rejected for part in taken.parts):
        return None
    from etl.returning import ReturnedSheet, write_returned  # as above

    folder = warehouse.site.returned / f"{now:%Y-%m-%d}"
    stem = _shortened(re.sub(RETURNED_NAME, "", path.stem))
    returned = folder / f"{stem}_第{load_id}次_退回.xlsx"
    sheets = [
        ReturnedSheet(sheet, part.mapping, relation, part.checked.rejected, part.checked.under_headings)
        for part, (sheet, relation) in zip(taken.parts, taken.read, strict=True)
    ]
    write_returned(warehouse.con, sheets, sha256, returned)
    return returned


def _raw_path(path: Path, source: str, sha256: str, now: datetime) -> Path:
    """Where the untouched copy is kept, from the site's directory."""
    return Path("raw", source, f"{now:%Y-%m-%d}", f"{sha256[:8]}_{_shortened(path.stem)}{path.suffix[:20]}")


def _leave_inbox(site: Site, path: Path) -> None:
    """Take a finished file out of the inbox; files given by path stay where they are."""
    if site.inbox.resolve() in (path.parent.resolve() / path.name).parents:  # a link leaves, what it leads to stays
        path.unlink(missing_ok=True)


def _drop_scratch(con: duckdb.DuckDBPyConnection) -> None:
    names = con.execute(
        "select table_name, false from duckdb_tables() where database_name = 'scratch' "
        "union all select view_name, true from duckdb_views() where database_name = 'scratch' and not internal"
    ).fetchall()
    for name, is_view in sorted(names, key=lambda found: not found[1]):
        con.execute(f'drop {"view" if is_view else "table"} if exists scratch."{name}"')


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    (count,) = con.execute(f"select count(*) from {table}").fetchone() or (0,)
    return int(count)


def _name_in_log(path: Path) -> str:
    """The name under which a file and its returned workbook are the same file."""
    return re.sub(RETURNED_NAME, "", path.stem) + path.suffix.lower()


def _identity(path: Path) -> tuple[Stamp, str]:
    """The file's stamp as it was before its SHA-256 was taken, and that."""
    if path.exists() and not path.is_file():
        raise Refused("这不是文件。", "请指定要装载的文件。")
    try:
        return stamp_of(path), sha256_of(path)
    except FileNotFoundError:
        raise Refused("找不到文件。", "请检查路径。") from None
    except PermissionError:
        raise Refused("没有读取权限。", "请检查文件权限,或关闭正在占用它的程序。") from None


def _shortened(stem: str) -> str:
    """A name that still fits a folder when the program adds to it, and that Windows can open."""
    text = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", stem).encode("utf-8", "replace")
    return text[:LONGEST_STEM].decode("utf-8", "ignore")


def _leads_nowhere(path: Path) -> bool:
    return path.is_symlink() and not path.exists()


def _is_junk(path: Path) -> bool:
    return path.name.startswith((".", "~$")) or path.name in ("Thumbs.db", "desktop.ini") or "__MACOSX" in path.parts


def _natural(path: Path | str) -> list[tuple[int, str]]:
    return [(int(piece), "") if piece.isdigit() else (0, piece) for piece in re.split(r"(\d+)", str(path))]
