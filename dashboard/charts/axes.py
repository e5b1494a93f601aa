"""Value axes: where they begin and end, their ticks, and the ticks' labels; the same rules for every chart."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor, log10
from typing import Any

from dashboard.format import WAN, YI, number, percent, rounded

TICKS = 5


def value_axis(
    shown: Sequence[float], unit: str, *, zero_based: bool = True, least_step: float = 0.0
) -> dict[str, Any]:
    """Range, ticks and labels for an axis that shows these values, as Plotly takes them.

    ``least_step`` 1 keeps half a person off an axis of counts.
    """
    low, high = reach(shown, zero_based=zero_based, is_share=unit == "%")
    ticks = nice_ticks(low, high, least_step)
    return {
        "range": [min(low, ticks[0]), max(high, ticks[-1])],
        "tickvals": ticks,
        "ticktext": [tick_text(tick, ticks, unit) for tick in ticks],
    }


def reach(shown: Sequence[float], *, zero_based: bool, is_share: bool) -> tuple[float, float]:
    """The span of the y axis: bars stand on zero, rates keep the room they move in."""
    if not shown:
        return 0.0, 1.0
    low, high = min(shown), max(shown)
    if zero_based:
        return min(low, 0.0), max(high * 1.06, 0.0) or 1.0
    room = max((high - low) * 0.25, abs(high) * 0.01, 1e-9)
    top = high + room
    return max(low - room, 0.0) if low >= 0 else low - room, min(top, 1.0 + room / 4) if is_share else top


def nice_ticks(low: float, high: float, least_step: float = 0.0) -> list[float]:
    """About five round numbers between two others."""
    span = high - low
    rough = span / TICKS
    size = 10 ** floor(log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    step = max(step, least_step)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(position * step, 12) for position in range(first, last + 1)]


def tick_text(tick: float, ticks: Sequence[float], unit: str) -> str:
    """One label of the y axis; all labels of an axis share a scale (万, 亿) and a number of decimals."""
    exact = Decimal(repr(tick))
    step = Decimal(repr(ticks[1] - ticks[0])) if len(ticks) > 1 else Decimal(1)
    if unit == "%":
        return percent(exact, _decimals_of(step * 100))
    largest = max(abs(Decimal(repr(other))) for other in ticks)
    scale, sign = (YI, "亿") if largest >= YI else (WAN, "万") if largest >= WAN else (Decimal(1), "")
    return f"{number(exact / scale, _decimals_of(step / scale))}{sign}" if tick else "0"


def _decimals_of(step: Decimal) -> int:
    """Decimals that tell one tick from the next: 0 for 5, 1 for 0.5, 2 for 0.25."""
    return next((decimals for decimals in range(4) if rounded(step, decimals) == rounded(step, 6)), 4)


def month_axis(labels: Sequence[str]) -> dict[str, Any]:
    """The axis of months, in the order given, as Plotly takes it."""
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(labels),
        "tickangle": 0,
        **_month_ticks(labels),
    }


def _month_ticks(labels: Sequence[str]) -> dict[str, object]:
    """Month names that fit side by side on a phone: 1月, 2 … 12; over more than a year the half years."""
    if len(labels) <= 12:
        short = [label.removesuffix("月") for label in labels]
        return {"tickvals": list(labels), "ticktext": [labels[0], *short[1:]]}
    halves = [label for label in labels if label.endswith(("年1月", "年7月"))] or [labels[-1]]
    words = []
    for position, label in enumerate(halves):
        year, _, month = label.partition("年")
        words.append(f"{month}<br>{year}年" if position == 0 or month == "1月" else f"{month}<br> ")
    return {"tickvals": halves, "ticktext": words}
