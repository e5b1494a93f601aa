"""A marts database and a site made by hand, so that each test states all the figures that it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from etl.inserting import insert_rows
from etl.kpi.catalogue import Cell, Example, Kpi
from etl.site import Site

REPO = Path(__file__).parents[3]
REALDATA = REPO.parent / "shared" / "realdata"
DISTRICT = "430103"
EAST, WEST, UNASSIGNED = "430103001", "430103002", "430103999"

Row = Mapping[str, Cell]

AREA_ROWS: list[Row] = [
    {"area_code": "000000", "name": "全国", "level": "nation"},
    {"area_code": DISTRICT, "name": "天心区", "level": "district"},
    {"area_code": EAST, "name": "东街道", "level": "street", "parent": DISTRICT},
    {"area_code": WEST, "name": "西街道", "level": "street", "parent": DISTRICT},
    {"area_code": UNASSIGNED, "name": "未分配", "level": "unassigned", "parent": DISTRICT},
]

PUBLIC_COLUMNS = {
    "part": "date",
    "month": "date",
    "area_code": "varchar",
    "figure": "varchar",
    "measure": "varchar",
    "value": "decimal(38, 6)",
    "period_start": "date",
    "period_end": "date",
    "demo_rows": "bigint",
}

KPI_TOML = """
name = "测试指标"
short_name = "测试"
theme = "employment"
position = 1
kind = "{kind}"
direction = "{direction}"
unit = "{unit}"
mart = "ledger_month"
numerator = "{numerator}"
numerator_name = "分子"
definition = "定义。"
formula = "算法。"
basis = "依据。"
owner = "科室"
source = "台账"
{more}
"""


def kpi_toml(
    kind: str = "flow", direction: str = "up", unit: str = "人", numerator: str = "sum(cases)", more: str = ""
) -> str:
    """A small valid KPI file."""
    return KPI_TOML.format(kind=kind, direction=direction, unit=unit, numerator=numerator, more=more)


def make_site(path: Path, kpis: Mapping[str, str], targets: Mapping[int, Sequence[str]] | None = None) -> Site:
    """A site directory with these KPI files and target lines (kpi,area_code,label,target,unit,q1..q4,issued_on)."""
    (path / "kpis").mkdir(parents=True)
    (path / "targets").mkdir()
    (path / "district.toml").write_text(
        'name = "长沙市天心区"\nshort_name = "天心区"\nadcode = "430103"\nbureau = "人社局"\ntitle = "统计"\n',
        encoding="utf-8",
    )
    for name, text in kpis.items():
        (path / "kpis" / f"{name}.toml").write_text(text, encoding="utf-8")
    for year, lines in (targets or {}).items():
        header = "kpi,area_code,label,target,unit,q1,q2,q3,q4,issued_on"
        (path / "targets" / f"{year}.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return Site(path)


def marts_database(
    marts: Mapping[str, Sequence[Row]], public: Sequence[Row] = (), areas: Sequence[Row] = tuple(AREA_ROWS)
) -> duckdb.DuckDBPyConnection:
    """A database in memory as publishing hands it over: the build's tables, its marts, and the published figures."""
    con = duckdb.connect()
    con.execute((REPO / "etl" / "build_schema.sql").read_text(encoding="utf-8"))
    _fill(con, "area", areas)
    con.execute(f"create table public_month ({', '.join(f'{n} {t}' for n, t in PUBLIC_COLUMNS.items())})")
    _fill(con, "public_month", public)
    for name, rows in marts.items():
        if name == "public_month":
            _fill(con, name, rows)
            continue
        columns = {column: _sql_type([row.get(column) for row in rows]) for row in rows for column in row}
        con.execute(f"create table {name} ({', '.join(f'{n} {t}' for n, t in columns.items())})")
        _fill(con, name, rows)
    return con


def month_row(month: str, area_code: str, cases: int | None, **more: Cell) -> Row:
    """A row of the mart ``ledger_month`` for a month written 2023-03."""
    first = date.fromisoformat(f"{month}-01")
    return {"part": first, "month": first, "area_code": area_code, "cases": cases, "demo_rows": 0, **more}


def published(
    figure: str,
    month: str,
    value: str,
    measure: str = "cumulative",
    area_code: str = "000000",
    start: str | None = None,
) -> Row:
    """A row of ``public_month``; a cumulative figure starts in January unless told otherwise."""
    first = date.fromisoformat(f"{month}-01")
    cumulative = first.replace(month=1) if measure == "cumulative" else None
    return {
        "part": first,
        "month": first,
        "area_code": area_code,
        "figure": figure,
        "measure": measure,
        "value": Decimal(value),
        "period_start": date.fromisoformat(start) if start else cumulative,
        "period_end": first,
        "demo_rows": 0,
    }


def values(con: duckdb.DuckDBPyConnection, kpi: str, area_code: str = DISTRICT) -> dict[str, dict[str, object]]:
    """The rows of ``kpi_value`` of one KPI and area, by month written 2023-03."""
    con.execute("select * from kpi_value where kpi = ? and area_code = ? order by month", [kpi, area_code])
    names = [column[0] for column in con.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in con.fetchall()]
    return {row["month"].strftime("%Y-%m"): row for row in rows}


def example_site(path: Path, kpi: Kpi, source: Path, example: Example) -> Site:
    """A site that has just this KPI and, if the example names one, its target for the district."""
    site = make_site(path, {kpi.id: source.read_text(encoding="utf-8")})
    if example.target is not None:
        year = example.as_of.year
        if kpi.counting_window == "december" and example.as_of.month == 12:
            year += 1
        amount = example.target * 100 if kpi.is_rate else example.target
        plan = ",".join(str(share) for share in example.plan) if example.plan else ",,,"
        header = "kpi,area_code,label,target,unit,q1,q2,q3,q4"
        line = f"{kpi.id},{DISTRICT},区定,{amount},{kpi.unit},{plan}"
        (path / "targets" / f"{year}.csv").write_text(f"{header}\n{line}\n", encoding="utf-8")
    return site


def _fill(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    insert_rows(con, f"{table} ({', '.join(names)})", [[row.get(name) for name in names] for row in rows])


def _sql_type(cells: Sequence[Cell]) -> str:
    kinds = {type(cell) for cell in cells if cell is not None}
    for kind, sql_type in ((Decimal, "decimal(38, 6)"), (int, "bigint"), (bool, "boolean"), (date, "date")):
        if kind in kinds:
            return sql_type
    return "varchar"
