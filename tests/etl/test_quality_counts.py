"""Persons in two streets and month-end rows, counted by the queries of publishing over a few rows by hand."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from etl.publishing.quality import quality_queries
from tests.etl.marts.facts import SOURCES, columns

NOBODY = "430103999"
ROWS = [  # person, street, employed on
    ("a", "430103002", date(2023, 1, 31)),
    ("a", "430103003", date(2023, 3, 1)),  # two streets in a year
    ("b", "430103002", date(2022, 12, 29)),
    ("b", "430103003", date(2023, 1, 29)),  # two streets, but another year
    ("c", "430103002", date(2023, 2, 28)),
    ("c", NOBODY, date(2023, 2, 26)),  # a street that is not known is no second one
    ("d", "430103002", date(2023, 2, 3)),
    ("d", "430103003", date(2023, 3, 2)),
    ("d", "430103002", date(2023, 11, 6)),  # back again: two streets from March on all the same
    (None, "430103002", date(2023, 2, 25)),
    (None, "430103003", date(2023, 2, 1)),  # rows without a person are not one person
]


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("attach ':memory:' as warehouse")
    kinds = ", ".join(f"{name} {kind}" for name, kind in columns(SOURCES["hiring"]).items())
    con.execute(f"create table warehouse.fact_hiring ({kinds})")
    sql = """insert into warehouse.fact_hiring by name
             select 7 as load_id, ? as person_hash, ? as area_code, ? as employed_on, ? as month"""
    for person, street, day in ROWS:
        con.execute(sql, [person, street, day, day.replace(day=1)])
    return con


@pytest.fixture
def counted(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    queries = quality_queries([SOURCES["hiring"]], NOBODY)
    return {table: sorted(con.execute(sql).fetchall()) for table, sql in queries.items()}


def test_a_person_in_two_streets_of_a_year_counts_once(counted: dict[str, list[tuple[object, ...]]]) -> None:
    """From the month on in which the second street comes: a page of June knows of it, whatever comes in November."""
    assert counted["same_person"] == [("hiring", date(2023, 3, 1), 2)]


def test_rows_of_the_last_three_days(counted: dict[str, list[tuple[object, ...]]]) -> None:
    assert counted["month_end"] == [
        ("hiring", "就业日期", date(2022, 12, 1), 1, 1),
        ("hiring", "就业日期", date(2023, 1, 1), 2, 2),
        ("hiring", "就业日期", date(2023, 2, 1), 5, 2),
        ("hiring", "就业日期", date(2023, 3, 1), 2, 0),
        ("hiring", "就业日期", date(2023, 11, 1), 1, 0),
    ]


def test_no_hash_leaves_the_warehouse(con: duckdb.DuckDBPyConnection) -> None:
    for sql in quality_queries([SOURCES["hiring"]], NOBODY).values():
        names = [column[0] for column in con.execute(sql).description or ()]
        assert "person_hash" not in names
