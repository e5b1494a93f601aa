"""Which streets are behind in a KPI that lags, the furthest first: by how much, and what each month left must bring.

The figures are those of the page of streets. A street whose figure rests on few cases is counted, never named; where
the district does not rank its streets none is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.briefing.content import STREETS, STREETS_BEHIND, Sentence
from dashboard.briefing.text.saying import Saying, in_order
from dashboard.briefing.text.sentences import pace_words
from dashboard.components.streets.sentence import Behind, find_behind
from dashboard.components.wording import away_from_target, difference, figure, has_pace, needed
from dashboard.format import points
from dashboard.window import months_left
from etl.store import Area, Kpi, KpiValue

NAMED = 3  # streets; more would be a table


@dataclass(frozen=True)
class Streets:
    """The streets of a district in one month."""

    district: str  # area code
    month: date
    streets: Sequence[Area]
    cells: Mapping[tuple[str, str], KpiValue]  # by area code and KPI
    is_ranked: bool
    small_base: int


def with_streets(sentence: Sentence, kpi: Kpi, streets: Streets) -> Sentence:
    """The sentence of what lags and, behind it, that of the streets that are behind; unchanged where none is."""
    told = streets_behind(kpi, streets)
    if told is None:
        return sentence
    return Sentence(f"{sentence.text}{told.text}", (*sentence.numbers, *told.numbers))


def streets_behind(kpi: Kpi, streets: Streets) -> Sentence | None:
    """``14个街道中9个落后;差距较大的是青园街道慢于序时进度12.1个百分点,后6个月月均需完成12人;……。``"""
    found = find_behind(streets.streets, [kpi], streets.cells)
    if not found:
        return None
    saying = Saying(streets.district, streets.month)
    count = len(streets.streets)
    if len(found) == count:
        start = f"{_count(kpi, STREETS_BEHIND, count, saying)}街道均落后"
    else:
        start = f"{_count(kpi, STREETS, count, saying)}街道中{_count(kpi, STREETS_BEHIND, len(found), saying)}落后"
    large = [one for one in found if one.is_firm(streets.small_base)]
    if not streets.is_ranked:
        return saying.sentence(f"{start}。")
    start += "(基数偏小的不列名)" if len(large) < len(found) and large else ""
    start += "(基数均偏小,不列名)" if not large else ""
    each, numbers = [], list(saying.numbers)
    for one in large[:NAMED]:
        own = Saying(one.area.area_code, streets.month)
        each.append(f"{one.area.name}{_gap(one, own)}{_needed(one, own)}")
        numbers += own.numbers
    named = f";{'差距最大的' if len(each) == 1 else '差距较大的'}是{';'.join(each)}" if each else ""
    return in_order(f"{start}{named}。", numbers)


def _count(kpi: Kpi, measure: str, count: int, saying: Saying) -> str:
    return saying.number(kpi.kpi, measure, Decimal(count), f"{count}个")


def _gap(one: Behind, saying: Saying) -> str:
    """``慢于序时进度12.1个百分点``; of what is held against its target the figure itself, ``96.6%,差2.4个百分点``."""
    kpi, now = one.kpi, one.figures
    if has_pace(now):
        return pace_words(kpi, now, saying)
    shown = saying.number(kpi.kpi, "ytd", now.ytd, figure(kpi, now))
    if kpi.unit == "%":
        gap = now.gap_pp or Decimal(0)
        behind = f"{points(abs(gap), signed=False)}个百分点"
        return f"{shown},差{saying.number(kpi.kpi, 'gap_pp', gap, behind)}"
    away = away_from_target(kpi, now)
    size = difference(kpi, abs(away))
    return f"{shown},差{saying.number(kpi.kpi, 'distance', away, size)}" if size else shown


def _needed(one: Behind, saying: Saying) -> str:
    """``,后6个月月均需完成12人``; nothing of what does not add up, or once the year is over."""
    left, amount = months_left(one.kpi, saying.month), one.figures.needed_per_month
    if not left or not amount:
        return ""
    shown = saying.number(one.kpi.kpi, "needed_per_month", amount, needed(one.kpi, amount))
    return f",后{left}个月月均需完成{shown}" if left > 1 else f",最后1个月需完成{shown}"
