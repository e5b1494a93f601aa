"""The one pass over a sheet: its text becomes ``<prefix>_typed``, row for row, in order.

``_raw`` keeps the cells of each row in which anything may be wrong; on a clean row it is NULL, and nothing later
looks at that row again. Id numbers are hashed here; plain they stand only in ``_raw``, in scratch.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import duckdb

from etl.checks.cells import Cells
from etl.checks.fields import NUMBERS, Field
from etl.checks.model import Context
from etl.checks.rules import Condition, plain_id
from etl.checks.sql import any_of, literal, name
from etl.sources.mapping import Mapping

BLOCK = 64  # bytes of a SHA-256 block


@dataclass(frozen=True)
class Sheet:
    """All that the later steps need to know of one sheet."""

    mapping: Mapping
    context: Context
    cells: Cells
    fields: tuple[Field, ...]
    conditions: tuple[Condition, ...]

    @property
    def stored(self) -> list[Field]:
        return [field for field in self.fields if field.is_stored]

    @property
    def ids(self) -> list[Field]:
        return [field for field in self.fields if field.column.type == "id_number"]

    @property
    def phones(self) -> list[Field]:
        return [field for field in self.stored if field.column.type == "phone_number"]

    @property
    def has_numbers(self) -> bool:
        """Whether rows carry figures (a report) or stand for one person or case each (a ledger)."""
        return any(field.column.type in NUMBERS for field in self.fields)

    def table(self, what: str) -> str:
        """The quoted name of a table of this check run."""
        return name(f"{self.context.prefix}_{what}")

    def valid_id(self, text: str) -> str:
        """SQL: ``text`` when it is a valid id number of 18 characters."""
        return f"case when cf_id_fault({text}, date {literal(self.context.today.isoformat())}) is null then {text} end"


def type_rows(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Make ``<prefix>_typed``: the stored columns by name, `_raw`, and what shows a hashed key to its clerk."""
    values = "".join(f", {field.value} as {_first_name(field)}" for field in sheet.stored)
    full = ", ".join(f"cf_id_full({_first_name(f)}) as {_first_name(f)}" for f in sheet.ids)
    ids = "".join(f", {sheet.valid_id(_first_name(f))} as {plain_id(f.name)}" for f in sheet.ids)
    codes = "".join(f", {_valid_code(_first_name(f))} as {name(f.name)}" for f in sheet.stored if _is_code(f))
    hashes = "".join(f", {_keyed_hash(plain_id(f.name))} as {name(f.name)}" for f in sheet.ids)
    hashes += "".join(f", {_keyed_hash(_first_name(f))} as {name(f.name)}" for f in sheet.phones)
    masks = "".join(f", {_masked(plain_id(f.name))} as {_mask(f.name)}" for f in _hashed_keys(sheet))
    stored = ", ".join(_stored(sheet, field) for field in sheet.stored)
    carried = "row_no, " if sheet.cells.carries_row_no else ""
    con.execute(
        f"""create table {sheet.table("typed")} as
            with read as (select {sheet.cells.present}{values} from {sheet.cells.sql}),
            full_ids as (select *{f" replace ({full})" if full else ""} from read),
            judged as (select *{_areas_in_time(sheet)}{ids}{codes} from full_ids),
            hashed as (select *{hashes} from judged)
            select {carried}{stored}{masks},
                case when {_doubtful(sheet)} then [{", ".join(sheet.cells.columns)}] end as _raw
            from hashed""",
        _pads(sheet.context.site.secret) if sheet.ids or sheet.phones else {},
    )


def shown_key(field: Field) -> str:
    """SQL over typed rows: a key value as its clerk may see it."""
    if field.column.type == "id_number":
        return _mask(field.name)
    text = f"cast({name(field.name)} as varchar)"
    return f"cf_masked_name({text})" if field.column.is_personal else f"cf_shown({text})"


def _mask(column: str) -> str:
    return name(f"_m_{column}")


def _masked(valid_id: str) -> str:
    return f"left({valid_id}, 6) || '**********' || right({valid_id}, 2)"


def _hashed_keys(sheet: Sheet) -> list[Field]:
    return [field for field in sheet.ids if field.name in sheet.mapping.source.key]


def _first_name(field: Field) -> str:
    """The column where a value stands first: what is judged or hashed before it gets its name."""
    waits = field.column.type in ("id_number", "phone_number") or _is_code(field)
    return name(f"_i_{field.name}" if waits else field.name)


def _is_code(field: Field) -> bool:
    return field.column.type == "credit_code"


def _valid_code(text: str) -> str:
    return f"case when cf_credit_fault({text}) is null then {text} end"


def _keyed_hash(text: str) -> str:
    # HMAC-SHA-256 (RFC 2104) written out: DuckDB has the hash, not its keyed form.
    inner = f"unhex(sha256($inner::blob || encode({text})))"
    return f"case when {text} is not null then sha256($outer::blob || {inner}) end"


def _pads(secret: bytes) -> dict[str, bytes]:
    key = secret if len(secret) <= BLOCK else hashlib.sha256(secret).digest()
    key = key.ljust(BLOCK, b"\0")
    return {"inner": bytes(b ^ 0x36 for b in key), "outer": bytes(b ^ 0x5C for b in key)}


def _areas_in_time(sheet: Sheet) -> str:
    month = name(sheet.mapping.source.month)
    dated = [
        f"{f.areas.at_month(name(f.name), month)} as {name(f.name)}" for f in sheet.fields if f.areas and f.areas.moved
    ]
    return f" replace ({', '.join(dated)})" if dated else ""


def _stored(sheet: Sheet, field: Field) -> str:
    column = name(field.name)
    if field.column.type == "area":
        return f"coalesce({column}, {literal(sheet.context.site.district.unassigned_area)}) as {column}"
    return column


def _doubtful(sheet: Sheet) -> str:
    """Rows to look at again: wider than what is wrong (a dash in a number column), never narrower."""
    doubts = [] if sheet.cells.columns[sheet.mapping.width] == "null" else [f"c{sheet.mapping.width} is not null"]
    doubts += [f"not ({condition.sql})" for condition in sheet.conditions]
    if not any(field.required for field in sheet.fields):
        doubts.append(" and ".join(f"{column} is null" for column in sheet.cells.columns if column != "null"))
    label_texts = _label_texts(sheet)
    for field in sheet.fields:
        doubts += _doubts(field, field in label_texts)
    return any_of(doubts)


def _doubts(field: Field, may_hold_label: bool) -> list[str]:
    if field.text is None:
        return ["true"] if field.required else []
    value = plain_id(field.name) if field.column.type == "id_number" else name(field.name)
    doubts = []
    if not field.is_stored:
        doubts += [f"{field.text} is null or cf_is_empty({field.text})"] if field.required else []
    elif field.required or field.column.type == "area":
        doubts.append(f"{value} is null")
    elif field.column.type == "phone_number":  # hidden ones may be every row's: nothing to look at again
        doubts.append(f"{value} is null and {field.text} is not null and not cf_is_hidden_phone({field.text})")
    elif field.column.type != "text":
        doubts.append(f"{value} is null and {field.text} is not null")
    if may_hold_label:
        doubts.append(f"regexp_matches({field.text}, '[计总注说备]')")
    if field.is_key and field.column.type == "text":
        doubts.append(f"contains({field.text}, 'E+')")
    return doubts


def _label_texts(sheet: Sheet) -> list[Field]:
    """Text columns in which 合计 or 注: would pass for a value: no other required column gives such a row away."""
    if not sheet.has_numbers and any(f.required and f.column.type not in ("text", "discard") for f in sheet.fields):
        return []
    return [field for field in sheet.fields if field.column.type == "text" and field.position is not None]
