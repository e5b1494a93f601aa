"""The one query that pages ask of marts: measures added up by dimensions, within an area and some months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def chosen_sql(filtered: Sequence[str]) -> str:
    """Conditions with a parameter $where_<column> each; the names must be columns of the mart."""
    return "".join(
        f"\n  and list_contains($where_{name}, coalesce(cast({name} as varchar), $not_said))" for name in filtered
    )


def chosen_members(where: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """The parameters of `chosen_sql`."""
    members: dict[str, object] = {f"where_{column}": list(wanted) for column, wanted in where.items()}
    return {**members, "not_said": NOT_SAID} if members else {}
