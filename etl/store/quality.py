"""What a build tells of its data themselves: who filed what and when, what came back and why, what looks odd."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from etl.store.build import Build

NEIGHBOURS = 3  # months on each side that a month is held against; more than as many of them have files of their own
THIN = 0.9  # of the rows of its neighbours: cases that take weeks are told again in later files by three quarters


@dataclass(frozen=True)
class Source:
    """One line of table ``source``."""

    source: str
    source_name: str
    is_monthly: bool  # a file is due for every month


@dataclass(frozen=True)
class Ledger:
    """One source, whether or not it has ever been filed, and the months that it has been filed for, ascending."""

    name: str
    is_monthly: bool
    months: tuple[date, ...]


@dataclass(frozen=True)
class Filing:
    """What stands of a source for one month."""

    source: str
    month: date
    rows: int
    unassigned: int  # of unknown street
    filed_at: datetime  # the first of the files that stand
    files: int


@dataclass(frozen=True)
class ThinMonth:
    """A month of which only later files have brought rows: most likely its own file never came."""

    source: str
    source_name: str
    month: date
    rows: int
    usual_rows: int  # of the months around it


@dataclass(frozen=True)
class Finding:
    """Rows of one file that a rule has stopped (quarantine) or questioned (warning), still open."""

    source_name: str
    kind: str
    file_name: str
    loaded_at: datetime
    returned_file: str | None  # the 退回单
    month: date | None
    rule: str
    column_title: str | None
    advice: str | None
    rows: int


@dataclass(frozen=True)
class MonthEnd:
    """How many of a month's rows are dated in its last three days."""

    source_name: str
    column_title: str
    month: date
    rows: int
    last_days_rows: int


def ledgers(build: Build) -> list[Source]:
    """The ledgers that have ever been filed, in the order of the sources."""
    sql = """
        select source, source_name, is_monthly from source
        where kind = 'ledger' and source in (select source from filing) order by position"""
    return [Source(**row) for row in build.records(sql)]


def ledger_of(build: Build, source: str) -> Ledger:
    """A source of the catalogue by its id; raises LookupError for an id that the build does not know."""
    known = build.records("select source_name, is_monthly from source where source = $source", {"source": source})
    if not known:
        raise LookupError(f"the build has no source {source!r}")
    filed = build.records("select distinct month from filing where source = $source order by month", {"source": source})
    return Ledger(known[0]["source_name"], known[0]["is_monthly"], tuple(row["month"] for row in filed))


def filings(build: Build, since: date, until: date) -> dict[tuple[str, date], Filing]:
    """By source and month, from one month to another, both included."""
    sql = """
        select f.source, f.month, cast(sum(f.rows) as bigint) as rows, cast(sum(f.unassigned) as bigint) as unassigned,
               min(l.loaded_at) as filed_at, count(distinct f.load_id) as files
        from filing f join load_log l on l.load_id = f.load_id and l.source = f.source
        where f.month between $since and $until
        group by f.source, f.month"""
    rows = build.records(sql, {"since": since, "until": until})
    return {(row["source"], row["month"]): Filing(**row) for row in rows}


def spans(build: Build) -> dict[str, tuple[date, date]]:
    """The first and the last month that each source was filed for.

    A month with less than a tenth of the rows of the fullest is no first one: a first file brings a few rows of earlier
    dates along, and nobody is late with the months between them.
    """
    sql = """
        with by_month as (select source, month, sum(rows) as rows from filing group by source, month),
        fullest as (select source, max(rows) as rows from by_month group by source)
        select m.source, min(case when m.rows * 10 >= f.rows then m.month end) as first, max(m.month) as last
        from by_month m join fullest f on f.source = m.source group by m.source"""
    return {row["source"]: (row["first"], row["last"]) for row in build.records(sql)}


def thin_months(build: Build) -> list[ThinMonth]:
    """Months of a ledger filed month by month that came without a file of their own, and with fewer rows than others.

    A file brings rows of earlier months too: who registered in April and found work in May stands in May's. A month
    whose own file was forgotten has such rows alone, and looks filed. A file is a month's own where that is its last;
    months that came together with a later one in one file have as many rows as their neighbours.
    """
    sql = f"""
        with own as (
            select distinct source, month_to as month from load_log where amends is null and month_to is not null
        ),
        stands as (select source, month, cast(sum(rows) as bigint) as rows from filing group by all),
        beside as (
            select s.source, s.month, s.rows, cast(round(median(n.rows)) as bigint) as usual_rows, count(*) as own_files
            from stands s
            join own o on o.source = s.source and o.month <> s.month
                and o.month between s.month - interval {NEIGHBOURS} month and s.month + interval {NEIGHBOURS} month
            join stands n on n.source = o.source and n.month = o.month
            group by all
        )
        select b.source, s.source_name, b.month, b.rows, b.usual_rows
        from beside b join source s using (source)
        where s.is_monthly and b.own_files > {NEIGHBOURS} and b.rows < {THIN} * b.usual_rows
          and not exists (select 1 from own o where o.source = b.source and o.month = b.month)
        order by s.position, b.month"""
    return [ThinMonth(**row) for row in build.records(sql)]


def findings(build: Build, until: date) -> list[Finding]:
    """What is open in files up to a month, returned rows first, the most frequent first."""
    sql = """
        select l.source_name, q.kind, l.file_name, l.loaded_at, l.returned_file, q.month, q.rule, q.column_title,
               q.advice, q.rows
        from quality q join load_log l on l.load_id = q.load_id and l.source = q.source
        where q.kind in ('quarantine', 'warning') and (q.month is null or q.month <= $until)
        order by q.kind, l.loaded_at desc, l.file_name, q.rows desc, q.rule, q.column_title"""
    return [Finding(**row) for row in build.records(sql, {"until": until})]


def same_persons(build: Build, since: date, until: date) -> list[tuple[str, date, int]]:
    """Ledger, month and how many persons it has under two streets within the year, where there are any."""
    sql = """
        select s.source_name, p.month, p.persons from same_person p join source s on s.source = p.source
        where p.month between $since and $until order by s.position, p.month"""
    rows = build.records(sql, {"since": since, "until": until})
    return [(row["source_name"], row["month"], row["persons"]) for row in rows]


def month_ends(build: Build, since: date, until: date) -> list[MonthEnd]:
    """By ledger, date and month, from one month to another, both included."""
    sql = """
        select s.source_name, m.column_title, m.month, m.rows, m.last_days_rows
        from month_end m join source s on s.source = m.source
        where m.month between $since and $until order by s.position, m.column_title, m.month"""
    return [MonthEnd(**row) for row in build.records(sql, {"since": since, "until": until})]
