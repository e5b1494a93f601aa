"""Measured figures into a build's tables, in bulk: fractions become decimals of the column's own scale, half up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

import duckdb
import pyarrow as pa

from etl.kpi.catalogue import THEMES, Kpi
from etl.kpi.exact import half_up
from etl.kpi.history import Record
from etl.kpi.measure import Measured
from etl.kpi.targets import Target, TargetBook
from etl.kpi.year_pace import YearPace
from etl.text_column import text_column

Cells = dict[str, Sequence[object]]

_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")


def write_kpis(con: duckdb.DuckDBPyConnection, kpis: Sequence[Kpi]) -> None:
    """Replace the tables ``theme`` and ``kpi``."""
    themes = list(THEMES)
    _replace(con, "theme", {"theme": themes, "name": list(THEMES.values()), "position": range(1, len(themes) + 1)})
    names = [name for name in _types(con, "kpi") if name != "kpi"]
    _replace(con, "kpi", {"kpi": [kpi.id for kpi in kpis], **_fields(kpis, names)})


def write_histories(con: duckdb.DuckDBPyConnection, kpis: Sequence[Kpi]) -> None:
    """Replace the tables ``kpi_revision`` and ``kpi_event``."""
    told = [(kpi.id, revision) for kpi in kpis for revision in kpi.revision]
    cells: Cells = {
        "kpi": [kpi for kpi, _ in told],
        "revised_on": [revision.on for _, revision in told],
        "change": [revision.change for _, revision in told],
        "revised_by": [revision.by for _, revision in told],
    }
    _replace(con, "kpi_revision", cells)
    happened = [(kpi.id, event) for kpi in kpis for event in kpi.event]
    events: Cells = {
        "kpi": [kpi for kpi, _ in happened],
        "happened_on": [event.on for _, event in happened],
        "event": [event.text for _, event in happened],
        "document": [event.document for _, event in happened],
    }
    _replace(con, "kpi_event", events)


def write_targets(con: duckdb.DuckDBPyConnection, book: TargetBook, chosen: set[Target]) -> None:
    """Replace the table ``target``: every line of the files, the ones scored against marked."""
    cells = _fields(book.targets, [name for name in _types(con, "target") if name != "is_chosen"])
    _replace(con, "target", {**cells, "is_chosen": [target in chosen for target in book.targets]})


def write_values(con: duckdb.DuckDBPyConnection, values: Sequence[Measured]) -> None:
    """Replace the table ``kpi_value``."""
    _replace(con, "kpi_value", _fields(values, list(_types(con, "kpi_value"))))


def write_paces(con: duckdb.DuckDBPyConnection, paces: Sequence[YearPace]) -> None:
    """Replace the table ``kpi_pace``."""
    _replace(con, "kpi_pace", _fields(paces, list(_types(con, "kpi_pace"))))


def write_records(con: duckdb.DuckDBPyConnection, records: Sequence[Record]) -> None:
    """Replace the table ``forecast_record``."""
    _replace(con, "forecast_record", _fields(records, list(_types(con, "forecast_record"))))


def _fields(rows: Iterable[object], names: Sequence[str]) -> Cells:
    rows = list(rows)
    return {name: [getattr(row, name) for row in rows] for name in names}


def _replace(con: duckdb.DuckDBPyConnection, table: str, cells: Cells) -> None:
    """Empty a table and fill it from columns of equal length, as text: DuckDB gives it the column's own type."""
    types = _types(con, table)
    columns = {name: _column(column, types[name]) for name, column in cells.items()}
    values = ", ".join(f'cast("{name}" as {types[name]}) as "{name}"' for name in columns)
    con.execute(f"delete from {table}")
    con.register("incoming", pa.table(columns))
    try:
        con.execute(f"insert into {table} by name select {values} from incoming")
    finally:
        con.unregister("incoming")


def _types(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of a table with their types; ``describe`` answers quicker than the information schema."""
    return {name: kind for name, kind, *_ in con.execute(f"describe {table}").fetchall()}


def _column(values: Sequence[object], sql_type: str) -> pa.Array:
    """Values as text from which DuckDB reads the same values."""
    decimal = _DECIMAL.fullmatch(sql_type)
    known = [value is not None for value in values]
    if decimal is None:
        return text_column(["" if value is None else str(value) for value in values], known)
    scale = int(decimal[2])
    return text_column(["" if number is None else _digits(number, scale) for number in values], known)


def _digits(number: object, scale: int) -> str:
    if not isinstance(number, Fraction):
        raise TypeError(f"not an exact number: {number!r}")
    # counts are whole numbers and most of the cells
    return str(number.numerator) if number.denominator == 1 else f"{half_up(number, scale):f}"
