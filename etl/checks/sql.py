"""SQL text from our own names and quoted values: the only place where text becomes part of a statement."""

from __future__ import annotations

import re
from collections.abc import Iterable

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def literal(value: str | None) -> str:
    """A value as an SQL string literal; DuckDB knows no escape but the doubled quote."""
    if value is None:
        return "null"
    if "\0" in value:
        raise ValueError("text with a NUL character cannot stand in SQL")
    return "'" + value.replace("'", "''") + "'"


def literals(values: Iterable[str]) -> str:
    """Values as the inside of a list, an IN or an ENUM."""
    return ", ".join(literal(value) for value in values)


def name(identifier: str) -> str:
    """One of our own identifiers, quoted; anything that is not a plain name is a programming error."""
    if not NAME.fullmatch(identifier):
        raise ValueError(f"not a name: {identifier!r}")
    return f'"{identifier}"'


def any_of(conditions: Iterable[str]) -> str:
    """Conditions joined by OR; false when there are none."""
    return " or ".join(f"({condition})" for condition in conditions) or "false"
