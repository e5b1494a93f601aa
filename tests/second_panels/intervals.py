"""Wilson's interval of a rate, as the tables word it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

Z = 1.959963984540054


def wilson_words(hits: int, n: int) -> str:
    """``97.2–98.1%``; nothing without cases."""
    if not n:
        return ""
    middle, half = hits / n + Z * Z / (2 * n), Z * sqrt(hits / n * (1 - hits / n) / n + Z * Z / (4 * n * n))
    low, high = ((middle + side * half) / (1 + Z * Z / n) for side in (-1, 1))
    return f"{_percent(0.0 if not hits else low)}–{_percent(1.0 if hits == n else high)}%"


def _percent(rate: float) -> Decimal:
    return Decimal(repr(round(rate * 100, 9))).quantize(Decimal("0.1"), ROUND_HALF_UP)
