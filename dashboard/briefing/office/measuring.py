"""How much room a text takes, before a page or a slide is laid out; a little too much rather than too little.

Fonts differ from machine to machine, so this knows three widths: of Chinese characters, of broad signs, of all others.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

NARROW = 0.58  # of the font's size: digits and Latin letters in the fonts that offices have
BROAD, BROAD_SIGNS = 0.9, "%@mwMW"
BETWEEN = 0.2  # what programs put between Chinese and Latin letters
WHOLE, WHOLE_BRACKET = 7.2, 10.0  # characters: 1,970.45万元 stays on one line, and （n=19,704,450）
LEAST, MOST = 4.0, 7.2  # characters: of a column of words, which may wrap
BREAKS = re.compile(r" |(?=（)")  # where the lines of a cell end


@dataclass(frozen=True)
class Widths:
    """The font's size and each column's width, both in points."""

    size: float
    columns: Sequence[float]


def width(text: str) -> float:
    """In units of the font's size."""
    wide = [unicodedata.east_asian_width(letter) in "WFA" for letter in text]
    changes = sum(one != other for one, other in pairwise(wide))
    broad = sum(text.count(sign) for sign in BROAD_SIGNS)
    return sum(1.0 if one else NARROW for one in wide) + broad * (BROAD - NARROW) + changes * BETWEEN


def line_count(text: str, size: float, room: float) -> int:
    """Lines that a text takes in ``room``; both in points."""
    wide = width(text)
    return 1 if wide * size <= room + 0.01 else ceil(wide / max(room // size, 1))


def title_lines(text: str, size: float, room: float) -> list[str]:
    """A title or a cell on one line, or ended where its bracket begins or its only space is: where the meaning does."""
    if line_count(text, size, room) == 1:
        return [text]
    words, bracket, rest = text.rpartition("（") if "（" in text else text.partition(" ")
    lines = [words, f"{bracket}{rest}".strip()]
    is_good = words and line_count(words, size, room) == 1 and (bracket == "（" or line_count(rest, size, room) == 1)
    return lines if is_good else [text]


def fitted(text: str, size: float, room: float, lines: int) -> str:
    """The text as far as it fits into so many lines; what is cut off ends in a sign that says so."""
    if line_count(text, size, room) <= lines:
        return text
    most = max(room // size, 1) * lines - 2
    kept = bisect_right(range(1, len(text) + 1), most, key=lambda end: width(text[:end]))
    return text[:kept] + "……"


def column_widths(columns: Sequence[Sequence[str]], sizes: Sequence[float], room: float, padding: float) -> Widths:
    """The first of ``sizes`` in which each column has its least width, and the widths in points, which fill ``room``.

    Least: numbers whole, words on two lines where two are enough, a bracket on one. What is left goes where texts are
    longest.
    """
    wanted = [max((width(text) for text in column), default=1.0) for column in columns]
    least = [max((_least(text) for text in column), default=1.0) for column in columns]
    size = next((one for one in sizes if sum(least) * one + padding * len(least) <= room), sizes[-1])
    left = room - sum(least) * size - padding * len(least)
    over = [one - short for one, short in zip(wanted, least, strict=True)]
    if left <= 0 or not sum(over):
        total = sum(least) * size + padding * len(least)
        return Widths(size, [(one * size + padding) * room / total for one in least])
    share = min(left / (sum(over) * size), 1.0)
    widths = [(short + more * share) * size + padding for short, more in zip(least, over, strict=True)]
    return Widths(size, [one * room / sum(widths) for one in widths])


def _least(text: str) -> float:
    """How narrow the column of a text may become, in characters."""
    return max((_least_piece(piece) for piece in BREAKS.split(text)), default=0.0)


def _least_piece(piece: str) -> float:
    """That of what stands between two places where a line may end."""
    whole = width(piece)
    if piece.startswith("（") and whole <= WHOLE_BRACKET:
        return whole
    if whole <= LEAST or (whole <= WHOLE and any(letter.isdigit() for letter in piece)):
        return whole
    return min(max(ceil(whole / 2), LEAST), MOST)
