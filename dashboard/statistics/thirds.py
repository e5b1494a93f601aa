"""Whether a place in a ranking lasts: in which third each member stands, and how often it moved to another."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

Member = TypeVar("Member", bound=Hashable)
FEWEST = 3  # members below which there are no thirds


def thirds(values: Mapping[Member, Decimal], *, low_is_good: bool = False) -> dict[Member, int]:
    """0 for the best third, 2 for the last; equal values share a place. Empty where there are too few members."""
    if len(values) < FEWEST:
        return {}
    sign = 1 if low_is_good else -1
    marks = {member: value * sign for member, value in values.items()}
    ahead = {member: sum(1 for other in marks.values() if other < mark) for member, mark in marks.items()}
    return {member: FEWEST * place // len(values) for member, place in ahead.items()}


def moves(periods: Sequence[Mapping[Member, int]]) -> dict[Member, int]:
    """How often each member stood in another third than in the period before; a period it is not in is passed over."""
    members = dict.fromkeys(member for period in periods for member in period)
    found = {}
    for member in members:
        places = [period[member] for period in periods if member in period]
        found[member] = sum(1 for before, after in pairwise(places) if before != after)
    return found
