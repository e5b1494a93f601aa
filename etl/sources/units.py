"""Units that forms print (万人, 亿元, 元/月) as a factor to a base unit. Exact decimals; never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_FACTORS = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "万亿": 1_000_000_000_000,
}
_UNIT = re.compile(
    r"^(?:人民币)?(?P<factor>十万|百万|千万|万亿|[十百千万亿]?)"
    r"(?P<base>人次|户次|家次|人|元|件|起|条|个|家|户|场|次|宗|份|岁|天|%|‰)(?:[/·每].{1,3})?$"
)
_ANY_FACTOR = re.compile(r"^(?P<factor>万|亿)$")


@dataclass(frozen=True)
class Unit:
    """``factor`` times the base unit; base "" (a bare 万) fits any."""

    factor: Decimal
    base: str


def parse_unit(text: str) -> Unit | None:
    """``万元`` -> 10000 元, ``元/月`` -> 元, ``‰`` -> 0.1 %; None for anything that is no unit."""
    if found := _UNIT.match(text):
        if found["base"] == "‰":
            return Unit(Decimal("0.1"), "%") if not found["factor"] else None
        return Unit(Decimal(_FACTORS[found["factor"]]), found["base"])
    if found := _ANY_FACTOR.match(text):
        return Unit(Decimal(_FACTORS[found["factor"]]), "")
    return None


def factor_to(column_unit: str, given: Unit) -> Decimal | None:
    """What turns a number in ``given`` into ``column_unit``; None if they measure different things."""
    own = parse_unit(column_unit)
    if own is None or given.base not in ("", own.base):
        return None
    return given.factor / own.factor
