"""A figure of a page as a native chart of office programs: the figure's own values, a gap stays a gap.

What has no counterpart is a `Fault` that names the chart; nothing is left out unsaid.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.briefing.faults import Fault
from dashboard.briefing.office.native_categories import by_category
from dashboard.briefing.office.native_chart import Heat, NativeChart, NoCounterpart
from dashboard.briefing.office.native_points import by_points
from dashboard.briefing.office.native_reading import listed, number
from dashboard.briefing.office.office_file import plain_text


def native(figure: go.Figure, name: str, unit: str = "") -> NativeChart | Heat:
    """``name`` is the chart's, for a reason told; ``unit`` is that of the value axis. Raises `Fault`."""
    try:
        traces = list(figure.data)
        if not traces:
            raise NoCounterpart("图中没有数据系列")
        if {trace.type for trace in traces} == {"heatmap"}:
            return _heat(traces)
        _refuse(figure, traces)
        if _has_categories(figure, traces):
            return by_category(figure, traces, unit)
        return by_points(figure, traces, unit)
    except NoCounterpart as reason:
        raise Fault(f"图表“{plain_text(name)}”没有换成可编辑的图:{reason}") from reason


def _refuse(figure: go.Figure, traces: Sequence[Any]) -> None:
    """Stops at what would be lost."""
    for trace in traces:
        if trace.type not in ("bar", "scatter"):
            raise NoCounterpart(f"不支持“{trace.type}”类型")
        if trace.yaxis not in (None, "y") or trace.xaxis not in (None, "x"):
            raise NoCounterpart("有第二坐标轴")
        if trace.error_y.array is not None or trace.error_x.array is not None:
            raise NoCounterpart("有误差线")
        if trace.type == "bar" and (trace.base is not None or listed(trace.marker.color)[1:]):
            raise NoCounterpart("柱不从零起或颜色不一")
        if trace.type == "scatter":
            _refuse_lines(trace)
    for shape in figure.layout.shapes:
        if shape.type != "line" or (shape.x0 != shape.x1 and shape.y0 != shape.y1):
            raise NoCounterpart(f"有“{shape.type}”图形标注")


def _refuse_lines(trace: Any) -> None:
    """Areas other than a band or the wedge of an interval, and lines that leap over gaps."""
    is_band = trace.fill == "tonexty" and trace.line.width == 0
    is_wedge = trace.fill == "toself" and trace.mode == "none"
    if trace.fill not in (None, "none") and not is_band and not is_wedge:
        raise NoCounterpart("有面积填充")
    if trace.stackgroup or trace.connectgaps:
        raise NoCounterpart("有堆叠面积或跨空值的连线")


def _has_categories(figure: go.Figure, traces: Sequence[Any]) -> bool:
    if figure.layout.xaxis.type == "category" or any(trace.type == "bar" for trace in traces):
        return True
    return any(isinstance(x, str) for trace in traces for x in listed(trace.x))


def _heat(traces: Sequence[Any]) -> Heat:
    trace = traces[0]
    if len(traces) > 1:
        raise NoCounterpart("有多层热力图")
    values = tuple(tuple(number(value) for value in row) for row in listed(trace.z))
    known = [value for row in values for value in row if value is not None]
    across = tuple(plain_text(str(name)) for name in listed(trace.x)) or tuple(map(str, range(1, len(values[0]) + 1)))
    down = tuple(plain_text(str(name)) for name in listed(trace.y)) or tuple(map(str, range(1, len(values) + 1)))
    is_whole = all(value % 1 == 0 for value in known)
    is_share = not is_whole and all(0 <= value <= 1 for value in known)
    return Heat(across, down, values, is_share, 0 if is_whole else 1)
