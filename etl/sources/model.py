"""What one ``source.toml`` says: file patterns, header words, columns with aliases, types, key and checks.

Read once, frozen, validated: an unknown key or a check on a column that is not there is an error that names the file.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

import duckdb
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from etl.site import SiteError, read_settings
from etl.sources.row_sets import NAME, RowSet, fault_of

OURS = ("load_id", "sheet", "row_no", "is_demo")  # stand beside a source's own columns in its table

ColumnType = Literal[
    "text",  # kept as text, trimmed
    "id_number",  # 公民身份号码 (GB 11643): checked, then only its keyed hash is kept
    "phone_number",  # made 11 digits (mobile) or area code and number, then only its keyed hash is kept
    "credit_code",  # 统一社会信用代码 (GB 32100)
    "area",  # a street of reference/areas.csv; unknown -> 未分配, told as a warning
    "code",  # a closed list reference/<list>.csv; the list's name is kept
    "date",
    "datetime",
    "month",  # the first day of the month
    "integer",
    "number",
    "yes_no",
    "discard",  # personal and not needed: recognised in the header, never kept (姓名, 电话)
]

STORED_TYPES: dict[str, str] = {
    "text": "varchar",
    "id_number": "varchar",
    "phone_number": "varchar",
    "credit_code": "varchar",
    "area": "varchar",
    "code": "varchar",
    "date": "date",
    "datetime": "timestamp",
    "month": "date",
    "integer": "bigint",
    "number": "decimal(18, 4)",
    "yes_no": "boolean",
}


class Alias(BaseModel):
    """A header word for a column, with the time in which files used it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    weak: bool = False  # a neighbouring field (派单时间): counts only where no other header claims the column


class Column(BaseModel):
    """One column of a source. ``unit`` is the base unit of its numbers (人, 元, %): other units are converted to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str  # what clerks call it; used in every message
    type: ColumnType
    required: bool = False  # the sheet must have it and each row must fill it
    required_in_header: bool | None = None  # default: as required
    aliases: tuple[Alias, ...] = ()  # title itself always counts
    list: str | None = None  # for code: the reference list
    on_unknown: Literal["quarantine", "keep"] = "quarantine"  # for code
    default: str | None = None  # text that stands for an empty cell
    unit: str | None = None
    personal: bool = False  # masked in every message
    published: bool = True  # false: stays in the warehouse (free text)
    else_from: str | None = None  # fills this column when the header lacks it (来电时间 for 受理时间)
    capture: str | None = None  # over the title lines: group 1 fills the column when the header lacks it

    @model_validator(mode="before")
    @classmethod
    def _plain_aliases(cls, given: object) -> object:
        if isinstance(given, dict) and "aliases" in given:
            aliases = cast("list[object]", given["aliases"])
            given = given | {"aliases": [{"name": a} if isinstance(a, str) else a for a in aliases]}
        return given

    @field_validator("capture")
    @classmethod
    def _is_pattern(cls, given: str | None) -> str | None:
        return given and _pattern(given)

    @property
    def must_be_in_header(self) -> bool:
        return self.required if self.required_in_header is None else self.required_in_header

    @property
    def is_personal(self) -> bool:
        return self.personal or self.type in ("id_number", "phone_number", "discard")

    def names(self, on: date | None = None) -> tuple[str, ...]:
        """Header words of this column, the title first; with ``on``, only those in use at that date."""
        used = [
            a.name
            for a in self.aliases
            if on is None or ((a.valid_from is None or a.valid_from <= on) and (a.valid_to is None or on <= a.valid_to))
        ]
        return (self.title, *used)


class Check(BaseModel):
    """One rule over the typed row; a row that breaks it is quarantined (or, ``severity = "warning"``, only told)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Literal[
        "not_future",  # column <= today (the day of loading)
        "not_before",  # column >= value
        "order",  # columns in this order, where both are filled
        "range",  # minimum <= column <= maximum
        "age",  # age by the id number in `column` at the date in `at`, minimum..maximum
        "sex_agrees",  # sex in columns[1] agrees with the id number in columns[0]
        "expression",  # any SQL condition over the typed columns that must not be false
    ]
    column: str | None = None
    columns: tuple[str, ...] = ()
    at: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    value: date | None = None
    sql: str | None = None
    advice: str | None = None  # Chinese; what the clerk should do
    severity: Literal["quarantine", "warning"] = "quarantine"


class Unpivot(BaseModel):
    """Wide sheets: every header that matches ``columns`` (group 1, or all of it) becomes a row.

    With ``value``, the header is a single column (years side by side). Without, it is the upper row over a group of the
    source's columns, which stand again under each (养老保险 over 应参保, 已参保; 失业保险 over 应参保, 已参保).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: str  # regular expression over header words, e.g. ^(\d{4})年?$
    into: str  # the source column that takes the header's text
    value: str | None = None  # the source column that takes the cell
    label: str | None = None  # what goes into ``into``, with \1 for the group, e.g. \1-12: a year as its last month

    @field_validator("columns")
    @classmethod
    def _is_pattern(cls, given: str) -> str:
        return _pattern(given)


def can_be_named(name: str) -> bool:
    """Whether a word can stand in SQL as the name of a column or a table: plain, and no word of the language."""
    if not NAME.fullmatch(name):
        return False
    try:
        duckdb.extract_statements(f"select {name} from {name}")
    except duckdb.ParserException:
        return False
    return True


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"“{text}”不是正确的正则表达式:{error}") from None
    return text


class Source(BaseModel):
    """One source folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""  # the folder's name
    name: str
    kind: Literal["ledger", "public"] = "ledger"
    files: tuple[str, ...] = ()  # glob patterns over the file name: they break ties, they never decide alone
    on_reload: Literal["upsert", "replace_period"]
    key: tuple[str, ...]
    month: str  # the date column whose month is the row's part
    expected_every_month: bool = True
    columns: dict[str, Column]
    checks: tuple[Check, ...] = ()
    rows: dict[str, RowSet] = {}
    unpivot: Unpivot | None = None
    folder: Path = Field(default=Path(), exclude=True)

    @model_validator(mode="after")
    def _columns_can_be_named(self) -> Source:
        for name in self.columns:
            if not can_be_named(name) or name in OURS or (name == "month" != self.month):
                raise ValueError(f"列名 {name} 不能用:应为小写英文、数字与下划线,且不是SQL或本系统的保留字")
        return self

    @model_validator(mode="after")
    def _columns_exist(self) -> Source:
        named = [*self.key, self.month]
        for check in self.checks:
            named += [name for name in (check.column, check.at, *check.columns) if name]
        named += [column.else_from for column in self.columns.values() if column.else_from]
        if self.unpivot:
            named += [name for name in (self.unpivot.into, self.unpivot.value) if name]
        missing = sorted({name for name in named if name not in self.columns})
        if missing:
            raise ValueError(f"没有这些列:{', '.join(missing)}")
        if self.columns[self.month].type not in ("date", "datetime", "month"):
            raise ValueError(f"month 指向的列 {self.month} 不是日期")
        for name, column in self.columns.items():
            if column.type == "code" and not column.list:
                raise ValueError(f"列 {name} 缺少 list")
        return self

    @model_validator(mode="after")
    def _row_sets_run(self) -> Source:
        kinds = {"area_code": "varchar"} | self.stored
        columns = {name: kinds[name] for name in kinds if name not in self.columns or self.columns[name].published}
        if fault := fault_of(self.rows, columns):
            raise ValueError(fault)
        return self

    @property
    def shown(self) -> dict[str, Column]:
        """The published columns that a reader of single rows may see: no person, not even as a hash."""
        return {name: column for name, column in self.columns.items() if column.published and not column.is_personal}

    @property
    def stored(self) -> dict[str, str]:
        """Column name -> DuckDB type of everything that is kept, in order."""
        return {name: STORED_TYPES[c.type] for name, c in self.columns.items() if c.type != "discard"}


def discover(folders: tuple[Path, ...]) -> list[Source]:
    """The sources of all folders, later folders replacing earlier ones of the same id, in order of id."""
    found: dict[str, Source] = {}
    for folder in folders:
        if not folder.is_dir():
            raise SiteError(f"来源目录 {folder} 不存在。")
        for path in sorted(folder.glob("*/source.toml")):
            name = path.parent.name
            if not can_be_named(name):
                raise SiteError(f"来源目录名 {name} 应为小写英文、数字与下划线,且不是SQL的保留字。")
            found[name] = _read(path, path.read_bytes()).model_copy(update={"id": name, "folder": path.parent})
    return [found[name] for name in sorted(found)]


@lru_cache(maxsize=256)
def _read(path: Path, _content: bytes) -> Source:
    """The source of a file as it stands; held against its columns once for as long as it says the same."""
    return read_settings(path, Source)
