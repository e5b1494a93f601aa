"""How long spells last when many have not ended yet: Kaplan-Meier with delayed entry, and the log-rank test.

The day a spell ends is known for some; the others are still under way on the day looked from (right censoring). And a
spell is only seen from the day it was registered on, so that it counts among those at risk after that day alone
(delayed entry). Leaving out the unfinished spells, or counting from the first day, would make unemployment look
shorter, or longer, than it is. Pages and notebooks take their figures from here; nothing here knows a build or a page.

Days are whole days since the spell began. Survival is multiplied in whole numbers and cut at twenty decimals, so that
exactly one half is one half; standard errors (Greenwood) and intervals (log-log, 95 %) are floats before they are
decimals, far finer than they are shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from math import erfc, exp, log, pi, sqrt
from typing import NamedTuple

import numpy as np

Z = 1.959963984540054  # the standard normal distribution leaves 2.5 % above it
HALF = Decimal("0.5")
DECIMALS = 20
SCALE = 10**DECIMALS


@dataclass(frozen=True)
class Spell:
    """``count`` spells seen after day ``entry`` until day ``exit``, on which they ended or were lost sight of."""

    entry: int
    exit: int
    is_event: bool
    count: int = 1


class Flow(NamedTuple):
    """What one day brings: spells that are at risk from the next day on, spells that end, spells lost sight of."""

    day: int
    entered: int
    events: int
    censored: int


class Step(NamedTuple):
    """A day on which spells ended, and the share that lasts longer; ``greenwood`` is the sum in Greenwood's formula."""

    day: int
    at_risk: int
    events: int
    survival: Decimal
    greenwood: float

    @property
    def standard_error(self) -> Decimal | None:
        """Greenwood's; None once all have ended, where it is not defined."""
        return _decimal(float(self.survival) * sqrt(self.greenwood)) if self.survival else None

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """The log-log interval at 95 %; None before the first and after the last end, where it is not defined."""
        ends = self.ends()
        return (_decimal(ends[0]), _decimal(ends[1])) if ends else None

    def ends(self) -> tuple[float, float] | None:
        """The same as floats."""
        share = float(self.survival)
        if share in (0.0, 1.0):
            return None
        factor = exp(Z * sqrt(self.greenwood) / abs(log(share)))
        low: float = share**factor
        high: float = share ** (1 / factor)
        return low, high


@dataclass(frozen=True)
class Curve:
    """A Kaplan-Meier curve; `known_until` is the last day that it says something of."""

    n: int  # spells that were ever at risk
    events: int
    steps: Sequence[Step]
    known_until: int

    def at(self, day: int) -> Step | None:
        """The share that lasts longer than ``day`` days; None where nobody was followed so long."""
        position = bisect_right(self._days, day)
        last = self.steps[position - 1] if position else _START
        return last if day <= self.known_until or last.survival == 0 else None

    @cached_property
    def median(self) -> int | None:
        """The first day by which half of the spells have ended; None where the curve does not reach one half."""
        return next((step.day for step in self.steps if step.survival <= HALF), None)

    @cached_property
    def median_interval(self) -> tuple[int | None, int | None]:
        """The days on which the ends of the interval reach one half (Brookmeyer-Crowley); None where they do not."""
        ends = [(step.day, both) for step in self.steps if (both := step.ends())]
        low = next((day for day, (end, _) in ends if end <= HALF), None)
        return low, next((day for day, (_, end) in ends if end <= HALF), None)

    @cached_property
    def fewest_at_risk(self) -> int:
        """The fewest at risk at any step down to one half: few late registrations can carry a curve of many spells."""
        upper = [step.at_risk for step in self.steps if self.median is None or step.day <= self.median]
        return min(upper, default=0)

    @cached_property
    def _days(self) -> list[int]:
        return [step.day for step in self.steps]


_START = Step(0, 0, 0, Decimal(1), 0.0)


@dataclass(frozen=True)
class LogRank:
    """The test of whether several groups share one curve."""

    statistic: float
    degrees: int
    p: float


def flows_of(spells: Iterable[Spell]) -> list[Flow]:
    """Spells added up by day; one that ended before it was seen (no later than its entry) was never at risk."""
    days: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for spell in spells:
        if spell.entry < spell.exit:
            days[spell.entry][0] += spell.count
            days[spell.exit][1 if spell.is_event else 2] += spell.count
    return [Flow(day, *days[day]) for day in sorted(days)]


def added(parts: Iterable[Iterable[Flow]]) -> list[Flow]:
    """The flows of several groups as those of one."""
    days: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for day, entered, events, censored in (flow for part in parts for flow in part):
        total = days[day]
        total[0] += entered
        total[1] += events
        total[2] += censored
    return [Flow(day, *days[day]) for day in sorted(days)]


def kaplan_meier(flows: Sequence[Flow]) -> Curve:
    """The curve of spells given as flows in order of days.

    Where all at risk end on one day and others are seen only later, the product would be 0 for good, whatever becomes
    of the others: there the curve stops instead, on the day before.
    """
    n, events = sum(flow.entered for flow in flows), sum(flow.events for flow in flows)
    known_until = max((flow.day for flow in flows if flow.events or flow.censored), default=0)
    steps: list[Step] = []
    over, under, left, greenwood = 1, 1, 1, 0.0  # survival is over × left / under
    for day, at_risk, ended in _at_risk(flows):
        if ended == at_risk and day < known_until:
            return Curve(n, events, steps, day - 1)
        if left != at_risk:  # else all who were left are at risk again, and the two numbers cancel
            over, under = over * left, under * at_risk
        left = at_risk - ended
        if left:
            greenwood += ended / (at_risk * left)
        survival = Decimal(over * left * SCALE // under).scaleb(-DECIMALS)
        steps.append(Step(day, at_risk, ended, survival, greenwood))
    return Curve(n, events, steps, known_until)


def _at_risk(flows: Sequence[Flow]) -> Iterator[tuple[int, int, int]]:
    """Days on which spells ended: the day, those at risk just before, those that ended."""
    at_risk = 0
    for flow in flows:
        if flow.events:
            yield flow.day, at_risk, flow.events
        at_risk += flow.entered - flow.events - flow.censored


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value))


def log_rank(groups: Sequence[Sequence[Flow]]) -> LogRank | None:
    """The log-rank test of two or more groups; None where fewer than two were ever at risk while spells ended."""
    days = sorted({flow.day for group in groups for flow in group if flow.events})
    if not days:
        return None
    risk = np.array([_risk_on(group, days) for group in groups], dtype=float)
    ended = np.array([_events_on(group, days) for group in groups], dtype=float)
    together, all_ended = risk.sum(axis=0), ended.sum(axis=0)
    share = risk / together
    expected = share * all_ended
    weight = all_ended * (together - all_ended) / np.maximum(together - 1, 1)
    covariance = np.diag((share * weight).sum(axis=1)) - (share * weight) @ share.T
    present = np.flatnonzero(np.diag(covariance) > 0)
    if len(present) < 2:
        return None
    free = present[:-1]  # the last one's difference follows from the others'
    difference = (ended - expected).sum(axis=1)[free]
    statistic = float(difference @ np.linalg.solve(covariance[np.ix_(free, free)], difference))
    return LogRank(statistic, len(free), chi_squared_above(statistic, len(free)))


def _risk_on(flows: Sequence[Flow], days: Sequence[int]) -> list[int]:
    """Those at risk just before each of ``days``."""
    known = [flow.day + 1 for flow in flows]  # what a day brings counts from the next day on
    running = [0, *accumulate(flow.entered - flow.events - flow.censored for flow in flows)]
    return [running[bisect_right(known, day)] for day in days]


def _events_on(flows: Sequence[Flow], days: Sequence[int]) -> list[int]:
    ended = {flow.day: flow.events for flow in flows}
    return [ended.get(day, 0) for day in days]


def chi_squared_above(statistic: float, degrees: int) -> float:
    """The share of the chi-squared distribution above ``statistic``, by its recursion over the degrees of freedom."""
    half = statistic / 2
    if degrees % 2:
        share, term, reached = erfc(sqrt(half)), sqrt(4 * half / pi) * exp(-half), 1
    else:
        share, term, reached = exp(-half), half * exp(-half), 2
    while reached < degrees:
        share += term
        reached += 2
        term *= half * 2 / reached
    return share
