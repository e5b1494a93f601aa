"""What has changed against the year or the month before, in words: a percentage, or of few the figure itself.

Nine cases after ten are a fall of 10 % that says nothing: below the district's ``small_base`` the earlier figure stands
in place of the percentage, on pages and in briefings alike. Of money and of rates none is too small.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dashboard.format import NOTHING, YUAN, change, quantity
from etl.store import Kpi, KpiValue


@dataclass(frozen=True)
class Against:
    """With what a figure is compared: the word before a percentage, and before the earlier figure itself."""

    change: str
    figure: str


YEAR = Against("同比", "上年同期")
MONTH = Against("环比", "上月")


def is_few(was: Decimal | None, unit: str, small_base: int) -> bool:
    """Whether a percentage of what was would be one of a handful of people, cases, places; of money none is."""
    return was is not None and 0 <= was < small_base and not unit.startswith(YUAN)


def compared(
    now: Decimal, was: Decimal | None, unit: str, small_base: int, decimals: int = 0, against: Against = YEAR
) -> str:
    """``同比增长5.1%``, ``上年同期10件`` of few, ``同比—`` where there is nothing to compare with; of an amount."""
    if was is not None and now != was and is_few(was, unit, small_base):
        return f"{against.figure}{quantity(was, unit, decimals)}"
    return f"{against.change}{change(now / was - 1, in_points=False) if was and was > 0 else NOTHING}"


def was_few(kpi: Kpi, figures: KpiValue, small_base: int) -> bool:
    """Whether a KPI's 同比 rests on few: of a count alone."""
    return kpi.kind != "ratio" and kpi.unit != "%" and is_few(figures.yoy_base, kpi.unit, small_base)


def year_on_year(kpi: Kpi, figures: KpiValue, small_base: int) -> str | None:
    """A KPI's 同比; of a rate in 百分点, of a mean in percent; None where there is none."""
    if figures.ytd is not None and was_few(kpi, figures, small_base):
        return compared(figures.ytd, figures.yoy_base, kpi.unit, small_base, kpi.decimals)
    return None if figures.yoy is None else f"{YEAR.change}{change(figures.yoy, kpi.unit == '%')}"


def month_on_month(kpi: Kpi, figures: KpiValue, before: KpiValue | None, small_base: int) -> str | None:
    """环比 of a flow's month, ``before`` being the figures of the month before; None where there is none."""
    if figures.mom is None or figures.value is None or before is None:
        return None
    return compared(figures.value, before.value, kpi.unit, small_base, kpi.decimals, MONTH)
