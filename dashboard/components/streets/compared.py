"""What is compared between streets, in words: the measure, its amounts, whether a street differs from the district."""

from __future__ import annotations

from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.wording import figure
from dashboard.format import NOTHING, completion, number, quantity
from dashboard.readings.comparison import Compared, Comparison, Verdict
from etl.store import Kpi

VERDICTS: dict[Verdict, str] = {"above": "明显高于全区", "alike": "与全区无明显差异", "below": "明显低于全区"}
METHOD = (
    "区间置信水平95%,比率用威尔逊法,人数和件数用拜尔法(不足10的用精确泊松法);"
    "区间含全区数值的街道,差异可能只是偶然,列为“无明显差异”"
)


def measure_name(comparison: Comparison) -> str:
    """完成率, 比率, 每千常住人口件数, 累计数, 数值."""
    kpi = comparison.kpi
    words = {"completion": "完成率", "rate": "比率", "per_thousand": f"每千常住人口{kpi.unit}数"}
    return words.get(comparison.basis, "累计数" if kpi.kind == "flow" else "数值")


def amount(comparison: Comparison, value: Decimal | None) -> str:
    """A value in the terms of the comparison: 52.0%, 3.2人/千人, 1,092人."""
    if value is None:
        return NOTHING
    kpi = comparison.kpi
    if comparison.basis == "completion":
        return completion(value)
    if comparison.basis == "per_thousand":
        return f"{number(value, 1)}{kpi.unit}/千人"
    return str(quantity(value, kpi.unit, kpi.decimals))


def own_amount(comparison: Comparison, one: Compared) -> str:
    """A street's value; of a rate with the decimals that tell it from its target."""
    if comparison.basis in ("rate", "value"):
        return str(figure(comparison.kpi, one.figures))
    return amount(comparison, one.value)


def plain(value: Decimal | None) -> str:
    """Digits for the CSV, without separators or trailing zeros."""
    return "" if value is None else f"{round(value, 6).normalize():f}"


def is_small(view: View, one: Compared) -> bool:
    """Whether a street's figure rests on so few cases that chance moves it much."""
    return one.cases is not None and one.cases < view.build.meta.small_base


def cases_name(kpi: Kpi) -> str:
    """What ``cases`` counts: the denominator of a rate, the KPI itself of a count."""
    return kpi.denominator_name or kpi.name
