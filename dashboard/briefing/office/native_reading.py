"""What figures are made of, as office charts have it: numbers, days, colours, words beside points, value axes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from html import unescape
from math import ceil, isfinite
from typing import Any

from dashboard.briefing.office.native_chart import Axis, Label, Series
from dashboard.briefing.office.office_file import plain_text
from dashboard.delivery import xlsx
from dashboard.theme import TEMPLATE

EPOCH = xlsx.EPOCH.date()
DASHES = {"dot": "sysDot", "dash": "dash", "dashdot": "dashDot", "longdash": "lgDash", "solid": "solid"}
SIDES = {"top": "t", "bottom": "b", "middle": "", "left": "l", "right": "r", "center": ""}
TAG = re.compile(r"<[^>]*>")
WAN_FROM, MANY_WAN, YI_FROM = 100_000, 10_000_000, 100_000_000
MINUS = "−"


def value_axis(axis: Any, unit: str, shown: Sequence[float]) -> Axis:
    """Ends, step and format as the page has them."""
    ticks = [place(tick) for tick in listed(axis.tickvals) if not isinstance(tick, str)]
    words = [str(word) for word in listed(axis.ticktext)]
    title = plain_text(axis.title.text or unit)
    step = round(ticks[1] - ticks[0], 12) if len(ticks) > 1 else None
    low, high = (float(end) for end in axis.range) if axis.range else (None, None)
    if ticks and low is not None and high is not None and step is not None:
        low = round(ticks[0] - step * ceil(round((ticks[0] - low) / step, 6)), 12)
        high = round(ticks[-1] + step * ceil(round((high - ticks[-1]) / step, 6)), 12)
        if min(shown, default=-1.0) >= 0:
            low = max(low, 0.0)
        if all(word.endswith("%") for word in words) and max(shown, default=2.0) <= 1:
            high = min(high, 1.0)
    return Axis(number_format(words, step, shown), title, low, high, step)


def number_format(words: Sequence[str], step: float | None, shown: Sequence[float]) -> str:
    """The workbook's number format that says what the page's ticks say."""
    if words and all(word.endswith("%") for word in words):
        decimals = max(len(word.rstrip("%").partition(".")[2]) for word in words)
        return signed(f"0{'.' + '0' * decimals if decimals else ''}%")
    tails = {word.lstrip("−0123456789.,") for word in words if word not in ("0",)}
    if len(tails) == 1 and (tail := tails.pop()) and tail not in "万亿":
        return signed(f'#,##0"{tail}"')
    largest, least = max((abs(value) for value in shown), default=0.0), min(shown, default=0.0)
    if largest >= YI_FROM:
        return _in_scale('0\\.00,,"亿"', least)
    if largest >= WAN_FROM and (step is None or step % 1000 == 0):
        return _in_scale('0\\.0,"万"', least, many='#\\,##0\\.0,"万"' if largest >= MANY_WAN else "")
    decimals = next((d for d in range(4) if step is None or abs(step * 10**d % 1) < 1e-9), 3)
    if step is None and any(value % 1 for value in shown):
        decimals = 1
    return signed(f"#,##0{'.' + '0' * decimals if decimals else ''}")


def _in_scale(number_format: str, least: float, many: str = "") -> str:
    """Of what is never below nought: a nought without its scale, and ``many``, which has a comma, from 1,000万 on."""
    if least < 0:
        return signed(number_format)
    return f"[=0]0;[>={MANY_WAN}]{many};{number_format}" if many else f"[=0]0;{number_format}"


def signed(number_format: str) -> str:
    """With the minus sign of the pages, which is as wide as a digit."""
    return f"{number_format};{MINUS}{number_format}"


def place(x: Any) -> float:
    """A place on an axis; dates as days, the way workbooks count them."""
    if isinstance(x, datetime):
        x = x.date()
    if isinstance(x, date):
        return float(x.toordinal() - EPOCH.toordinal())
    return float(x)


def number(value: Any) -> float | None:
    """A value, or None for a gap; never 0 for what is not known."""
    if value is None:
        return None
    exact = float(value)
    return exact if isfinite(exact) else None


def colour_of(trace: Any, before: Sequence[Series]) -> str:
    """The trace's own colour, else the template's next."""
    for colour in (trace.marker.color, trace.line.color if trace.type == "scatter" else None):
        if isinstance(colour, str) and colour.startswith("#"):
            return colour
    colourway = TEMPLATE.layout.colorway
    return str(colourway[len(before) % len(colourway)])


def labels_of(trace: Any, places: Sequence[int]) -> dict[int, Label]:
    """The words beside the points; numbers come from the values themselves."""
    words = [plain_text(unescape(TAG.sub("", str(word)))) for word in listed(trace.text)]
    if "text" not in (trace.mode or "") or not words:
        return {}
    sides = listed(trace.textposition) or ["top center"]
    labels = {}
    for at, (place, word) in enumerate(zip(places, words, strict=False)):
        if not word:
            continue  # a point that the chart leaves without a name
        upright, sideways = str(sides[at % len(sides)]).split(" ")
        is_number = bool(re.fullmatch(r"[\d,.%−-]+", word))
        labels[place] = Label(SIDES[upright] or SIDES[sideways] or "t", text=None if is_number else word)
    return labels


def listed(given: Any) -> list[Any]:
    if given is None:
        return []
    return [given] if isinstance(given, str) else list(given)
