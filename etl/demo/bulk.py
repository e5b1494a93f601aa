"""One very large hotline file, for measuring: invented in SQL, about 130 bytes a row, two years long if not told else.

Set-based and seeded. It has what a reader must cope with (14 columns, streets, lists, open and late orders), not what
an analyst would look for: no seasons, no orders that come again.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from etl.demo.hotline import HOURS, MINUTES_A_DAY, TYPES, subjects_of
from etl.demo.world import UNKNOWN_STREET, World
from etl.site import Site

FIRST_DAY = date(2021, 1, 1)
DAYS = 730
ORDERS = Path(__file__).with_name("bulk.sql")
COLUMNS = (
    "order_id", "called_at", "accepted_at", "area_code", "request_type", "category_1", "category_2", "category_3",
    "department", "due_at", "closed_at", "is_on_time", "followup_result", "satisfaction",
)  # fmt: skip


def write_hotline_csv(
    site: Site, path: Path, rows: int, seed: int = 20230630, first_day: date = FIRST_DAY, days: int = DAYS
) -> None:
    """Write ``rows`` orders of the site's district to ``path``: title line with 演示数据, header, orders by time."""
    world = World(site, seed)
    source = world.sources["hotline"]
    title = [f"{site.district.short_name}{source.name}(演示数据)", *[None] * (len(COLUMNS) - 1)]
    header = [source.columns[name].title for name in COLUMNS]
    orders = ORDERS.read_text(encoding="utf-8").format(
        rows=rows, seed=seed, per_day=max(1, -(-rows // days)), days=days, first_day=first_day.isoformat()
    )
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    target = str(fresh).replace("'", "''")
    with duckdb.connect() as con:
        con.execute("set preserve_insertion_order = true")
        for name, values in _lists(world).items():
            con.execute(f"set variable {name} = ?", [values])
        marks = ", ".join("?" * len(COLUMNS))
        con.execute(f"create table head as select * from (values ({marks}), ({marks}))", [*title, *header])
        try:
            con.execute(f"copy (select * from head union all ({orders})) to '{target}' (format csv, header false)")
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)


def _lists(world: World) -> dict[str, list[str | None] | list[int]]:
    """What the rows draw from; a word is as often in its list as it should come."""
    often = np.round(world.street_weights * 400).astype(int).clip(1)
    rated = [e.name for e in world.entries("hotline", "satisfaction") if e.extra.get("counts_as") == "satisfied"]
    hours = np.repeat(HOURS, 60)
    minutes = np.searchsorted(np.cumsum(hours) / hours.sum(), (np.arange(MINUTES_A_DAY) + 0.5) / MINUTES_A_DAY)
    types = world.names("hotline", "request_type")
    return {
        "streets": [*np.repeat(np.array(world.streets, dtype=object), often), None, UNKNOWN_STREET],
        "types": [name for name in types for _ in range(round(100 * TYPES.get(name, 0.01)))],
        "firsts": [subject.path[0] for subject in subjects_of(world)],
        "rated": [rated[0]] + rated * 2,
        "minutes": minutes.tolist(),
    }
