"""Numbers as officials write them, out of a text: 9,300, 9300, 1.70万, 54.7%, 0.3个百分点, 一万二千, 百分之五十四点七.

Full-width digits are read as plain ones. What is a date, a document's or a telephone's number is told apart, since
nobody computes those.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from dashboard.format import CHINESE_DIGITS

SCALES = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
DIGITS = {sign: value for value, sign in enumerate(CHINESE_DIGITS)} | {"〇": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1000}
UNITS = "个百分点|百分点|%|人次|人|件|家次|家|场|起|户|宗|项|个月|个|元/月|元/人月|元|周|倍|岁|天|条|次"
CHINESE = "零〇一二两三四五六七八九十百千万亿"

ARABIC = (
    r"(?P<sign>[+−-]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<before>余?)(?P<scale>[万亿]?)(?P<about>余?)(?P<unit>{UNITS})?"
)
WORDS = rf"(?P<words>[{CHINESE}]+)(?P<wabout>余?)(?P<wunit>个百分点|人次|人|件|家次|家|场|起|户|宗|元|周|倍)"
SHARE = rf"百分之(?P<share>[{CHINESE}]+(?:点[{CHINESE}]+)?)"
NUMBER = re.compile(f"{SHARE}|{ARABIC}|{WORDS}")
NOT_COMPUTED = re.compile(  # ordinals, dates, times, document and telephone numbers, pages, builds
    r"^\d{1,2}[.、](?!\d)|^\d{1,2}\.(?=12345)|(?<=[图表])\d+|12345(?=热线|政务)|"
    r"(?<!\d)0\d{2,3}-\d{7,8}|(?<!\d)1\d{10}(?!\d)|\d{8}-\d{6}(?:-\d+)?|〔\d{4}〕\d*号?|\[\d{4}\]\d*号?"
    r"|\d{4}-\d{1,2}(?:-\d{1,2})?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?(?!\d)|\d{1,2}:\d{2}"
    r"|\d+(?:至|-|—|~)\d+月|\d{4}年(?:\d+月)?(?:\d+日)?|\d+月\d+日|\d+[年月日号页时分]|第\d+[页期号条位名次]"
)
BEFORE_ORDINAL = ("第", "近", "后", "最后")  # 第三个月, 近3个月, 后6个月


@dataclass(frozen=True)
class Written:
    """One number of a text; ``amount`` in the unit it stands in, ``step`` what its last digit counts."""

    start: int
    end: int
    text: str
    amount: Decimal  # without its scale: 1.70万人 is 17,000
    step: Decimal
    unit: str
    sign: str = ""
    is_floor: bool = False  # 余: no less than this
    is_computed: bool = True  # False: a date, a document's number and the like

    def agrees(self, exact: Decimal) -> bool:
        """Whether it is an exact figure, as far as its own digits go."""
        if self.is_floor:
            return self.amount <= exact < self.amount + self.step
        return abs(exact - self.amount) <= self.step / 2


def normalized(text: str) -> str:
    """Full-width signs as plain ones, one character for each."""
    return "".join(unicodedata.normalize("NFKC", sign) if _is_wide(sign) else sign for sign in text)


def numbers_in(text: str) -> list[Written]:
    """All numbers of a text in their order."""
    plain = normalized(text)
    fixed = [(found.start(), found.end()) for found in NOT_COMPUTED.finditer(plain)]
    numbers = [
        Written(start, end, text[start:end], Decimal(0), Decimal(0), "", is_computed=False) for start, end in fixed
    ]
    for found in NUMBER.finditer(plain):
        if any(start < found.end() and found.start() < end for start, end in fixed):
            continue
        if (written := _read(found, text, plain)) is not None:
            numbers.append(written)
    return sorted(numbers, key=lambda one: one.start)


def chinese_number(words: str) -> Decimal | None:
    """``一万二千`` is 12,000; None for what is no number (十四五)."""
    hundred_millions = ten_thousands = section = digit = 0
    is_digit_before = False
    for sign in words:
        if sign in DIGITS:
            if is_digit_before and digit:
                return None
            digit, is_digit_before = DIGITS[sign], True
            continue
        is_digit_before = False
        if sign in PLACES:
            section += (digit or 1) * PLACES[sign]
        elif sign == "万":
            ten_thousands, section = (section + digit) * 10_000, 0
        else:
            hundred_millions, ten_thousands, section = (ten_thousands + section + digit) * 10**8, 0, 0
        digit = 0
    return Decimal(hundred_millions + ten_thousands + section + digit)


def _is_wide(sign: str) -> bool:
    return "\uff01" <= sign <= "\uff5e"


def _read(found: re.Match[str], text: str, plain: str) -> Written | None:
    start, end = found.span()
    if found["digits"]:
        return _arabic(found, text, plain)
    if found["share"]:
        whole, _, part = found["share"].partition("点")
        amount = chinese_number(whole)
        if amount is None or any(sign not in DIGITS for sign in part):
            return None
        digits = "".join(str(DIGITS[sign]) for sign in part)
        return Written(start, end, text[start:end], amount + Decimal(f"0.{digits or 0}"), _step(len(digits)), "%")
    amount = chinese_number(found["words"])
    if amount is None or plain[:start].endswith("第"):
        return None
    step = _place(amount) if found["wabout"] else Decimal(1)
    return Written(start, end, text[start:end], amount, step, found["wunit"], is_floor=bool(found["wabout"]))


def _arabic(found: re.Match[str], text: str, plain: str) -> Written:
    start, end = found.span()
    digits = found["digits"].replace(",", "")
    scale = SCALES[found["scale"]]
    amount, unit = Decimal(digits) * scale, found["unit"] or ""
    decimals = len(digits.partition(".")[2])
    is_floor = bool(found["about"] or found["before"])
    step = _place(amount) if is_floor else _step(decimals) * scale
    is_span = unit == "个月" and plain[:start].endswith(BEFORE_ORDINAL)
    return Written(
        start,
        end,
        text[start:end],
        amount,
        step,
        "个百分点" if unit == "百分点" else unit,
        sign={"−": "-"}.get(found["sign"], found["sign"]),
        is_floor=is_floor,
        is_computed=not is_span,
    )


def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def _place(amount: Decimal) -> Decimal:
    """What the last digit that is not nought counts: 100 of 9,300."""
    return Decimal(1).scaleb(int(amount.normalize().as_tuple().exponent)) if amount else Decimal(1)
