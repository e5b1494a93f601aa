"""The writer's DuckDB: a whole file in one transaction, keyed upserts, and a version for every month touched.

One process writes at a time (a lock file says so); readers never open this database, they read builds.
Scratch tables live in memory, what does not fit there under ``.work``, and are thrown away.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import duckdb

from etl.checks.model import Checked
from etl.checks.sql import literal, literals
from etl.files import quoted
from etl.reading.model import Refused
from etl.site import Site, SiteError
from etl.sources.mapping import Mapping
from etl.sources.model import Source, discover

SCHEMA = Path(__file__).parent / "warehouse_schema.sql"
MEMORY_LIMIT = "2500MB"  # of DuckDB's own buffers; the process stays under 4 GB with room for a workbook in Python
WITHDRAWN = (
    "{0:%Y}年{0.month}月原由“{1}”装载的记录有{2}行本文件没有再报,已撤下。"
    "如不应撤下,请把该月的全部记录并成一个文件重新报送。"
)
LEFT = "同名文件第{0}次装载的第{2}行(共{1}行)本文件没有再报,仍然计入。如是改正了{3},改正前后的记录会各计一次,请核对。"
MOST_NAMED = 5  # of rows, in a message
TOO_FEW = (
    "本文件中{0:%Y}年{0.month}月的只有{3}行,按整月替换会撤下“{1}”已装载的{2}行。",
    "月份写错的请改正;补报的请与该月原有各行并成一个文件,街道分报的请在标题行写明街道;确应撤下的,请沿用原文件名重新报送。",
)
PROVENANCE = {"load_id": "bigint", "sheet": "varchar", "row_no": "bigint", "is_demo": "boolean", "month": "date"}


class Busy(Exception):
    """Another command is writing to this site."""


class DemoRefused(Exception):
    """A demo ledger for a source that already has real rows."""


@dataclass(frozen=True)
class Part:
    """One checked sheet, ready to be taken."""

    sheet: str
    mapping: Mapping
    checked: Checked


@dataclass(frozen=True)
class Arrival:
    """One file, as it goes into the load log."""

    file_name: str
    sha256: str
    bytes: int
    raw_path: str
    returned_path: str | None
    is_demo: bool
    amends: int | None
    mended_rows: tuple[tuple[str, int], ...] = ()  # of the load it amends: sheet and row number
    is_again: bool = False  # a reload: what it once put out goes out again, and is told


def fact_table(source: Source) -> str:
    """The name of a source's table in the warehouse."""
    return f"warehouse.fact_{source.id}"


def _cleared(source: Source) -> str:
    """The rows that the file at hand has put out of a source's months."""
    return f"temp.cleared_{source.id}"


def fact_columns(source: Source) -> dict[str, str]:
    """All columns of a source's fact table: where a row is from, then what it says."""
    return PROVENANCE | {"area_code": "varchar"} | source.stored


class Warehouse:
    """The open warehouse of a site; use as a context manager."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._ids_used = 0  # by loads that are no longer in the log; builds know their months by them
        self._lock = _hold_lock(site)
        try:
            shutil.rmtree(site.work, ignore_errors=True)
            site.work.mkdir(mode=0o700)
            self.con = duckdb.connect()
            self._configure()
        except BaseException:
            self._lock.close()
            raise

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the files back; scratch is removed."""
        self.con.close()
        shutil.rmtree(self.site.work, ignore_errors=True)
        self._lock.close()

    def _configure(self) -> None:
        spill = quoted(self.site.work / "spill")
        self.con.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        self.con.execute(f"set temp_directory = '{spill}'")
        if not self.site.warehouse.exists():
            _make_database(self.site.warehouse, self.site.work)
        try:
            self._attach(self.site.warehouse)
        except (duckdb.IOException, duckdb.SerializationException) as error:
            if "not a valid DuckDB database" not in str(error) and "Corrupt" not in str(error):
                raise
            raise SiteError(
                f"仓库文件 {self.site.warehouse} 已损坏。请从备份恢复;"
                "没有备份时,移走该文件,再按装载日期的先后装载 raw 目录里的原始文件。"
            ) from None
        self.con.execute("attach ':memory:' as scratch")
        self._lay_out()

    def _attach(self, database: Path) -> None:
        self.con.execute(f"attach '{quoted(database)}' as warehouse")

    def _lay_out(self) -> None:
        """The tables that every warehouse has."""
        self.con.execute("use warehouse")
        self.con.execute(SCHEMA.read_text(encoding="utf-8"))
        self.con.execute("use scratch")

    @contextmanager
    def anew(self) -> Iterator[None]:
        """An empty warehouse, which takes the place of this one when the block ends well, in one rename.

        Before that, and where the block fails or is killed, nothing has happened to this one.
        """
        fresh = self.site.work / "anew.duckdb"
        self._ids_used = self.next_load_id() - 1
        self.con.execute("detach warehouse")
        try:
            _make_database(fresh, self.site.work)
            self._attach(fresh)
            self._lay_out()
            yield
            self.con.execute("checkpoint warehouse")
            self.con.execute("detach warehouse")
            fresh.replace(self.site.warehouse)
        except BaseException:
            self.con.execute("detach database if exists warehouse")
            raise
        finally:
            self._attach(self.site.warehouse)

    @cached_property
    def sources(self) -> list[Source]:
        """The sources of the site, read once: all files of a command are taken by the same definitions."""
        return discover(self.site.source_dirs)

    # -- what is there ------------------------------------------------------------------------------------------

    def seen(self, sha256: str) -> int | None:
        """The load that took a file of this content, unless it was a demo that real files have replaced."""
        row = self.con.execute(
            "select load_id from warehouse.load_log where sha256 = ? and replaced_by is null", [sha256]
        ).fetchone()
        return None if row is None else int(row[0])

    def load_of(self, sha256: str) -> int | None:
        """The last load that took a file of this content, whatever has become of its rows."""
        rows = self.rows("select max(load_id) from warehouse.load_log where sha256 = ?", [sha256])
        return None if rows[0][0] is None else int(rows[0][0])

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query over the warehouse (tables as ``warehouse.<name>``)."""
        return self.con.execute(sql, list(parameters)).fetchall()

    def part_versions(self) -> dict[str, dict[date, int]]:
        """source -> month -> version."""
        versions: dict[str, dict[date, int]] = {}
        for source, month, version in self.rows("select source, month, version from warehouse.part"):
            versions.setdefault(source, {})[month] = version
        return versions

    def next_load_id(self) -> int:
        """The id that the next file will get; stable while this process holds the lock."""
        (last,) = self.rows("select coalesce(max(load_id), 0) from warehouse.load_log")[0]
        return max(int(last), self._ids_used) + 1

    def has_real_rows(self, source: Source) -> bool:
        """Whether a load that is not demo has brought rows of this source."""
        found = self.con.execute(
            """select 1 from warehouse.load_log join warehouse.load_sheet using (load_id)
               where source = ? and not is_demo limit 1""",
            [source.id],
        ).fetchone()
        return found is not None

    # -- taking a file ------------------------------------------------------------------------------------------

    def take(self, arrival: Arrival, parts: Sequence[Part], loaded_at: datetime) -> int:
        """All sheets of one file in one transaction; the new load's id. On any error nothing has happened."""
        for part in parts:
            if arrival.is_demo and self.has_real_rows(part.mapping.source):
                raise DemoRefused(part.mapping.source.name)
            self.prepare_table(part.mapping.source)
        periodic = {s.id: s for part in parts if (s := part.mapping.source).on_reload == "replace_period"}
        with self._transaction():
            load_id = self._log(arrival, loaded_at)
            for source in periodic.values():
                self.con.execute(
                    f"create or replace temp table {_cleared(source)} as select * from {fact_table(source)} limit 0"
                )
            replaced: set[int] = set()
            for part in parts:
                replaced |= self._take_part(load_id, arrival, part)
            for source in periodic.values():
                self._tell_withdrawn(load_id, arrival, source)
            for source in {s.id: s for part in parts if (s := part.mapping.source).id not in periodic}.values():
                if replaced and arrival.amends is None and not arrival.is_demo:
                    self._tell_left(load_id, arrival, source, replaced)
            of_periods = [part for part in parts if part.mapping.source.id in periodic]
            in_part = {part.mapping.source.id for part in of_periods if self._of_its_street(part, arrival) != "true"}
            self._close_quarantine(load_id, arrival, replaced, set(periodic) - in_part)
        return load_id

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.con.execute("begin transaction")
        try:
            yield
        except BaseException:
            self.con.execute("rollback")
            raise
        self.con.execute("commit")

    def _log(self, arrival: Arrival, loaded_at: datetime) -> int:
        load_id = self.next_load_id()
        self.con.execute(
            "insert into warehouse.load_log values (?, ?, ?, ?, ?, ?, ?, ?, ?, null)",
            [
                load_id,
                arrival.file_name,
                arrival.sha256,
                arrival.bytes,
                arrival.raw_path,
                arrival.returned_path,
                loaded_at,
                arrival.is_demo,
                arrival.amends,
            ],
        )
        return load_id

    def _take_part(self, load_id: int, arrival: Arrival, part: Part) -> set[int]:
        """Put in the rows of one sheet; the loads of which they have replaced rows."""
        source, checked = part.mapping.source, part.checked
        touched, replaced = self._make_room(load_id, part, arrival)
        names = ", ".join(dict.fromkeys(("month", *source.stored)))
        area = "" if "area_code" in source.stored else f"'{self.site.district.adcode}' as area_code, "
        self.con.execute(
            f"""insert into {fact_table(source)} by name
                select ? as load_id, ? as sheet, row_no, ? as is_demo, {area}{names} from {checked.accepted}""",
            [load_id, part.sheet, arrival.is_demo],
        )
        self.con.execute(
            f"""insert into warehouse.load_sheet
                select ?, ?, ?, ?, ?, ?, ?, min(month), max(month) from {checked.accepted}""",
            [
                load_id,
                part.sheet,
                source.id,
                checked.rows_read,
                checked.rows_accepted,
                checked.rows_rejected,
                checked.rows_skipped,
            ],
        )
        for table, told in (("quarantine", checked.rejected), ("warning", checked.warned)):
            self.con.execute(
                f"""insert into warehouse.{table} (load_id, sheet, source, row_no, column_title, rule, value, advice)
                    select ?, ?, ?, row_no, column_title, rule, value, advice from {told}""",
                [load_id, part.sheet, source.id],
            )
        months = {m for (m,) in self.rows(f"select distinct month from {checked.accepted}")} | touched
        for month in sorted(months):
            self.con.execute("insert or replace into warehouse.part values (?, ?, ?)", [source.id, month, load_id])
        if not arrival.is_demo:
            self.con.execute(
                """update warehouse.load_log set replaced_by = ? where is_demo and replaced_by is null
                   and load_id in (select load_id from warehouse.load_sheet where source = ?)""",
                [load_id, source.id],
            )
        return replaced

    def _make_room(self, load_id: int, part: Part, arrival: Arrival) -> tuple[set[date], set[int]]:
        """Delete the rows that the new ones replace; the months they were in and the loads they were from.

        Demo rows go as soon as a real file of their source comes: a number half invented is worse than a hole.
        A returned workbook holds single rows of a period, so it never replaces the period. A sheet whose title names
        one street is the whole truth for that street alone, or each street's file would throw out the others'.
        """
        source, checked = part.mapping.source, part.checked
        fact = fact_table(source)
        conditions = [] if arrival.is_demo else ["f.is_demo"]
        same_key = " and ".join(f"f.{name} is not distinct from a.{name}" for name in source.key)
        if all(source.columns[name].required for name in source.key):
            same_key = " and ".join(f"f.{name} = a.{name}" for name in source.key)
        if source.on_reload == "replace_period":
            same_key += " and f.month = a.month"
            if "area_code" in source.key:  # two streets that are not on the list are two
                same_key += f" and ({self._is_listed(arrival)})"
            if arrival.amends is None:  # what other sheets of the same file have brought is part of the whole
                months = f"select distinct month from {checked.accepted}"
                earlier = f"f.load_id <> {load_id} and f.month in ({months}) and {self._of_its_street(part, arrival)}"
                self.con.execute(f"insert into {_cleared(source)} by name select * from {fact} f where {earlier}")
                conditions.append(earlier)
        conditions.append(f"exists (select 1 from {checked.accepted} a where {same_key})")
        touched: set[date] = set()
        replaced: set[int] = set()
        for condition in conditions:
            self.con.execute(
                f"create or replace temp table leaving as "
                f"select rowid as id, month, load_id from {fact} f where {condition}"
            )
            touched |= {m for (m,) in self.rows("select distinct month from leaving")}
            replaced |= {one for (one,) in self.rows("select distinct load_id from leaving")}
            self.con.execute(f"delete from {fact} where rowid in (select id from leaving)")
        return touched, replaced

    def _is_listed(self, arrival: Arrival) -> str:
        """SQL over a row ``f``: its street is on the list; or an earlier 退回单 of the same load brought it."""
        listed = f"f.area_code <> {literal(self.site.district.unassigned_area)}"
        if arrival.amends is None:
            return listed
        return f"{listed} or f.load_id in (select load_id from warehouse.load_log where amends = {arrival.amends})"

    def _of_its_street(self, part: Part, arrival: Arrival) -> str:
        """SQL over a row ``f``: it is of the street whose own file the sheet is; true for a sheet of the district.

        Rows of no street may be the same figures, counted for the district, and go too.
        """
        unassigned = self.site.district.unassigned_area
        if part.mapping.named_street is None:
            return "true"
        streets = [code for (code,) in self.rows(f"select distinct area_code from {part.checked.accepted}")]
        if streets == [unassigned] and "area_code" in part.mapping.constants:  # known by its file's name alone
            same_file = f"select load_id from warehouse.load_log where file_name = {literal(arrival.file_name)}"
            return f"f.area_code = {literal(unassigned)} and f.load_id in ({same_file})"
        if not streets or unassigned in streets:
            return "true"
        if "area_code" not in part.mapping.constants and not self._is_named(part, streets):
            return "true"
        return f"f.area_code in ({literals((*streets, unassigned))})"

    def _is_named(self, part: Part, streets: Sequence[str]) -> bool:
        """Whether a sheet with a column of streets holds one alone, the one that its title or file name names."""
        names = {entry.code: (entry.name, *entry.aliases) for entry in self.site.reference("areas")}
        title = part.mapping.named_street or ""
        return len(streets) == 1 and any(name in title for name in names.get(streets[0], ()))

    def _tell_withdrawn(self, load_id: int, arrival: Arrival, source: Source) -> None:
        """Warn of the rows of a month that went out and that the file does not bring again.

        Raises `Refused` for a file that would put out more rows of a month, brought by files of other names, than it
        brings: one late row of May in the file of June is not all of May. Not in a reload, which would come to its end
        there for good.
        """
        same_key = " and ".join(f"f.{name} is not distinct from c.{name}" for name in source.key)
        mine = f"select 1 from {fact_table(source)} f where f.load_id = {load_id} and f.month = c.month"
        months = self.rows(
            f"""select c.month, string_agg(distinct l.file_name, '、' order by l.file_name), count(*),
                    (select count(*) from {fact_table(source)} f where f.load_id = {load_id} and f.month = c.month),
                    bool_or(l.file_name = ?)
                from {_cleared(source)} c join warehouse.load_log l using (load_id)
                where not c.is_demo and not exists ({mine} and {same_key})
                group by c.month order by c.month""",
            [arrival.file_name],
        )
        for month, names, rows, brought, is_same_file in months:
            if rows > brought and not is_same_file and not arrival.is_again:
                raise Refused(*(text.format(month, names, rows, brought) for text in TOO_FEW))
            self.con.execute(
                "insert into warehouse.warning values (?, '', ?, null, null, 'withdrawn', ?, ?)",
                [load_id, source.id, str(rows), WITHDRAWN.format(month, names, rows)],
            )

    def _tell_left(self, load_id: int, arrival: Arrival, source: Source, replaced: set[int]) -> None:
        """Warn of the few rows that a file of this name had brought and that it does not bring again.

        They stay: a ledger of single records may come in parts. But a record whose key was corrected now counts twice.
        """
        left = self.rows(
            f"""select f.load_id, count(*), list(f.row_no order by f.row_no)[:{MOST_NAMED}]
                from {fact_table(source)} f join warehouse.load_log l using (load_id)
                join (
                    select load_id, sum(rows_accepted) as rows from warehouse.load_sheet where source = ? group by all
                ) using (load_id)
                where l.file_name = ? and f.load_id in (select unnest(?::bigint[]))
                group by f.load_id having 2 * count(*) < any_value(rows) order by f.load_id""",
            [source.id, arrival.file_name, list(replaced)],
        )
        for earlier, rows, row_nos in left:
            places = "、".join(map(str, row_nos)) + ("等" if rows > MOST_NAMED else "")
            keys = "、".join(source.columns[key].title for key in source.key)
            self.con.execute(
                "insert into warehouse.warning values (?, '', ?, null, null, 'left', ?, ?)",
                [load_id, source.id, str(rows), LEFT.format(earlier, rows, places, keys)],
            )

    def told_beside(self, load_id: int) -> tuple[str, ...]:
        """What a load has done to rows of earlier ones that it does not bring again, a sentence for each case."""
        told = "select advice from warehouse.warning where load_id = ? and rule in ('withdrawn', 'left')"
        return tuple(advice for (advice,) in self.rows(told, [load_id]))

    def _close_quarantine(self, load_id: int, arrival: Arrival, replaced: set[int], whole: set[str]) -> None:
        """Mark quarantined rows that this file brings again.

        A returned workbook says which rows it holds; only those are closed. The corrected file itself, under the same
        name, brings rows again that had been taken (where not one had been, the name is enough): another street's file
        of that name does not. A file that is the whole truth for those months brings all their rows again.
        """
        for sheet, row_no in arrival.mended_rows:
            self.con.execute(
                """update warehouse.quarantine set mended_by = ?
                   where load_id = ? and sheet = ? and row_no = ? and mended_by is null""",
                [load_id, arrival.amends, sheet, row_no],
            )
        if arrival.amends is None:
            self.con.execute(
                """update warehouse.quarantine q set mended_by = $load
                   where mended_by is null and load_id <> $load and exists (
                       select 1 from warehouse.load_log l join warehouse.load_sheet before using (load_id),
                            warehouse.load_sheet after
                       where l.load_id = q.load_id and before.source = q.source
                         and after.load_id = $load and after.source = q.source
                         and (l.file_name = $name
                                and (before.month_from is null or l.load_id in (select unnest($replaced::bigint[])))
                            or q.source in (select unnest($whole::varchar[]))
                                and after.month_from <= before.month_from and before.month_to <= after.month_to))""",
                {"load": load_id, "name": arrival.file_name, "replaced": list(replaced), "whole": list(whole)},
            )

    def prepare_table(self, source: Source) -> None:
        """The fact table as source.toml has it now: made, or widened by new columns."""
        columns = fact_columns(source)
        declared = ", ".join(f"{name} {kind}{' not null' if name == 'month' else ''}" for name, kind in columns.items())
        self.con.execute(f"create table if not exists {fact_table(source)} ({declared})")
        there = {
            name: kind.lower()
            for name, kind in self.rows(
                """select column_name, data_type from duckdb_columns()
                   where database_name = 'warehouse' and table_name = ?""",
                [f"fact_{source.id}"],
            )
        }
        for name, kind in columns.items():
            if name not in there:
                self.con.execute(f"alter table {fact_table(source)} add column {name} {kind}")
            elif there[name].replace(" ", "").replace(",", ", ") != kind.replace(" ", "").replace(",", ", "):
                raise SiteError(
                    f"来源 {source.id} 的列 {name} 类型由 {there[name]} 改为 {kind}:"
                    "已装载的数据不能改类型,请换一个列名。"
                )


def _make_database(path: Path, work: Path) -> None:
    """An empty database, whole or not there: half a one, left by a full disk, could never be opened."""
    fresh = work / "fresh.duckdb"
    with duckdb.connect(fresh) as con:
        con.execute("checkpoint")
    fresh.replace(path)


def _hold_lock(site: Site) -> IO[str]:
    site.path.mkdir(parents=True, exist_ok=True)
    handle = (site.path / ".lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise Busy("另一个命令正在写入这个目录,请等它结束后再试。") from None
    os.set_inheritable(handle.fileno(), False)
    return handle
