"""Exact numbers in, printed or stored digits out: fractions rounded half up (away from zero), never through floats."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

ZERO = Fraction(0)
ONE = Fraction(1)

_WIDE = Context(prec=100)  # shifting the point in the default context would round to 28 digits


def half_up(number: Fraction, places: int) -> Decimal:
    """``number`` with ``places`` decimals, a tie going away from zero: 2.5 -> 3, -2.5 -> -3."""
    numerator, denominator = abs(number.numerator) * 10**places, number.denominator
    digits = (2 * numerator + denominator) // (2 * denominator)
    return Decimal(-digits if number < 0 else digits).scaleb(-places, _WIDE)


def ratio(numerator: Fraction | None, denominator: Fraction | None) -> Fraction | None:
    """Their quotient; None where either is not known or the denominator is zero."""
    if numerator is None or not denominator:
        return None
    return numerator / denominator
