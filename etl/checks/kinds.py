"""Which of the doubtful rows are no data: blank rows, totals, notes, headers that stand again on the next page.

`<prefix>_open` holds the doubtful rows with their `_kind`; NULL is a data row.
"""

from __future__ import annotations

import duckdb

from etl.checks.fields import Field
from etl.checks.lookup import folded
from etl.checks.rules import bare_id, plain_id
from etl.checks.sql import any_of, literal, literals, name
from etl.checks.typed import Sheet

TOTAL = r"^.{0,14}(?:合计|小计|总计|累计|共计|总数)(?:数|人数|件数)?:?(?:[\d,.]+[人件条户笔家次例场个]?)?$"
NOTE = (
    r"^(?:[(\[【]?(?:注|备注|附注|说明|填表说明|数据来源|资料来源|来源|填表人|填报人|填表单位|填报单位|填表日期|填报日期|制表|制表人|"
    r"审核|审核人|复核|复核人|负责人|单位负责人|科室负责人|分管领导|经办|经办人|统计负责人|报送单位|报送日期|打印日期|打印时间|导出时间|"
    r"联系人|联系电话|单位)(?:[\]】)]|[\d一二三四五六七八九十]+)?[:.、,].*|注|说明|备注|第\d+页.*|共\d+页.*|以下空白|此页无正文)$"
)
PAGE_TITLE = r"表|台账|清单|明细|名册|名单|月报|年报|季报|统计|情况|单位:|\d{4}年|第\d+页"
PAGE_TITLE_ROWS = 3  # title, unit line and one more may stand above a repeated header


def open_rows(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Make ``<prefix>_open``: `_unit`, `_row`, the typed row, `_folded` cells, filled `_words` in order, `_kind`."""
    own = sheet.mapping.width + 1
    # A macro is copied wherever its argument stands: each step of an id number is a column, or planning takes a second.
    bare = "".join(f", cf_bare({f.raw or 'null'}) as {bare_id(f.name)}" for f in sheet.ids)
    full = ", ".join(f"cf_id_full({bare_id(f.name)}) as {bare_id(f.name)}" for f in sheet.ids)
    ids = "".join(f", {sheet.valid_id(bare_id(f.name))} as {plain_id(f.name)}" for f in sheet.ids)
    con.execute(
        f"""create table {sheet.table("open")} as
            with doubtful as (
                select rowid as _unit, {sheet.cells.row_no} as _row, * exclude (_raw), _raw{bare},
                    list_transform(_raw, lambda t: cf_fold(t)) as _folded
                from {sheet.table("typed")} where _raw is not null
            ),
            full_ids as (select *{f" replace ({full})" if full else ""} from doubtful),
            judged as (select *{ids} from full_ids),
            worded as (select *, list_filter(_folded[1:{own}], lambda w: w <> '') as _words from judged)
            select *, {_kind(con, sheet)} as _kind from worded"""
    )
    _mark_page_titles(con, sheet)
    _mark_district_rows(con, sheet)


def _kind(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> str:
    incomplete = any_of(missing(field) for field in sheet.fields if field.required)
    has_required = any(field.required for field in sheet.fields)
    may_be_note = f"({incomplete})" if has_required else "true"
    may_be_total = "true" if sheet.has_numbers or not has_required else f"({incomplete})"
    label = any_of(f"regexp_full_match({text}, {literal(TOTAL)})" for text in _label_places(sheet))
    own_label = sheet.mapping.width + 2
    few = f"len(list_distinct(_words)) <= greatest(3, {sheet.mapping.width} // 2)"
    empty = f"when _raw[{own_label}] is null then 'empty'" if sheet.mapping.groups else ""
    return f"""case
        when len(_words) = 0 then 'blank'
        when {_is_header(con, sheet)} then 'header'
        when {may_be_total} and ({label}) then 'total'
        when {may_be_note} and {few} and regexp_full_match(_words[1], {literal(NOTE)}) then 'note'
        {empty}
    end"""


def missing(field: Field) -> str:
    """SQL over the open rows: the row has no value in this column."""
    if not field.is_stored:
        return f"{field.raw} is null or cf_is_empty({field.raw})" if field.raw else "true"
    return f"{plain_id(field.name) if field.column.type == 'id_number' else name(field.name)} is null"


def _label_places(sheet: Sheet) -> list[str]:
    """Where 合计 may stand: the first filled cell, the street, the name, a word of a list, a text of the key."""
    types = ("area", "code", "discard")
    fields = [f for f in sheet.fields if f.position is not None and (f.column.type in types or f.is_key)]
    return ["_words[1]", *(f"_folded[{field.position + 1}]" for field in fields if field.position is not None)]


def _is_header(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> str:
    """At least two cells, and half of those filled, carry the header word of their own column."""
    words: dict[int, set[str]] = {}
    for field_name, position in sheet.mapping.columns.items():
        column = sheet.mapping.source.columns[field_name]
        words.setdefault(position, set()).update(column.names(), {sheet.mapping.titles.get(field_name, column.title)})
    for group in sheet.mapping.groups:
        for field_name, position in group.columns.items():
            words.setdefault(position, set()).update(sheet.mapping.source.columns[field_name].names(), {group.label})
    forms = folded(con, sorted(set().union(*words.values())))
    own = {position: literals(sorted({forms[word] for word in names})) for position, names in words.items()}
    hits = " + ".join(
        f"coalesce(cast(_folded[{position + 1}] in ({known}) as integer), 0)" for position, known in own.items()
    )
    return f"({hits}) >= greatest(least(2, {len(words)}), len(_words) / 2)"


def _mark_page_titles(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Title and unit lines right above a repeated header belong to the page, not to the data."""
    table = sheet.table("open")
    incomplete = any_of(missing(field) for field in sheet.fields if field.required)
    con.execute(
        f"""update {table} as o set _kind = 'title'
            where _kind is null and ({incomplete}) and len(list_distinct(_words)) <= 2
                and regexp_matches(_words[1], {literal(PAGE_TITLE)}) and exists (
                select 1 from {table} h
                where h._kind = 'header' and h._row > o._row and h._row - o._row <= {PAGE_TITLE_ROWS}
            )"""
    )


def _mark_district_rows(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """In a report by street, the line of the district itself is a total: counting it too would count everyone twice."""
    field = next((f for f in sheet.fields if f.areas and f.position is not None), None)
    if field is None or field.areas is None or not sheet.has_numbers:
        return
    typed, table, column = sheet.table("typed"), sheet.table("open"), name(field.name)
    unassigned = literal(sheet.context.site.district.unassigned_area)
    same = " and ".join(f"t.{name(f.name)} is not distinct from o.{name(f.name)}" for f in sheet.stored if f.is_key)
    con.execute(
        f"""update {table} as o set _kind = 'total'
            where _kind is null and {field.areas.whole.find(field.raw or "null")} is not null and exists (
                select 1 from {typed} t where t.{column} <> {unassigned} {"and " + same if same else ""}
            )"""
    )
