"""Figures become charts of the office program: the same values, gaps, kinds and axes, or a reason by name."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx.oxml import parse_xml

from dashboard.briefing.faults import Fault
from dashboard.briefing.office.chart_xml import ChartFile
from dashboard.briefing.office.conversion import native
from dashboard.briefing.office.native_chart import Heat, NativeChart
from dashboard.charts.axes import month_axis, value_axis
from tests.dashboard.briefing.invented import months_figure

C = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
MONTHS = [f"{month}月" for month in range(1, 13)]


def chart(figure: go.Figure, unit: str = "件") -> NativeChart:
    found = native(figure, "受理", unit)
    assert isinstance(found, NativeChart)
    return found


def file(figure: go.Figure) -> ChartFile:
    return ChartFile(chart(figure), 880, 340, 12, datetime(2023, 7, 3, 9, 12))


def xml(figure: go.Figure) -> Any:
    return parse_xml(file(figure).xml_bytes())


def sheet(figure: go.Figure) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(file(figure).xlsx_blob))
    return list(book.active.iter_rows(values_only=True))


def trend() -> go.Figure:
    """A year of one KPI as the page draws it: bars, running total, pace, target, landing with its interval."""
    figure = go.Figure()
    figure.add_scatter(x=["2月", "12月", "12月"], y=[30.0, 150.0, 210.0], fill="toself", mode="none", name="预计区间")
    figure.add_bar(x=MONTHS, y=[10.0, 20.0, *[None] * 10], name="当月")
    figure.add_scatter(
        x=MONTHS, y=[15.0 * m for m in range(1, 13)], name="序时进度", mode="lines", line={"dash": "dot"}
    )
    figure.add_shape(name="目标", type="line", x0=0, x1=1, xref="x domain", y0=190, y1=190)
    figure.add_scatter(x=["2月", "12月"], y=[30.0, 180.0], mode="lines", name="预计")
    figure.add_scatter(x=MONTHS, y=[10.0, 30.0, *[None] * 10], name="累计", mode="lines")
    figure.add_scatter(x=["2月"], y=[30.0], mode="markers+text", text=["<b>30</b>"], textposition="bottom right")
    figure.add_annotation(x=1, xref="paper", y=190, text="目标 190", showarrow=False)
    figure.update_layout(xaxis=month_axis(MONTHS), yaxis=value_axis([0.0, 210.0], "件"))
    return figure


def test_the_workbook_holds_the_figures_values_and_leaves_gaps_empty() -> None:
    assert sheet(months_figure()) == [
        (None, "受理", "办结", "上年"),
        ("1月", 3, 2, 4),
        ("2月", 0, 1, 5),
        ("3月", None, None, 6),
    ]


def test_columns_and_lines_share_one_plot_area() -> None:
    tree = xml(months_figure())
    groups = [child.tag.split("}")[1] for child in tree.find(".//c:plotArea", C) if child.tag.endswith("Chart")]
    assert groups == ["barChart", "lineChart"]
    axes = [[axis.get("val") for axis in group.findall("c:axId", C)] for group in tree.findall(".//c:plotArea/*", C)]
    assert axes[1] == axes[2]
    assert tree.find(".//c:dispBlanksAs", C).get("val") == "gap"
    points = tree.findall(".//c:barChart/c:ser[1]/c:val//c:pt", C)
    assert [(point.get("idx"), point.find("c:v", C).text) for point in points] == [("0", "3.0"), ("1", "0.0")]


def test_the_chart_names_the_cells_that_it_draws() -> None:
    tree = xml(months_figure())
    cells = [f.text for f in tree.findall(".//c:barChart/c:ser[2]//c:f", C)]
    assert cells == ["Sheet1!$C$1", "Sheet1!$A$2:$A$4", "Sheet1!$C$2:$C$4"]


@pytest.mark.parametrize(("mode", "grouping", "overlap"), [("group", "clustered", "0"), ("stack", "stacked", "100")])
def test_bars_stand_beside_or_on_each_other(mode: str, grouping: str, overlap: str) -> None:
    figure = months_figure().update_layout(barmode=mode)
    tree = xml(figure)
    assert tree.find(".//c:barChart/c:grouping", C).get("val") == grouping
    assert tree.find(".//c:overlap", C).get("val") == overlap


def test_horizontal_bars_read_from_the_top() -> None:
    figure = go.Figure(go.Bar(x=[5.0, 3.0], y=["坡子街", "城南路"], orientation="h", name="人"))
    tree = xml(figure)
    assert tree.find(".//c:barDir", C).get("val") == "bar"
    assert tree.find(".//c:catAx/c:scaling/c:orientation", C).get("val") == "maxMin"
    assert sheet(figure) == [(None, "人"), ("坡子街", 5), ("城南路", 3)]


def test_a_year_of_a_kpi_keeps_each_of_its_series() -> None:
    found = {one.name: one for one in chart(trend()).series}
    assert set(found) == {"当月", "序时进度", "目标", "累计", "预计", "预计区间下限", "预计区间上限"}
    assert found["累计"].values == (10.0, 30.0, *[None] * 10)
    assert found["目标"].values == tuple([190.0] * 12)
    last = {name: one.values[-1] for name, one in found.items()}
    assert (last["预计"], last["预计区间下限"], last["预计区间上限"]) == (180.0, 150.0, 210.0)
    assert found["预计"].values[:-1] == tuple([None] * 11)  # what stands on 累计 is there already; nothing is between
    assert found["累计"].labels[1].side == "b"
    assert found["目标"].labels[11].with_name
    assert chart(trend()).remarks == ("本图以菱形表示预计", "短横为区间上下限")


def test_a_line_over_months_without_values_keeps_all_its_points() -> None:
    figure = go.Figure(go.Scatter(x=["1月", "3月", "6月"], y=[1.0, 3.0, 6.0], name="预计", mode="lines"))
    figure.update_layout(xaxis=month_axis(MONTHS))
    assert chart(figure).series[0].values == (1.0, None, 3.0, None, None, 6.0, *[None] * 6)


def test_steps_have_their_corners_on_an_axis_of_days() -> None:
    days = [date(2021, 1, 1), date(2021, 7, 1), date(2022, 1, 1)]
    figure = go.Figure(go.Scatter(x=days, y=[228.0, 228.0, 243.0], name="标准", line={"shape": "hv"}))
    found = chart(figure, "元/月")
    assert found.series[0].across == (44197.0, 44378.0, 44562.0, 44562.0)
    assert found.series[0].values == (228.0, 228.0, 228.0, 243.0)
    assert found.across is not None
    assert (found.across.low, found.across.high, found.across.number_format) == (44197.0, 44927.0, 'yyyy"年"')
    values = [row[1] for row in sheet(figure)[1:]]
    assert values == [228, 228, 228, 243]


def test_dots_carry_their_names_and_the_lines_of_the_district() -> None:
    figure = go.Figure()
    text = ["坡子街", "&lt;b&gt;"]
    sides = ["middle right", "top center"]
    figure.add_scatter(x=[0.4, 0.5], y=[0.1, -0.2], mode="markers+text", text=text, textposition=sides, name="街道")
    figure.add_shape(name="全区", type="line", x0=0.45, x1=0.45, y0=0, y1=1, yref="y domain")
    figure.update_layout(
        xaxis={**value_axis([0.4, 0.5], "%"), "title": {"text": "完成率"}}, yaxis=value_axis([0.1, -0.2], "%")
    )
    found = chart(figure, "")
    assert [(label.side, label.text) for label in found.series[0].labels.values()] == [("r", "坡子街"), ("t", "<b>")]
    assert found.series[1].across == (0.45, 0.45)
    assert found.series[1].values == (found.value.low, found.value.high)
    assert found.across is not None
    assert found.across.title == "完成率"
    assert [row[:3] for row in sheet(figure)[:3]] == [
        (None, "街道", None),
        (0.4, 0.1, "坡子街"),
        (0.5, -0.2, "<b>"),
    ]


def test_a_heat_map_is_a_table_with_its_gaps() -> None:
    figure = go.Figure(go.Heatmap(x=["1月", "2月"], y=["甲"], z=[[1.0, None]]))
    assert native(figure, "热力") == Heat(("1月", "2月"), ("甲",), ((1.0, None),))


def two_axes() -> go.Figure:
    figure = months_figure()
    figure.add_scatter(x=["1月"], y=[1.0], yaxis="y2")
    return figure


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (go.Figure(), "没有数据系列"),
        (go.Figure(go.Pie(values=[1, 2])), "不支持“pie”类型"),
        (two_axes(), "有第二坐标轴"),
        (go.Figure(go.Scatter(x=[1, 2], y=[1, 2], error_y={"array": [1, 1]})), "有误差线"),
        (go.Figure(go.Scatter(x=[1, 2], y=[1, 2], fill="tozeroy")), "有面积填充"),
        (go.Figure(go.Scatter(x=[1, 2], y=[1, 2], line={"shape": "spline"})), "有“spline”折线"),
        (months_figure().add_shape(type="rect", x0=0, x1=1, y0=0, y1=1), "有“rect”图形标注"),
        (months_figure().add_shape(type="line", x0=0, x1=0, y0=0, y1=1), "有竖线标注"),
        (months_figure().add_annotation(x=0, y=0, text="节后"), "有文字标注“节后”"),
        (go.Figure(go.Bar(x=["1月", "1月"], y=[1, 2])), "同一类别有两个值"),
        (go.Figure(go.Bar(x=["1月", "2月"], y=[1, 2], marker={"color": ["red", "blue"]})), "颜色不一"),
    ],
)
def test_what_an_office_chart_cannot_show_is_told_by_name(figure: go.Figure, reason: str) -> None:
    with pytest.raises(Fault, match=f"图表“各月受理”没有换成可编辑的图:.*{reason}"):
        native(figure, "各月受理")


@pytest.mark.parametrize(
    ("values", "unit", "shown"),
    [
        ([120.0, 950.0], "件", "#,##0;−#,##0"),
        ([0.2, 0.977], "%", "0%;−0%"),
        ([136_000.0, 151_308.0], "人", '[=0]0;0\\.0,"万"'),
        ([-136_000.0, 151_308.0], "人", '0\\.0,"万";−0\\.0,"万"'),
        ([6_000_000.0, 12_000_000.0], "人", '[=0]0;[>=10000000]#\\,##0\\.0,"万";0\\.0,"万"'),
        ([1.4e8, 1.9e8], "元", '[=0]0;0\\.00,,"亿"'),
    ],
)
def test_axes_count_in_the_units_of_the_pages(values: list[float], unit: str, shown: str) -> None:
    figure = go.Figure(go.Bar(x=["1月", "2月"], y=values, name="值")).update_layout(yaxis=value_axis(values, unit))
    axis = chart(figure, unit).value
    assert axis.number_format == shown
    assert axis.title == unit
    assert axis.low == min(0, *values) // 100_000 * 100_000
    assert axis.high is not None
    assert axis.step is not None
    assert axis.high >= max(values)
    assert axis.high % axis.step == pytest.approx(0) or axis.high % axis.step == pytest.approx(axis.step)


def test_an_axis_of_shares_ends_at_the_whole() -> None:
    figure = go.Figure(go.Scatter(x=["1月", "2月"], y=[0.96, 1.0], name="率", mode="lines"))
    figure.update_layout(yaxis=value_axis([0.96, 1.0], "%", zero_based=False))
    assert chart(figure, "%").value.high == 1.0


def test_two_files_of_one_chart_are_the_same() -> None:
    assert file(trend()).xlsx_blob == file(trend()).xlsx_blob
    assert file(trend()).xml_bytes() == file(trend()).xml_bytes()


names = st.text(st.characters(exclude_categories=[]), max_size=20) | st.sampled_from(
    ["=1+1", "@x", "<a>&", "1", "http://x"]
)


@settings(max_examples=25, deadline=None)
@given(
    categories=st.lists(names, min_size=1, max_size=4, unique=True),
    name=names,
    values=st.lists(st.none() | st.floats(allow_nan=True, width=32), min_size=4, max_size=4),
)
def test_odd_names_and_numbers_stay_what_they_are(categories: list[str], name: str, values: list[float | None]) -> None:
    figure = go.Figure(go.Bar(x=categories, y=values[: len(categories)], name=name)).update_xaxes(type="category")
    parse_xml(file(figure).xml_bytes())
    book = openpyxl.load_workbook(io.BytesIO(file(figure).xlsx_blob))
    found = book.active
    assert not [cell for row in found.iter_rows() for cell in row if cell.data_type == "f"]
    known = [value if value is not None and abs(value) < float("inf") else None for value in values]
    for row, value in enumerate(known[: len(categories)], start=2):
        cell = found.cell(row, 2).value
        assert cell is None if value is None else cell == pytest.approx(value)
