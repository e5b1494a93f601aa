"""Drawing from lists, spreading totals and picking days: what every invented ledger does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
REST = 0.01  # weight of a list entry that nobody gave one: a district's own entries appear, but seldom


def spread(total: int, weights: Array) -> Array:
    """``total`` in whole numbers proportional to ``weights`` (largest remainders), summing to it exactly."""
    if weights.size == 0:
        return np.zeros(0, dtype=int)
    exact = total * weights / weights.sum()
    whole = np.floor(exact).astype(int)
    missing = total - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:missing]] += 1
    return np.asarray(whole)


def choose(rng: np.random.Generator, names: Sequence[str], weights: Mapping[str, float], size: int) -> Array:
    """``size`` entries of ``names`` as objects; names without a weight come seldom, weights without a name never."""
    p = np.array([weights.get(name, REST) for name in names])
    return np.asarray(np.array(names, dtype=object)[rng.choice(len(names), size, p=p / p.sum())])


class Calendar:
    """The working days of a district: weekdays without the holidays of its list, plus the days worked instead."""

    def __init__(self, off: Array, on: Array) -> None:
        """``off`` and ``on``: days (datetime64[D]) off work, and weekend days worked."""
        self._worked = on
        self._weekdays = np.busdaycalendar(holidays=off)

    def is_workday(self, days: Array) -> Array:
        return np.is_busday(days, busdaycal=self._weekdays) | np.isin(days, self._worked)

    def workdays(self, month: np.datetime64) -> Array:
        """The working days of ``month`` (datetime64[D])."""
        days = np.arange(month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]"))
        return days[self.is_workday(days)]

    def later(self, days: Array, workdays: Array) -> Array:
        """``workdays`` weekdays after ``days`` (0: the day itself or the next one); worked weekends do not count."""
        return np.busday_offset(days, workdays, roll="forward", busdaycal=self._weekdays)

    def at_or_before(self, days: Array) -> Array:
        return np.busday_offset(days, 0, roll="backward", busdaycal=self._weekdays)

    def draw(self, rng: np.random.Generator, months: Array) -> Array:
        """A working day in each of ``months``; contracts like to begin with the month, so its first day comes twice."""
        drawn = np.empty(len(months), dtype="datetime64[D]")
        for month in np.unique(months):
            days = self.workdays(month)
            weights = np.ones(len(days))
            weights[0] = 2.0
            here = months == month
            drawn[here] = rng.choice(days, int(here.sum()), p=weights / weights.sum())
        return drawn
