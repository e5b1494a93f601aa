"""KPI files become SQL over their marts, and the build's tables of KPIs and their figures are filled.

`measure_build` is what publishing calls. Each KPI costs one aggregation over its mart and one for each of its splits;
everything after that is exact arithmetic on a few thousand numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

import duckdb

from etl.kpi.catalogue import Kpi, read_catalogue
from etl.kpi.history import History
from etl.kpi.ledger import Areas, BaseRow, ledger_series
from etl.kpi.measure import Measured, measure
from etl.kpi.published import Figure, published_series
from etl.kpi.tables import write_histories, write_kpis, write_paces, write_records, write_targets, write_values
from etl.kpi.targets import Target, TargetBook, read_targets
from etl.kpi.window import first_day, month_no, place
from etl.kpi.year_pace import YearPace, year_paces
from etl.site import Site, SiteError

PUBLISHED_MART = "public_month"  # holds figures of all areas; an area without a row there is silent, never zero
NO_MEMBER = "未填写"  # a split's name for rows that do not say

_AREA = "case when grouping(area_code) = 1 then $district else area_code end"
_NOT_TWICE = "grouping(area_code) = 1 or area_code <> $district"  # rows of no street are in the district's total alone


def measure_build(con: duckdb.DuckDBPyConnection, site: Site) -> None:
    """Measure every KPI of the site and fill its tables: theme, kpi, kpi_revision, target, and those of the figures.

    ``con`` is a marts database with its marts, ``area`` and ``meta``; what these tables held before is deleted.
    Raises `SiteError` where a KPI file or a target file is wrong.
    """
    kpis = read_catalogue(site.kpis)
    district = site.district
    book = read_targets(site.targets, kpis, district.target_preference)
    areas = _areas(con, district.adcode, district.unassigned_area)
    figures = _figures(con, kpis, district.adcode)
    threshold_pp = Fraction(str(district.behind_threshold_pp))
    values: list[Measured] = []
    records = []
    paces: list[YearPace] = []
    for kpi in kpis:
        series = ledger_series(kpi, base_rows(con, kpi, district.adcode), areas)
        series += published_series(kpi, figures.get(kpi.id, []))
        history = History(series, district.adcode, district.reference_area)
        for one in series:
            values += measure(one, history, book, threshold_pp)
        records += history.records()
        paces += year_paces(kpi, series, history, book)
    write_kpis(con, kpis)
    write_histories(con, kpis)
    write_targets(con, book, _chosen(kpis, book, values))
    write_values(con, values)
    write_records(con, records)
    write_paces(con, paces)
    _fill_splits(con, kpis, district.adcode)


def base_sql(kpi: Kpi) -> str:
    """One statement: area_code, month, numerator, denominator, demo_rows of the district ($district) and its streets.

    The district's row is the same expression over all of its rows, so sum, max or anything else rolls up as it should.
    A month with rows of which none meets ``where`` is a known zero of a flow or a ratio; NULL is an unknown. Each
    expression of the file stands on lines of its own in parentheses: a trailing comment in it cannot swallow what
    follows.
    """
    none_counted = "case when counted.month is null then 0 else counted.numerator end"
    numerator = "counted.numerator" if kpi.kind == "level" else none_counted
    return f"""
with seen as (
    select {_AREA} as area_code, month, sum(demo_rows) as demo_rows
    from {kpi.mart}
    where {_rows(kpi, filtered=kpi.mart == PUBLISHED_MART)}
    group by grouping sets ((area_code, month), (month))
    having {_NOT_TWICE}
),
counted as (
    select {_AREA} as area_code, month, {_measures(kpi)}
    from {kpi.mart}
    where {_rows(kpi, filtered=True)}
    group by grouping sets ((area_code, month), (month))
    having {_NOT_TWICE}
)
select seen.area_code, seen.month, {numerator} as numerator, counted.denominator, seen.demo_rows
from seen left join counted on counted.area_code = seen.area_code and counted.month = seen.month
order by seen.area_code, seen.month
"""


def split_sql(kpi: Kpi, dimension: str) -> str:
    """One statement: area_code, month, member, value of one dimension, for the district and its streets."""
    above = "numerator" if kpi.numerator_divisor == 1 else f"cast(numerator as double) / {kpi.numerator_divisor}"
    value = above if kpi.denominator is None else f"cast({above} as double) / nullif(denominator, 0)"
    return f"""
with counted as (
    select {_AREA} as area_code, month, {dimension} as member, {_measures(kpi)}
    from {kpi.mart}
    where {_rows(kpi, filtered=True)}
    group by grouping sets ((area_code, month, {dimension}), (month, {dimension}))
    having {_NOT_TWICE}
)
select area_code, month, coalesce(cast(member as varchar), $no_member) as member, {value} as value
from counted
where {value} is not null
order by area_code, month, member
"""


def base_rows(con: duckdb.DuckDBPyConnection, kpi: Kpi, district: str) -> Iterator[BaseRow]:
    """The rows of `base_sql`; raises `SiteError` naming the KPI if its expressions do not run over its mart."""
    _run(con, kpi, base_sql(kpi), {"district": district})
    for area_code, month, numerator, denominator, demo_rows in con.fetchall():
        yield area_code, month, numerator, denominator, bool(demo_rows)


def _rows(kpi: Kpi, *, filtered: bool) -> str:
    """The condition for the mart's rows of the district: those that count, or all that came."""
    here = "starts_with(area_code, $district) and month is not null"
    return f"{here} and (\n{kpi.where}\n)" if filtered and kpi.where else here


def _measures(kpi: Kpi) -> str:
    denominator = f"(\n{kpi.denominator}\n)" if kpi.denominator else "null"
    return f"""cast((
{kpi.numerator}
) as decimal(38, 6)) as numerator, cast({denominator} as decimal(38, 6)) as denominator"""


def _run(con: duckdb.DuckDBPyConnection, kpi: Kpi, sql: str, parameters: Mapping[str, str]) -> None:
    try:
        if len(con.extract_statements(sql)) != 1:
            raise SiteError(f"指标 {kpi.id} 的算式应是单个表达式,不应含分号。")
        con.execute(sql, parameters)
    except duckdb.CatalogException as error:
        raise SiteError(f"指标 {kpi.id} 用到的汇总表 {kpi.mart} 或函数不存在:{error}") from None
    except (duckdb.ParserException, duckdb.BinderException, duckdb.ConversionException) as error:
        raise SiteError(f"指标 {kpi.id} 的算式在汇总表 {kpi.mart} 上无法计算:{error}") from None


def _areas(con: duckdb.DuckDBPyConnection, district: str, unassigned: str) -> Areas:
    con.execute("select area_code, valid_from, valid_to from area where level = 'street' order by area_code")
    return Areas(district, unassigned, {code: (start, end) for code, start, end in con.fetchall()})


def _figures(con: duckdb.DuckDBPyConnection, kpis: list[Kpi], district: str) -> dict[str, list[Figure]]:
    """The published figures of other areas by KPI, in order of month."""
    con.execute(
        f"""
        select figure, area_code, month, measure, cast(value as decimal(38, 6)), period_start, demo_rows > 0
        from {PUBLISHED_MART}
        where list_contains($kpis, figure) and not starts_with(area_code, $district) and value is not null
        order by figure, area_code, month, part, period_end
        """,
        {"kpis": [kpi.id for kpi in kpis], "district": district},
    )
    figures: dict[str, list[Figure]] = {}
    for row in con.fetchall():
        figures.setdefault(row[0], []).append(Figure(*row))
    return figures


def _chosen(kpis: list[Kpi], book: TargetBook, values: list[Measured]) -> set[Target]:
    """The targets that the latest measured month of each year is scored against; of a year without data, at its end."""
    windows = {kpi.id: kpi.counting_window for kpi in kpis}
    latest: dict[tuple[str, str, int], date] = {}
    for row in values:
        latest[row.kpi, row.area_code, place(month_no(row.month), windows[row.kpi])[0]] = row.month
    chosen = set()
    for key in {(target.kpi, target.area_code, target.year) for target in book.targets}:
        month = latest.get(key, date(key[2], 12, 1))
        target = book.choose(*key, first_day(month_no(month) + 1) - timedelta(days=1))
        if target is not None:
            chosen.add(target)
    return chosen


def _fill_splits(con: duckdb.DuckDBPyConnection, kpis: list[Kpi], district: str) -> None:
    con.execute("delete from kpi_split")
    for kpi in kpis:
        for dimension in kpi.splits:
            rows = f"select $kpi as kpi, $dimension as dimension, * from (\n{split_sql(kpi, dimension)})"
            sql = f"insert into kpi_split by name {rows}"
            names = {"kpi": kpi.id, "dimension": dimension, "district": district, "no_member": NO_MEMBER}
            _run(con, kpi, sql, names)
