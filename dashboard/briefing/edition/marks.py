"""Which figures the marks of a chart are, told by their label (a month, a street) and their size.

A line or bar of which one mark is no known figure is not known as a whole. A mark that could be several figures counts
as all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import plotly.graph_objects as go

from dashboard.briefing.edition.disclosure import Cell, Figures
from dashboard.window import window_months
from etl.store import Build, KpiValue

MEASURES = ("value", "ytd", "completion", "yoy", "yoy_base", "gap_pp", "denominator", "ytd_denominator")
LANDING = ("forecast", "forecast_low", "forecast_high")
DIGITS = 6  # that must agree


class Marks:
    """The figures of a briefing's area by month, and those of the month by street."""

    def __init__(self, figures: Figures, build: Build, area: str, month: date) -> None:
        self._found: dict[tuple[str, str], set[Cell]] = {}
        names = {one.area_code: {one.name, one.short_name} for one in build.areas}
        for (kpi, code, when), row in figures.rows.items():
            cells = [(getattr(row, measure), (kpi, code, when, measure)) for measure in MEASURES]
            if code == area:
                self._add(_months(when), cells)
                self._add(_months(when), [(_due(row), (kpi, code, when, "pace"))])
            if when == month:
                self._add(names.get(code, set()), cells)
                ends = _months(window_months(figures.kpis[kpi], month)[-1]) if code == area else set()
                self._add(ends, [(getattr(row, measure), (kpi, code, when, measure)) for measure in LANDING])

    def of(self, label: object, value: object) -> set[Cell]:
        """The figures that a mark may be."""
        if not isinstance(value, int | float):
            return set()
        return self._found.get((_label(label), f"{float(value):.{DIGITS}g}"), set())

    def _add(self, labels: Collection[str], cells: Sequence[tuple[Any, Cell]]) -> None:
        for value, cell in cells:
            for label in labels if value is not None else ():
                for scale in (1, 100):  # a chart of rates may count in percent
                    self._found.setdefault((label, f"{float(value) * scale:.{DIGITS}g}"), set()).add(cell)


@dataclass(frozen=True)
class Marked:
    """A chart whose marks are known, as far as they are: by trace and place the figures of each mark."""

    figure: go.Figure
    traces: dict[int, list[set[Cell]]]  # without the traces that are not known

    @property
    def cells(self) -> Iterator[Cell]:
        """All figures that the chart shows."""
        for marks in self.traces.values():
            for cells in marks:
                yield from cells

    def without(self, hidden: Collection[Cell]) -> tuple[go.Figure | None, bool]:
        """The chart with known marks alone and without the suppressed ones, and whether all known ones are in it."""
        data, is_whole = [], True
        for place, marks in self.traces.items():
            gone = [bool(cells & set(hidden)) for cells in marks]
            is_whole = is_whole and not any(gone)
            if not all(gone):
                data.append(_cleared(self.figure.data[place], gone))
        if not data:
            return None, False
        figure = go.Figure(data, self.figure.layout)
        figure.layout.annotations = ()  # they may say any number
        return figure, is_whole


def marked(figure: go.Figure, marks: Marks) -> Marked:
    """The marks of a chart; a trace counts where its marks are one measure of one KPI."""
    known = {}
    for place, trace in enumerate(figure.data):
        points = [(label, value) for label, value in _points(trace)]
        found = [marks.of(label, value) for label, value in points]
        series = _series([cells for cells, (_, value) in zip(found, points, strict=True) if value is not None])
        if series:
            known[place] = [{cell for cell in cells if (cell[0], _kind(cell[3])) in series} for cells in found]
    return Marked(figure, known)


def _series(found: Sequence[set[Cell]]) -> set[tuple[str, str]]:
    """KPI and measure that each of some marks may be; none where there is no such one."""
    possible = [{(kpi, _kind(measure)) for kpi, _, _, measure in cells} for cells in found]
    return set.intersection(*possible) if possible else set()


def _kind(measure: str) -> str:
    """A line of what is expected begins with what there is."""
    return "ytd" if measure in LANDING else measure


def _points(trace: Any) -> list[tuple[object, Any]]:
    """Label and size of each mark; none of a trace without labels."""
    across, up = _listed(getattr(trace, "x", None)), _listed(getattr(trace, "y", None))
    if len(across) != len(up):
        return []
    if all(_is_label(one) for one in across):
        return list(zip(across, up, strict=True))
    return list(zip(up, across, strict=True)) if all(_is_label(one) for one in up) else []


def _listed(values: Any) -> list[Any]:
    return [] if values is None else [one.item() if hasattr(one, "item") else one for one in values]


def _is_label(one: object) -> bool:
    return isinstance(one, str | date | datetime)


def _cleared(trace: Any, gone: Sequence[bool]) -> Any:
    """The trace with holes where marks are gone, and without words that would say what they were."""
    said = trace.to_plotly_json()
    side = "y" if all(_is_label(one) for one in _listed(trace.x)) else "x"
    said[side] = [None if is_gone else one for one, is_gone in zip(_listed(said[side]), gone, strict=True)]
    for words in ("customdata", "text", "hovertext", "texttemplate", "hovertemplate", "error_x", "error_y"):
        said.pop(words, None)
    return said


def _due(row: KpiValue) -> Any:
    """What the pace asks for by now, as a chart of counts draws it."""
    return None if row.pace is None or row.target is None else row.pace * row.target


def _months(month: date) -> set[str]:
    """How charts name a month."""
    return {
        f"{month:%Y-%m}",
        f"{month:%Y-%m-%d}",
        f"{month.month}月",
        f"{month:%y}年{month.month}月",
        f"{month.year}年{month.month}月",
    }


def _label(label: object) -> str:
    return f"{label:%Y-%m-%d}" if isinstance(label, date) else str(label)
