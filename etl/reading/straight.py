"""A large text file read by DuckDB itself, only where that is proved to give the same rows.

DuckDB drops blank lines, ends on a row with too many cells, trims the spaces around quotes and reads in parallel.
The proof is a count: as many rows as the file has lines means that each line became one row. Where cells hold line
breaks, lines are counted outside of quotes. Whatever is not proved goes the slow way, through Python.
"""

from __future__ import annotations

import mmap
import re
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import duckdb
import numpy as np
import numpy.typing as npt

from etl.reading.model import Relation

CHUNK = 1 << 20
LF, CR, SPACE, QUOTE = 10, 13, 32, 34
PROBED_ROWS = 20

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Lines:
    """What a file's bytes say about its lines."""

    count: int  # lines up to the last one that is not blank
    line_end: str  # as read_csv wants it
    is_plain: bool  # no lone carriage return, no space between a delimiter and a quote


def straight_relation(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    work: Path,
    delimiter: str,
    columns: int,
    first_row: int,
    width: int,
    known: dict[int, tuple[str, ...]],
) -> Relation | None:
    """The rows as a bare read_csv, or None where it is not proved; ``known`` are rows by their Excel number."""
    lines = survey(path, delimiter)
    if not lines.is_plain:
        return None
    skip = first_row - 1
    name = _plain_name(path, work)
    expected = lines.count - skip
    for padding in (False, True):
        scan = _read_csv(name, delimiter, lines.line_end, columns, skip, padding)
        counted = _count(con, scan)
        if counted is None:
            continue  # a row that does not fit: padding takes short rows
        if counted != expected:
            expected = _records(path) - skip
        if counted == expected and _agrees(con, scan, first_row, known):
            return Relation(f"(select {_select(columns, width)} from {scan})", f"rowid + {first_row}", counted)
        return None
    return None


def survey(path: Path, delimiter: str) -> Lines:
    """One look through all bytes, about 3 GB a second."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        stop = _content_end(content)
        line_feeds = returns = pairs = 0
        is_plain = True
        for start in range(0, stop, CHUNK):
            piece = np.frombuffer(content[max(0, start - 1) : min(start + CHUNK, stop)], np.uint8)
            new = piece[1:] if start else piece
            line_feeds += int(np.count_nonzero(new == LF))
            cr = np.flatnonzero(new == CR)
            returns += len(cr)
            if len(cr) or (start and piece[0] == CR):
                pairs += int(np.count_nonzero((piece[:-1] == CR) & (piece[1:] == LF)))
            spaced = _spaced_quotes(piece)
            if spaced and _trimmed(content, start, stop, delimiter):
                is_plain = False
                break
        last = 1 if content[stop - 1 : stop] != b"\n" else 0
        return Lines(line_feeds + last, r"\r\n" if pairs else r"\n", is_plain and returns == pairs)


def _content_end(content: mmap.mmap) -> int:
    """Where the last line that is not blank ends, its line end not counted."""
    stop = len(content)
    while stop and content[stop - 1] in (LF, CR):
        stop -= 1
    return stop


def _spaced_quotes(piece: Bytes) -> bool:
    quotes = piece == QUOTE
    spaces = piece == SPACE
    return bool(np.any(spaces[:-1] & quotes[1:]) or np.any(quotes[:-1] & spaces[1:]))


def _trimmed(content: mmap.mmap, start: int, stop: int, delimiter: str) -> bool:
    """Whether spaces stand between a quote and a delimiter or line end, where DuckDB drops them."""
    edge = rb"[\n\r" + re.escape(delimiter).encode() + rb"]"
    piece = content[max(0, start - 256) : min(start + CHUNK + 256, stop)]
    return re.search(rb"(?:^|" + edge + rb") +\"|\" +(?:$|" + edge + rb")", piece) is not None


def _records(path: Path) -> int:
    """Lines that end outside of quotes, up to the last one that is not blank."""
    records, within = 0, 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        stop = _content_end(content)
        for start in range(0, stop, CHUNK):
            piece = np.frombuffer(content[start : min(start + CHUNK, stop)], np.uint8)
            inside = (np.cumsum(piece == QUOTE, dtype=np.uint8) + np.uint8(within)) & 1
            records += int(np.count_nonzero((piece == LF) & (inside == 0)))
            within = int(inside[-1])
        return records + 1


def _read_csv(name: str, delimiter: str, line_end: str, columns: int, skip: int, padding: bool) -> str:
    types = ", ".join(f"'c{place}': 'varchar'" for place in range(columns))
    quoted = name.replace("'", "''")
    tab = r"\t" if delimiter == "\t" else delimiter
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
