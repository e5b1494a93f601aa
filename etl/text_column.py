"""Texts of Python as a column of Arrow, for DuckDB to read.

pyarrow's own conversion of Python objects imports pandas first, a third of a second in every command; here the
buffers of the column are made directly. A column never holds other text than it was given.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

BETWEEN = "\x1f"  # the unit separator: hardly ever in a cell, and where it is, a slower way is taken
MOST_BYTES = 2**31 - 1  # Arrow counts in 32 bits


def text_column(texts: Sequence[str], known: Sequence[bool] | None = None) -> pa.Array:
    """The texts as an Arrow string array, NULL for those not ``known``, or for the empty ones where that is not said.

    Raises `TypeError` if one of them is no text.
    """
    content = "".join(texts).encode()
    if len(content) > MOST_BYTES:
        raise OverflowError(f"{len(content)} bytes of text in one column")
    marked = np.frombuffer(BETWEEN.join(texts).encode(), np.uint8)
    ends = np.flatnonzero(marked == ord(BETWEEN))
    offsets = np.zeros(len(texts) + 1, np.int32)
    if len(ends) == len(texts) - 1:
        offsets[1:-1] = ends - np.arange(len(ends))
        offsets[-1] = len(content)
    else:
        np.cumsum([len(text.encode()) for text in texts], out=offsets[1:])
    is_known = offsets[1:] != offsets[:-1] if known is None else np.array(known, bool)
    valid = None if is_known.all() else pa.py_buffer(np.packbits(is_known, bitorder="little"))
    return pa.Array.from_buffers(pa.string(), len(texts), [valid, pa.py_buffer(offsets), pa.py_buffer(content)])


def number_column(numbers: range) -> pa.Array:
    """The numbers of a range as an Arrow array of 64-bit integers."""
    values = np.arange(numbers.start, numbers.stop, numbers.step, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(values)])
