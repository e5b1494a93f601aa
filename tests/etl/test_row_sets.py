"""Every KPI's rows against its mart, over random facts: the same condition said twice must count the same rows."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from etl.inserting import insert_rows
from etl.kpi.catalogue import Kpi, read_catalogue
from etl.kpi.compile import base_sql
from etl.publishing.row_sets import name_denominator_units
from etl.site import Site, SiteError
from tests.etl.marts.facts import MARTS, SOURCES, columns

ROOT = Path(__file__).parents[2]
SITE = Site(ROOT / "data")
KPIS = [kpi for kpi in read_catalogue(SITE.kpis) if kpi.numerator_rows]
ROWS = 400
STREETS = ("430103002", "430103003", "430103999")


def cell(chance: random.Random, source: str, name: str, kind: str) -> object:
    """A value of a column's type, or nothing: words of its list where it has one."""
    column = SOURCES[source].columns.get(name)
    if name == "area_code":
        return chance.choice(STREETS)
    if column is not None and name != SOURCES[source].month and not column.required and chance.random() < 0.2:
        return None
    if column is not None and column.list:
        return chance.choice([entry.name for entry in SITE.reference(column.list)])
    day = date(2023, 1, 1) + timedelta(days=chance.randrange(150))
    return {
        "date": day.replace(day=1) if column is None or column.type == "month" else day,
        "timestamp": day,
        "boolean": chance.random() < 0.5,
        "varchar": "甲",
    }.get(kind, chance.randrange(100))


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    chance = random.Random(20230630)
    con = duckdb.connect()
    for name, source in SOURCES.items():
        kinds = columns(source)
        con.execute(f"create table {name} ({', '.join(f'{column} {kind}' for column, kind in kinds.items())})")
        rows = [[cell(chance, name, column, kind) for column, kind in kinds.items()] for _ in range(ROWS)]
        insert_rows(con, name, rows)
        con.execute(f"update {name} set month = cast(date_trunc('month', {source.month}) as date)")
    for mart in MARTS:
        con.execute(f"create table {mart.stem} as {mart.read_text(encoding='utf-8')}")
    return con


@pytest.mark.parametrize("kpi", KPIS, ids=[kpi.id for kpi in KPIS])
def test_rows_and_mart_count_the_same(con: duckdb.DuckDBPyConnection, kpi: Kpi) -> None:
    counted = con.execute(base_sql(kpi), {"district": "430103"}).fetchall()
    assert counted
    for place, name in ((2, kpi.numerator_rows), (3, kpi.denominator_rows)):
        if name is None:
            continue
        source, _, row_set = name.partition(".")
        rows = SOURCES[source].rows[row_set]
        sql = f"""
            with counted as (
                select area_code, cast(date_trunc('month', {rows.date}) as date) as month,
                       {rows.sum or rows.max or 1} as n
                from {source} where ({rows.where or "true"}) and {rows.date} is not null
            )
            select case when grouping(area_code) = 1 then '430103' else area_code end, month,
                   cast({rows.aggregate}(n) as decimal(38, 6))
            from counted group by grouping sets ((area_code, month), (month))"""
        added = {(area, month): value for area, month, value in con.execute(sql).fetchall()}
        for row in counted:
            assert (added.get((row[0], row[1])) or 0) == (row[place] or 0), (name, row[0], row[1])


@pytest.mark.parametrize(
    ("row_set", "counted"),
    [
        ("unpaid", "sum(projects_due) - sum(projects_paid)"),
        ("without_account", "sum(projects_told) - sum(projects_with_account)"),
    ],
)
def test_projects_behind_with_their_deposit_are_those_that_the_mart_counts(
    con: duckdb.DuckDBPyConnection, row_set: str, counted: str
) -> None:
    where = SOURCES["wage_deposits"].rows[row_set].where
    behind = con.execute(f"select count(*) from wage_deposits where {where}").fetchone()
    assert behind == con.execute(f"select {counted} from wage_deposit_month").fetchone()
    assert behind != (0,)


def test_what_a_kpi_is_divided_by_has_the_unit_of_its_rows_or_says_it_itself() -> None:
    con = duckdb.connect()
    con.execute("create table kpi (kpi varchar, denominator_rows varchar, denominator_unit varchar)")
    con.execute("create table row_set (row_set varchar, unit varchar)")
    con.execute("insert into row_set values ('wage_deposits.due', '元'), ('hotline.rated', '件')")
    con.execute(
        """insert into kpi values ('paid', 'wage_deposits.due', null), ('satisfied', 'hotline.rated', '件'),
        ('reached', null, '人'), ('jobs', null, null)"""
    )
    name_denominator_units(con)
    told = dict(con.execute("select kpi, denominator_unit from kpi").fetchall())
    assert told == {"paid": "元", "satisfied": "件", "reached": "人", "jobs": None}
    con.execute("update kpi set denominator_unit = '人' where kpi = 'satisfied'")
    with pytest.raises(SiteError, match="单位是“件”"):
        name_denominator_units(con)


def test_every_rate_of_the_catalogue_is_divided_by_something_with_a_unit() -> None:
    rates = [kpi for kpi in read_catalogue(SITE.kpis) if kpi.denominator]
    assert rates
    assert not [kpi.id for kpi in rates if not (kpi.denominator_unit or kpi.denominator_rows)]
