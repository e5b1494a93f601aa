"""The pages of a file as a Vizro dashboard; this module runs in Vizro's own environment, under gunicorn.

Figures as `Graph`, KPIs as `kpi_card`, tables as `Table` (AG Grid), all as Vizro ships them. The file is named by the
environment variable PAGES.
"""

import json
import os
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import vizro.models as vm
from vizro import Vizro
from vizro.figures import kpi_card
from vizro.models.types import capture
from vizro.tables import dash_ag_grid

ONE = pd.DataFrame({"row": [1]})  # Vizro asks for data even where the figure is made


@capture("graph")
def figure_of(data_frame, figure):
    """A figure as the page of the dashboard has it."""
    return go.Figure(json.loads(figure))


def card(given):
    """One KPI: its figure as it is printed, unit and all."""
    data = pd.DataFrame({"value": [given["value"]]})
    return vm.Figure(figure=kpi_card(data_frame=data, value_column="value", agg_func="max", title=given["name"]))


def table(given):
    """One table, its columns told apart where two have the same head."""
    head = [f"{place}. {name}" for place, name in enumerate(given["head"], 1)]
    return vm.Table(figure=dash_ag_grid(data_frame=pd.DataFrame(given["rows"], columns=head)))


def page(given):
    """KPI cards in a row that wraps, below them figures and tables."""
    cards = [card(one) for one in given["cards"]]
    row = [vm.Container(components=cards, layout=vm.Flex(direction="row", wrap=True))] if cards else []
    figures = [vm.Graph(figure=figure_of(ONE, figure=one)) for one in given["figures"]]
    tables = [table(one) for one in given["tables"]]
    content = [*row, *figures, *tables] or [vm.Card(text=given["text"])]
    return vm.Page(title=given["title"], path=given["path"], components=content, layout=vm.Flex())


pages = [page(one) for one in json.loads(Path(os.environ["PAGES"]).read_text(encoding="utf-8"))]
app = Vizro().build(vm.Dashboard(pages=pages)).dash.server
