"""What was read of a build, kept while there is room: a build never changes, so an answer stays true as long as it.

Pages of many months and streets ask much the same of a build. Rows are kept as they were read and never handed out to
be changed; what was asked for longest ago goes first. Room is counted in cells of rows, about 60 bytes each.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any

ROOM = 900_000  # cells of a build, in each process that reads it


class Memory:
    """Answers by question, for many threads."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._cells = 0
        self._kept: OrderedDict[Hashable, tuple[tuple[Any, ...], int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: Hashable) -> tuple[Any, ...] | None:
        """The rows of an answer, or None where it is not kept."""
        with self._lock:
            if question not in self._kept:
                return None
            self._kept.move_to_end(question)
            return self._kept[question][0]

    def keep(self, question: Hashable, rows: tuple[Any, ...], width: int, within: int = 0) -> None:
        """``width``: the cells of one row, ``within``: those of lists in all of them.

        An answer that would take most of the room is not kept.
        """
        cells = (len(rows) + 1) * width + within  # an answer without rows takes room too
        if cells * 2 > self._room:
            return
        with self._lock:
            self._cells += cells - self._kept.pop(question, ((), 0))[1]
            self._kept[question] = (rows, cells)
            while self._cells > self._room:
                self._cells -= self._kept.popitem(last=False)[1][1]


def question(sql: str, parameters: Sequence[object] | Mapping[str, object]) -> Hashable:
    """A statement with its values as a key."""
    if isinstance(parameters, Mapping):
        return (sql, tuple((name, _fixed(value)) for name, value in parameters.items()))
    return (sql, tuple(_fixed(value) for value in parameters))


def whole_years(since: date, until: date) -> tuple[date, date]:
    """The years around some months, which one answer serves for every month of the year; one month alone stays."""
    if since == until:
        return since, until
    return date(since.year, 1, 1), date(until.year, 12, 1)


def months_between(since: date, until: date, span: tuple[date, date] | None) -> list[date]:
    """The months from one to another, both included, as far as they lie within ``span``."""
    if span is None:
        return []
    first, last = max(since, span[0]), min(until, span[1])
    start, end = first.year * 12 + first.month - 1 + (first.day > 1), last.year * 12 + last.month
    return [date(month // 12, month % 12 + 1, 1) for month in range(start, end)]


def within_lists(rows: Sequence[Sequence[object]]) -> int:
    """The cells of all lists in rows of one shape; a list that is NULL is not looked for in others."""
    places = [at for at, cell in enumerate(rows[0]) if isinstance(cell, list)] if rows else []
    return sum(len(cell) for row in rows for at in places if isinstance(cell := row[at], list))


def _fixed(value: object) -> Hashable:
    if isinstance(value, Mapping):
        return (dict, tuple((name, _fixed(part)) for name, part in value.items()))
    return tuple(map(_fixed, value)) if isinstance(value, list | tuple) else (type(value), value)  # True is not 1
