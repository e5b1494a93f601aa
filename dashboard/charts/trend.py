"""The year of one KPI: months as bars, the running total as a line, against pace, last year and the landing.

Rates and levels do not add up: for them the months are a line against the target.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.axes import month_axis, value_axis
from dashboard.format import compact, quantity
from dashboard.theme import COLOURS, TEMPLATE

HEIGHT = 330  # reserved on the page before the chart is there; on paper the style sheet asks for less
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
    labels = list(months["label"])
    end = labels[-1]
    edge = _Labels()
    figure = go.Figure(layout={"template": TEMPLATE})
    known = months.dropna(subset=["ytd"])
    now = None if known.empty else known.iloc[-1]
    if now is not None:
        _fan(figure, now, end, marks)
    figure.add_bar(**_series(months, "value", "当月", marks), marker_color=COLOURS["data-light"], width=0.42)
    _line(figure, months, "last_year", marks.last_year_name, marks, color=COLOURS["context"], width=2)
    _line(figure, months, "reference", marks.reference_name, marks, color=COLOURS["context"], width=1.5, dash="dash")
    _line(figure, months, "pace", "序时进度", marks, color=COLOURS["ink"], width=1.4, dash="dot")
    if marks.target:
        target = float(marks.target)
        _target(figure, target)
        edge.add(target, f"目标 {_short(marks.target, marks)}", COLOURS["soft"])
    if now is not None:
        _landing(figure, edge, now, end, marks)
        _line(figure, months, "ytd", "累计", marks, color=COLOURS["data"], width=3)
        _point(figure, now, marks)
    if pd.notna(months["last_year"].iloc[-1]):
        last = months["last_year"].iloc[-1]
        edge.add(last, f"{marks.last_year_name} {_short(last, marks)}", COLOURS["context-text"])
    _finish(figure, months, marks, edge, zero_based=True)
    return figure


def monthly(months: pd.DataFrame, marks: Marks) -> go.Figure:
    """A rate or a level, month by month, against the target.

    ``months``: rows with ``label``, ``value`` (of the month) and ``ytd`` (of the year so far).
    """
    edge = _Labels()
    figure = go.Figure(layout={"template": TEMPLATE})
    if not _same(months["value"], months["ytd"]):
        _line(figure, months, "value", "当月", marks, color=COLOURS["context"], width=1.5, mode="lines+markers")
    _line(figure, months, "ytd", "本年以来", marks, color=COLOURS["data"], width=3)
    if marks.target:
        target = float(marks.target)
        _target(figure, target)
        edge.add(target, f"目标 {_short(marks.target, marks)}", COLOURS["soft"])
    known = months.dropna(subset=["ytd"])
    if not known.empty:
        now = known.iloc[-1]
        figure.add_scatter(x=[now["label"]], y=[float(now["ytd"])], mode="markers", marker=_dot(), hoverinfo="skip")
        edge.add(now["ytd"], _short(now["ytd"], marks), COLOURS["data"])
    _finish(figure, months, marks, edge, zero_based=False)
    return figure


def _series(months: pd.DataFrame, column: str, name: str, marks: Marks) -> dict[str, object]:
    values = [None if pd.isna(value) else value for value in months[column]]
    return {
        "x": list(months["label"]),
        "y": [None if value is None else float(value) for value in values],
        "name": name,
        "customdata": [str(quantity(value, marks.unit, marks.decimals)) for value in values],
        "hovertemplate": "%{customdata}",
    }


def _line(
    figure: go.Figure, months: pd.DataFrame, column: str, name: str, marks: Marks, mode: str = "lines", **line: object
) -> None:
    if column in months and months[column].notna().any():
        series = _series(months, column, name, marks)
        if months[column].notna().sum() == 1:
            mode = "markers"  # a line of one point is invisible
        figure.add_scatter(**series, mode=mode, line=line, marker={"color": line["color"], "size": 6})


def _fan(figure: go.Figure, now: pd.Series, end: str, marks: Marks) -> None:
    """The landing's interval, drawn first so that it hides nothing."""
    if marks.landing_low is None or marks.landing_high is None or now["label"] == end:
        return
    figure.add_scatter(
        x=[now["label"], end, end],
        y=[float(now["ytd"]), float(marks.landing_low), float(marks.landing_high)],
        fill="toself",
        fillcolor=COLOURS["data-wash"],
        mode="none",
        name="预计区间",
        hoverinfo="skip",
    )


def _landing(figure: go.Figure, edge: _Labels, now: pd.Series, end: str, marks: Marks) -> None:
    """From where the year stands to where it will land."""
    if marks.landing is None or now["label"] == end:
        return
    figure.add_scatter(
        x=[now["label"], end],
        y=[float(now["ytd"]), float(marks.landing)],
        mode="lines",
        name="预计",
        line={"color": COLOURS["data"], "width": 2, "dash": "dash"},
        hoverinfo="skip",
    )
    edge.add(marks.landing, f"<b>预计 {_short(marks.landing, marks)}</b>", COLOURS["data"])


def _point(figure: go.Figure, now: pd.Series, marks: Marks) -> None:
    figure.add_scatter(
        x=[now["label"]],
        y=[float(now["ytd"])],
        mode="markers+text",
        marker=_dot(),
        text=[f"<b>{quantity(now['ytd'], marks.unit, marks.decimals).text}</b>"],
        textposition="bottom right" if _is_below_pace(now) else "top left",
        textfont={"color": COLOURS["data"]},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _is_below_pace(now: pd.Series) -> bool:
    """The label goes to the side where the pace line is not."""
    return "pace" in now and pd.notna(now["pace"]) and now["pace"] > now["ytd"]


def _finish(figure: go.Figure, months: pd.DataFrame, marks: Marks, edge: _Labels, *, zero_based: bool) -> None:
    columns = [name for name in ("value", "ytd", "last_year", "pace", "reference") if name in months]
    shown = [float(value) for name in columns for value in months[name].dropna()]
    shown += [float(v) for v in (marks.target, marks.landing, marks.landing_low, marks.landing_high) if v is not None]
    axis = value_axis(shown, marks.unit, zero_based=zero_based)
    figure.update_layout(
        annotations=edge.annotations(*axis["range"]),
        hovermode="x unified",
        yaxis=axis,
        xaxis=month_axis(list(months["label"])),
    )


def _short(value: Decimal, marks: Marks) -> str:
    return str(quantity(value, marks.unit, marks.decimals)) if marks.unit == "%" else compact(value)


def _same(left: pd.Series, right: pd.Series) -> bool:
    return bool((left.isna() == right.isna()).all() and (left.dropna() == right.dropna()).all())


def _target(figure: go.Figure, target: float) -> None:
    line = {"color": COLOURS["soft"], "width": 1}
    figure.add_shape(
        name="目标", type="line", x0=0, x1=1, xref="x domain", y0=target, y1=target, line=line, layer="below"
    )


def _dot() -> dict[str, object]:
    return {"color": COLOURS["data"], "size": 9}
