"""A number line a few pixels high: where a street stands, how sure that is, where the district and the others stand.

It repeats for the eye what stands beside it in words and digits, so screen readers pass over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard.components.markup import HIDDEN, Children
from dashboard.elements import html
from dashboard.statistics.intervals import Interval

ROOM = Decimal("0.03")  # of the line, free at both ends


@dataclass(frozen=True)
class Scale:
    """What the two ends of the line stand for."""

    low: Decimal
    high: Decimal

    def at(self, value: Decimal) -> str:
        """The place of a value in percent of the line; the middle where all values are the same."""
        span = self.high - self.low
        share = (value - self.low) / span if span else Decimal("0.5")
        return f"{min(max(ROOM + share * (1 - 2 * ROOM), Decimal(0)), Decimal(1)) * 100:.2f}%"


def scale_of(values: Iterable[Decimal]) -> Scale:
    """A line that holds all of these values."""
    held = list(values)
    return Scale(min(held), max(held))


def strip(
    scale: Scale,
    own: Decimal,
    *,
    interval: Interval | None = None,
    whole: Decimal | None = None,
    others: Sequence[Decimal] = (),
) -> html.Div:
    """``own`` as a dot on its interval, ``whole`` as a line through, ``others`` as grey ticks."""
    marks: Children = [html.I(className="other", style={"left": scale.at(value)}) for value in others]
    if whole is not None:
        marks.append(html.I(className="whole", style={"left": scale.at(whole)}))
    if interval is not None:
        left, right = scale.at(interval.low), scale.at(interval.high)
        marks.append(html.I(className="span", style={"left": left, "right": f"calc(100% - {right})"}))
    marks.append(html.I(className="own", style={"left": scale.at(own)}))
    return html.Div(marks, className="strip", **HIDDEN)
