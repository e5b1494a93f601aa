"""The one query that pages ask of marts: measures added up by dimensions, within an area and some months."""

from __future__ import annotations

from collections.abc import Sequence

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
    chosen = "".join(
        f"\n  and list_contains($where_{name}, coalesce(cast({name} as varchar), $not_said))" for name in filtered
    )
    kept = ", ".join(by)
    added = ", ".join(f"cast(sum({name}) as decimal(38, 6)) as {name}" for name in measures)
    grouped = f"\ngroup by {kept}\norder by {', '.join(f'{name} nulls last' for name in by)}" if by else ""
    return f"""
select {", ".join(part for part in (kept, added) if part)}
from {mart}
where starts_with(area_code, $area)
  and ($since is null or month >= $since) and ($until is null or month <= $until){chosen}{grouped}"""
