"""What the page of rows says of them: whose, of when, how many, and whether they add up to the number they explain."""

from __future__ import annotations

from decimal import Decimal

from dashboard.address.filters import member_name
from dashboard.components.state_sentence import Part
from dashboard.format import month_name, month_span, number
from dashboard.readings.detail import Detail


def sentence(detail: Detail) -> list[Part]:
    """The first sentence: rules over the rows and the KPI's own figure, nothing else."""
    area = detail.view.area
    whose = "全区" if area == detail.view.district else "街道不明(未分配)" if area.level == "unassigned" else area.name
    row_set, tally = detail.row_set, detail.rows.tally
    said = f"{when(detail)},{whose}{row_set.title}{narrowed(detail)}"
    if not tally.rows:
        said += "没有记录"
    elif row_set.aggregate == "count":
        said += f"共{number(tally.rows)}{row_set.unit}"
    else:
        word = "合计" if row_set.aggregate == "sum" else "最高"
        said += f"共{number(tally.rows)}行,{word}{amount(tally.value)}{row_set.unit}"
    return [Part(said), *_agreement(detail)]


def when(detail: Detail) -> str:
    """The months, or the month at whose end the rows stand: ``2023年6月末``."""
    return f"{month_name(detail.until)}末" if detail.stands else month_span(detail.since, detail.until)


def narrowed(detail: Detail) -> str:
    """``(满意度为不满意、承办科室为办公室)``, or nothing."""
    titles = {column.name: column.title for column in detail.rows.columns}
    told = "、".join(f"{titles[column]}为{member_name(column, member)}" for column, member in detail.where.items())
    return f"({told})" if told else ""


def amount(value: Decimal | None) -> str:
    """Every digit there is, with separators."""
    if value is None:
        return "—"
    return number(value, max(0, -int(value.normalize().as_tuple().exponent)))


def _agreement(detail: Detail) -> list[Part]:
    kpi, expected, counted = detail.kpi, detail.expected, detail.counted
    if kpi is None or expected is None:
        return [Part("。")]
    name = (kpi.denominator_name if detail.is_denominator else kpi.numerator_name) or kpi.name
    called = f"“{kpi.short_name}”" if kpi.denominator_name is None else f"“{kpi.short_name}”的{name}"
    divided = f"÷{kpi.numerator_divisor}" if (kpi.numerator_divisor or 1) > 1 and not detail.is_denominator else ""
    unit = "" if divided else detail.row_set.unit
    figure = f"{amount(expected.quantize(Decimal('0.1')) if divided else expected)}{unit}"
    if counted is not None and abs(counted - expected) < Decimal("0.000001"):
        return [Part(f",{divided}与看板上{called}{figure}一致。")]
    return [Part(f",与看板上{called}{figure}"), Part("不一致", "slow"), Part(",请告知系统管理员。")]
