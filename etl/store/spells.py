"""Spells of registered unemployment as of a day, added up: those who start, find work or wait, and who waits how long.

Persons never leave the build: what comes out are counts by day since unemployment began, which is what survival
curves are made of, and counts by length for those still out of work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from etl.store.sums import NOT_SAID

if TYPE_CHECKING:
    from etl.store.build import Build

MART = "reemployment_spell"
GROUPS = ("hardship", "measure", "month")
FLOW = ("day", "entered", "events", "censored")
BANDS = (13, 26, 52)  # weeks; longer than the last is the band 53
Where = Mapping[str, Sequence[str]]


def spell_flows(
    build: Build, *, by: str | None, area: str, since: date, until: date, as_of: date, where: Where
) -> list[dict[str, Any]]:
    """Of the spells begun from one month to another, a dictionary for each ``member``: what each day brings.

    ``day``, ``entered``, ``events`` and ``censored`` are of one length, in order of days. ``day`` counts from
    unemployment on; looked from ``as_of``, a later re-employment is none and a later registration unknown.
    ``backdated`` are spells registered when work was already found: never at risk. ``by`` is one of `GROUPS`, ``month``
    that of unemployment, or None: all as one. The member is None where rows do not say. Empty where the build has no
    spells.
    All groupings are read in one query: a page asks for each of them.
    """
    if by is not None and by not in GROUPS:
        raise ValueError(f"no such grouping of spells: {by}")
    if not build.columns(MART):
        return []
    names = ", ".join(GROUPS)
    sql = f"""
        with seen as (
            select {names}, days_to_registration as entry, days_to_reemployment as found,
                   date_diff('day', unemployed_on, $as_of) as followed, spells
            from {MART}
            where starts_with(area_code, $area) and month between $since and $until
              and days_to_registration <= date_diff('day', unemployed_on, $as_of){_filtered(build, where)}
        ),
        ended as (
            select {names}, entry, least(coalesce(found, followed), followed) as last_day,
                   case when found <= followed then spells else 0 end as events,
                   case when found <= followed then 0 else spells end as censored,
                   spells
            from seen
        ),
        moves as (
            select {names}, entry as day, case when entry < last_day then spells else 0 end as entered,
                   0 as events, 0 as censored, case when entry < last_day then 0 else events end as backdated
            from ended
            union all
            select {names}, last_day, 0, events, censored, 0 from ended where entry < last_day
        ),
        days as (
            select grouping({names}) as others, {names}, day, sum(entered) as entered, sum(events) as events,
                   sum(censored) as censored, sum(backdated) as backdated
            from moves
            group by grouping sets ({", ".join(f"({name}, day)" for name in GROUPS)}, (day))
        )
        select others, {names}, {", ".join(f"list(cast({name} as integer) order by day) as {name}" for name in FLOW)},
               cast(sum(backdated) as bigint) as backdated
        from days
        group by others, {names}
        order by others, {", ".join(f"{name} nulls last" for name in GROUPS)}"""
    rows = build.records(sql, _values(where, area=area, since=since, until=until, as_of=as_of))
    ours = (1 << len(GROUPS)) - 1  # `grouping` has a bit for each name left out, the last of them lowest
    if by is not None:
        ours -= 1 << (len(GROUPS) - 1 - GROUPS.index(by))
    return [
        {
            "member": row[by] if by else None,
            **{name: tuple(row[name]) for name in FLOW},  # what is kept of the build is nobody's to change
            "backdated": row["backdated"],
        }
        for row in rows
        if row["others"] == ours
    ]


def still_unemployed(build: Build, *, area: str, as_of: date, where: Where) -> list[dict[str, Any]]:
    """Who is registered and has not found work on ``as_of``: (hardship, weeks, spells), weeks as the end of a band.

    A band of 13 holds up to 13 weeks, 26 those above up to 26, 52 likewise, 53 all above 52.
    """
    if not build.columns(MART):
        return []
    bands = " ".join(f"when followed <= {weeks * 7} then {weeks}" for weeks in BANDS)
    sql = f"""
        with seen as (
            select hardship, days_to_registration, days_to_reemployment, spells,
                   date_diff('day', unemployed_on, $as_of) as followed
            from {MART}
            where starts_with(area_code, $area){_filtered(build, where)}
        )
        select hardship, case {bands} else {BANDS[-1] + 1} end as weeks, cast(sum(spells) as bigint) as spells
        from seen
        where days_to_registration <= followed and coalesce(days_to_reemployment > followed, true)
        group by 1, 2
        order by 1 nulls last, 2"""
    return build.records(sql, _values(where, area=area, as_of=as_of))


def _column(build: Build, name: str) -> str:
    """A name goes into the text only if it is a column of the mart; raises `ValueError` otherwise."""
    if name not in build.columns(MART):
        raise ValueError(f"no such column: {MART}.{name}")
    return name


def _filtered(build: Build, where: Where) -> str:
    names = [_column(build, name) for name in where]
    return "".join(f"\n  and list_contains($where_{name}, coalesce({name}, $not_said))" for name in names)


def _values(where: Where, **others: object) -> dict[str, object]:
    members: dict[str, object] = {f"where_{name}": list(wanted) for name, wanted in where.items()}
    return {**others, **members, **({"not_said": NOT_SAID} if members else {})}
