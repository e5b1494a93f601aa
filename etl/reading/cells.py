"""Cells of a workbook as text, the way a clerk sees them; nothing is trimmed, rounded or judged.

Whole columns at a time where they are of one type: a ledger has millions of cells and most of them are text already.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
import pyarrow as pa

from etl.text_column import text_column

DIGITS_LOST_FROM = 1e15  # Excel keeps 15 digits: from 16 on a number shows as 4.30103199001011E+17


def cell_text(value: object) -> str:
    """One cell as text, "" for an empty one."""
    return _TEXT.get(type(value), str)(value)


def text_array(values: Sequence[object]) -> pa.Array:
    """A column of cells as an Arrow string array, NULL for an empty cell."""
    try:
        return text_column(cast("Sequence[str]", values))
    except TypeError:  # not all of them are text
        types = set(map(type, values))
    if types == {float}:
        return text_column(_number_texts(cast("Sequence[float]", values)))
    if types <= _ONE_TEXT_EACH:  # the rows of a ledger share a few days
        texts = {value: cell_text(value) for value in set(values)}
        return text_column([texts[value] for value in values])
    return text_column([value if type(value) is str else cell_text(value) for value in values])


def _number_texts(values: Sequence[float]) -> list[str]:
    numbers = np.array(values, dtype=np.float64)
    if np.all(np.abs(numbers) < DIGITS_LOST_FROM) and np.all(numbers == np.trunc(numbers)):
        return list(map(str, numbers.astype(np.int64).tolist()))
    return list(map(_number_text, values))


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
_ONE_TEXT_EACH = {str, datetime.date, datetime.datetime}  # of which equal values have equal texts (1 and True have not)
