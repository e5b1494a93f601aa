"""A figure of a page as what a chart of an office program is made of: series, categories and axes.

The values are the figure's own, a gap stays a gap. What has no counterpart is a `Fault` that names the chart: nothing
is left out unsaid. `chart_xml` writes what comes out of here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from html import unescape
from math import isfinite
from typing import Any, Literal

import plotly.graph_objects as go

from dashboard.briefing.faults import Fault
from dashboard.briefing.office_file import plain_text
from dashboard.theme import COLOURS, TEMPLATE

Mark = Literal["bar", "line", "dots"]

FEW = 14  # points: so many bars carry their values
EPOCH = date(1899, 12, 30)  # of dates in workbooks
DASHES = {"dot": "sysDot", "dash": "dash", "dashdot": "dashDot", "longdash": "lgDash", "solid": "solid"}
SIDES = {"top": "t", "bottom": "b", "middle": "", "left": "l", "right": "r", "center": ""}
TAG = re.compile(r"<[^>]*>")
WAN_FROM, YI_FROM = 100_000, 100_000_000
MINUS = "−"


@dataclass(frozen=True)
class Label:
    """What stands beside a point: its value, with the series' name or without, or a text of its own."""

    side: str = "t"  # t, b, l, r: as the format has them
    with_name: bool = False
    text: str | None = None


@dataclass(frozen=True)
class Series:
    """Values in the order of the categories, or points with their own ``across``; None is a gap."""

    name: str
    mark: Mark
    values: tuple[float | None, ...]
    colour: str
    across: tuple[float, ...] = ()
    width: float = 2.0
    dash: str = "solid"
    symbol: str = "circle"
    is_in_legend: bool = True
    labels: Mapping[int, Label] = field(default_factory=dict)


@dataclass(frozen=True)
class Axis:
    """Ends and step are None where the program may choose."""

    number_format: str
    title: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None


@dataclass(frozen=True)
class NativeChart:
    """A chart of categories, or without them one of points on two axes of numbers."""

    series: tuple[Series, ...]
    value: Axis
    categories: tuple[str, ...] = ()
    across: Axis | None = None
    stacked: bool = False
    horizontal: bool = False
    every: int = 1  # category that is named


@dataclass(frozen=True)
class Heat:
    """A heat map, which becomes a table: rows of values by column, and the shades' ends."""

    across: tuple[str, ...]
    down: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    number_format: str


def native(figure: go.Figure, name: str, unit: str = "") -> NativeChart | Heat:
    """``name`` is the chart's, for a reason told; ``unit`` is that of the value axis. Raises `Fault`."""
    try:
        traces = list(figure.data)
        if not traces:
            raise _NoCounterpart("图中没有数据系列")
        if {trace.type for trace in traces} == {"heatmap"}:
            return _heat(traces)
        _refuse(figure, traces)
        if _has_categories(figure, traces):
            return _by_category(figure, traces, unit)
        return _by_points(figure, traces, unit)
    except _NoCounterpart as reason:
        raise Fault(f"图表“{plain_text(name)}”没有换成可编辑的图:{reason}") from reason


class _NoCounterpart(Exception):
    """What of a figure an office chart cannot show."""


def _refuse(figure: go.Figure, traces: Sequence[Any]) -> None:
    """Stops at what would be lost."""
    for trace in traces:
        if trace.type not in ("bar", "scatter"):
            raise _NoCounterpart(f"不支持“{trace.type}”类型")
        if trace.yaxis not in (None, "y") or trace.xaxis not in (None, "x"):
            raise _NoCounterpart("有第二坐标轴")
        if trace.error_y.array is not None or trace.error_x.array is not None:
            raise _NoCounterpart("有误差线")
    for shape in figure.layout.shapes:
        if shape.type != "line" or (shape.x0 != shape.x1 and shape.y0 != shape.y1):
            raise _NoCounterpart(f"有“{shape.type}”图形标注")


def _has_categories(figure: go.Figure, traces: Sequence[Any]) -> bool:
    if figure.layout.xaxis.type == "category" or any(trace.type == "bar" for trace in traces):
        return True
    return any(isinstance(x, str) for trace in traces for x in _list(trace.x))


# ---- by category ----


def _by_category(figure: go.Figure, traces: Sequence[Any], unit: str) -> NativeChart:
    horizontal = any(trace.orientation == "h" for trace in traces)
    if horizontal and any(trace.type != "bar" or trace.orientation != "h" for trace in traces):
        raise _NoCounterpart("横条与其他图形混排")
    categories = _categories(figure, traces, horizontal)
    series: list[Series] = []
    for trace in traces:
        names, numbers = (trace.y, trace.x) if horizontal else (trace.x, trace.y)
        known = [(str(name), _number(value)) for name, value in zip(_list(names), _list(numbers), strict=True)]
        if _is_span(trace):
            series += _span_ends(trace, known, categories)
        elif (at := _repeats(trace, known, series, categories)) is not None:
            series[at[0]] = _labelled(series[at[0]], at[1], trace)
        else:
            series.append(_series(trace, known, categories, series))
    series += [_level(shape, len(categories)) for shape in figure.layout.shapes]
    axis = figure.layout.xaxis if horizontal else figure.layout.yaxis
    shown = [value for one in series for value in one.values if value is not None]
    value = _axis(axis, unit, shown)
    return NativeChart(
        series=tuple(_with_edge_labels(figure, _with_bar_values(figure, series))),
        value=value,
        categories=tuple(plain_text(category) for category in categories),
        stacked=figure.layout.barmode in ("stack", "relative"),
        horizontal=horizontal,
        every=_every(figure, categories),
    )


def _categories(figure: go.Figure, traces: Sequence[Any], horizontal: bool) -> list[str]:
    axis = figure.layout.yaxis if horizontal else figure.layout.xaxis
    given = [str(name) for name in _list(axis.categoryarray)]
    used = [str(name) for trace in traces for name in _list(trace.y if horizontal else trace.x)]
    return list(dict.fromkeys([*given, *used]))


def _series(
    trace: Any, known: Sequence[tuple[str, float | None]], categories: Sequence[str], before: Sequence[Series]
) -> Series:
    """A trace with a value or a gap for each category."""
    values: list[float | None] = [None] * len(categories)
    for name, value in known:
        values[categories.index(name)] = value
    name = plain_text(trace.name or f"系列{len(before) + 1}")
    if trace.type == "bar":
        return Series(name, "bar", tuple(values), _colour(trace, before))
    places = [position for position, value in enumerate(values) if value is not None]
    has_line = "lines" in (trace.mode or "lines")
    if (
        has_line
        and any(later - earlier > 1 for earlier, later in itertools.pairwise(places))
        and (len(known) == len(places))
    ):  # a line straight over months without values: its end is a point, since nothing is known between
        place = places[-1]
        values = [value if position == place else None for position, value in enumerate(values)]
        return Series(name, "dots", tuple(values), _colour(trace, before), symbol="diamond")
    if not has_line or len(places) == 1:
        return Series(name, "dots", tuple(values), _colour(trace, before), labels=_texts(trace, places))
    return Series(
        name,
        "line",
        tuple(values),
        _colour(trace, before),
        width=trace.line.width or 2.0,
        dash=DASHES.get(trace.line.dash or "solid", "dash"),
        symbol="circle" if "markers" in (trace.mode or "") else "none",
    )


def _is_span(trace: Any) -> bool:
    """A filled wedge without a line: an interval at its far end."""
    return bool(
        trace.type == "scatter" and trace.mode == "none" and trace.fill == "toself" and len(_list(trace.x)) == 3
    )


def _span_ends(trace: Any, known: Sequence[tuple[str, float | None]], categories: Sequence[str]) -> list[Series]:
    """The interval's two ends, as marks above and below the point that it belongs to."""
    name = plain_text(trace.name or "区间")
    ends = []
    for (category, value), end in zip(known[1:], ("下限", "上限"), strict=True):
        values = tuple(value if category == other else None for other in categories)
        ends.append(Series(f"{name}{end}", "dots", values, COLOURS["data"], symbol="dash", is_in_legend=False))
    return ends


def _repeats(
    trace: Any, known: Sequence[tuple[str, float | None]], series: Sequence[Series], categories: Sequence[str]
) -> tuple[int, int] | None:
    """Series and category of the point that a trace of one dot only stresses."""
    if trace.type != "scatter" or "markers" not in (trace.mode or "") or len(known) != 1:
        return None
    place = categories.index(known[0][0])
    lines = [at for at, one in enumerate(series) if one.mark != "bar" and one.values[place] == known[0][1]]
    return (lines[-1], place) if lines else None


def _labelled(series: Series, place: int, trace: Any) -> Series:
    above = "bottom" not in (_list(trace.textposition)[0] if _list(trace.textposition) else "top")
    return replace(series, labels={**series.labels, place: Label("t" if above else "b")})


def _level(shape: Any, count: int) -> Series:
    """A line across the chart, as a series of one value."""
    if shape.y0 != shape.y1 or shape.yref not in (None, "y"):
        raise _NoCounterpart("有竖线标注")
    return Series(
        plain_text(shape.name or "参考线"),
        "line",
        tuple([float(shape.y0)] * count),
        shape.line.color or COLOURS["soft"],
        width=shape.line.width or 1.0,
        dash=DASHES.get(shape.line.dash or "solid", "dash"),
        symbol="none",
    )


def _with_edge_labels(figure: go.Figure, series: Sequence[Series]) -> Iterator[Series]:
    """What stands at the figure's right edge (目标 1,650) at the last point of the series that it names."""
    words = [plain_text(unescape(TAG.sub("", note.text or ""))) for note in figure.layout.annotations]
    named = {one.name for one in series}
    for word in words:
        if not any(word.startswith(name) for name in named) and not any(letter.isdigit() for letter in word):
            raise _NoCounterpart(f"有文字标注“{word}”")
    for one in series:
        places = [position for position, value in enumerate(one.values) if value is not None]
        if places and any(word.startswith(f"{one.name} ") for word in words):
            yield replace(one, labels={**one.labels, places[-1]: Label("r", with_name=True)})
        else:
            yield one


def _with_bar_values(figure: go.Figure, series: Sequence[Series]) -> list[Series]:
    """Bars carry their values where they are few and nothing crosses them."""
    bars = [one for one in series if one.mark == "bar"]
    points = sum(value is not None for one in bars for value in one.values)
    if len(bars) < len(series) or points > FEW or figure.layout.barmode in ("stack", "relative"):
        return list(series)
    return [
        replace(one, labels={at: Label("outEnd") for at, value in enumerate(one.values) if value is not None})
        for one in series
    ]


def _every(figure: go.Figure, categories: Sequence[str]) -> int:
    """Every how many categories one is named: as on the page, else so that about eight are."""
    named = [categories.index(name) for name in map(str, _list(figure.layout.xaxis.tickvals)) if name in categories]
    steps = {later - earlier for earlier, later in itertools.pairwise(named)}
    if len(steps) == 1 and named[0] == 0:
        return steps.pop()
    return max(-(-len(categories) // 12), 1)


# ---- points on two axes ----


def _by_points(figure: go.Figure, traces: Sequence[Any], unit: str) -> NativeChart:
    has_dates = any(isinstance(x, date) for trace in traces for x in _list(trace.x))
    series: list[Series] = []
    for trace in traces:
        points = [(_across(x), _number(y)) for x, y in zip(_list(trace.x), _list(trace.y), strict=True)]
        series.append(_points(trace, points, series))
    spread = [x for one in series for x in one.across]
    value = _axis(figure.layout.yaxis, unit, [y for one in series for y in one.values if y is not None])
    across = _axis(figure.layout.xaxis, "", spread)
    if has_dates:
        across = _years(spread)
    series += [_reference(shape, across, value) for shape in figure.layout.shapes]
    return NativeChart(series=tuple(series), value=value, across=across)


def _points(trace: Any, points: Sequence[tuple[float, float | None]], before: Sequence[Series]) -> Series:
    name = plain_text(trace.name or f"系列{len(before) + 1}")
    has_line = "lines" in (trace.mode or "lines")
    shape = trace.line.shape
    if has_line and shape not in (None, "linear", "hv"):
        raise _NoCounterpart(f"有“{shape}”折线")
    if shape == "hv":
        points = _steps(points)
    is_edge = has_line and trace.line.width == 0  # of a band
    return Series(
        name,
        "line" if has_line else "dots",
        tuple(y for _, y in points),
        _band_colour(trace, before) if is_edge else _colour(trace, before),
        across=tuple(x for x, _ in points),
        width=0.75 if is_edge else trace.line.width or 2.0,
        dash="sysDash" if is_edge else DASHES.get(trace.line.dash or "solid", "dash"),
        symbol="circle" if "markers" in (trace.mode or "") else "none",
        is_in_legend=trace.showlegend is not False and "text" not in (trace.mode or ""),
        labels={} if has_line else _texts(trace, range(len(points))),
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
        xs, ys = (_across(shape.x0), _across(shape.x0)), (value.low, value.high)  # type: ignore[assignment]
    else:
        raise _NoCounterpart("有斜线标注")
    if None in (*xs, *ys):
        raise _NoCounterpart("坐标轴没有范围")
    name = plain_text(shape.name or "参考线")
    colour, dash = shape.line.color or COLOURS["soft"], DASHES.get(shape.line.dash or "solid", "dash")
    whole = tuple(float(x) for x in xs if x is not None)
    return Series(
        name, "line", tuple(ys), colour, across=whole, width=1.25, dash=dash, symbol="none", is_in_legend=False
    )


def _texts(trace: Any, places: Sequence[int]) -> dict[int, Label]:
    """The words beside the points; numbers come from the values themselves."""
    words = [plain_text(unescape(TAG.sub("", str(word)))) for word in _list(trace.text)]
    if "text" not in (trace.mode or "") or not words:
        return {}
    sides = _list(trace.textposition) or ["top center"]
    labels = {}
    for at, (place, word) in enumerate(zip(places, words, strict=False)):
        upright, sideways = str(sides[at % len(sides)]).split(" ")
        is_number = bool(re.fullmatch(r"[\d,.%−-]+", word))
        labels[place] = Label(SIDES[upright] or SIDES[sideways] or "t", text=None if is_number else word)
    return labels


# ---- axes, numbers, colours ----


def _axis(axis: Any, unit: str, shown: Sequence[float]) -> Axis:
    """Ends, step and format as the page has them."""
    ticks = [_across(tick) for tick in _list(axis.tickvals) if not isinstance(tick, str)]
    words = [str(word) for word in _list(axis.ticktext)]
    title = plain_text(axis.title.text or unit)
    step = round(ticks[1] - ticks[0], 12) if len(ticks) > 1 else None
    low, high = (float(end) for end in axis.range) if axis.range else (None, None)
    if ticks and low is not None and high is not None and step is not None:
        below = [tick for tick in ticks if tick <= low]
        low, high = (below[-1] if below else low), max(high, ticks[-1])
        high = low + step * -(-(round((high - low) / step, 6)) // 1)
        if all(word.endswith("%") for word in words) and max(shown, default=0) <= 1 < high < 1 + step:
            high = 1.0
    return Axis(_format(words, step, shown), title, low, high, step)


def _format(words: Sequence[str], step: float | None, shown: Sequence[float]) -> str:
    """The workbook's number format that says what the page's ticks say."""
    if words and all(word.endswith("%") for word in words):
        decimals = max(len(word.rstrip("%").partition(".")[2]) for word in words)
        return _signed(f"0{'.' + '0' * decimals if decimals else ''}%")
    tails = {word.lstrip("−0123456789.,") for word in words if word not in ("0",)}
    if len(tails) == 1 and (tail := tails.pop()) and tail not in "万亿":
        return _signed(f'#,##0"{tail}"')
    largest = max((abs(value) for value in shown), default=0.0)
    if largest >= YI_FROM:
        return _signed('0\\.00,,"亿"')
    if largest >= WAN_FROM and (step is None or step % 1000 == 0):
        return _signed('0\\.0,"万"')
    decimals = next((d for d in range(4) if step is None or abs(step * 10**d % 1) < 1e-9), 3)
    if step is None and any(value % 1 for value in shown):
        decimals = 1
    return _signed(f"#,##0{'.' + '0' * decimals if decimals else ''}")


def _signed(number_format: str) -> str:
    """With the minus sign of the pages, which is as wide as a digit."""
    return f"{number_format};{MINUS}{number_format}"


def _years(days: Sequence[float]) -> Axis:
    """An axis of dates that names the years."""
    first, last = (EPOCH.toordinal() + int(day) for day in (min(days), max(days)))
    low = date.fromordinal(first).replace(month=1, day=1)
    high = date(date.fromordinal(last).year + 1, 1, 1)
    ends = [float(day.toordinal() - EPOCH.toordinal()) for day in (low, high)]
    return Axis('yyyy"年"', low=ends[0], high=ends[1], step=365.25)


def _across(x: Any) -> float:
    """A place on an axis; dates as days, the way workbooks count them."""
    if isinstance(x, datetime):
        x = x.date()
    if isinstance(x, date):
        return float(x.toordinal() - EPOCH.toordinal())
    return float(x)


def _number(value: Any) -> float | None:
    """A value, or None for a gap; never 0 for what is not known."""
    if value is None:
        return None
    exact = float(value)
    return exact if isfinite(exact) else None


def _colour(trace: Any, before: Sequence[Series]) -> str:
    """The trace's own colour, else the template's next."""
    for colour in (trace.marker.color, trace.line.color if trace.type == "scatter" else None):
        if isinstance(colour, str) and colour.startswith("#"):
            return colour
    colourway = TEMPLATE.layout.colorway
    return str(colourway[len(before) % len(colourway)])


def _band_colour(trace: Any, before: Sequence[Series]) -> str:
    return COLOURS["context"] if trace.line.color is None else _colour(trace, before)


def _list(given: Any) -> list[Any]:
    if given is None:
        return []
    return [given] if isinstance(given, str) else list(given)


def _heat(traces: Sequence[Any]) -> Heat:
    trace = traces[0]
    if len(traces) > 1:
        raise _NoCounterpart("有多层热力图")
    values = tuple(tuple(_number(value) for value in row) for row in _list(trace.z))
    known = [value for row in values for value in row if value is not None]
    across = tuple(plain_text(str(name)) for name in _list(trace.x)) or tuple(map(str, range(1, len(values[0]) + 1)))
    down = tuple(plain_text(str(name)) for name in _list(trace.y)) or tuple(map(str, range(1, len(values) + 1)))
    is_share = bool(known) and all(0 <= value <= 1 for value in known) and any(value % 1 for value in known)
    return Heat(across, down, values, "0.0%" if is_share else "#,##0")
