"""Whether more of a month's rows are dated in its last days than even dating would bring: an exact binomial test.

It says that dates crowd, not why: targets due at a month's end, clerks who register in batches, or real events do so.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from math import exp, lgamma, log

LAST_DAYS = 3
NEGLIGIBLE = 1e-18  # of the sum so far: no later term changes it
SURE = 0.001  # of all the tests on a page together (Bonferroni): one false alarm in a thousand pages


def even_share(month: date) -> float:
    """The share of a month's rows that its last days would have if every day had the same."""
    return LAST_DAYS / monthrange(month.year, month.month)[1]


def upper_tail(found: int, rows: int, share: float) -> float:
    """The probability of ``found`` or more of ``rows``, each with probability ``share``: 0 < share < 1."""
    if not 0 < found <= rows:
        return 1.0 if found <= 0 else 0.0
    if found <= rows * share:  # of the two tails the one beyond the mean, whose terms fall from the first on
        return 1 - upper_tail(rows - found + 1, rows, 1 - share)
    ways = lgamma(rows + 1) - lgamma(found + 1) - lgamma(rows - found + 1)
    term, total = exp(ways + found * log(share) + (rows - found) * log(1 - share)), 0.0
    odds = share / (1 - share)
    while term > total * NEGLIGIBLE:
        total += term
        term *= (rows - found) / (found + 1) * odds
        found += 1
    return min(1.0, total)


def is_crowded(found: int, rows: int, month: date, tests: int) -> bool:
    """Whether a month's end holds more than chance explains, with so many tests made beside it."""
    return rows > 0 and upper_tail(found, rows, even_share(month)) < SURE / max(tests, 1)
