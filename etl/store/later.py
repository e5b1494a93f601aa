"""The files that came after a moment and touch a KPI's months: what can have changed a figure that was told before."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime

from etl.store.build import Build
from etl.store.model import Kpi, Load

TOUCHED = """
    with touched as (
        {parts}
        select cast(unnest(generate_series($first, $last, interval 1 month)) as date) as month
    ),
    standing as (
        select source, load_id from filing where month in (select month from touched)
        union
        select v.source, v.load_id from (select unnest($versions, recursive := true)) v
        where cast(v.month as date) in (select month from touched)
    )
    select {columns} from load_log l
    where loaded_at > $after and list_contains($sources, source)
      and (source, load_id) in (select (source, load_id) from standing)
    order by loaded_at, load_id"""


def later_files(build: Build, kpi: Kpi, first: date, last: date, after: datetime) -> list[Load]:
    """Files loaded after a moment whose rows stand in a KPI's months, or that were the last to take rows from them.

    Months of the KPI, both included; the rows behind them may lie in earlier months (an order closed in June that came
    in May). Empty for a build that does not say what its marts read.
    """
    sources = build.manifest.get("reads", {}).get(kpi.mart, [])
    if not sources:
        return []
    versions = [
        {"source": source, "month": f"{month}-01", "load_id": part["version"]}
        for source in sources
        for month, part in build.manifest["parts"].get(source, {}).items()
    ]
    has_parts = {"part", "month"} <= build.columns(kpi.mart)
    parts = f"select part as month from {kpi.mart} where month between $first and $last union" if has_parts else ""
    columns = ", ".join(field.name for field in fields(Load))
    rows = build.records(
        TOUCHED.format(parts=parts, columns=columns),
        {"first": first, "last": last, "after": after, "sources": sources, "versions": versions},
    )
    return [Load(**row) for row in rows]
