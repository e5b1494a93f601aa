"""What the reading tests share: a sheet's rows as a clerk would number them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from etl.reading.model import Book, Sheet
from etl.reading.opening import open_file

Rows = list[tuple[int, list[str]]]  # Excel row number, cells


@pytest.fixture(scope="session")
def rows_of() -> Iterator[Callable[..., Rows]]:
    """The rows of a sheet the way the checks take them: a table 1:1 from the relation, then its row_no."""

    def read(sheet: Sheet, first_row: int = 1, width: int | None = None) -> Rows:
        if width is None:
            width = max(len(row.cells) for row in sheet.head)
        relation = sheet.relation(con, first_row, width)
        con.execute(f"create or replace table t as select * from {relation.sql}")
        columns = ", ".join(f"coalesce(c{place}, '')" for place in range(width + 1))
        rows = con.execute(f"select {relation.row_no}, {columns} from t order by 1").fetchall()
        assert relation.rows_hint == len(rows)
        return [(row[0], list(row[1:])) for row in rows]

    with duckdb.connect() as con:
        yield read


@pytest.fixture
def book_of(tmp_path: Path) -> Callable[[str, bytes], Book]:
    """A file of these bytes, opened."""

    def opened(name: str, content: bytes) -> Book:
        path = tmp_path / name
        path.write_bytes(content)
        return open_file(path, tmp_path / "work")

    return opened
