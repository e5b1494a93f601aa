"""A document that people have edited, held against the numbers that its briefing printed.

Each paragraph or table row is laid beside the stretch of printed numbers that it fits best. A number beside those that
fit, of the same unit and another size, has been changed; one that fits nowhere is listed as not checked, never wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from dashboard.briefing.briefed.document_text import Block, Cell
from dashboard.briefing.briefed.written_numbers import Written, numbers_in
from dashboard.format import number

EQUAL, CHANGED, SKIPPED = 2.0, -0.6, -0.4  # of a pair that agrees, of one that does not, of a number without partner
SIZES = [Decimal(1), Decimal(100), Decimal(1).scaleb(-4), Decimal(1).scaleb(-8)]
ALIKE = 0.6  # of the digits: 93,000 for 9,300
AROUND = 12  # characters told on each side
RISES, FALLS = ("增长", "上升", "增加", "快于", "超"), ("下降", "减少", "慢于", "落后")


class NoManifest(Exception):
    """There is nothing to hold a document against; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Printed:
    """A number of the manifest: what is written, and the figure behind it."""

    kpi: str
    area: str
    month: str
    measure: str
    value: Decimal
    shown: str
    written: Written
    is_renewed: bool = False  # of another build than the one that was printed

    @property
    def said(self) -> str:
        """What ought to stand in the document."""
        return self.shown if not self.is_renewed else f"{number(self.written.amount, self.decimals)}{self.written.unit}"

    @property
    def decimals(self) -> int:
        """Of the number as it was printed."""
        return max(0, -int(self.written.step.as_tuple().exponent))

    @property
    def amount(self) -> Decimal:
        """The size of the figure in the unit in which it is written."""
        return min((abs(self.value) * size for size in SIZES), key=lambda one: abs(one - self.written.amount))

    def agrees(self, other: Written) -> bool:
        """Whether a number says the same, be it with more or fewer digits or in 万."""
        if other.unit != self.written.unit:  # the unit may stand in the head of a table, and then nothing is rounded
            return other.amount == self.written.amount and not (other.unit and self.written.unit)
        if other.sign and self.written.sign and other.sign != self.written.sign:
            return False
        return other.amount == self.written.amount or other.agrees(self.amount)


@dataclass(frozen=True)
class Found:
    """A number of the document."""

    cell: Cell
    written: Written

    @property
    def around(self) -> str:
        """The words on both sides."""
        text, start, end = self.cell.text, self.written.start, self.written.end
        return f"{text[max(0, start - AROUND) : start]}【{text[start:end]}】{text[end : end + AROUND]}".replace(
            "\n", " "
        )


@dataclass(frozen=True)
class Difference:
    """A number that is not what was printed, or that stands behind the wrong word."""

    found: Found
    printed: Printed
    is_word: bool = False  # 增长 where it fell


@dataclass(frozen=True)
class Verdict:
    """What became of a document's numbers."""

    equal: int
    differences: tuple[Difference, ...]
    unchecked: tuple[Found, ...]


def printed_texts(told: dict[str, Any]) -> list[Printed]:
    """The numbers of titles, sources and notes, as they were printed: of no KPI, so that no build can renew them."""
    texts = told.get("texts", [])
    if not isinstance(texts, list):
        return []
    numbers = (one for text in texts for one in numbers_in(str(text)) if one.is_computed)
    return [Printed("", "", "", "", one.amount, one.text, one) for one in numbers]


def read_manifest(path: Path) -> dict[str, Any]:
    """``manifest.json``; raises `NoManifest`."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(told["numbers"], list):
            raise TypeError
    except FileNotFoundError:
        raise NoManifest(f"没有 {path}:请把文件放回简报所在的目录,或用 --manifest 指明。") from None
    except (ValueError, KeyError, TypeError):
        raise NoManifest(f"{path} 不是简报的清单。") from None
    found: dict[str, Any] = told
    return found


def printed_numbers(
    told: dict[str, Any], now: Callable[[dict[str, str]], Decimal | None] | None = None
) -> list[Printed]:
    """The numbers of a manifest in their order; ``now``: what another build says of a figure, None where nothing."""
    printed_so_far = []
    for one in told["numbers"]:
        written = [found for found in numbers_in(one["shown"]) if found.is_computed]
        if len(written) != 1:
            continue  # 不足100%
        printed = Printed(
            one["kpi"], one["area"], one["month"], one["measure"], Decimal(one["value"]), one["shown"], written[0]
        )
        value = now(one) if now else None
        printed_so_far.append(printed if value is None or value == printed.value else _renewed(printed, value))
    return printed_so_far


def verify(document: Sequence[Block], printed: Sequence[Printed]) -> Verdict:
    """Each number of the document beside what was printed."""
    equal, differences, unchecked, after = 0, list[Difference](), list[Found](), 0
    for block in document:
        found = [Found(cell, number) for cell in block for number in numbers_in(cell.text)]
        computed = [one for one in found if one.written.is_computed]
        pairs = _aligned([one.written for one in computed], printed, after)
        after = max(pairs.values(), default=after - 1) + 1
        unchecked += [one for one in found if not one.written.is_computed]
        for place, one in enumerate(computed):
            partner = printed[pairs[place]] if place in pairs else None
            if partner is None:
                unchecked.append(one)
            elif not partner.agrees(one.written):
                differences.append(Difference(one, partner))
            elif _says_the_opposite(one, partner):
                differences.append(Difference(one, partner, is_word=True))
            else:
                equal += 1
    return Verdict(equal, tuple(differences), tuple(unchecked))


def _renewed(printed: Printed, value: Decimal) -> Printed:
    """The same figure as another build has it, written with as many digits."""
    size = min(SIZES, key=lambda one: abs(abs(printed.value) * one - printed.written.amount))
    old = printed.written
    written = Written(old.start, old.end, old.text, abs(value) * size, old.step, old.unit, old.sign)
    return replace(printed, value=value, written=written, is_renewed=True)


def _aligned(numbers: Sequence[Written], printed: Sequence[Printed], after: int) -> dict[int, int]:
    """Number of the block to printed number: the best stretch, of equally good ones the next after ``after``."""
    width = len(printed)
    score = [[0.0] * (width + 1) for _ in range(len(numbers) + 1)]
    best, end = 0.0, (0, 0)
    for row, written in enumerate(numbers, start=1):
        for column, one in enumerate(printed, start=1):
            score[row][column] = max(
                0.0,
                score[row - 1][column - 1] + _fit(written, one),
                score[row - 1][column] + SKIPPED,
                score[row][column - 1] + SKIPPED,
            )
            is_next = score[row][column] == best and end[1] <= after < column
            if score[row][column] > best or is_next:
                best, end = score[row][column], (row, column)
    return _traced(score, numbers, printed, end)


def _traced(
    score: list[list[float]], numbers: Sequence[Written], printed: Sequence[Printed], end: tuple[int, int]
) -> dict[int, int]:
    pairs = {}
    row, column = end
    while row and column and score[row][column] > 0:
        fit = _fit(numbers[row - 1], printed[column - 1])
        if score[row][column] == score[row - 1][column - 1] + fit:
            row, column = row - 1, column - 1
            pairs[row] = column
        elif score[row][column] == score[row - 1][column] + SKIPPED:
            row -= 1
        else:
            column -= 1
    return _with_ends(pairs, numbers, printed)


def _with_ends(pairs: dict[int, int], numbers: Sequence[Written], printed: Sequence[Printed]) -> dict[int, int]:
    """Changed numbers before the first and behind the last that fit, as long as they look like what was printed."""
    if not pairs:
        return {}
    for edge, step in ((min(pairs), -1), (max(pairs), 1)):
        row, column = edge + step, pairs[edge] + step
        while 0 <= row < len(numbers) and 0 <= column < len(printed) and _may_be(numbers[row], printed[column]):
            pairs[row] = column
            row, column = row + step, column + step
    return pairs


def _fit(number: Written, printed: Printed) -> float:
    if printed.agrees(number):
        return EQUAL if number.unit or not printed.written.unit else EQUAL / 2
    return CHANGED if number.unit == printed.written.unit else -EQUAL


def _may_be(number: Written, printed: Printed) -> bool:
    """Whether a number may be a printed one that was changed: of its unit and its size, or of nearly its digits."""
    if number.unit != printed.written.unit:
        return False
    is_near = printed.written.amount <= 2 * number.amount <= 4 * printed.written.amount
    return is_near or SequenceMatcher(None, str(number.amount), str(printed.written.amount)).ratio() >= ALIKE


def _says_the_opposite(found: Found, printed: Printed) -> bool:
    """Whether the word before a change or a distance from the pace has the other sign."""
    if printed.measure not in ("yoy", "mom", "gap_pp") or found.written.sign or not printed.value:
        return False
    before = found.cell.text[max(0, found.written.start - AROUND) : found.written.start]
    words = {word: before.rfind(word) for word in (*RISES, *FALLS)}
    last = max(words, key=lambda word: words[word])
    if words[last] < 0 or any(sign in before[words[last] :] for sign in ",;。,;目标"):
        return False
    return (last in FALLS) != (printed.value < 0)
