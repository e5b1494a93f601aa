"""The lines of a text file, counted in its bytes: what `etl.reading.straight` proves its reading with."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

CHUNK = 1 << 18
MARGIN = 256  # bytes looked at on both sides of a piece
LF, CR, SPACE, QUOTE = 10, 13, 32, 34

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lines:
    """What a file's bytes say about its lines."""

    count: int  # lines up to the last one that is not blank
    line_end: str  # as read_csv wants it
    is_plain: bool  # no lone carriage return, no space between a delimiter and a quote


def survey(path: Path, delimiter: str) -> Lines:
    """One look through all bytes, about 3 GB a second."""
    content = _bytes_of(path)
    stop = _content_end(content)
    mask = np.empty(CHUNK + 1, np.bool_)  # one for all steps: fresh ones cost more than the looking
    other = np.empty(CHUNK + 1, np.bool_)
    line_feeds = returns = pairs = 0
    for start in range(0, stop, CHUNK):
        piece = content[max(0, start - 1) : min(start + CHUNK, stop)]  # and the byte before, for pairs
        before = 1 if start else 0
        line_feeds += _count_of(piece[before:], LF, mask)
        if _count_of(piece, CR, mask):
            returns += _count_of(piece[before:], CR, mask)
            pairs += _count_of_pairs(piece, CR, LF, mask, other)
        spaced = _count_of_pairs(piece, SPACE, QUOTE, mask, other) or _count_of_pairs(piece, QUOTE, SPACE, mask, other)
        if spaced and _trimmed(content, start, stop, delimiter):
            return Lines(0, "", is_plain=False)
    last = 1 if stop and content[stop - 1] != LF else 0
    return Lines(line_feeds + last, r"\r\n" if pairs else r"\n", is_plain=returns == pairs)


def _bytes_of(path: Path) -> Bytes:
    return np.memmap(path, np.uint8, mode="r")


def _content_end(content: Bytes) -> int:
    """Where the last line that is not blank ends, its line end not counted."""
    stop = len(content)
    while stop and content[stop - 1] in (LF, CR):
        stop -= 1
    return stop


def _count_of(piece: Bytes, byte: int, mask: Mask) -> int:
    return int(np.count_nonzero(np.equal(piece, byte, out=mask[: len(piece)])))


def _count_of_pairs(piece: Bytes, first: int, second: int, mask: Mask, other: Mask) -> int:
    pairs = len(piece) - 1
    ones = np.equal(piece[:-1], first, out=mask[:pairs])
    twos = np.equal(piece[1:], second, out=other[:pairs])
    return int(np.count_nonzero(np.logical_and(ones, twos, out=ones)))


def _trimmed(content: Bytes, start: int, stop: int, delimiter: str) -> bool:
    """Whether spaces stand between a quote and a delimiter or line end, where DuckDB drops them."""
    edge = rb"[\n\r" + re.escape(delimiter).encode() + rb"]"
    piece = content[max(0, start - MARGIN) : min(start + CHUNK + MARGIN, stop)].tobytes()
    return re.search(rb"(?:^|" + edge + rb") +\"|\" +(?:$|" + edge + rb")", piece) is not None


def records_outside_quotes(path: Path, delimiter: str) -> int | None:
    """Lines that end outside of quotes, up to the last one that is not blank; None where a quote stands alone."""
    content = _bytes_of(path)
    stop = _content_end(content)
    records, within = 1, False
    for start in range(0, stop, CHUNK):
        end = min(start + CHUNK, stop)
        places = np.flatnonzero(content[start:end] == QUOTE) + start
        opening, closing = (places[1::2], places[::2]) if within else (places[::2], places[1::2])
        if not (_at_edge(content, opening - 1, delimiter) and _at_edge(content, closing + 1, delimiter)):
            return None
        ends = np.flatnonzero(content[start:end] == LF) + start
        before = np.searchsorted(places, ends) + within  # quotes before each line end
        records += int(np.count_nonzero(before % 2 == 0))
        within = bool((len(places) + within) % 2)
    return records


def _at_edge(content: Bytes, places: Places, delimiter: str) -> bool:
    """Whether all these places lie outside the text or hold a delimiter, a line end or a (doubled) quote."""
    start = 3 if content[:3].tobytes() == codecs.BOM_UTF8 else 0
    beside = content[places[(places >= start) & (places < len(content))]]
    return bool(np.all(np.isin(beside, np.frombuffer(f'{delimiter}\r\n"'.encode(), np.uint8))))
