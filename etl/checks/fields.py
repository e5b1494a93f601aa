"""What each column of a source is made of on one sheet: the SQL of its text and of its typed value.

A typed value is NULL when the cell is empty or cannot be read; which of the two it was is judged later, on those
rows alone. Clean text takes a short way (one cast), everything else the macros of ``functions.sql``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

import duckdb

from etl.checks.lookup import Areas, Lookup, area_lookup, code_lookup, with_seen, yes_no_lookup
from etl.checks.model import Context
from etl.checks.sql import literal
from etl.sources.mapping import Mapping
from etl.sources.model import STORED_TYPES, Column

LABEL = "_label"  # the column of an unpivoted sheet that says which group a row comes from
DATES = ("date", "datetime", "month")
NUMBERS = ("integer", "number")
FEW_ROWS = 3000  # so few are read faster than a statement with all words of a list is planned


@dataclass(frozen=True)
class Field:
    """One column of the source as this sheet has it."""

    name: str
    column: Column
    position: int | None  # of its cell, from 0
    text: str | None  # SQL of its text as sent; None: the sheet says nothing about it
    value: str  # SQL of its typed value, over the cells
    required: bool  # by its own word, or since the row has no key or no month without it
    is_key: bool
    lookup: Lookup | None = None
    areas: Areas | None = None

    @property
    def raw(self) -> str | None:
        """SQL of its text over a kept row, where cells are the list ``_raw``."""
        if self.position is None:
            return self.text
        return f"_raw[{self.position + 1}]"

    @property
    def is_stored(self) -> bool:
        return self.column.type != "discard"


def plan_fields(
    con: duckdb.DuckDBPyConnection, mapping: Mapping, context: Context, sample: str, day_month: dict[str, str]
) -> list[Field]:
    """The fields of a source in its order.

    ``sample`` is a table of the sheet's first rows; ``day_month`` the order of columns whose dates end with the year.
    """
    source = mapping.source
    rows = con.execute(f"select count(*) from {sample}").fetchone() or (0,)
    is_small = rows[0] <= FEW_ROWS
    planned = []
    for name, column in source.columns.items():
        position, text = _text(mapping, name)
        if text is None and column.else_from:
            position, text = _text(mapping, column.else_from)
        if text is None and column.default is not None:
            text = literal(column.default)
        lookup, areas = _lookups(con, column, context)
        if lookup and is_small:
            lookup = replace(lookup, is_searched=True)
        elif lookup and position is not None:
            seen = con.execute(f"select distinct {text} from {sample} where {text} is not null").fetchall()
            lookup = with_seen(con, lookup, (word for (word,) in seen), column.on_unknown == "keep")
        hides_ids = source.kind == "ledger" and column.published and name not in source.key
        typing = _Typing(column, mapping, day_month.get(name), lookup, areas, mapping.factors.get(name), hides_ids)
        value = f"cast(null as {STORED_TYPES.get(column.type, 'varchar')})" if text is None else typing.value(text)
        if position is not None and column.default is not None:
            fallback = (
                f"case when {text} is null or cf_is_empty({text}) then {typing.value(literal(column.default))} end"
            )
            value = f"coalesce({value}, {fallback})"
        is_key = name in source.key and column.type != "area"
        required = column.required or is_key or name == source.month
        planned.append(Field(name, column, position, text, value, required, is_key, lookup, areas))
    return planned


def group_cell(column: str) -> str:
    """The column of an unpivoted sheet that holds the cells of a grouped column."""
    return f"_cell_{column}"


def _text(mapping: Mapping, name: str) -> tuple[int | None, str | None]:
    unpivot = mapping.source.unpivot
    if mapping.groups and unpivot:
        # What unpivoting makes stands behind the sheet's own cells, see `etl.checks.cells`.
        if name == unpivot.into:
            return mapping.width + 1, LABEL
        if name in mapping.grouped:
            return mapping.width + 2 + mapping.grouped.index(name), group_cell(name)
    if name in mapping.columns:
        return mapping.columns[name], f"c{mapping.columns[name]}"
    if name in mapping.constants:
        return None, literal(mapping.constants[name])
    return None, None


def _lookups(con: duckdb.DuckDBPyConnection, column: Column, context: Context) -> tuple[Lookup | None, Areas | None]:
    if column.type == "yes_no":
        return yes_no_lookup(con), None
    if column.type == "code" and column.list:
        return code_lookup(con, context.site.reference(column.list)), None
    if column.type == "area":
        areas = area_lookup(con, context.site.reference("areas"), context.site.district)
        return areas.lookup, areas
    return None, None


@dataclass(frozen=True)
class _Typing:
    column: Column
    mapping: Mapping
    day_month: str | None
    lookup: Lookup | None
    areas: Areas | None
    factor: Decimal | None
    hides_ids: bool  # its text leaves the warehouse: an id number in it (a one-man firm's) must not

    def value(self, text: str) -> str:
        """SQL of the typed value of ``text``."""
        match self.column.type:
            case "text" | "discard":
                return self._text(text)
            case "id_number" | "credit_code":  # only made bare: judged once it stands in a column of its own
                return f"case when regexp_full_match({text}, '[0-9A-Z]{{18}}') then {text} else cf_bare({text}) end"
            case "phone_number":  # only made bare: hashed once it stands in a column of its own
                return f"case when regexp_full_match({text}, '1[3-9][0-9]{{9}}') then {text} else cf_phone({text}) end"
            case "area" | "code":
                return self._word(text)
            case "yes_no":
                assert self.lookup  # noqa: S101  (plan_fields gives every yes_no column one)
                return f"cast({self.lookup.find(text)} as boolean)"
            case "integer" | "number":
                return self._number(text)
            case _:
                return self._date(text)

    def _text(self, text: str) -> str:
        if not self.hides_ids:
            return f"case when cf_is_dirty({text}) then cf_text({text}) else {text} end"
        suspected = f"cf_is_dirty({text}) or regexp_matches({text}, '\\d{{11}}')"
        return f"case when {suspected} then cf_without_ids(cf_text({text})) else {text} end"

    def _word(self, text: str) -> str:
        assert self.lookup  # noqa: S101  (plan_fields gives every code and area column one)
        # The short way outermost: a CASE around it would copy every word once more.
        other = self.lookup.folded(text)
        if self.column.type == "code" and self.column.on_unknown == "keep":
            kept = f"coalesce({other}, cf_without_ids(cf_text({text})))"
            other = f"case when cf_is_plain_word({text}) then {text} else {kept} end"
        return f"nullif(coalesce({self.lookup.exact(text)}, case when {text} is not null then {other} end), '')"

    def _number(self, text: str) -> str:
        unit = self.column.unit or ""
        percent = {"%": "0", "": "-2"}.get(unit, "null")  # 12% of 元 is no amount
        words = literal(re.escape(unit) if unit not in ("", "%", "‰") else r"\x{00}")
        number = f"cf_number({text}, {words}, {percent}, {_power_of_ten(self.factor)})"
        if self.column.type == "number":
            return f"try_cast({number} as decimal(18, 4))"
        # By its digits: comparing it with its whole part would have the macro written out, and planned, three times.
        return f"try_cast(regexp_extract(cast({number} as varchar), '^(-?\\d+)\\.0+$', 1) as bigint)"

    def _date(self, text: str) -> str:
        year = literal(None if self.mapping.year is None else str(self.mapping.year))
        order = literal(self.day_month)
        if self.column.type == "month":
            return f"case when {text} is not null then cf_month({text}, {year}, {order}) end"
        plain = f"{text} >= '19' and {text} < '21' and ({text} like '____-%' or {text} like '____/%')"
        slow = f"cf_datetime({text}, {year}, {order})"
        if self.column.type == "date":
            fast = f"case when {plain} and strlen({text}) between 8 and 10 then try_cast({text} as date) end"
            return f"coalesce({fast}, case when {text} is not null then cast({slow} as date) end)"
        # A plain cast would take a time zone too: only texts that end in minutes or seconds go that way.
        shape = f"""strlen({text}) <= 10 or (strlen({text}) <= 16 and {text} like '%:__')
            or (strlen({text}) <= 19 and {text} like '%:__:__')"""
        fast = f"case when {plain} and ({shape}) then try_cast({text} as timestamp) end"
        return f"coalesce({fast}, case when {text} is not null then {slow} end)"


def _power_of_ten(factor: Decimal | None) -> int:
    """The exponent of a unit's factor: units of Chinese statistics are all decimal (千, 万, 百万, 亿)."""
    _, digits, exponent = (factor or Decimal(1)).normalize().as_tuple()
    if digits != (1,) or not isinstance(exponent, int):
        raise ValueError(f"单位换算 {factor} 不是10的整数次方。")
    return exponent
