"""A large text file read by DuckDB itself, only where that is proved to give the same rows.

DuckDB drops blank lines, ends on a row with too many cells, trims the spaces around quotes and reads in parallel.
The proof is a count: as many rows as the file has lines means that each line became one row. Where cells hold line
breaks, lines are counted outside of quotes. Whatever is not proved goes the slow way, through Python.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import duckdb

from etl.reading.lines import Lines, records_outside_quotes, survey
from etl.reading.model import Relation

PROBED_ROWS = 20


@dataclass(frozen=True)
class Layout:
    """What is known of a text file from its first rows."""

    path: Path  # UTF-8
    delimiter: str
    columns: int
    known: dict[int, tuple[str, ...]]  # rows by their Excel number


def straight_relation(
    con: duckdb.DuckDBPyConnection, layout: Layout, work: Path, first_row: int, width: int
) -> Relation | None:
    """The rows as a bare read_csv, or None where it is not proved; ``work`` takes a link if the name is a pattern."""
    lines = survey(layout.path, layout.delimiter)
    if not lines.is_plain:
        return None
    name = _plain_name(layout.path, work)
    for padding in (False, True):
        scan = _read_csv(name, layout, lines.line_end, first_row - 1, padding)
        rows = _count(con, scan)
        if rows is None:
            continue  # some row does not fit: padding takes short ones
        if _is_complete(rows, lines, layout, first_row) and _agrees(con, scan, first_row, layout.known):
            return Relation(f"(select {_select(layout.columns, width)} from {scan})", f"rowid + {first_row}", rows)
        return None
    return None


def _is_complete(rows: int, lines: Lines, layout: Layout, first_row: int) -> bool:
    """Whether that many rows are all rows from ``first_row`` on, each in its place."""
    if rows == lines.count - (first_row - 1):
        return True
    records = records_outside_quotes(layout.path, layout.delimiter)
    return records is not None and rows == records - (first_row - 1)


def _read_csv(name: str, layout: Layout, line_end: str, skip: int, padding: bool) -> str:
    types = ", ".join(f"'c{place}': 'varchar'" for place in range(layout.columns))
    quoted = name.replace("'", "''")
    tab = r"\t" if layout.delimiter == "\t" else layout.delimiter
    return (
        f"read_csv('{quoted}', auto_detect=false, header=false, columns={{{types}}}, skip={skip}, delim='{tab}', "
        f"quote='\"', escape='\"', new_line='{line_end}', null_padding={str(padding).lower()}, "
        "compression='none', hive_partitioning=false)"
    )


def _count(con: duckdb.DuckDBPyConnection, scan: str) -> int | None:
    """Rows that DuckDB reads, None if it cannot read them all."""
    with con.cursor() as own:  # an error must not end a transaction of the caller's
        try:
            (rows,) = own.execute(f"select count(*) from {scan}").fetchone() or (0,)
        except duckdb.Error:
            return None
    return int(rows)


def _agrees(con: duckdb.DuckDBPyConnection, scan: str, first_row: int, known: dict[int, tuple[str, ...]]) -> bool:
    """Whether DuckDB's first rows are the ones that Python has seen under these numbers."""
    for row_no, row in enumerate(con.execute(f"select * from {scan} limit {PROBED_ROWS}").fetchall(), first_row):
        cells = known.get(row_no)
        if cells is not None and [text or "" for text in row] != [*cells, *[""] * (len(row) - len(cells))]:
            return False
    return True


def _select(columns: int, width: int) -> str:
    within = [f"c{place}" if place < columns else f"null::varchar as c{place}" for place in range(width)]
    beyond = ", ".join(f"c{place}" for place in range(width, columns))
    last = f"nullif(concat_ws(',', {beyond}), '')" if beyond else "null::varchar"
    return ", ".join([*within, f"{last} as c{width}"])


def _plain_name(path: Path, work: Path) -> str:
    """A name that DuckDB does not take for a pattern."""
    full = path.resolve()
    if not re.search(r"[*?\[\]{}]", str(full)):
        return str(full)
    work.mkdir(parents=True, exist_ok=True)
    link = work.resolve() / f"{uuid4().hex}.csv"
    link.symlink_to(full)
    return str(link)
