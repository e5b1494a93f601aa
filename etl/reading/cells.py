"""Cells of a workbook as text, the way a clerk sees them; nothing is trimmed, rounded or judged.

Whole columns at a time where they are of one type: a ledger has millions of cells and most of them are text already.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

DIGITS_LOST_FROM = 1e15  # Excel keeps 15 digits: from 16 on a number shows as 4.30103199001011E+17


def cell_text(value: object) -> str:
    """One cell as text, "" for an empty one."""
    return _TEXT.get(type(value), str)(value)


def text_array(values: Sequence[object]) -> pa.Array:
    """A column of cells as an Arrow string array, NULL for an empty cell."""
    types = set(map(type, values))
    if types == {float}:
        return _numbers(cast("Sequence[float]", values))
    if not types <= {str}:
        values = [value if type(value) is str else cell_text(value) for value in values]
    texts = pa.array(values, pa.string())
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _numbers(values: Sequence[float]) -> pa.Array:
    numbers = np.array(values, dtype=np.float64)
    if np.all(np.abs(numbers) < DIGITS_LOST_FROM) and np.all(numbers == np.trunc(numbers)):
        return pa.array(numbers.astype(np.int64)).cast(pa.string())
    return pa.array(list(map(_number_text, values)), pa.string())


def _number_text(value: float) -> str:
    if abs(value) < DIGITS_LOST_FROM:
        whole = int(value)
        return str(whole) if whole == value else repr(value)
    return f"{value:.14E}"


def _moment_text(value: datetime.datetime) -> str:
    """ISO, to the second: Excel keeps fractions of a day, so a time can come back a millisecond off."""
    if value.microsecond:
        value = (value + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
    return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")


def _duration_text(value: datetime.timedelta) -> str:
    """Hours may pass 24, as in a cell of format [h]:mm:ss."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


_TEXT: dict[type, Callable[..., str]] = {
    str: str,
    float: _number_text,
    int: lambda value: _number_text(float(value)),
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime.datetime: _moment_text,
    datetime.date: datetime.date.isoformat,
    datetime.time: lambda value: value.isoformat("seconds"),
    datetime.timedelta: _duration_text,
}
