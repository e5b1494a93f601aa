"""Level and change of the streets in one KPI: which are below the district and fall behind it further."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

import plotly.graph_objects as go

from dashboard.address.view import View
from dashboard.charts.quadrants import HEIGHT, Dot, quadrants
from dashboard.components.change_words import YEAR, was_few, year_on_year
from dashboard.components.panel import Table, chart_panel, no_data, panel, table_of
from dashboard.components.streets.compared import measure_name, own_amount, plain
from dashboard.elements import html
from dashboard.format import NOTHING
from dashboard.readings.comparison import Compared, Comparison
from etl.store import KpiValue

ELEMENT = "quadrants"


def quadrant_panel(view: View, comparison: Comparison, district: KpiValue | None, source: str) -> html.Section:
    """The chart; a street without a figure of last year is not in it and is named."""
    kpi = comparison.kpi
    title = f"{kpi.name}:水平与变化"
    known = [one for one in comparison.streets if one.figures.yoy is not None]
    if len(known) < 2:
        return no_data(ELEMENT, title, "没有上年同期数据,不能比较变化。")
    if len({one.value for one in known}) == 1:
        return no_data(ELEMENT, title, f"各街道同为{own_amount(comparison, known[0])},水平没有差别。")
    least = view.build.meta.small_base
    firm = [one for one in known if not was_few(kpi, one.figures, least)]
    if not firm:
        sub = f"各街道上年同期都少于{least}{kpi.unit},百分比只是几{kpi.unit}之差,只列表"
        return panel(ELEMENT, f"{title}不作比较", table_of(_table(view, comparison, known)), sub=sub, source=source)
    in_points = kpi.unit == "%"
    whole_change = district.yoy if district else None
    figure = quadrants(
        [_dot(view, comparison, one) for one in known],
        level_unit=_level_unit(comparison),
        change_unit="" if in_points else "%",
        level_name=f"{measure_name(comparison)}{'' if _level_unit(comparison) == '%' else f'({_unit(comparison)})'}",
        change_name="同比(百分点)" if in_points else "同比",
        level=float(comparison.whole) if comparison.whole is not None else None,
        change=float(whole_change) if whole_change is not None else None,
    )
    return chart_panel(
        ELEMENT,
        finding(comparison, firm, whole_change),
        figure,
        HEIGHT,
        _table(view, comparison, known),
        sub=_reading_aid(comparison, whole_change, known) + unnamed(figure),
        source=source,
    )


def finding(comparison: Comparison, known: Sequence[Compared], whole_change: Decimal | None) -> str:
    """The title: the streets that are worse off than the district and get on worse, as far as both are known.

    ``known`` are those whose change rests on enough cases.
    """
    name = comparison.kpi.name
    if comparison.whole is None or whole_change is None:
        up = sum(1 for one in known if (one.figures.yoy or 0) > 0)
        down = sum(1 for one in known if (one.figures.yoy or 0) < 0)
        return f"{name}:{up}个街道同比上升,{down}个下降"
    worse = [one.area.short_name for one in known if _is_worse(comparison, one, whole_change)]
    less = "低于" if comparison.kpi.direction == "up" else "高于"
    if not worse:
        return f"{name}:没有街道水平和同比都{less}全区"
    named = "、".join(worse) if len(worse) <= 3 else f"{'、'.join(worse[:3])}等{len(worse)}个街道"
    return f"{name}:{named}水平和同比都{less}全区"


def _is_worse(comparison: Comparison, one: Compared, whole_change: Decimal) -> bool:
    sign = 1 if comparison.kpi.direction == "up" else -1
    whole = comparison.whole or Decimal(0)
    return (one.value - whole) * sign < 0 and ((one.figures.yoy or Decimal(0)) - whole_change) * sign < 0


def _reading_aid(comparison: Comparison, whole_change: Decimal | None, known: Sequence[Compared]) -> str:
    said = [f"横轴{measure_name(comparison)},纵轴同比"]
    if comparison.whole is not None and whole_change is not None:
        said.append("虚线为全区;与全区差异是否明显,见各街道比较")
    left_out = [one.area.short_name for one in comparison.streets if one not in known]
    if left_out:
        said.append(f"{'、'.join(left_out)}没有上年同期,未列入")
    return ";".join(said)


def unnamed(figure: go.Figure) -> str:
    """How many dots stand too close to be named."""
    count = sum(1 for name in figure.data[0].text if not name)
    return f";{count}个街道的点太密,未标名" if count else ""


def _dot(view: View, comparison: Comparison, one: Compared) -> Dot:
    said = f"{escape(one.area.name)}<br>{own_amount(comparison, one)},{_against(view, comparison, one)}"
    return Dot(one.area.short_name, float(one.value), float(one.figures.yoy or 0), said)


def _against(view: View, comparison: Comparison, one: Compared) -> str:
    return year_on_year(comparison.kpi, one.figures, view.build.meta.small_base) or f"{YEAR.change}{NOTHING}"


def _level_unit(comparison: Comparison) -> str:
    return "%" if comparison.basis == "completion" or comparison.kpi.unit == "%" else ""


def _unit(comparison: Comparison) -> str:
    return f"{comparison.kpi.unit}/千人" if comparison.basis == "per_thousand" else comparison.kpi.unit


def _table(view: View, comparison: Comparison, known: Sequence[Compared]) -> Table:
    kpi = comparison.kpi
    unit = "百分点" if kpi.unit == "%" else "比例"
    return Table(
        f"{kpi.name}:各街道水平与变化",
        ["街道", measure_name(comparison), f"同比({unit})"],
        [
            [one.area.name, own_amount(comparison, one), _against(view, comparison, one).removeprefix(YEAR.change)]
            for one in known
        ],
        [[one.area.name, plain(one.value), plain(one.figures.yoy)] for one in known],
    )
