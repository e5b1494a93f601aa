"""Every chart of every page has a native form: its values are in the chart, in the workbook and in no other number."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import plotly.graph_objects as go
import pytest
from dash import dcc
from pptx import Presentation

from dashboard.app import create_app
from dashboard.briefing.content import Chart, PageContent
from dashboard.briefing.office import slides
from tests.dashboard.briefing.invented import content
from tests.dashboard.trees import nodes

EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Drawn:
    """A figure of a page, and the same as it stands in the deck."""

    figure: go.Figure
    chart: Any


@pytest.fixture(scope="module")
def drawn(site: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Drawn]:
    shell = create_app(site).shell
    pages = []
    for path in sorted(shell.paths):
        tree = shell.draw(path, {"month": ["2023-06"]}).tree
        graphs = [node for node in nodes(tree) if isinstance(node, dcc.Graph)]
        found = tuple(Chart(path, node.id, node.id, "", "", node.figure) for node in graphs)
        if found:
            pages.append(PageContent(path, path, path, found))
    written = slides.write(content(pages=tuple(pages)), tmp_path_factory.mktemp("deck"))[0]
    shapes = [shape for slide in Presentation(str(written)).slides for shape in slide.shapes if shape.has_chart]
    charts = [chart for page in pages for chart in page.charts]
    assert [shape.name for shape in shapes] == [chart.element_id for chart in charts]
    return [Drawn(chart.figure, shape.chart) for chart, shape in zip(charts, shapes, strict=True)]


def values_of(figure: go.Figure) -> set[float]:
    """Every value that a figure draws, with the heights of its lines from edge to edge."""
    found = {float(y) for trace in figure.data for y in trace.y if y is not None}
    return found | {float(shape.y0) for shape in figure.layout.shapes if shape.y0 == shape.y1}


def vertical(figure: go.Figure) -> bool:
    """Whether it has a line from the lower edge to the upper, whose ends are the axis's."""
    return any(shape.x0 == shape.x1 for shape in figure.layout.shapes)


def of(chart: Any, path: str) -> list[Any]:
    """Elements of the chart's XML."""
    return list(chart._chartSpace.xpath(path))


def cached(chart: Any) -> set[float]:
    """Every value in the chart's own copy."""
    return {float(value.text) for value in of(chart, ".//c:val//c:pt/c:v | .//c:yVal//c:pt/c:v")}


def cells(chart: Any, reference: str) -> list[Any]:
    """What stands in the workbook where the chart says."""
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    found = sheet[reference.partition("!")[2].replace("$", "")]
    return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]


def test_there_are_charts_of_all_kinds(drawn: list[Drawn]) -> None:
    kinds = {child.tag.split("}")[1] for one in drawn for child in one.chart._chartSpace.plotArea.iter_xCharts()}
    assert kinds == {"barChart", "lineChart", "scatterChart"}


def test_a_chart_shows_the_figures_values_and_no_others(drawn: list[Drawn]) -> None:
    for one in drawn:
        ends = (
            {float(end.get("val")) for end in of(one.chart, ".//c:max | .//c:min")} if vertical(one.figure) else set()
        )
        assert values_of(one.figure) <= cached(one.chart) <= values_of(one.figure) | ends


def test_the_workbook_holds_what_the_chart_shows(drawn: list[Drawn]) -> None:
    for one in drawn:
        for copy in of(one.chart, ".//c:strRef | .//c:numRef"):
            shown = {int(point.get("idx")): point[0].text for point in copy.iter("{*}pt")}
            for position, cell in enumerate(cells(one.chart, copy[0].text)):
                if isinstance(cell, datetime):
                    cell = (cell.date() - EPOCH).days
                kept = shown.get(position)
                if isinstance(cell, int | float):
                    assert kept is not None
                    assert cell == pytest.approx(float(kept), rel=1e-14)  # workbooks keep 16 digits
                else:
                    assert cell == kept


def test_gaps_are_gaps(drawn: list[Drawn]) -> None:
    assert {blank.get("val") for one in drawn for blank in of(one.chart, ".//c:dispBlanksAs")} == {"gap"}
    for one in drawn:
        if 0.0 not in values_of(one.figure) and not vertical(one.figure):
            assert 0.0 not in cached(one.chart)
