"""Where a figure stands against its target: the gap in percentage points and the status it means."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from etl.kpi.exact import ONE

Status = Literal["done", "on_pace", "behind", "slow", "no_target"]


def pace_status(completion: Fraction, gap_pp: Fraction, threshold_pp: Fraction) -> Status:
    """已完成 once the target is reached, whatever the month; otherwise by the distance to the pace."""
    if completion >= ONE:
        return "done"
    if gap_pp >= 0:
        return "on_pace"
    return "behind" if gap_pp >= -threshold_pp else "slow"


def target_status(gap_pp: Fraction, threshold_pp: Fraction) -> Status:
    """For figures that compare with the target itself: met is done; there is no on_pace."""
    if gap_pp >= 0:
        return "done"
    return "behind" if gap_pp >= -threshold_pp else "slow"


def target_gap_pp(figure: Fraction, target: Fraction, *, up: bool, is_rate: bool) -> Fraction:
    """The distance to the target, positive when it is good.

    Rates: difference in percentage points. Others: difference in percent of the target (which is not zero).
    """
    distance = figure - target if up else target - figure
    return distance * 100 if is_rate else distance / abs(target) * 100
