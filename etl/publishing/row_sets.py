"""The tables ``row_set`` and ``fact_column`` of a build: how its readers find the rows behind a number."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from etl.inserting import insert_rows
from etl.site import SiteError
from etl.sources.model import Source


def write_row_sets(con: duckdb.DuckDBPyConnection, sources: Iterable[Source]) -> None:
    """Fill both tables from the row sets and shown columns of the sources."""
    row_sets: list[list[object]] = []
    columns: list[list[object]] = []
    for source in sources:
        for position, (name, rows) in enumerate(source.rows.items()):
            row_sets.append(
                [
                    f"{source.id}.{name}",
                    source.id,
                    source.name,
                    rows.title,
                    rows.unit,
                    position,
                    rows.date,
                    rows.until,
                    rows.where or "true",
                    rows.aggregate,
                    rows.sum or rows.max or "1",
                ]
            )
        for position, (name, column) in enumerate(source.shown.items()):
            columns.append([source.id, name, column.title, column.type, position])
    insert_rows(con, "row_set", row_sets)
    insert_rows(con, "fact_column", columns)


def check_kpi_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Raises `SiteError` for a KPI that names rows which no source has."""
    found = con.execute(
        """
        with named as (
            select kpi, 'numerator_rows' as key, numerator_rows as row_set from kpi
            union all
            select kpi, 'denominator_rows', denominator_rows from kpi
        )
        select kpi, key, row_set from named
        where row_set is not null and row_set not in (select row_set from row_set)
        order by kpi, key limit 1"""
    ).fetchone()
    if found:
        kpi, key, row_set = found
        raise SiteError(f"指标 {kpi} 的 {key} 写的是 {row_set},但没有来源的 source.toml 有这一组明细(rows)。")


def name_denominator_units(con: duckdb.DuckDBPyConnection) -> None:
    """Give each KPI the unit of the rows that it is divided by; raises `SiteError` where its file says another."""
    found = con.execute(
        """
        select k.kpi, k.denominator_unit, r.row_set, r.unit
        from kpi k join row_set r on r.row_set = k.denominator_rows
        where k.denominator_unit <> r.unit
        order by k.kpi limit 1"""
    ).fetchone()
    if found:
        kpi, said, row_set, unit = found
        raise SiteError(f"指标 {kpi} 的 denominator_unit 写的是“{said}”,而它的分母明细 {row_set} 的单位是“{unit}”。")
    con.execute(
        """
        update kpi set denominator_unit = (select unit from row_set where row_set.row_set = kpi.denominator_rows)
        where denominator_rows is not null"""
    )
