"""KPIs and months of figures made by hand, for the sentences about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from dashboard.briefing.text.sentences import Subject
from dashboard.window import shift
from etl.store import Kpi, KpiValue

JUNE = date(2023, 6, 1)


def kpi(**changes: Any) -> Kpi:
    """城镇新增就业: a flow that should rise, in 人."""
    given: dict[str, Any] = {field.name: None for field in fields(Kpi)}
    given |= {"kpi": "new_urban_jobs", "name": "城镇新增就业", "short_name": "新增就业", "theme": "employment"}
    given |= {"kind": "flow", "direction": "up", "unit": "人", "decimals": 0, "counting_window": "calendar"}
    given |= {"mart": "employment_month", "on_overview": False}
    return Kpi(**{**given, **changes})


RATE = kpi(kpi="on_time_rate", name="按时办结率", short_name="按时率", kind="ratio", unit="%", decimals=1)
LEVEL = kpi(kpi="insured", name="参保人数", short_name="参保", kind="level")


def figures(month: date = JUNE, **changes: Any) -> KpiValue:
    """One month; numbers may be written as text. What is not given is not known."""
    given: dict[str, Any] = {field.name: None for field in fields(KpiValue)}
    given |= {"kpi": "new_urban_jobs", "area_code": "430103", "month": month, "status": "no_target"}
    exact = {name: Decimal(value) if _is_number(name, value) else value for name, value in changes.items()}
    return KpiValue(**{**given, **exact})


def _is_number(name: str, value: object) -> bool:
    return isinstance(value, str) and name not in ("status", "pace_basis", "kpi", "area_code")


def subject(one: Kpi, now: KpiValue | None, before: Sequence[KpiValue] = (), small_base: int = 30) -> Subject:
    """What a sentence is about, as of ``now`` or, without it, of June."""
    rows = [*before, *([now] if now else [])]
    month = now.month if now else JUNE
    return Subject(one, "430103", month, {row.month: row for row in rows}, small_base)


def months_before(month: date, rows: Sequence[dict[str, Any]]) -> list[KpiValue]:
    """Figures of the months before one, the last of them directly before it."""
    return [figures(shift(month, position - len(rows)), **row) for position, row in enumerate(rows)]
