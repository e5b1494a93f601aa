"""Numbers as official texts print them, rounded half up."""

from __future__ import annotations

from fractions import Fraction

Number = Fraction | int
WAN, YI = 10_000, 100_000_000
SMALL_BASE = 30  # of the demo district: of fewer cases a year ago no percentage is told


def fixed(value: Number, places: int) -> str:
    """``1,234.5``, a minus sign before what is negative."""
    size = (abs(Fraction(value)) * 10**places + Fraction(1, 2)).__floor__()
    whole, rest = divmod(size, 10**places)
    digits = f"{whole:,}" + (f".{rest:0{places}d}" if places else "")
    return f"−{digits}" if value < 0 and size else digits


def count(value: Number, unit: str = "") -> str:
    """In 万 from 100,000 on; yuan from 10,000 on."""
    size = abs(Fraction(value))
    if Fraction(fixed(size / WAN, 2).replace(",", "")) >= WAN:
        return f"{fixed(Fraction(value) / YI, 2)}亿{unit}"
    if size >= (WAN if unit == "元" else 10 * WAN):
        return f"{fixed(Fraction(value) / WAN, 2)}万{unit}"
    return f"{fixed(value, 0)}{unit}"


def percent(value: Number) -> str:
    """``54.7%``."""
    return f"{fixed(Fraction(value) * 100, 1)}%"


def change(value: Number) -> str:
    """``增长6.2%``, ``下降0.04%``, ``持平``: with as many of three decimals as it takes to be no 0."""
    if not value:
        return "持平"
    size = abs(Fraction(value))
    if size >= 10:
        said = f"{fixed(size, 1)}倍"
    else:
        places = next((places for places in (1, 2) if fixed(size * 100, places).strip("0.")), 3)
        said = f"{fixed(size * 100, places)}%"
    return f"{'增长' if value > 0 else '下降'}{said}"


def against(now: Number, before: Number, unit: str) -> str:
    """``同比增长6.2%``; of few cases last year ``上年同期10件``."""
    if before < SMALL_BASE and now != before and unit != "元":
        return f"上年同期{count(before, unit)}"
    return f"同比{change(Fraction(now) / before - 1)}"


def span(start: int, month: int) -> str:
    """``2023年1至6月``, ``2023年1月``."""
    year, first = divmod(start, 12)
    return f"{year}年{first + 1}月" if start == month else f"{year}年{first + 1}至{month % 12 + 1}月"
