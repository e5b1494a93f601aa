"""Whether a subject rose beyond chance: the last four weeks against what its own level and season let expect.

Counts come in blocks of four weeks, the latest first, so that block 13 is the same four weeks a year ago. Expected is
the mean of the last 13 blocks times the season of earlier years. The count is held against a negative binomial
distribution whose width has three sources: counts vary (Poisson), they vary more than that (overdispersion, measured
over all subjects), and level and season are themselves estimates. Among many subjects some exceed any limit by chance:
Benjamini and Hochberg's q holds the share of false alarms among the alarms.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log
from typing import TypeVar

Member = TypeVar("Member", bound=Hashable)

YEAR = 13  # blocks
AROUND = 1  # blocks on each side of the same one a year ago that tell its season too
HALF_YEAR = 6
SHRINK = 1.0  # orders a block added to season and year: where there are few, the season is taken to be flat
NEGLIGIBLE = 1e-17  # of the sum: terms below it change nothing


@dataclass(frozen=True)
class Expectation:
    """What the last block should hold: ``spread`` is the variance of the estimate over its square."""

    mean: float
    spread: float


@dataclass(frozen=True)
class Judged:
    """One subject: how likely it is by chance to see so many or more."""

    observed: int
    expected: float
    chance: float


def has_level(blocks: int) -> bool:
    """Whether so many blocks hold a year before the last one."""
    return blocks > YEAR


def has_season(blocks: int) -> bool:
    """Whether so many blocks hold a year centred on the same four weeks a year ago."""
    return blocks > YEAR + HALF_YEAR


def judge(counts: Mapping[Member, Sequence[int]]) -> dict[Member, Judged]:
    """Each subject's last block against its own history; empty where that is shorter than a year.

    All sequences have the same length; raises `ValueError` otherwise.
    """
    lengths = {len(blocks) for blocks in counts.values()}
    if len(lengths) > 1:
        raise ValueError(f"histories of different length: {sorted(lengths)}")
    if not lengths or not has_level(lengths.pop()):
        return {}
    extra = overdispersion(counts)
    found = {}
    for member, blocks in counts.items():
        due = expectation(blocks, extra)
        mean = due.mean * (1 + due.spread)  # the season is a quotient: by its error alone more is due than it says
        found[member] = Judged(blocks[0], due.mean, upper_tail(blocks[0], mean, 1 / (due.spread + extra)))
    return found


def expectation(blocks: Sequence[int], extra: float) -> Expectation:
    """From the year before the last block, and the season of the same block of earlier years where there are any.

    ``extra`` is the overdispersion of each block, which makes the estimates less certain too.
    """
    level = sum(blocks[1 : YEAR + 1]) + 0.5
    season, season_blocks, year, year_blocks = 0, 0, 0, 0
    for middle in range(YEAR, len(blocks) - HALF_YEAR, YEAR):
        season += sum(blocks[middle - AROUND : middle + AROUND + 1])
        year += sum(blocks[middle - HALF_YEAR : middle + HALF_YEAR + 1])
        season_blocks += 2 * AROUND + 1
        year_blocks += 2 * HALF_YEAR + 1
    spread = 1 / level + extra / YEAR
    if not season_blocks:
        return Expectation(level / YEAR, spread)
    own, whole = season + SHRINK * season_blocks, year + SHRINK * year_blocks
    index = own / season_blocks / (whole / year_blocks)
    spread += 1 / own + 1 / whole + extra / season_blocks + extra / year_blocks
    return Expectation(level / YEAR * index, spread)


def overdispersion(counts: Mapping[Member, Sequence[int]]) -> float:
    """How much more counts vary than Poisson's, over their square: from the year before the last block, all subjects.

    Within a subject a block is held against the subject's share of all orders of the block, so that a season that all
    have in common is no variation.
    """
    years = [blocks[1 : YEAR + 1] for blocks in counts.values()]
    totals = [sum(column) for column in zip(*years, strict=True)]
    everything = sum(totals)
    if not everything:
        return 0.0
    excess, square = 0.0, 0.0
    for blocks in years:
        share = sum(blocks) / everything
        for count, total in zip(blocks, totals, strict=True):
            due, free = share * total, (1 - share) * (1 - total / everything)  # fitting takes some of the variance
            excess += (count - due) ** 2 - due * free
            square += due * due * free
    return max(excess / square, 0.0) if square else 0.0


def upper_tail(observed: int, mean: float, size: float) -> float:
    """The chance of ``observed`` or more under a negative binomial distribution (variance mean + mean² / size)."""
    if observed <= 0:
        return 1.0
    if observed <= mean:  # the lower side is the shorter sum
        return max(1.0 - sum(_chance(count, mean, size) for count in range(observed)), 0.0)
    term = total = _chance(observed, mean, size)
    count = observed
    while term > NEGLIGIBLE * total:
        term *= (count + size) / (count + 1) * mean / (size + mean)
        count += 1
        total += term
    return min(total, 1.0)


def _chance(count: int, mean: float, size: float) -> float:
    ways = lgamma(count + size) - lgamma(size) - lgamma(count + 1)
    return exp(ways + size * log(size / (size + mean)) + count * log(mean / (size + mean)))


def false_discovery(chances: Mapping[Member, float]) -> dict[Member, float]:
    """Benjamini and Hochberg's q of each: the share of false alarms if all up to this one are called alarms."""
    ranked = sorted(chances, key=lambda member: chances[member], reverse=True)
    found, lowest = {}, 1.0
    for position, member in enumerate(ranked):
        lowest = min(lowest, chances[member] * len(ranked) / (len(ranked) - position))
        found[member] = lowest
    return found
