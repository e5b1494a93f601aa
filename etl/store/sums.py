"""The one query that pages ask of marts: measures added up by dimensions, within an area and some months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

NOT_SAID = "未填写"  # the member under which rows stand that do not say


def sums_sql(
    mart: str, columns: frozenset[str], measures: Sequence[str], by: Sequence[str], filtered: Sequence[str]
) -> str:
    """One statement with parameters $area, $since, $until and, for each filtered column, $where_<column>.

    Names go into the text only if they are columns of the mart; raises `ValueError` otherwise.
    """
    unknown = [name for name in (*measures, *by, *filtered) if name not in columns]
    if unknown or not columns:
        raise ValueError(f"no such mart or column: {mart} {', '.join(unknown)}")
    chosen = chosen_sql(filtered)
    kept = ", ".join(by)
    added = ", ".join(f"cast(sum({name}) as decimal(38, 6)) as {name}" for name in measures)
    grouped = f"\ngroup by {kept}\norder by {', '.join(f'{name} nulls last' for name in by)}" if by else ""
    return f"""
select {", ".join(part for part in (kept, added) if part)}
from {mart}
where starts_with(area_code, $area)
  and ($since is null or month >= $since) and ($until is null or month <= $until){chosen}{grouped}"""


def months_added(
    rows: Iterable[Sequence[Any]], by: Sequence[str], measures: Sequence[str], since: date, until: date
) -> list[dict[str, Any]]:
    """Rows of (``by`` …, month, measures …) as sums over some months, both included, in the order of the rows."""
    month = len(by)
    found: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        if since <= row[month] <= until:
            member, amounts = tuple(row[:month]), row[month + 1 :]
            total = found.setdefault(member, [None] * len(measures))
            for place, amount in enumerate(amounts):
                if amount is not None:
                    total[place] = amount if total[place] is None else total[place] + amount
    if not by and not found:
        found[()] = [None] * len(measures)  # the sum of nothing, as SQL has it
    names = (*by, *measures)
    return [dict(zip(names, (*member, *total), strict=True)) for member, total in found.items()]


def chosen_sql(filtered: Sequence[str]) -> str:
    """Conditions with a parameter $where_<column> each; the names must be columns of the mart."""
    return "".join(
        f"\n  and list_contains($where_{name}, coalesce(cast({name} as varchar), $not_said))" for name in filtered
    )


def chosen_members(where: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """The parameters of `chosen_sql`."""
    members: dict[str, object] = {f"where_{column}": list(wanted) for column, wanted in where.items()}
    return {**members, "not_said": NOT_SAID} if members else {}
