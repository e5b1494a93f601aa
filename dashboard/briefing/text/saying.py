"""A sentence put together from clauses, which keeps every number that it prints.

Whoever writes a clause takes the printed text from `Saying.number` and nowhere else, so that no number can stand in a
sentence without its origin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dashboard.briefing.content import Number, Sentence
from dashboard.format import Exact, Quantity


@dataclass
class Saying:
    """The numbers of one sentence about an area and a month, in the order in which they are said."""

    area: str
    month: date
    numbers: list[Number] = field(default_factory=list)

    def number(
        self, kpi: str, measure: str, value: Exact | None, shown: str | Quantity, month: date | None = None
    ) -> str:
        """``shown`` as text, once the number is kept; a figure that is not there (None) cannot be said.

        ``month``: of the figure, where it is another than the sentence's.
        """
        if value is None:
            raise ValueError(f"nothing to say of {kpi} {measure}")
        self.numbers.append(Number(kpi, self.area, month or self.month, measure, Decimal(value), str(shown)))
        return str(shown)

    def sentence(self, text: str) -> Sentence:
        """The sentence; raises `ValueError` where a number does not stand in it, or not in its place."""
        return in_order(text, self.numbers)


def in_order(text: str, numbers: Sequence[Number]) -> Sentence:
    """A sentence whose numbers stand in its text one behind another; raises `ValueError` where one does not."""
    position = 0
    for number in numbers:
        found = text.find(number.shown, position)
        if found < 0:
            raise ValueError(f"{number.measure} of {number.kpi} is not where it is said")
        position = found + len(number.shown)
    return Sentence(text, tuple(numbers))
