"""Points and lines on two axes of numbers: scatter, steps through time, curves with their bands."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from dashboard.briefing.office.native_chart import Axis, NativeChart, NoCounterpart, Series
from dashboard.briefing.office.native_reading import (
    DASHES,
    EPOCH,
    colour_of,
    labels_of,
    listed,
    number,
    place,
    value_axis,
)
from dashboard.briefing.office.office_file import plain_text
from dashboard.theme import COLOURS

EDGE = "sysDash"  # of a band's edges, which no other line has


def by_points(figure: go.Figure, traces: Sequence[Any], unit: str) -> NativeChart:
    has_dates = any(isinstance(x, date) for trace in traces for x in listed(trace.x))
    series: list[Series] = []
    for trace in traces:
        points = [(place(x), number(y)) for x, y in zip(listed(trace.x), listed(trace.y), strict=True)]
        series.append(_points(trace, points, series))
    spread = [x for one in series for x in one.across]
    value = value_axis(figure.layout.yaxis, unit, [y for one in series for y in one.values if y is not None])
    across = value_axis(figure.layout.xaxis, "", spread)
    if has_dates:
        across = _years(spread)
    series += [_reference(shape, across, value) for shape in figure.layout.shapes]
    has_band = any(one.dash == EDGE for one in series)
    remarks = ("本图以细虚线表示区间上下限",) if has_band else ()
    return NativeChart(series=tuple(series), value=value, across=across, remarks=remarks)


def _points(trace: Any, points: Sequence[tuple[float, float | None]], before: Sequence[Series]) -> Series:
    name = plain_text(trace.name or f"系列{len(before) + 1}")
    has_line = "lines" in (trace.mode or "lines")
    shape = trace.line.shape
    if has_line and shape not in (None, "linear", "hv"):
        raise NoCounterpart(f"有“{shape}”折线")
    if shape == "hv":
        points = _steps(points)
    is_edge = has_line and trace.line.width == 0  # of a band
    return Series(
        name,
        "line" if has_line else "dots",
        tuple(y for _, y in points),
        _band_colour(trace, before) if is_edge else colour_of(trace, before),
        across=tuple(x for x, _ in points),
        width=0.75 if is_edge else trace.line.width or 2.0,
        dash=EDGE if is_edge else DASHES.get(trace.line.dash or "solid", "dash"),
        symbol="circle" if "markers" in (trace.mode or "") else "none",
        is_in_legend=trace.showlegend is not False and "text" not in (trace.mode or ""),
        labels={} if has_line else labels_of(trace, range(len(points))),
    )


def _steps(points: Sequence[tuple[float, float | None]]) -> list[tuple[float, float | None]]:
    """The corners of a line that stays, then steps."""
    corners = list(points[:1])
    for (_, before), (x, y) in itertools.pairwise(points):
        corners += [(x, before), (x, y)] if before != y else [(x, y)]
    return corners


def _reference(shape: Any, across: Axis, value: Axis) -> Series:
    """A line from edge to edge."""
    if shape.y0 == shape.y1 and shape.yref in (None, "y"):
        xs, ys = (across.low, across.high), (float(shape.y0), float(shape.y0))
    elif shape.x0 == shape.x1 and shape.xref in (None, "x"):
        xs, ys = (place(shape.x0), place(shape.x0)), (value.low, value.high)  # type: ignore[assignment]
    else:
        raise NoCounterpart("有斜线标注")
    if None in (*xs, *ys):
        raise NoCounterpart("坐标轴没有范围")
    name = plain_text(shape.name or "参考线")
    colour, dash = shape.line.color or COLOURS["soft"], DASHES.get(shape.line.dash or "solid", "dash")
    whole = tuple(float(x) for x in xs if x is not None)
    return Series(
        name, "line", tuple(ys), colour, across=whole, width=1.25, dash=dash, symbol="none", is_in_legend=False
    )


def _years(days: Sequence[float]) -> Axis:
    """An axis of dates that names the years."""
    first, last = (EPOCH.toordinal() + int(day) for day in (min(days), max(days)))
    low = date.fromordinal(first).replace(month=1, day=1)
    high = date(date.fromordinal(last).year + 1, 1, 1)
    ends = [float(day.toordinal() - EPOCH.toordinal()) for day in (low, high)]
    return Axis('yyyy"年"', low=ends[0], high=ends[1], step=365.25)


def _band_colour(trace: Any, before: Sequence[Series]) -> str:
    return COLOURS["context"] if trace.line.color is None else colour_of(trace, before)
