"""Work orders for the invented build: 240 of them in two months of 2023, with texts that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from etl.inserting import insert_rows
from etl.publishing.row_sets import write_row_sets
from etl.sources.model import discover

ROWS = 240
GRADES = ("满意", "不满意", "未评价", "非常满意")
EVIL = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "<img src=x onerror=alert(1)>",
    "三级\n分类",
    "\uff1d1+1",
)
SOURCES = Path(__file__).parents[2] / "etl" / "sources"


def add(con: duckdb.DuckDBPyConnection, folder: Path, streets: Sequence[str]) -> None:
    """Row sets of the real ledger, and its facts: order i is received on day i of the year and closed a day later."""
    hotline = next(source for source in discover((SOURCES,)) if source.id == "hotline")
    write_row_sets(con, [hotline])
    facts = folder / "facts" / "hotline"
    facts.mkdir(parents=True)
    columns = ", ".join(f"{name} {kind}" for name, kind in hotline.stored.items() if name != "content")
    con.execute(f"create temp table order_fact (load_id bigint, sheet varchar, row_no bigint, month date, {columns})")
    names = con.sql("from order_fact").columns
    orders = []
    for i in range(ROWS):
        received = datetime(2023, 5, 1, 9) + timedelta(hours=6 * i)
        order = {
            "load_id": 1,
            "sheet": "Sheet1",
            "row_no": i + 3,
            "month": received.date().replace(day=1),
            "order_id": f"{i:05d}",
            "accepted_at": received,
            "area_code": streets[i % len(streets)],
            "category_1": EVIL[i % len(EVIL)],
            "closed_at": received + timedelta(days=1),
            "satisfaction": GRADES[i % len(GRADES)],
        }
        orders.append([order.get(name) for name in names])
    insert_rows(con, "order_fact", orders)
    for month in ("2023-05", "2023-06"):
        path = str(facts / f"{month}.parquet").replace("'", "''")
        con.execute(f"copy (from order_fact where strftime(month, '%Y-%m') = '{month}') to '{path}' (format parquet)")
    con.execute("drop table order_fact")
