"""Marts and KPI expressions say only what DuckDB and Spark answer alike, and the header lines tell the truth."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from sqlglot.errors import OptimizeError

from etl.kpi.catalogue import Kpi, read_catalogue
from tests.etl.marts.facts import MARTS, ROOT, SOURCES, columns, database
from tests.etl.portable_sql import header, lint, lint_types, tables_read

KPIS = read_catalogue(ROOT / "data" / "kpis")

INSIDE = [
    "select cast(date_trunc('month', d) as date) as m, sum(x) / nullif(sum(y), 0) as r, count(*) as n from t group by cast(date_trunc('month', d) as date)",  # noqa: E501
    "select year(d) * 12 + month(d) as month_no from t",
    "select extract(year from d) as y from t",
    "select date_diff('day', a, b) / 7.0 as weeks from t",
    "select count(distinct a) as n from t",
    "select a, row_number() over (partition by a order by b, c) as n from t",
    "with u as (select a + 1 as b from t) select b, count(*) as n from u group by b order by b nulls last",
    "select t.a as a, count(*) as n from t group by t.a",
]

OUTSIDE = [
    ("star", "select * from t"),
    ("star", "select t.* from t"),
    ("star", "select * exclude (a) from t"),
    ("star", "select columns('x') from t"),
    ("date_trunc without cast to date", "select date_trunc('month', d) as m from t"),
    ("date_trunc without cast to date", "select cast(date_trunc('month', d) as timestamp) as m from t"),
    ("division without nullif", "select a / b as r from t"),
    ("division without nullif", "select a / nullif(b, 1) as r from t"),
    ("division without nullif", "select a / 0 as r from t"),
    ("integer division", "select a // 7 as w from t"),
    ("date_diff other than day", "select date_diff('month', a, b) as n from t"),
    ("date_diff other than day", "select date_diff('week', a, b) as n from t"),
    ("extract other than year, month, day, hour", "select extract(dow from a) as d from t"),
    ("function not measured: date_part", "select date_part('isodow', a) as d from t"),
    ("function not measured: day_of_week", "select dayofweek(a) as d from t"),
    ("try_cast", "select try_cast(a as int) as n from t"),
    ("arg_max", "select arg_max(a, b) as x from t"),
    ("arg_min", "select min_by(a, b) as x from t"),
    ("median", "select median(a) as x from t"),
    ("percentile", "select quantile_cont(a, 0.9) as x from t"),
    ("percentile", "select percentile_cont(0.9) within group (order by p) as x from t"),
    ("percentile", "select percentile_disc(0.9) within group (order by p) as x from t"),
    ("mode", "select mode(a) as x from t"),
    ("union by name", "select 1 as a union all by name select 2 as a"),
    ("asof join", "select x from t asof join h on t.a = h.a and t.b >= h.b"),
    ("pivot or unpivot", "select a from (pivot t on k using sum(p) group by s)"),
    ("pivot or unpivot", "select a from (unpivot t on x, y into name k value v)"),
    ("group by position", "select a, count(*) as n from t group by 1"),
    ("group by an alias", "select a + 1 as b, count(*) as n from t group by b"),
    ("group by an alias", "select cast(date_trunc('month', d) as date) as month, count(*) as n from t group by month"),
    ("group by all", "select a, count(*) as n from t group by all"),
    ("rollup, cube or grouping sets", "select a, count(*) as n from t group by rollup (a)"),
    ("order by inside", "with u as (select a from t order by a nulls last) select a from u"),
    ("order by without nulls last", "select a from t order by a"),
    ("order by without nulls last", "select a, b from t order by a nulls last, b desc"),
    ("row_number without a tie-break", "select row_number() over (order by a) as n from t"),
    ("row_number without a tie-break", "select row_number() over () as n from t"),
    ("limit", "select a from t limit 3"),
    ("qualify", "select a from t qualify row_number() over (order by a, b) = 1"),
    ("distinct on", "select distinct on (a) a, b from t"),
    ("sample", "select a from t using sample 10"),
    ("list or struct access", "select a[1] as x from t"),
    ("ilike", "select a from t where a ilike 'x'"),
    ("cast to int128", "select cast(a as hugeint) as x from t"),
    ("function not measured: avg", "select avg(a) as x from t"),
    ("function not measured: my_macro", "select my_macro(a) as x from t"),
    ("function not measured: read_parquet", "select a from read_parquet('x')"),
    ("upper case", "SELECT a from t"),
    ("not one select statement", "select a from t; select b from t"),
    ("not one select statement", "create table x as select a from t"),
    ("not one select statement", "drop table t"),
]


@pytest.mark.parametrize("sql", INSIDE)
def test_what_is_measured_alike_is_allowed(sql: str) -> None:
    assert lint(sql) == []


@pytest.mark.parametrize(("finding", "sql"), OUTSIDE)
def test_what_differs_between_engines_is_found(finding: str, sql: str) -> None:
    assert finding in lint(sql)


TABLE = {"t": {"a": "date", "b": "date", "c": "varchar", "n": "bigint", "d": "timestamp"}}


@pytest.mark.parametrize(
    ("finding", "sql"),
    [
        ("date arithmetic", "select a - b as days from t"),
        ("date arithmetic", "select a + 7 as week_later from t"),
        ("date arithmetic", "with u as (select cast(d as date) as x, b from t) select x - b as days from u"),
        ("comparison of text with a number", "select n from t where c = 1"),
        ("comparison of text with a number", "select n from t where c < n"),
    ],
)
def test_what_differs_by_type_is_found(finding: str, sql: str) -> None:
    assert finding in lint_types(sql, TABLE)


def test_measured_types_are_allowed() -> None:
    assert lint_types("select n + 1 as m, date_diff('day', a, b) as days from t where c = '1' and a < b", TABLE) == []


def test_an_unknown_column_is_an_error() -> None:
    with pytest.raises(OptimizeError):
        lint_types("select x from t", TABLE)


def test_text_and_comments_are_not_upper_case() -> None:
    assert lint("select 'A' as a -- KPI\nfrom t") == []


@pytest.mark.parametrize("path", MARTS, ids=lambda path: path.stem)
class TestMart:
    def test_is_portable(self, path: Path) -> None:
        assert lint(path.read_text(encoding="utf-8")) == []

    def test_is_portable_by_its_types(self, path: Path) -> None:
        assert lint_types(path.read_text(encoding="utf-8"), {s.id: columns(s) for s in SOURCES.values()}) == []

    def test_header_names_the_tables_that_are_read(self, path: Path) -> None:
        sql = path.read_text(encoding="utf-8")
        _, reads = header(sql)
        assert reads == tables_read(sql)
        assert reads <= SOURCES.keys()

    def test_spark_can_say_all_of_it(self, path: Path) -> None:
        sql = path.read_text(encoding="utf-8")
        spark = sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
        assert len(spark) == 1

    def test_has_the_columns_that_every_mart_has(self, path: Path) -> None:
        con = database()
        con.execute(f"create table mart as {path.read_text(encoding='utf-8')}")
        kinds = dict(
            con.execute("select column_name, data_type from duckdb_columns() where table_name = 'mart'").fetchall()
        )
        assert kinds["part"] == kinds["month"] == "DATE"
        assert kinds["area_code"] == "VARCHAR"
        assert "demo_rows" in kinds


@pytest.mark.parametrize(
    "sql", ["select a from t", "-- purpose: x\nselect a from t", "-- purpose:\n-- reads: t\nselect a from t"]
)
def test_a_mart_without_its_header_lines_is_found(sql: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        header(sql)


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
class TestKpiExpressions:
    def test_are_portable(self, kpi: Kpi) -> None:
        assert lint(_as_query(kpi)) == []

    def test_name_only_columns_of_their_mart(self, kpi: Kpi) -> None:
        con = database()
        for path in MARTS:
            con.execute(f"create table {path.stem} as {path.read_text(encoding='utf-8')}")
        con.execute(_as_query(kpi))
        columns = {
            name
            for (name,) in con.execute(
                "select column_name from duckdb_columns() where table_name = ?", [kpi.mart]
            ).fetchall()
        }
        assert set(kpi.splits) <= columns - {"part", "month", "area_code", "demo_rows"}


def _as_query(kpi: Kpi) -> str:
    denominator = f", {kpi.denominator} as denominator" if kpi.denominator else ""
    where = f" where {kpi.where}" if kpi.where else ""
    return f"select {kpi.numerator} as numerator{denominator} from {kpi.mart}{where}"
