"""Sheets made of rows written in a test, for the stages that only look at a sheet's head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from etl.reading.model import HEAD_ROWS, HeadRow, Relation
from etl.sources.model import Source, discover

SOURCES = Path(__file__).parents[3] / "etl" / "sources"
SITE_SOURCES = Path(__file__).parent / "site_sources"


@dataclass(frozen=True)
class WrittenSheet:
    """A sheet whose head is written out; it has no body to read."""

    head: tuple[HeadRow, ...]
    name: str = "Sheet1"
    hidden: bool = False

    def relation(self, con: duckdb.DuckDBPyConnection, first_row: int, width: int) -> Relation:
        raise AssertionError("matching must not read the body of a sheet")


def sheet(*rows: str | Sequence[str], name: str = "Sheet1", first_row: int = 1) -> WrittenSheet:
    """Rows as lists of cells, or as one text with ``|`` between the cells; blank rows count but are not in the head."""
    cells = [row.split("|") if isinstance(row, str) else list(row) for row in rows]
    head = [HeadRow(number, tuple(row)) for number, row in enumerate(cells, first_row) if any(row)]
    return WrittenSheet(tuple(head[:HEAD_ROWS]), name)


def built_in(*ids: str) -> list[Source]:
    """The sources that ship, or those named."""
    return [source for source in _shipped() if not ids or source.id in ids]


@cache
def _shipped() -> tuple[Source, ...]:
    return tuple(discover((SOURCES,)))
