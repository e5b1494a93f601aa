"""Bars and lines over categories, as one chart: a value or a gap for each category and series."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from typing import Any

import plotly.graph_objects as go

from dashboard.briefing.office.native_chart import Label, NativeChart, NoCounterpart, Series
from dashboard.briefing.office.native_reading import DASHES, TAG, colour_of, labels_of, listed, number, value_axis
from dashboard.briefing.office.office_file import plain_text
from dashboard.theme import COLOURS

APART, SPAN = "diamond", "dash"  # symbols of points that no line joins, and of an interval's ends
FEW = 14  # points: so many bars carry their values


def by_category(figure: go.Figure, traces: Sequence[Any], unit: str) -> NativeChart:
    horizontal = any(trace.orientation == "h" for trace in traces)
    if horizontal and any(trace.type != "bar" or trace.orientation != "h" for trace in traces):
        raise NoCounterpart("横条与其他图形混排")
    categories = _categories(figure, traces, horizontal)
    series: list[Series] = []
    for trace in traces:
        names, numbers = (trace.y, trace.x) if horizontal else (trace.x, trace.y)
        known = [(str(name), number(value)) for name, value in zip(listed(names), listed(numbers), strict=True)]
        if len({name for name, _ in known}) < len(known) and not _is_span(trace):
            raise NoCounterpart("同一类别有两个值")
        if _is_span(trace):
            series += _span_ends(trace, known, categories)
        elif (at := _repeats(trace, known, series, categories)) is not None:
            series[at[0]] = _labelled(series[at[0]], at[1], trace, is_last=at[1] == len(categories) - 1)
        else:
            series.append(_series(trace, known, categories, series))
    series += [_level(shape, len(categories)) for shape in figure.layout.shapes]
    series = [_left_to_lines(one, series) for one in sorted(series, key=_rank)]
    axis = figure.layout.xaxis if horizontal else figure.layout.yaxis
    shown = [value for one in series for value in one.values if value is not None]
    value = value_axis(axis, unit, shown)
    return NativeChart(
        series=tuple(_with_edge_labels(figure, _with_bar_values(figure, series))),
        value=value,
        categories=tuple(plain_text(category) for category in categories),
        stacked=figure.layout.barmode in ("stack", "relative"),
        horizontal=horizontal,
        every=_every(figure, categories),
        remarks=tuple(_remarks(series)),
    )


def _rank(one: Series) -> int:
    """Bars below, lines above them, points on top, and last those that the legend leaves out."""
    return 3 if not one.is_in_legend else ("bar", "line", "dots").index(one.mark)


def _left_to_lines(one: Series, series: Sequence[Series]) -> Series:
    """Points apart without a first one that stands on a line, which has it already."""
    places = [at for at, value in enumerate(one.values) if value is not None]
    if one.symbol != APART or len(places) < 2:
        return one
    first = places[0]
    if not any(other.mark == "line" and other.values[first] == one.values[first] for other in series):
        return one
    return replace(one, values=tuple(None if at == first else value for at, value in enumerate(one.values)))


def _remarks(series: Sequence[Series]) -> Iterator[str]:
    for one in series:
        if one.symbol == APART:
            yield f"本图以菱形表示{one.name}"
    if any(one.symbol == SPAN for one in series):
        yield "短横为区间上下限"


def _categories(figure: go.Figure, traces: Sequence[Any], horizontal: bool) -> list[str]:
    axis = figure.layout.yaxis if horizontal else figure.layout.xaxis
    given = [str(name) for name in listed(axis.categoryarray)]
    used = [str(name) for trace in traces for name in listed(trace.y if horizontal else trace.x)]
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
        return Series(name, "bar", tuple(values), colour_of(trace, before))
    places = [position for position, value in enumerate(values) if value is not None]
    has_line = "lines" in (trace.mode or "lines")
    is_apart = any(later - earlier > 1 for earlier, later in itertools.pairwise(places)) and len(known) == len(places)
    if has_line and is_apart:  # straight over months that it has no value for: points, nothing being known between
        return Series(name, "dots", tuple(values), colour_of(trace, before), symbol=APART)
    if not has_line or len(places) == 1:
        return Series(name, "dots", tuple(values), colour_of(trace, before), labels=labels_of(trace, places))
    return Series(
        name,
        "line",
        tuple(values),
        colour_of(trace, before),
        width=trace.line.width or 2.0,
        dash=DASHES.get(trace.line.dash or "solid", "dash"),
        symbol="circle" if "markers" in (trace.mode or "") else "none",
    )


def _is_span(trace: Any) -> bool:
    """A filled wedge without a line: an interval at its far end."""
    return bool(
        trace.type == "scatter" and trace.mode == "none" and trace.fill == "toself" and len(listed(trace.x)) == 3
    )


def _span_ends(trace: Any, known: Sequence[tuple[str, float | None]], categories: Sequence[str]) -> list[Series]:
    """The interval's two ends, as marks above and below the point that it belongs to."""
    name = plain_text(trace.name or "区间")
    ends = []
    for (category, value), end in zip(known[1:], ("下限", "上限"), strict=True):
        values = tuple(value if category == other else None for other in categories)
        ends.append(Series(f"{name}{end}", "dots", values, COLOURS["data"], symbol=SPAN, is_in_legend=False))
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


def _labelled(series: Series, place: int, trace: Any, *, is_last: bool) -> Series:
    above = "bottom" not in (listed(trace.textposition)[0] if listed(trace.textposition) else "top")
    return replace(series, labels={**series.labels, place: Label("r" if is_last else "t" if above else "b")})


def _level(shape: Any, count: int) -> Series:
    """A line across the chart, as a series of one value."""
    if shape.y0 != shape.y1 or shape.yref not in (None, "y"):
        raise NoCounterpart("有竖线标注")
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
            raise NoCounterpart(f"有文字标注“{word}”")
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
    named = [categories.index(name) for name in map(str, listed(figure.layout.xaxis.tickvals)) if name in categories]
    steps = {later - earlier for earlier, later in itertools.pairwise(named)}
    if len(steps) == 1 and named[0] == 0:
        return steps.pop()
    return max(-(-len(categories) // 12), 1)
