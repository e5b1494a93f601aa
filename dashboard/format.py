"""Numbers as they stand on a page: the only formatter of the dashboard and the briefing.

Works on exact decimals and rounds half up, as official figures are rounded; a float never comes in, since 2.675
is already 2.67499 as a float. NULL becomes a dash, never 0, nan or None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal
from functools import cache

Exact = Decimal | int

NOTHING = "—"
MINUS = "−"
YUAN = "元"
WAN = Decimal(10_000)
YI = Decimal(100_000_000)
COUNT_IN_WAN_FROM = Decimal(100_000)  # 99,999 people are read digit by digit, 12.35万 are not
_WIDE = Context(prec=60)  # digits: no figure of a district is cut
CHINESE_DIGITS = "零一二三四五六七八九"
SMALLEST_SHOWN = 3  # decimals tried before a small difference is called less than the last of them


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, apart, since the unit is set smaller."""

    text: str
    unit: str

    def __str__(self) -> str:
        return f"{self.text}{self.unit}"


def rounded(value: Exact, decimals: int) -> Decimal:
    """``value`` rounded half up (away from zero); never a negative zero."""
    result = Decimal(value).quantize(_unit(decimals), ROUND_HALF_UP, _WIDE)
    return abs(result) if result.is_zero() else result


def rounded_up(value: Exact, decimals: int) -> Decimal:
    """``value`` rounded towards the larger number: for what is still needed."""
    return Decimal(value).quantize(_unit(decimals), ROUND_CEILING, _WIDE)


@cache
def _unit(decimals: int) -> Decimal:
    """One at the last decimal."""
    return Decimal(1).scaleb(-decimals)


def number(value: Exact | None, decimals: int = 0) -> str:
    """``1,234.5`` with a true minus sign."""
    if value is None:
        return NOTHING
    return f"{rounded(value, decimals):,f}".replace("-", MINUS)


def plain(value: Exact | None) -> str:
    """``357.2``: digits without separators or trailing zeros, for a CSV; NULL is an empty cell."""
    return "" if value is None else f"{Decimal(value).normalize():f}"


def compact(value: Exact | None, decimals: int = 2) -> str:
    """``1.70万``, ``2.35亿``; below 10,000 in full. For axes and labels in charts."""
    if value is None:
        return NOTHING
    size = abs(Decimal(value))
    if size >= YI:
        return f"{number(Decimal(value) / YI, decimals)}亿"
    if size >= WAN:
        return f"{number(Decimal(value) / WAN, decimals)}万"
    return number(value, 0)


def quantity(value: Exact | None, unit: str, decimals: int = 0) -> Quantity:
    """A value in base units for people: ``%`` takes a fraction, 元 turns into 万元, counts into 万 from 100,000."""
    if value is None:
        return Quantity(NOTHING, "")
    exact = Decimal(value)
    if unit == "%":
        return Quantity(number(exact * 100, decimals), "%")
    scale, sign = _scale(abs(exact), unit)
    return Quantity(number(exact / scale, 2 if sign else decimals), f"{sign}{unit}")


def _scale(size: Decimal, unit: str) -> tuple[Decimal, str]:
    """What an amount is divided by for people, and the word for it."""
    if rounded(size / WAN, 2) >= WAN:
        return YI, "亿"
    return (WAN, "万") if size >= (WAN if unit == YUAN else COUNT_IN_WAN_FROM) else (Decimal(1), "")


def with_difference(one: Exact, other: Exact, unit: str) -> tuple[Quantity, Quantity, Quantity]:
    """Two amounts and the first less the second, in one unit and with the decimals that make them add up as shown.

    9.14亿元 in and 11.26亿元 out leave 2.11亿元 wanting: true of the exact amounts, and wrong to who subtracts.
    """
    amounts = (Decimal(one), Decimal(other), Decimal(one) - Decimal(other))
    scale, sign = _scale(max(abs(amount) for amount in amounts[:2]), unit)
    for decimals in range(2 if sign else 0, 15):
        shown = [rounded(amount / scale, decimals) for amount in amounts]
        if shown[0] - shown[1] == shown[2] and bool(shown[2]) == bool(amounts[2]):
            break
    first, second, rest = (Quantity(number(amount / scale, decimals), f"{sign}{unit}") for amount in amounts)
    return first, second, rest


def in_full(value: Exact | None, unit: str, decimals: int = 0) -> str:
    """An amount as a document sets it: ``10万个``, ``12.3456万人``, every digit and no zeros behind."""
    shown = quantity(value, unit, decimals)
    if value is None or shown.unit == unit:
        return str(shown)
    scale = YI if shown.unit.startswith("亿") else WAN
    return f"{(Decimal(value) / scale).normalize():,f}{shown.unit}".replace("-", MINUS)


def as_printed(value: Exact | None, unit: str, decimals: int = 0) -> str:
    """A figure in 万 or 亿 without decimals that it has not: ``695万人``, not 695.00万人; else ``3.04亿人``."""
    shown, full = quantity(value, unit, decimals), in_full(value, unit, decimals)
    return min(str(shown), full, key=len)


def base(n: Exact | None, unit: str | None) -> str:
    """What a rate was divided by: ``5,169件`` to the last case, ``1,970.45万元``; bare where no unit is known."""
    if n is None or unit == YUAN:
        return str(quantity(n, YUAN))  # a dash for what is not known
    return f"{number(n)}{unit or ''}"


def attained(value: Exact | None, target: Exact | None, unit: str, decimals: int = 0) -> Quantity:
    """A value held against its target: 16.95 and not 17.0 beside a target of 17, since one meets it and one may not.

    217,960 and not 21.80万 beside 21.8万.
    """
    shown = quantity(value, unit, decimals)
    if value is None or target is None or Decimal(value) == Decimal(target):
        return shown
    if shown == quantity(target, unit, decimals) and shown.unit != unit:
        return Quantity(number(value, decimals), unit)
    while shown == quantity(target, unit, decimals) and decimals < SMALLEST_SHOWN:
        decimals += 1
        shown = quantity(value, unit, decimals)
    return shown


def percent(fraction: Exact | None, decimals: int = 1) -> str:
    """``54.7%`` from 0.547."""
    return NOTHING if fraction is None else f"{number(Decimal(fraction) * 100, decimals)}%"


def completion(fraction: Exact | None) -> str:
    """A completion rate; one that falls short of the target never prints as 100.0%."""
    if fraction is None:
        return NOTHING
    if Decimal(fraction) < 1 and rounded(Decimal(fraction) * 100, 1) >= 100:
        for decimals in range(2, SMALLEST_SHOWN + 1):
            if rounded(Decimal(fraction) * 100, decimals) < 100:
                return percent(fraction, decimals)
        return "不足100%"
    return percent(fraction)


def landing(fraction: Exact | None) -> str:
    """The share of the target that a year will reach, without decimals; one that falls short never prints as 100%."""
    whole = percent(fraction, 0)
    return completion(fraction) if whole == "100%" and fraction is not None and fraction < 1 else whole


def points(value_pp: Exact | None, signed: bool = True) -> str:
    """Percentage points, ``+0.1``; a difference too small for one decimal gets more, so that it keeps its sign."""
    if value_pp is None:
        return NOTHING
    exact = Decimal(value_pp)
    decimals = 1
    while exact != 0 and rounded(exact, decimals) == 0 and decimals < SMALLEST_SHOWN:
        decimals += 1
    text = number(abs(exact), decimals)
    if not signed:
        return text
    return f"{MINUS if exact < 0 else '+'}{text}" if exact != 0 else text


def change(value: Exact | None, in_points: bool) -> str:
    """同比 or 环比 in words: ``增长6.2%``, ``下降0.7个百分点``, ``持平``; ``in_points`` for rates."""
    if value is None:
        return NOTHING
    exact = Decimal(value)
    if exact == 0:
        return "持平"
    size = f"{points(exact, signed=False)}个百分点" if in_points else _share_of_change(abs(exact))
    if exact < 0:
        return f"下降{size}"
    return f"上升{size}" if in_points else f"增长{size}"


def signed_change(value: Exact | None, in_points: bool) -> str:
    """同比 in a table: ``+6.2%``, ``−0.7个百分点``, ``持平``."""
    if not value:
        return change(value, in_points)
    return f"{MINUS if value < 0 else '+'}{change(value, in_points)[2:]}"


def _share_of_change(size: Decimal) -> str:
    """The relative change in percent; beyond tenfold as a multiple, since 4,130% is read wrongly."""
    return f"{number(size, 1)}倍" if size >= 10 else f"{points(size * 100, signed=False)}%"


def published(value: Exact | None, unit: str, qualifier: str | None) -> str:
    """A published figure in the unit it was printed in: every digit, no separators, its 余/以上/超 kept.

    ``6, 万个, 余`` is 6万余个; ``357, 万元, 余`` is 357余万元; ``98, %, 以上`` is 98%以上.
    """
    if value is None:
        return NOTHING
    digits = _digits(Decimal(value))
    if not qualifier:
        return f"{digits}{unit}"
    if qualifier == "余":
        scale = unit[:1] if unit[:1] in "百千万亿" and not unit.endswith("元") else ""
        return f"{digits}{scale}余{unit[len(scale) :]}"
    if qualifier in ("超", "近", "约"):
        return f"{qualifier}{digits}{unit}"
    return f"{digits}{unit}{qualifier}"


def _digits(value: Decimal) -> str:
    """Every digit there is and none that is not: 1970.445, 9300."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)


def chinese_numeral(count: int) -> str:
    """``三``, ``十``, ``十二``, ``二十四``, as headings and 连续第三个月 are counted; digits from a hundred on."""
    if count >= 100:
        return str(count)
    tens, ones = divmod(count, 10)
    if not tens:
        return CHINESE_DIGITS[ones]
    return f"{'' if tens == 1 else CHINESE_DIGITS[tens]}十{CHINESE_DIGITS[ones] if ones else ''}"


def month_name(month: date) -> str:
    """``2023年6月``."""
    return f"{month.year}年{month.month}月"


def month_span(since: date, until: date) -> str:
    """``2023年1至6月``, ``2022年12月至2023年6月``, ``2023年6月``."""
    if since == until:
        return month_name(until)
    if since.year == until.year:
        return f"{since.year}年{since.month}至{until.month}月"
    return f"{month_name(since)}至{month_name(until)}"


def month_key(month: date) -> str:
    """``2023-06``, as it stands in addresses."""
    return f"{month:%Y-%m}"


def day_name(day: date) -> str:
    """``2023年6月30日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment(time: datetime) -> str:
    """``2023-07-03 09:12``."""
    return f"{time:%Y-%m-%d %H:%M}"
