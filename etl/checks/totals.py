"""The file's own totals: does 合计 say what its rows add up to?

A total may stand above or below its rows, and for the whole sheet or for one month or kind of them; it is told only
when no reading of it agrees. 累计 counts months that are not in the sheet, rates and amounts per head do not add up:
neither is compared.
"""

from __future__ import annotations

from decimal import Decimal

import duckdb

from etl.checks.fields import NUMBERS, Field
from etl.checks.sql import literal, name
from etl.checks.typed import Sheet

DIFFERS = "合计与各行之和不符:各行之和为{},合计为{},请核对。"
MISCOUNTS = "合计与行数不符:共{}行,合计为{},请核对有无漏行。"
BEYOND = 2**62  # after the last row
MOST_TOTALS = 1000  # of one sheet: each is compared with all rows
STATED = r"^.{0,14}?(?:合计|小计|总计|共计|总数)(?:数|人数|件数)?:?([\d,]{0,9})(?:[人件条户笔家次例场个])?$"
COUNT = r"\s*[0-9,]+\s*[人件条户笔家次例场个]?\s*"  # 2场 beside 合计: how many rows, not the name of one

# Which sum is told: the one that the total is nearest to.
NEAREST = """list_sort(list_transform(
    list_filter([above, below, case when not is_part then every end], lambda s: s is not null),
    lambda s: {'off': abs(s - stated), 'sum': s}))[1].sum"""


def check_totals(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Add a warning to ``<prefix>_problems`` for each total that differs from its rows."""
    found = con.execute(f"select 1 from {sheet.table('open')} where _kind = 'total' limit 1").fetchone()
    if not found:
        return
    con.execute(
        f"""create table {sheet.table("totals")} as
            with told as (
                select *, contains(array_to_string(_words, ' '), '小计') as _is_part
                from {sheet.table("open")}
                where _kind = 'total' and not contains(array_to_string(_words, ' '), '累计')
                order by _unit limit {MOST_TOTALS}
            )
            select *, lag(_unit, 1, -1) over kind_of as _before, lead(_unit, 1, {BEYOND}) over kind_of as _after
            from told window kind_of as (partition by _is_part order by _unit)"""
    )
    con.execute(
        f"""create view {sheet.table("rows")} as
            select rowid as _unit, * exclude (_raw) from {sheet.table("typed")} t where not exists (
                select 1 from {sheet.table("skipped_units")} s where s._unit = t.rowid and s.kind <> 'duplicate'
            )"""
    )
    if not sheet.has_numbers:
        _compare_counts(con, sheet)
        return
    for field in sheet.stored:
        if _adds_up(field):
            _compare_sums(con, sheet, field)


def _adds_up(field: Field) -> bool:
    return (
        field.column.type in NUMBERS
        and field.text is not None
        and not any(sign in (field.column.unit or "") for sign in "%‰/")
    )


def _compare_sums(con: duckdb.DuckDBPyConnection, sheet: Sheet, field: Field) -> None:
    value = name(field.name)
    con.execute(
        f"""insert into {sheet.table("problems")}
            with compared as (
                select t._unit, any_value(t._row) as row_no, any_value(t.{value}) as stated,
                    any_value(t._is_part) as is_part, any_value({field.raw}) as text,
                    sum(r.{value}) filter (r._unit > t._before and r._unit < t._unit) as above,
                    sum(r.{value}) filter (r._unit > t._unit and r._unit < t._after) as below,
                    sum(r.{value}) as every, count(r.{value}) as n
                from {sheet.table("totals")} t left join {sheet.table("rows")} r on {_same_part(sheet)}
                where t.{value} is not null group by t._unit
            ),
            measured as (select *, {_tolerance(sheet, field)} as tolerance from compared)
            select null, row_no, {literal(field.column.title)}, 'total', cf_shown(text),
                format({literal(DIFFERS)}, coalesce(cf_printed({NEAREST}), '0'), cf_printed(stated)), true
            from measured
            where not coalesce(abs(above - stated) <= tolerance, false)
                and not coalesce(abs(below - stated) <= tolerance, false)
                and (is_part or not coalesce(abs(every - stated) <= tolerance, false))"""
    )


def _same_part(sheet: Sheet) -> str:
    """A total that names a month or a kind is the total of that month or kind; what a default filled in is no name."""
    words = [f for f in sheet.stored if f.name in sheet.mapping.source.key and f.column.type not in ("area", *NUMBERS)]
    dimensions = [
        f"(t.{name(f.name)} is null or t.{name(f.name)} = r.{name(f.name)}{_is_label(f)}{_is_default(f)})"
        for f in words
    ]
    return " and ".join(dimensions) or "true"


def _is_default(field: Field) -> str:
    if field.column.default is None or field.position is None:
        return ""
    return f" or {field.raw} is null or cf_is_empty({field.raw})"


def _is_label(field: Field) -> str:
    """The other words of a total that name no part: its label, and what stands for an empty cell."""
    if field.column.type not in ("text", "code"):
        return ""
    text = f"t.{name(field.name)}"
    unnamed = f" or {text} = {literal(field.column.default)}" if field.column.default else ""
    return (
        f"{unnamed} or regexp_matches({text}, '合\\s*计|小\\s*计|总\\s*计|共\\s*计|总\\s*数')"
        f" or regexp_full_match({text}, {literal(COUNT)})"
    )


def _tolerance(sheet: Sheet, field: Field) -> str:
    """Half the last printed digit for the total and for each row, where digits were cut; whole counts must agree."""
    factor = sheet.mapping.factors.get(field.name, Decimal(1))
    digits = r"coalesce(length(regexp_extract(cf_token(text), '\.(\d+)', 1)), 0)"
    if field.column.type == "integer" and factor == 1:
        return "0"
    last = f"{factor:f} / pow(10, {digits})"
    rows = "n" if factor != 1 else f"case when {digits} > 0 then n else 0 end"
    return f"0.5 * (1 + {rows}) * {last}"


def _compare_counts(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """A ledger's total says how many lines it has: 合计312人, or 312 in the only other cell."""
    con.execute(
        f"""insert into {sheet.table("problems")}
            with stated as (
                select _unit, _row, _before, _is_part, list_distinct(list_filter(list_transform(_words,
                    lambda w: coalesce(nullif(regexp_extract(w, {literal(STATED)}, 1), ''),
                        regexp_extract(w, '^([\\d,]{{1,9}})[人件条户笔家次例]?$', 1))), lambda w: w <> '')) as numbers
                from {sheet.table("totals")}
            ),
            counted as (
                select t._unit, any_value(t._row) as row_no, any_value(t.numbers[1]) as text,
                    any_value(try_cast(replace(t.numbers[1], ',', '') as bigint)) as stated,
                    any_value(t._is_part) as is_part,
                    count(r._unit) filter (r._unit > t._before and r._unit < t._unit) as above, count(r._unit) as every
                from stated t left join {sheet.table("rows")} r on true
                where len(t.numbers) = 1 group by t._unit
            )
            select null, row_no, null, 'total', text,
                format({literal(MISCOUNTS)}, above, stated), true
            from counted where stated <> above and (is_part or stated <> every)"""
    )
