"""The year of one KPI: months as bars, the running total as a line, against pace, last year and the landing.

Rates and levels do not add up: for them the months are a line against the target.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.axes import month_axis, value_axis
from dashboard.charts.drawing import Trace, bar, drawn, line_across, scatter
from dashboard.format import compact, quantity
from dashboard.theme import COLOURS

HEIGHT = 330  # reserved on the page before the chart is there; on paper the style sheet asks for less
VALUES = ("value", "ytd", "last_year", "pace", "reference")  # the columns of numbers
FLOOR = Decimal("0.08")  # of the greatest figure: a label below a point so low would cover the names of the months
LABEL_GAP = 0.075  # of the axis: labels at the right edge stay so far apart, on paper too


@dataclass(frozen=True)
class Marks:
    """What stands beside the months: units, the year's target, the landing with its interval."""

    unit: str
    decimals: int
    target: Decimal | None = None
    landing: Decimal | None = None
    landing_low: Decimal | None = None
    landing_high: Decimal | None = None
    reference_name: str = ""
    last_year_name: str = "上年"


@dataclass
class _Labels:
    """Texts at the right edge, kept apart."""

    texts: list[tuple[float, str, str]] = field(default_factory=list)

    def add(self, value: object, text: str, colour: str) -> None:
        self.texts.append((float(str(value)), text, colour))

    def annotations(self, low: float, high: float) -> list[dict[str, object]]:
        gap = (high - low) * LABEL_GAP
        placed: list[float] = []
        for y, _, _ in sorted(self.texts):
            placed.append(max(y, placed[-1] + gap) if placed else y)
        overflow = max(placed[-1] - high, 0) if placed else 0
        return [
            {
                "x": 1,
                "xref": "paper",
                "y": place - overflow,
                "text": text,
                "font": {"color": colour, "size": 13},
                "xanchor": "left",
                "xshift": 6,
                "showarrow": False,
            }
            for place, (_, text, colour) in zip(placed, sorted(self.texts), strict=True)
        ]


def cumulative(months: pd.DataFrame, marks: Marks) -> go.Figure:
    """A flow within its counting window.

    ``months``: twelve rows with ``label`` and, where known, ``value``, ``ytd``, ``last_year``, ``pace``, ``reference``.
    """
    year = _Months(months)
    edge = _Labels()
    now = year.latest("ytd")
    traces = [
        *_fan(year, now, marks),
        bar(**_series(year, "value", "当月", marks), marker={"color": COLOURS["data-light"]}, width=0.42),
        *_line(year, "last_year", marks.last_year_name, marks, color=COLOURS["context"], width=2),
        *_line(year, "reference", marks.reference_name, marks, color=COLOURS["context"], width=1.5, dash="dash"),
        *_line(year, "pace", "序时进度", marks, color=COLOURS["ink"], width=1.4, dash="dot"),
    ]
    shapes = _target(edge, marks)
    if now is not None:
        traces += _landing(edge, year, now, marks)
        traces += _line(year, "ytd", "累计", marks, color=COLOURS["data"], width=3)
        traces.append(_point(year, now, marks))
    last = year.columns["last_year"][-1]
    if last is not None:
        edge.add(last, f"{marks.last_year_name} {_short(last, marks)}", COLOURS["context-text"])
    return _finished(traces, shapes, year, marks, edge, zero_based=True)


def monthly(months: pd.DataFrame, marks: Marks) -> go.Figure:
    """A rate or a level, month by month, against the target.

    ``months``: rows with ``label``, ``value`` (of the month) and ``ytd`` (of the year so far).
    """
    year = _Months(months)
    edge = _Labels()
    traces: list[Trace] = []
    if year.columns["value"] != year.columns["ytd"]:
        traces += _line(year, "value", "当月", marks, color=COLOURS["context"], width=1.5, mode="lines+markers")
    traces += _line(year, "ytd", "本年以来", marks, color=COLOURS["data"], width=3)
    shapes = _target(edge, marks)
    now = year.latest("ytd")
    if now is not None:
        reached = year.columns["ytd"][now]
        traces.append(
            scatter(x=[year.labels[now]], y=[float(reached)], mode="markers", marker=_dot(), hoverinfo="skip")
        )
        edge.add(reached, _short(reached, marks), COLOURS["data"])
    return _finished(traces, shapes, year, marks, edge, zero_based=False)


class _Months:
    """The table as lists, None where nothing is known."""

    def __init__(self, months: pd.DataFrame) -> None:
        self.labels: list[str] = months["label"].tolist()
        self.columns: dict[str, list[Any]] = {
            name: [
                None if is_empty else value for value, is_empty in zip(months[name], months[name].isna(), strict=True)
            ]
            for name in VALUES
            if name in months
        }

    def known(self, column: str) -> list[Any]:
        """What is known of a column."""
        return [value for value in self.columns.get(column, ()) if value is not None]

    def latest(self, column: str) -> int | None:
        """Where the last month is that has a value."""
        values = self.columns[column]
        return next((place for place in reversed(range(len(values))) if values[place] is not None), None)


def _series(year: _Months, column: str, name: str, marks: Marks) -> dict[str, Any]:
    values = year.columns[column]
    return {
        "x": year.labels,
        "y": [None if value is None else float(value) for value in values],
        "name": name,
        "customdata": [str(quantity(value, marks.unit, marks.decimals)) for value in values],
        "hovertemplate": "%{customdata}",
    }


def _line(year: _Months, column: str, name: str, marks: Marks, mode: str = "lines", **line: str | float) -> list[Trace]:
    known = len(year.known(column))
    if not known:
        return []
    mode = "markers" if known == 1 else mode  # a line of one point is invisible
    marker = {"color": line["color"], "size": 6}
    return [scatter(**_series(year, column, name, marks), mode=mode, line=line, marker=marker)]


def _target(edge: _Labels, marks: Marks) -> list[dict[str, Any]]:
    """The year's target as a line with its label."""
    if not marks.target:
        return []
    edge.add(float(marks.target), f"目标 {_short(marks.target, marks)}", COLOURS["soft"])
    return [line_across("目标", float(marks.target), {"color": COLOURS["soft"], "width": 1})]


def _fan(year: _Months, now: int | None, marks: Marks) -> list[Trace]:
    """The landing's interval, drawn first so that it hides nothing."""
    end = year.labels[-1]
    if now is None or marks.landing_low is None or marks.landing_high is None or year.labels[now] == end:
        return []
    return [
        scatter(
            x=[year.labels[now], end, end],
            y=[float(year.columns["ytd"][now]), float(marks.landing_low), float(marks.landing_high)],
            fill="toself",
            fillcolor=COLOURS["data-wash"],
            mode="none",
            name="预计区间",
            hoverinfo="skip",
        )
    ]


def _landing(edge: _Labels, year: _Months, now: int, marks: Marks) -> list[Trace]:
    """From where the year stands to where it will land."""
    end = year.labels[-1]
    if marks.landing is None or year.labels[now] == end:
        return []
    edge.add(marks.landing, f"<b>预计 {_short(marks.landing, marks)}</b>", COLOURS["data"])
    return [
        scatter(
            x=[year.labels[now], end],
            y=[float(year.columns["ytd"][now]), float(marks.landing)],
            mode="lines",
            name="预计",
            line={"color": COLOURS["data"], "width": 2, "dash": "dash"},
            hoverinfo="skip",
        )
    ]


def _point(year: _Months, now: int, marks: Marks) -> Trace:
    reached = year.columns["ytd"][now]
    return scatter(
        x=[year.labels[now]],
        y=[float(reached)],
        mode="markers+text",
        marker=_dot(),
        text=[f"<b>{quantity(reached, marks.unit, marks.decimals).text}</b>"],
        textposition=_beside(year, now, marks),
        textfont={"color": COLOURS["data"]},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _beside(year: _Months, now: int, marks: Marks) -> str:
    """The label goes to the side where the pace line is not, and not down among the names of the months."""
    reached = year.columns["ytd"][now]
    pace = year.columns["pace"][now] if "pace" in year.columns else None
    if pace is None or pace <= reached:
        return "top left"
    top = max([*(value for name in VALUES for value in year.known(name)), *([marks.target] if marks.target else [])])
    return "middle right" if reached < FLOOR * top else "bottom right"


def _finished(
    traces: list[Trace], shapes: list[dict[str, Any]], year: _Months, marks: Marks, edge: _Labels, *, zero_based: bool
) -> go.Figure:
    shown = [float(value) for name in VALUES for value in year.known(name)]
    shown += [float(v) for v in (marks.target, marks.landing, marks.landing_low, marks.landing_high) if v is not None]
    is_counted = marks.unit != "%" and not marks.decimals  # half an event is no tick
    axis = value_axis(shown, marks.unit, zero_based=zero_based, least_step=1.0 if is_counted else 0.0)
    layout = {
        "annotations": edge.annotations(*axis["range"]),
        "hovermode": "x unified",
        "shapes": shapes,
        "yaxis": axis,
        # half a month on either side, as columns have it: else the first month's name lies on the lowest tick's
        "xaxis": month_axis(year.labels) | {"range": [-0.5, len(year.labels) - 0.5]},
    }
    return drawn(traces, layout)


def _short(value: Decimal, marks: Marks) -> str:
    return str(quantity(value, marks.unit, marks.decimals)) if marks.unit == "%" else compact(value)


def _dot() -> dict[str, object]:
    return {"color": COLOURS["data"], "size": 9}
