"""What is wrong with the doubtful data rows, line by line: ``<prefix>_problems``.

Each line says row, column, rule, the text as sent (personal data masked) and what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import duckdb

from etl.checks.advice import ADVICE
from etl.checks.fields import Field
from etl.checks.rules import Condition, bare_id
from etl.checks.sql import literal, name
from etl.checks.typed import Sheet

TOLD_ONLY = ("area", "phone_number", "formula_word")  # what is lost is told, and the row is taken all the same
FEW_WORDS = 8  # of a closed list: then the advice names them
LINES = (
    "_unit bigint, row_no bigint, column_title varchar, rule varchar, value varchar, advice varchar, is_warning boolean"
)
YEAR_LAST = r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b"
NO_YEAR = r"^\d{1,2} ?月"
RUINED = r"[-+]?\d(?:\.\d+)?[Ee]\+?\d+"


def find_problems(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Make ``<prefix>_problems`` from the doubtful rows; rows beyond doubt are not read."""
    con.execute(f"create table {sheet.table('problems')} ({LINES})")
    _tell_missing_area_column(con, sheet)
    extra = f"_raw[{sheet.mapping.width + 1}]"
    steps: list[tuple[str, Callable[[], None]]] = [
        *((_suspicion(field, sheet), partial(_add_field, con, sheet, field)) for field in sheet.fields),
        *((f"not ({c.sql})", partial(_add_condition, con, sheet, c)) for c in sheet.conditions),
        (f"{extra} is not null", partial(_add_extra_cells, con, sheet, extra)),
    ]
    # Planning what tells of a problem takes longer than most sheets take to read: first, what there is to tell.
    seen = ", ".join(f"coalesce(bool_or({suspicion}), false)" for suspicion, _ in steps)
    found = con.execute(f"select {seen} from {sheet.table('open')} where _kind is null").fetchone() or ()
    for (_, tell), is_suspected in zip(steps, found, strict=True):
        if is_suspected:
            tell()


def _suspicion(field: Field, sheet: Sheet) -> str:
    """SQL: true on every row whose cell `_fault` finds wrong, and on few others; cheap to plan."""
    text = field.raw or "cast(null as varchar)"
    if field.text is None and not field.required:
        return "false"
    if not field.is_stored:
        return f"{text} is null or cf_is_empty({text})" if field.required else "false"
    value = name(field.name)
    if field.column.type == "area":
        return f"{value} = {literal(sheet.context.site.district.unassigned_area)}"
    unread = f"{value} is null" if field.required else f"{value} is null and {text} is not null"
    may_be_ruined = field.is_key and field.column.type == "text"
    return f"{unread} or regexp_matches({text}, '[EeＥｅ]')" if may_be_ruined else unread


def _add_field(con: duckdb.DuckDBPyConnection, sheet: Sheet, field: Field) -> None:
    advice = " ".join(f"when {literal(rule)} then {literal(text)}" for rule, text in ADVICE.items())
    special = _list_advice(field)
    if special:
        advice = f"when 'code' then {literal(special)} {advice}"
    rule = _fault(field, sheet)
    _add(con, sheet, field.column.title, rule, _shown(field), f"case rule {advice} end", f"rule in {TOLD_ONLY}")


def _add_extra_cells(con: duckdb.DuckDBPyConnection, sheet: Sheet, extra: str) -> None:
    rule = f"case when {extra} is not null and not cf_is_empty({extra}) then 'extra_cells' end"
    _add(con, sheet, None, rule, f"cf_shown({extra})", literal(ADVICE["extra_cells"]))


def _add_condition(con: duckdb.DuckDBPyConnection, sheet: Sheet, condition: Condition) -> None:
    field = next((f for f in sheet.fields if f.name == condition.column), None)
    rule = f"case when not ({condition.sql}) then {literal(condition.rule)} end"
    title = field.column.title if field else None
    shown = _shown(field) if field else "null"
    _add(con, sheet, title, rule, shown, literal(condition.advice), str(condition.is_warning).lower())


def _add(
    con: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    title: str | None,
    rule: str,
    shown: str,
    advice: str,
    is_warning: str = "false",
) -> None:
    grouped = {sheet.mapping.source.columns[column].title for column in sheet.mapping.grouped}
    group = f"coalesce(_raw[{sheet.mapping.width + 2}], '')" if title in grouped else "''"  # 失业保险已参保
    con.execute(
        f"""insert into {sheet.table("problems")}
            with judged as (
                select _unit, _row, {group} as in_group, {rule} as rule, {shown} as shown
                from {sheet.table("open")} where _kind is null
            )
            select _unit, _row, in_group || {literal(title)}, rule, shown, {advice}, {is_warning}
            from judged where rule is not null"""
    )


def _fault(field: Field, sheet: Sheet) -> str:
    """SQL: the rule that a cell breaks, NULL when it breaks none."""
    text = field.raw or "cast(null as varchar)"
    empty = f"({text} is null or cf_is_empty({text}))"
    when_empty = "'required'" if field.required else "null"
    if not field.is_stored:
        return f"case when {empty} then {when_empty} end"
    value = name(field.name)
    if field.column.type == "area":
        unassigned = literal(sheet.context.site.district.unassigned_area)
        when_empty = "'required'" if field.required else "'area'"
        return f"case when {value} <> {unassigned} then null when {empty} then {when_empty} else 'area' end"
    ruined = f"case when regexp_full_match(cf_bare({text}), {literal(RUINED)}) then 'text_scientific' end"
    when_read = ruined if field.is_key and field.column.type == "text" else "null"
    is_word = field.column.type == "text" or field.column.on_unknown == "keep"
    formula = "formula_word" if is_word and not field.required else "formula"
    return f"""case when {value} is not null then {when_read} when {empty} then {when_empty}
        when cf_is_formula_error({text}) then {literal(formula)} else {_unreadable(field, text, sheet)} end"""


def _unreadable(field: Field, text: str, sheet: Sheet) -> str:
    match field.column.type:
        case "id_number":
            return f"cf_id_fault({bare_id(field.name)}, date {literal(sheet.context.today.isoformat())})"
        case "credit_code":
            return f"cf_credit_fault(cf_bare({text}))"
        case "phone_number":
            return f"case when not cf_is_hidden_phone({text}) then 'phone_number' end"
        case "date" | "datetime":
            return f"""case when regexp_matches(cf_token({text}), {literal(YEAR_LAST)}) then 'date_order'
                when regexp_matches(cf_token({text}), {literal(NO_YEAR)}) then 'date_without_year'
                else {literal(field.column.type)} end"""
        case "month":
            return f"""case when regexp_full_match(cf_token({text}), '\\d{{4}}\\.1') then 'month_ambiguous'
                when regexp_matches(cf_token({text}), {literal(NO_YEAR)}) then 'date_without_year' else 'month' end"""
        case "integer" | "number":
            return f"coalesce(cf_number_fault({text}), {literal(field.column.type)})"
        case _:
            return literal(field.column.type)


def _shown(field: Field) -> str:
    text = field.raw or "cast(null as varchar)"
    if field.column.type == "id_number":
        return f"cf_masked_id({text})"
    return f"cf_masked_name({text})" if field.column.is_personal else f"cf_shown({text})"


def _list_advice(field: Field) -> str | None:
    if field.column.type != "code" or field.lookup is None:
        return None
    names = list(dict.fromkeys(field.lookup.results))
    return f"不在规定选项内,可填:{'、'.join(names)}。" if len(names) <= FEW_WORDS else None


def _tell_missing_area_column(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    unassigned = literal(sheet.context.site.district.unassigned_area)
    for field in sheet.fields:
        if field.column.type == "area" and field.text is None and not field.required:
            con.execute(
                f"""insert into {sheet.table("problems")}
                    select null, ?, ?, 'area_column', null, ?, true where exists (
                        select 1 from {sheet.table("typed")} t where {name(field.name)} = {unassigned}
                            and not exists (select 1 from {sheet.table("skipped_units")} s where s._unit = t.rowid)
                    )""",
                [sheet.mapping.header_rows[1], field.column.title, ADVICE["area_column"]],
            )
