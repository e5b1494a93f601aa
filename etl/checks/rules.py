"""A source's own checks as SQL conditions over its typed columns, and over the id numbers while they are plain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import TypeVar

from etl.checks.advice import ADVICE
from etl.checks.sql import literal, name
from etl.sources.model import Check, Source

T = TypeVar("T")


@dataclass(frozen=True)
class Condition:
    """What must not be false for a row, and what is told when it is."""

    rule: str
    sql: str
    column: str | None  # the column whose cell is marked
    advice: str
    is_warning: bool


def conditions(source: Source, present: Sequence[str], today: date) -> list[Condition]:
    """The checks of a source that this sheet can answer: one on a column the sheet does not have says nothing."""
    made = []
    for check in source.checks:
        for sql, column in _cases(check, source, today):
            needed = {column, check.at, *check.columns} - {None}
            if needed <= set(present):
                advice = check.advice or ADVICE[check.rule]
                made.append(Condition(check.rule, sql, column, advice, check.severity == "warning"))
    return made


def plain_id(column: str) -> str:
    """The name under which a valid id number stands until it is hashed."""
    return name(f"_p_{column}")


def bare_id(column: str) -> str:
    """The name under which an id number as sent, valid or not, stands in 18 characters while its row is in doubt."""
    return name(f"_b_{column}")


def _cases(check: Check, source: Source, today: date) -> list[tuple[str, str | None]]:
    day = f"date {literal(today.isoformat())}"
    match check.rule:
        case "not_future":
            column = _given(check.column, check)
            until = f"{day} + interval 1 day" if source.columns[column].type == "datetime" else day
            sign = "<" if source.columns[column].type == "datetime" else "<="
            return [(f"{name(column)} {sign} {until}", column)]
        case "not_before":
            column = _given(check.column, check)
            first = _given(check.value, check)
            return [(f"{name(column)} >= date {literal(first.isoformat())}", column)]
        case "order":
            return [(f"{name(a)} <= {name(b)}", b) for a, b in combinations(check.columns, 2)]
        case "range":
            column = _given(check.column, check)
            return [(_within(name(column), check), column)]
        case "age":
            column, at = _given(check.column, check), _given(check.at, check)
            age = f"date_sub('year', cf_id_birth({plain_id(column)}), cast({name(at)} as date))"
            return [(_within(age, check), column)]
        case "sex_agrees":
            person, sex = check.columns
            is_man = f"cast(substr({plain_id(person)}, 17, 1) as integer) % 2 = 1"
            return [(f"case left({name(sex)}, 1) when '男' then {is_man} when '女' then not {is_man} end", sex)]
        case "expression":
            marked = check.column or (check.columns[0] if check.columns else None)
            return [(f"({_given(check.sql, check)}\n)", marked)]


def _within(value: str, check: Check) -> str:
    bounds = []
    if check.minimum is not None:
        bounds.append(f"{value} >= {Decimal(str(check.minimum)):f}")
    if check.maximum is not None:
        bounds.append(f"{value} <= {Decimal(str(check.maximum)):f}")
    return " and ".join(bounds) or "true"


def _given(value: T | None, check: Check) -> T:
    if value is None:
        raise ValueError(f"检查 {check.rule} 缺少必要的键。")
    return value
