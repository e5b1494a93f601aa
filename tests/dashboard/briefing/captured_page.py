"""A small page of the invented build, with a card and two charts, and a job that captures it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import plotly.graph_objects as go
from dash import html

from dashboard.app import Changfeng, create_app
from dashboard.briefing.pictures.capture import CaptureJob
from dashboard.briefing.pictures.pdf import About
from dashboard.components.graph import graph
from dashboard.theme import TEMPLATE
from tests.dashboard.fixture_build import BUILD_ID

MONTHS = ["1月", "2月", "3月", "4月"]
HIRED = [120, 80, None, 0]


def bars(values: Sequence[float | None] = HIRED) -> go.Figure:
    return go.Figure(go.Bar(x=MONTHS, y=values), {"template": TEMPLATE})


def line() -> go.Figure:
    marks = go.Scatter(x=MONTHS, y=[1, 4, 2, 3], mode="lines+markers")
    return go.Figure(marks, {"template": TEMPLATE})


def app(site: Path, *figures: go.Figure) -> Changfeng:
    """The dashboard of the invented build, whose overview shows one card and some figures (`chart-0`, `chart-1` …)."""
    made = create_app(site, BUILD_ID)
    pages = made.shell._pages
    panels = [
        html.Section([html.H2(f"第{at}图"), graph(figure, f"chart-{at}", "图", 240)], className="panel")
        for at, figure in enumerate(figures)
    ]
    spoken = html.Span("读屏软件念的77,777", className="for-readers")
    card = html.Article([html.H3("城镇新增就业"), html.Span("10,649", className="v"), "人", spoken], className="card")
    pages["/"] = replace(pages["/"], layout=lambda _view: html.Div([card, *panels]))  # type: ignore[index]
    return made


def job(*, is_demo: bool = True) -> CaptureJob:
    """One page of June."""
    about = About("就业工作简报", "人社局", f"2023年6月 · 版次 {BUILD_ID}", datetime(2023, 7, 3, 9, 12))
    return CaptureJob(BUILD_ID, date(2023, 6, 1), None, (("/", "总览"),), is_demo, about)
