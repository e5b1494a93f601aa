"""Which cells of linked tables must not be printed, so that no small count can be read or computed back.

A count from 1 to the threshold less one is small; nought is printed, it is nobody's. A cell that gives a small count
away is suppressed, and further cells with it until, for all that is left in print and all sums between counts, every
suppressed count might be any of at least ``threshold`` values in a row (the interval rule of A. Hundepool et al.,
Statistical Disclosure Control, 2012, ch. 4: the feasibility interval of a suppressed cell; its sliding protection
level is the threshold). The further cells come from one linear programme for each count that is not safe yet, after
J. Kelly et al. (1992): the cheapest way to shift that count which keeps every sum. At the end each of them is printed
again if all stays safe without it, so that none is suppressed in vain. Nothing here knows what the counts are of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log10
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

Count = Any  # the name of a count, of whatever can be looked up
Printed = Any  # the name of a printed cell
TINY = 1e-6


@dataclass(frozen=True)
class Sum:
    """A count that is the sum of others."""

    total: Count
    parts: tuple[Count, ...]

    @property
    def counts(self) -> tuple[Count, ...]:
        return (self.total, *self.parts)


@dataclass(frozen=True)
class Edition:
    """All that one edition would print: the counts behind it, how they add up, and which cell gives which away."""

    values: Mapping[Count, int]  # none below nought
    sums: Sequence[Sum]
    cells: Mapping[Printed, frozenset[Count]]  # a cell of one count prints it; a rate gives away two
    known: dict[tuple[Count, frozenset[Count]], tuple[int, int | None]] = field(default_factory=dict, repr=False)

    @cached_property
    def cells_of(self) -> Mapping[Count, list[Printed]]:
        """The cells that give a count away."""
        found: dict[Count, list[Printed]] = {}
        for cell, counts in self.cells.items():
            for count in counts:
                found.setdefault(count, []).append(cell)
        return found

    @cached_property
    def sums_of(self) -> Mapping[Count, list[int]]:
        """The places of the sums that a count is in."""
        found: dict[Count, list[int]] = {}
        for place, one in enumerate(self.sums):
            for count in one.counts:
                found.setdefault(count, []).append(place)
        return found

    @cached_property
    def printed_alone(self) -> frozenset[Count]:
        """Counts that a cell of their own prints: suppressed there, a reader knows that they are not nought."""
        return frozenset(count for counts in self.cells.values() if len(counts) == 1 for count in counts)

    def least(self, count: Count) -> int:
        """The smallest value that a reader must think possible of a count that is not in print."""
        return 1 if self.values[count] and self.cells_of.get(count) else 0


def is_small(value: int, threshold: int) -> bool:
    """Whether a count is too small to be printed."""
    return 0 < value < threshold


def suppress(edition: Edition, threshold: int) -> frozenset[Printed]:
    """The cells not to print; all others are safe."""
    first = {cell for cell, counts in edition.cells.items() if any(_is_small(edition, c, threshold) for c in counts)}
    hidden = set(first)
    settled = False
    while not settled:
        settled = True
        for count in _to_protect(edition, hidden, threshold):
            more = _further(edition, hidden, count, threshold)
            if more:
                hidden |= more
                settled = False
    return frozenset(_without_idle(edition, hidden, first, threshold))


def interval(edition: Edition, hidden: Iterable[Printed], count: Count) -> tuple[int, int | None]:
    """The smallest and the largest value that a count may have for a reader; None: without limit."""
    unknown = _unknown(edition, set(hidden), count)
    if not unknown:
        return edition.values[count], edition.values[count]
    asked = (count, frozenset(unknown))
    if asked not in edition.known:
        edition.known[asked] = _interval(edition, list(unknown), count)
    return edition.known[asked]


def _interval(edition: Edition, names: Sequence[Count], count: Count) -> tuple[int, int | None]:
    matrix, right = _equations(edition, names)
    least = np.array([float(edition.least(name)) for name in names])
    place = names.index(count)
    if not matrix.shape[0]:
        return int(least[place]), None
    if matrix.shape[0] == 1:
        return _of_one_sum(matrix.toarray()[0], float(right[0]), least, place)
    aim = np.zeros(len(names))
    aim[place] = 1
    equal, bounds, whole = [LinearConstraint(matrix, right, right)], Bounds(least, np.inf), np.ones(len(names))
    low, high = (milp(sign * aim, constraints=equal, bounds=bounds, integrality=whole) for sign in (1, -1))
    return (round(low.fun) if low.success else 0), (round(-high.fun) if high.success else None)


def _of_one_sum(signs: np.ndarray, right: float, least: np.ndarray, place: int) -> tuple[int, int | None]:
    """By hand what most counts need: one sum alone, whose other counts are no smaller than they may be."""
    signs, right = signs * signs[place], right * signs[place]
    others = np.arange(len(signs)) != place
    left = right - float((signs * least)[others].sum())
    rises = bool((signs[others] < 0).any())  # another count that grows with it
    falls = bool((signs[others] > 0).any())
    low = int(least[place]) if falls else max(int(least[place]), round(left))
    return low, None if rises else round(left)


def _is_small(edition: Edition, count: Count, threshold: int) -> bool:
    return is_small(edition.values[count], threshold)


def _in_print(edition: Edition, hidden: set[Printed], count: Count) -> bool:
    return any(cell not in hidden for cell in edition.cells_of.get(count, ()))


def _to_protect(edition: Edition, hidden: set[Printed], threshold: int) -> list[Count]:
    """Counts that must not be computed back: small ones, printed or not, and those whose own cell is suppressed."""
    return [
        count
        for count, value in edition.values.items()
        if value
        and not _in_print(edition, hidden, count)
        and (is_small(value, threshold) or count in edition.printed_alone)
    ]


def _is_safe(edition: Edition, hidden: set[Printed], count: Count, threshold: int) -> bool:
    low, high = interval(edition, hidden, count)
    return high is None or high - low + 1 >= threshold


def _unknown(edition: Edition, hidden: set[Printed], start: Count) -> dict[Count, None]:
    """The counts not in print that hang together with one through sums, itself first; empty where it is in print."""
    if _in_print(edition, hidden, start):
        return {}
    found = {start: None}
    waiting = [start]
    while waiting:
        for place in edition.sums_of.get(waiting.pop(), ()):
            for count in edition.sums[place].counts:
                if count not in found and not _in_print(edition, hidden, count):
                    found[count] = None
                    waiting.append(count)
    return found


def _equations(edition: Edition, names: Sequence[Count]) -> tuple[csr_array, np.ndarray]:
    """The sums that a reader knows of the unknown counts: matrix and right side."""
    column = {name: place for place, name in enumerate(names)}
    places = dict.fromkeys(place for name in names for place in edition.sums_of.get(name, ()))
    rows, columns, signs, right = [], [], [], []
    for row, place in enumerate(places):
        one = edition.sums[place]
        known = 0
        for count, sign in ((one.total, 1), *((part, -1) for part in one.parts)):
            if count in column:
                rows.append(row)
                columns.append(column[count])
                signs.append(float(sign))
            else:
                known -= sign * edition.values[count]
        right.append(float(known))
    shape = (len(places), len(names))
    return csr_array((signs, (rows, columns)), shape=shape), np.array(right)


def _further(edition: Edition, hidden: set[Printed], count: Count, threshold: int) -> set[Printed]:
    """The cells to suppress besides, so that a count is safe; none where it is."""
    low, high = interval(edition, hidden, count)
    if high is None or high - low + 1 >= threshold:
        return set()
    value = edition.values[count]
    shifts = (low + threshold - 1 - value, high - threshold + 1 - value)  # up to there, or down to there
    possible = [shift for shift in shifts if value + shift >= edition.least(count)]
    ways = [way for shift in possible if (way := _cheapest_shift(edition, hidden, count, shift)) is not None]
    best = min(ways, key=lambda way: way[0], default=None)
    moved = best[1] if best else _reachable(edition, count)
    return {cell for name in moved for cell in edition.cells_of.get(name, ())} - hidden


def _reachable(edition: Edition, start: Count) -> list[Count]:
    """All counts that hang together with one: without any of them in print nothing can be computed."""
    return [name for name in _unknown(edition, set(edition.cells), start) if edition.values[name]]


def _cheapest_shift(
    edition: Edition, hidden: set[Printed], count: Count, shift: int
) -> tuple[float, list[Count]] | None:
    """The counts in print that move in the cheapest shift of ``count`` that keeps all sums, with its cost."""
    names = list(_unknown(edition, set(edition.cells), count))
    matrix, _ = _equations(edition, names)
    free = [not _in_print(edition, hidden, name) for name in names]
    cost = np.array([0.0 if is_free else _cost(edition, name) for name, is_free in zip(names, free, strict=True)])
    up: list[tuple[float, float | None]] = []
    down: list[tuple[float, float | None]] = []
    for name in names:
        value = edition.values[name]
        is_nought = value == 0 and name in edition.cells_of  # stays in print
        up.append((0.0, 0.0 if is_nought else None))
        down.append((0.0, float(max(value - edition.least(name), 0))))
    here = names.index(count)
    up[here] = (max(shift, 0.0), max(shift, 0.0))
    down[here] = (max(-shift, 0.0), max(-shift, 0.0))
    solved = linprog(
        np.concatenate([cost, cost]) + TINY,
        A_eq=_beside(matrix) if matrix.shape[0] else None,
        b_eq=np.zeros(matrix.shape[0]) if matrix.shape[0] else None,
        bounds=[*up, *down],
        method="highs",
    )
    if not solved.success:
        return None
    moves = solved.x[: len(names)] + solved.x[len(names) :]
    moved = [name for name, size, is_free in zip(names, moves, free, strict=True) if size > TINY and not is_free]
    return sum(_cost(edition, name) for name in moved), moved


def _beside(matrix: csr_array) -> csr_array:
    """Rises and falls of the same counts."""
    dense = matrix.tocoo()
    columns = np.concatenate([dense.coords[1], dense.coords[1] + matrix.shape[1]])
    rows = np.concatenate([dense.coords[0], dense.coords[0]])
    return csr_array(
        (np.concatenate([dense.data, -dense.data]), (rows, columns)), shape=(matrix.shape[0], 2 * matrix.shape[1])
    )


def _cost(edition: Edition, count: Count) -> float:
    """What a reader loses: a cell each, larger numbers more."""
    return len(edition.cells_of.get(count, ())) * (1 + log10(1 + edition.values[count]))


def _without_idle(edition: Edition, hidden: set[Printed], first: set[Printed], threshold: int) -> set[Printed]:
    """The suppressed cells without those that nothing needs, the largest printed again first."""
    kept = set(hidden)
    for cell in sorted(kept - first, key=lambda cell: (-_size(edition, cell), str(cell))):
        without = kept - {cell}
        touched = {name for count in edition.cells[cell] for name in _unknown(edition, kept, count)}
        wanted = [name for name in _to_protect(edition, without, threshold) if name in touched]
        if all(_is_safe(edition, without, name, threshold) for name in wanted):
            kept = without
    return kept


def _size(edition: Edition, cell: Printed) -> int:
    return max((edition.values[count] for count in edition.cells[cell]), default=0)
