"""How a KPI's figures are put into words: pace, gap, target. Shared by cards, lists and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboard.format import SMALLEST_SHOWN, Quantity, attained, base, in_full, points, quantity, rounded_up
from etl.store import Area, Kpi, KpiValue

PRELIMINARY = "初步数据"
SILENT = "本月无记录"
FEW_SILENT = 6  # indicators named of a small street; all have it on their cards
DISTRICT_DIGITS = 6  # of an area code
PACE_BASES = {
    "calendar": "按日历月份平均分摊",
    "seasonal": "按本地区近三年同月累计占比计算",
    "plan": "按目标文件的分季度安排",
}


def base_of(kpi: Kpi, figures: KpiValue) -> str | None:
    """The n of a rate with its unit, of the year so far: ``5,169件``; None for what is no rate."""
    return None if figures.ytd_denominator is None else base(figures.ytd_denominator, kpi.denominator_unit)


def base_name(kpi: Kpi) -> str | None:
    """What a rate is divided by, and in which unit: ``应缴金额(元)``."""
    unit = f"({kpi.denominator_unit})" if kpi.denominator_unit else ""
    return f"{kpi.denominator_name}{unit}" if kpi.denominator_name else None


def has_pace(figures: KpiValue) -> bool:
    """Whether the year's target falls due little by little; rates and levels are held against the target itself."""
    return figures.pace is not None


def figure(kpi: Kpi, figures: KpiValue) -> Quantity:
    """The figure itself, with the decimals that tell it from its target."""
    return attained(figures.ytd, figures.target, kpi.unit, kpi.decimals)


def pace_basis(basis: str | None, areas: tuple[Area, ...]) -> str:
    """Where the pace comes from, in words."""
    if basis is None:
        return "与目标值直接比较,不设序时进度"
    kind, _, area_code = basis.partition(":")
    if area_code:
        name = next((area.name for area in areas if area.area_code == area_code), area_code)
        return f"按{name}近三年同月累计占比计算(本地区历史不足三年)"
    return PACE_BASES.get(kind, kind)


def target_text(kpi: Kpi, target: Decimal | None) -> str:
    """The target with its unit; one to stay below reads 不高于."""
    if not target:
        return "无年度目标"
    amount = in_full(target, kpi.unit, kpi.decimals)
    return f"不高于{amount}" if kpi.direction == "down" else amount


def distance(kpi: Kpi, figures: KpiValue) -> str | None:
    """``落后序时进度9.7个百分点``, ``低于目标1.4个百分点``, ``距全年目标差1.8个百分点``; None without a target."""
    if figures.gap_pp is None:
        return None
    size = f"{points(abs(figures.gap_pp), signed=False)}个百分点"
    if figures.pace is not None:
        return _from_pace(figures.pace, figures.gap_pp, size)
    if figures.gap_pp == 0:
        return "与目标持平"
    is_above = (figures.gap_pp > 0) == (kpi.direction == "up")
    word = "高" if is_above else "低"
    if kpi.unit != "%" and figures.ytd is not None and figures.target:
        shown = difference(kpi, abs(figures.ytd - figures.target))
        return f"{word}于目标{shown}" if shown else f"略{word}于目标"
    return f"{word}于目标{size}"


def away_from_target(kpi: Kpi, figures: KpiValue) -> Decimal:
    """By how much the figure is better (above nought) or worse than its target; a missing one counts nought."""
    away = (figures.ytd or Decimal(0)) - (figures.target or Decimal(0))
    return away if kpi.direction == "up" else -away


def difference(kpi: Kpi, size: Decimal) -> Quantity | None:
    """A difference with the decimals that keep it from reading 0; None where even three do not."""
    for decimals in range(kpi.decimals, max(kpi.decimals, SMALLEST_SHOWN) + 1):
        shown = quantity(size, kpi.unit, decimals)
        if says_something(shown.text):
            return shown
    return None


def is_of_street(figures: KpiValue) -> bool:
    """Whether they are of a street (nine digits): a month without a row of it is then not yet a missing ledger."""
    return len(figures.area_code) > DISTRICT_DIGITS


def silent_months(figures: KpiValue, months: str = "") -> str | None:
    """``缺2个月数据``; of a street ``2个月无记录``, since its ledger may have come with nothing to tell of it.

    ``months``: how the number is to stand.
    """
    if not figures.months_missing:
        return None
    months = months or f"{figures.months_missing}个月"
    return f"{months}无记录" if is_of_street(figures) else f"缺{months}数据"


def told_silent(lacking: Sequence[tuple[Kpi, KpiValue]]) -> str | None:
    """``本年累计不完整:再就业缺2个月数据。``; of a street without accusing it; None where no month is without rows."""
    named = [(figures, f"{kpi.short_name}{said}") for kpi, figures in lacking if (said := silent_months(figures))]
    if not named:
        return None
    if not is_of_street(named[0][0]):
        return f"本年累计不完整:{'、'.join(said for _, said in named)}。"
    told = "、".join(said for _, said in named[:FEW_SILENT])
    more = f"等{len(named)}项" if len(named) > FEW_SILENT else ""
    return f"本年有的月份没有本街道的记录(没有发生,或未报送):{told}{more}。"


def preliminary(figures: KpiValue) -> str | None:
    """``初步数据``; of a street without a row in the month ``本月无记录``."""
    if not figures.is_provisional:
        return None
    return SILENT if is_of_street(figures) and figures.value is None else PRELIMINARY


def says_something(text: str) -> bool:
    """Whether a printed number has a digit other than 0."""
    return any(digit in text for digit in "123456789")


def _from_pace(pace: Decimal, gap_pp: Decimal, size: str) -> str:
    """Once the whole target is due, at the year's end, the pace is the target itself."""
    if pace >= 1:
        return "正好完成全年目标" if gap_pp == 0 else f"{'超全年目标' if gap_pp > 0 else '距全年目标差'}{size}"
    return "与序时进度持平" if gap_pp == 0 else f"{'超' if gap_pp > 0 else '落后'}序时进度{size}"


def listed(names: Sequence[str]) -> str:
    """``甲``, ``甲、乙``, ``甲等20个``."""
    return "、".join(names) if len(names) < 3 else f"{names[0]}等{len(names)}个"


def sharing(names: Sequence[str], what: str = "最多") -> str:
    """``甲最多``, ``甲、乙并列最多``, ``甲等20个并列最多``: who shares the highest figure is not left out."""
    return f"{listed(names)}{'并列' if len(names) > 1 else ''}{what}"


def needed(kpi: Kpi, amount: Decimal) -> str:
    """What each remaining month must bring, rounded up: rounded down the target would just be missed."""
    return str(quantity(rounded_up(amount, kpi.decimals), kpi.unit, kpi.decimals))
