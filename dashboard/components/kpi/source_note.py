"""Which file a number came from, when it was taken in, and how many of its rows came back."""

from __future__ import annotations

from datetime import date

from dashboard.format import moment, number
from etl.store import Build, Kpi, Load


def source_note(build: Build, kpi: Kpi, month: date) -> str:
    """The load that brought the month: ``城镇新增就业实名台账(6月.xlsx,2023-07-03 09:12装载,9,312行,退回12行)``."""
    name = kpi.source or "来源未注明"
    loads = [load for load in build.loads if kpi.source in (load.source_name, load.source)]
    covering = [load for load in loads if _covers(load, month)]
    own = [load for load in covering if load.month_to == month]  # a later file may bring late rows of the month too
    load = next(iter(own or covering or loads), None)
    if load is None:
        return name
    file_name = load.file_name.removeprefix(load.source_name or name).lstrip("_- ")
    told = [file_name, f"{moment(load.loaded_at)}装载", f"{number(load.rows_accepted)}行"]
    if load.rows_quarantined:
        told.append(f"退回{number(load.rows_quarantined)}行")
    if load.is_demo:
        told.append("演示数据")
    return f"{load.source_name or name}({','.join(told)})"


def _covers(load: Load, month: date) -> bool:
    return load.month_from is not None and load.month_to is not None and load.month_from <= month <= load.month_to
