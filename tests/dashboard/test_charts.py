"""The trend chart and the table beside it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
from dash import dcc

from dashboard.app import create_app
from dashboard.charts import trend
from dashboard.charts.axes import nice_ticks
from dashboard.components.data_table import csv_text
from tests.dashboard.trees import nodes


def year(values: list[int | None]) -> pd.DataFrame:
    rows, total = [], 0
    for month, value in enumerate(values, start=1):
        total += value or 0
        known = None if value is None else Decimal(total)
        rows.append({"label": f"{month}月", "value": value, "ytd": known, "last_year": None, "pace": None})
    return pd.DataFrame(rows, dtype=object)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 18020, [0, 5000, 10000, 15000]),
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (-30, 25, [-20, 0, 20]),
        (0.978, 0.992, [0.98, 0.985, 0.99]),
    ],
)
def test_ticks_are_round_numbers_inside_the_axis(low: float, high: float, ticks: list[float]) -> None:
    assert nice_ticks(low, high) == ticks


def test_counts_have_no_ticks_between_two_whole_ones() -> None:
    assert nice_ticks(0, 2.12, 1.0) == [0, 1, 2]
    assert nice_ticks(0, 1060, 1.0) == nice_ticks(0, 1060)


def test_cumulative_shows_months_total_target_and_landing() -> None:
    marks = trend.Marks("人", 0, Decimal(17000), Decimal(17040), Decimal(16200), Decimal(17900))
    figure = trend.cumulative(year([1500, 1600, 1700] + [None] * 9), marks)
    by_name = {trace.name: trace for trace in figure.data if trace.name}
    assert list(by_name["当月"].y[:4]) == [1500, 1600, 1700, None]
    assert list(by_name["累计"].y[:4]) == [1500, 3100, 4800, None]
    assert by_name["累计"].customdata[2] == "4,800人"
    said = [note.text for note in figure.layout.annotations]
    assert said == ["目标 1.70万", "<b>预计 1.70万</b>"]


def test_labels_at_the_edge_stay_apart() -> None:
    marks = trend.Marks("人", 0, Decimal(17000), Decimal(17001), Decimal(17000), Decimal(17002))
    figure = trend.cumulative(year([1500] + [None] * 11), marks)
    low, high = figure.layout.yaxis.range
    places = sorted(note.y for note in figure.layout.annotations)
    assert places[1] - places[0] >= (high - low) * trend.LABEL_GAP * 0.99


@pytest.mark.parametrize(("first", "side"), [(10, "middle right"), (1000, "bottom right"), (9000, "top left")])
def test_the_label_of_a_low_point_does_not_cover_the_months(first: int, side: str) -> None:
    months = year([first] + [None] * 11).assign(pace=[Decimal(1400)] * 12)
    figure = trend.cumulative(months, trend.Marks("人", 0, Decimal(12000)))
    assert next(trace for trace in figure.data if trace.textposition).textposition == side


def test_no_figure_at_all_is_an_empty_chart() -> None:
    figure = trend.cumulative(year([None] * 12), trend.Marks("人", 0))
    assert figure.layout.yaxis.range == (0.0, 1.0)


def test_no_event_at_all_has_no_tick_of_half_an_event() -> None:
    figure = trend.cumulative(year([0] + [None] * 11), trend.Marks("场", 0))
    assert list(figure.layout.yaxis.ticktext) == ["0", "1"]


def test_the_first_month_of_a_line_stands_off_the_axis() -> None:
    figure = trend.monthly(year([1, 1, 2] + [None] * 9), trend.Marks("个", 0))
    assert figure.layout.xaxis.range == (-0.5, 11.5)


def test_a_total_that_falls_below_zero_stays_on_the_chart() -> None:
    figure = trend.cumulative(year([-30, 25, -30] + [None] * 9), trend.Marks("人", 0))
    assert figure.layout.yaxis.range[0] <= -35


def test_csv_runs_nothing_and_keeps_numbers() -> None:
    assert csv_text([["月份", "=cmd|1"], ["2023-01", "-15"], ["a,b", "-x"]]) == (
        "月份,'=cmd|1\r\n2023-01,-15\r\n\"a,b\",'-x\r\n"
    )


CHARTED = ["/", "/employment", "/reemployment", "/services", "/insurance", "/hotline", "/rights", "/talent", "/streets"]


@pytest.mark.parametrize("query", [{}, {"area": "430103002", "month": "2023-03", "by": "hardship"}])
def test_plotly_accepts_every_figure_as_it_is(site: Path, query: dict[str, str]) -> None:
    """Pages draw without Plotly's checks; here each figure goes through all of them, and comes out the same."""
    shell, found = create_app(site).shell, 0
    for path in CHARTED:
        for node in nodes(shell.draw(path, query).tree):
            if isinstance(node, dcc.Graph):
                written = node.figure.to_plotly_json()
                assert go.Figure(written).to_plotly_json() == written
                found += 1
    assert found >= len(CHARTED)
