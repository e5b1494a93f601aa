"""The small line of a card: small changes look small, large ones take the whole height, gaps stay gaps."""

from __future__ import annotations

from decimal import Decimal

from dashboard.components.kpi.spark import EDGE, HEIGHT, sparkline
from tests.dashboard.trees import nodes


def heights(*values: int | None) -> list[list[float]]:
    """The share of the height that each point of each stretch stands at."""
    line = sparkline([None if value is None else Decimal(value) for value in values], "走势")
    stretches = [node.points for node in nodes(line) if hasattr(node, "points")]
    room = HEIGHT - 2 * EDGE
    ys = [[float(point.split(",")[1]) for point in stretch.split()] for stretch in stretches]
    return [[round((HEIGHT - EDGE - y) / room, 2) for y in stretch] for stretch in ys]


def test_a_small_change_does_not_look_like_a_collapse() -> None:
    """30 to 29: a third of the height, since the line spans at least a tenth of the largest value."""
    assert heights(30, 29) == [[0.67, 0.33]]


def test_a_large_change_takes_the_whole_height() -> None:
    assert heights(0, 5, 10) == [[0.0, 0.5, 1.0]]
    assert heights(-10, 10) == [[0.0, 1.0]]


def test_nothing_but_noughts_is_a_line_in_the_middle() -> None:
    assert heights(0, 0) == [[0.5, 0.5]]


def test_a_gap_parts_the_line() -> None:
    assert heights(1, 2, None, 2, 1) == [[0.0, 1.0], [1.0, 0.0]]
