"""A large text file read by DuckDB itself, only where that is proved to give the same rows.

DuckDB drops blank lines, ends on a row with too many cells, trims the spaces around quotes and reads in parallel.
The proof is a count: as many rows as the file has lines means that each line became one row. Where cells hold line
breaks, lines are counted outside of quotes. Whatever is not proved goes the slow way, through Python.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import duckdb
import numpy as np
import numpy.typing as npt

from etl.reading.model import Relation

CHUNK = 1 << 18
LF, CR, SPACE, QUOTE = 10, 13, 32, 34
PROBED_ROWS = 20
MARGIN = 256  # bytes looked at on both sides of a piece

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


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
            records = _records(path, delimiter)
            expected = -1 if records is None else records - skip
        if counted == expected and _agrees(con, scan, first_row, known):
            return Relation(f"(select {_select(columns, width)} from {scan})", f"rowid + {first_row}", counted)
        return None
    return None


def survey(path: Path, delimiter: str) -> Lines:
    """One look through all bytes, about 3 GB a second."""
    content = _bytes_of(path)
    stop = _content_end(content)
    mask = np.empty(CHUNK + 1, np.bool_)  # one for all steps: fresh ones cost more than the looking
    other = np.empty(CHUNK + 1, np.bool_)
    line_feeds = returns = pairs = 0
    for start in range(0, stop, CHUNK):
        piece = content[max(0, start - 1) : min(start + CHUNK, stop)]  # and the byte before, for pairs
        before = 1 if start else 0
        line_feeds += _count_of(piece[before:], LF, mask)
        if _count_of(piece, CR, mask):
            returns += _count_of(piece[before:], CR, mask)
            pairs += _count_of_pairs(piece, CR, LF, mask, other)
        spaced = _count_of_pairs(piece, SPACE, QUOTE, mask, other) or _count_of_pairs(piece, QUOTE, SPACE, mask, other)
        if spaced and _trimmed(content, start, stop, delimiter):
            return Lines(0, "", is_plain=False)
    last = 1 if stop and content[stop - 1] != LF else 0
    return Lines(line_feeds + last, r"\r\n" if pairs else r"\n", is_plain=returns == pairs)


def _bytes_of(path: Path) -> Bytes:
    return np.memmap(path, np.uint8, mode="r")


def _content_end(content: Bytes) -> int:
    """Where the last line that is not blank ends, its line end not counted."""
    stop = len(content)
    while stop and content[stop - 1] in (LF, CR):
        stop -= 1
    return stop


def _count_of(piece: Bytes, byte: int, mask: Mask) -> int:
    return int(np.count_nonzero(np.equal(piece, byte, out=mask[: len(piece)])))


def _count_of_pairs(piece: Bytes, first: int, second: int, mask: Mask, other: Mask) -> int:
    pairs = len(piece) - 1
    ones = np.equal(piece[:-1], first, out=mask[:pairs])
    twos = np.equal(piece[1:], second, out=other[:pairs])
    return int(np.count_nonzero(np.logical_and(ones, twos, out=ones)))


def _trimmed(content: Bytes, start: int, stop: int, delimiter: str) -> bool:
    """Whether spaces stand between a quote and a delimiter or line end, where DuckDB drops them."""
    edge = rb"[\n\r" + re.escape(delimiter).encode() + rb"]"
    piece = content[max(0, start - MARGIN) : min(start + CHUNK + MARGIN, stop)].tobytes()
    return re.search(rb"(?:^|" + edge + rb") +\"|\" +(?:$|" + edge + rb")", piece) is not None


def _records(path: Path, delimiter: str) -> int | None:
    """Lines that end outside of quotes, up to the last one that is not blank; None where a quote stands alone."""
    content = _bytes_of(path)
    stop = _content_end(content)
    records, within = 1, False
    for start in range(0, stop, CHUNK):
        end = min(start + CHUNK, stop)
        places = np.flatnonzero(content[start:end] == QUOTE) + start
        opening, closing = (places[1::2], places[::2]) if within else (places[::2], places[1::2])
        if not (_at_edge(content, opening - 1, delimiter) and _at_edge(content, closing + 1, delimiter)):
            return None
        ends = np.flatnonzero(content[start:end] == LF) + start
        before = np.searchsorted(places, ends) + within  # quotes before each line end
        records += int(np.count_nonzero(before % 2 == 0))
        within = bool((len(places) + within) % 2)
    return records


def _at_edge(content: Bytes, places: Places, delimiter: str) -> bool:
    """Whether all these places lie outside the text or hold a delimiter, a line end or a (doubled) quote."""
    start = 3 if content[:3].tobytes() == codecs.BOM_UTF8 else 0
    beside = content[places[(places >= start) & (places < len(content))]]
    return bool(np.all(np.isin(beside, np.frombuffer(f'{delimiter}\r\n"'.encode(), np.uint8))))


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
