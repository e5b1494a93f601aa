"""How far a rate or a count could be off by chance alone: intervals at 95 %, for bases small enough that it matters.

Rates: Wilson's score interval. Counts: Byar's approximation, and below `EXACT_BELOW` the exact Poisson interval,
since there Byar's lower end is too low; the way health statistics compare small areas.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

Z = Decimal("1.959963984540054")  # the standard normal distribution leaves 2.5 % above it
TAIL = Decimal("0.025")
EXACT_BELOW = 10
HALVINGS = 60  # of a span of at most 40: the end is found to 17 decimals


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high``, both included."""

    low: Decimal
    high: Decimal

    def __contains__(self, value: Decimal) -> bool:
        return self.low <= value <= self.high

    def per(self, base: Decimal | int) -> Interval:
        """The interval of a count over a fixed base: a target, a number of residents."""
        return Interval(self.low / base, self.high / base)


def wilson(hits: Decimal | int, n: Decimal | int) -> Interval:
    """Of the rate ``hits / n``; raises `ValueError` where that is no share of a whole."""
    if not 0 <= hits <= n or n == 0:
        raise ValueError(f"not a share: {hits} of {n}")
    rate, cases, z_squared = Decimal(hits) / n, Decimal(n), Z * Z
    shrink = 1 + z_squared / cases
    middle = rate + z_squared / (2 * cases)
    half = Z * (rate * (1 - rate) / cases + z_squared / (4 * cases * cases)).sqrt()
    low = Decimal(0) if hits == 0 else max((middle - half) / shrink, Decimal(0))
    high = Decimal(1) if hits == n else min((middle + half) / shrink, Decimal(1))
    return Interval(low, high)


def poisson(count: Decimal | int) -> Interval:
    """Of a count of independent events; raises `ValueError` for what is no count."""
    if count < 0 or count != int(count):
        raise ValueError(f"not a count: {count}")
    return _of_cases(int(count))


@lru_cache(maxsize=4096)  # streets have the same small counts again and again, and halving takes a millisecond
def _of_cases(cases: int) -> Interval:
    if cases < EXACT_BELOW:
        low = Decimal(0) if cases == 0 else _mean_at(cases - 1, 1 - TAIL)
        return Interval(low, _mean_at(cases, TAIL))
    return Interval(_byar(Decimal(cases), -1), _byar(Decimal(cases + 1), 1))


def _byar(cases: Decimal, side: int) -> Decimal:
    root: Decimal = 1 - 1 / (9 * cases) + side * Z / (3 * cases.sqrt())
    return cases * root**3


def _mean_at(most: int, chance: Decimal) -> Decimal:
    """The Poisson mean under which ``most`` or fewer events come with this chance."""
    low, high = Decimal(0), Decimal(40)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(most, middle) > chance else (low, middle)
    return (low + high) / 2


def _at_most(most: int, mean: Decimal) -> Decimal:
    term = total = (-mean).exp()
    for events in range(1, most + 1):
        term = term * mean / events
        total += term
    return total
