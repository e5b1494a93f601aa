"""What a file becomes when it has been read: a book of sheets, each a table of text with true row numbers.

Nothing here judges the text; a file that cannot be read at all raises `Refused`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

HEAD_ROWS = 60  # a header further down has not been seen; title blocks of forms take about 10 rows


class Refused(Exception):
    """A whole file that cannot be taken.

    ``reason`` says what is wrong, ``advice`` what to do: one Chinese sentence each.
    """

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason}{advice}")
        self.reason = reason
        self.advice = advice


@dataclass(frozen=True)
class HeadRow:
    """One of the first rows of a sheet."""

    row_no: int  # as Excel shows it: the first row is 1, blank rows count
    cells: tuple[str, ...]  # "" for an empty cell; cells of a merged range all carry its text
    spans: tuple[tuple[int, int], ...] = ()  # first and last position of each range merged across columns


@dataclass(frozen=True)
class Relation:
    """The rows of a sheet for DuckDB: either a table with a ``row_no`` column, or a bare ``read_csv``.

    A ``read_csv`` is handed out only after it was proved that reading it neither fails nor loses a row, so a later
    ``create table … as select … from <sql>`` keeps every row in its place. Blank rows may be among the rows.
    """

    sql: str  # table expression with VARCHAR columns c0 … c<width>; NULL for an empty cell
    row_no: str  # "row_no" (a column of ``sql``) or "rowid + n", on a table made 1:1 and in order from ``sql``
    rows_hint: int | None = None  # how many rows there are, where known without reading them


class Sheet(Protocol):
    """One sheet of a workbook, or the only one of a text file."""

    name: str
    hidden: bool
    head: tuple[HeadRow, ...]

    def relation(self, con: duckdb.DuckDBPyConnection, first_row: int, width: int) -> Relation:
        """All rows from Excel row ``first_row`` on, as columns ``c0`` … ``c<width>``.

        ``c<width>`` is always there: what stands right of ``width``, joined by commas, NULL if nothing does.
        Raises `Refused` for what only shows further down the file (a quote that is never closed).
        A table made for it lies in the connection's current schema and is the caller's to drop.
        """
        ...


@dataclass(frozen=True)
class Book:
    """One file, read."""

    path: Path
    sheets: tuple[Sheet, ...]
    amends: str | None = None  # a returned workbook: SHA-256 of the file whose rows it brings back
