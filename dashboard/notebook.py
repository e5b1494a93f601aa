"""What an analyst's notebook begins with and what it shows: a view of a build, pictures with their source, findings.

A notebook asks as a page's address asks (month, area), so that both show the same numbers. It reads a build and
writes nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from dashboard.address.view import NoFigures, View, resolve
from dashboard.format import moment, month_name
from dashboard.theme import COLOURS, GRAPH_CONFIG, TEMPLATE
from etl.store import NoBuild, open_current

SITE = "CHANGFENG_SITE"
BESIDE = Path("..") / "data"  # seen from notebooks/
HEIGHT, HEAD, FOOT = 320, 64, 44  # pixels: of a figure that says nothing of it; room for the title, for the source
EDGE = 12  # pixels from the left edge to title and source


class NothingToRead(NoBuild):
    """There is no build to open, or not what a notebook is about; Jupyter shows the sentence alone, no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def begin(path: str = "/", month: str = "", area: str = "") -> View:
    """The view of the published build that the page ``path`` has for ``2023-06`` and an area's code; empty: the latest
    month, the whole district.

    The site is the directory named by ``CHANGFENG_SITE``, else ``../data``. Raises `NothingToRead` with what to do.
    """
    site = Path(os.environ.get(SITE) or BESIDE)
    try:
        return resolve(open_current(site), path, {"month": month, "area": area})
    except (NoBuild, NoFigures) as error:
        where = f"在 {site.resolve().name} 目录没有可用的版次"
        raise NothingToRead(f"{where}。请先在项目目录运行 make run。({error})") from None


def need(is_there: bool, sentence: str) -> None:
    """Stop a notebook with one sentence where the build lacks what it is about; raises `NothingToRead`."""
    if not is_there:
        raise NothingToRead(sentence)


def about(view: View) -> pd.DataFrame:
    """Which build, month and area a notebook's numbers are of, and whether they are invented; one line."""
    told = {
        "版次": view.build.id,
        "发布时间": moment(view.build.meta.created_at),
        "地区": view.area.name,
        "月份": month_name(view.month),
        "数据": "含演示数据" if view.has_demo else "实际数据",
        "说明": "".join(view.notices) or "—",
    }
    return pd.DataFrame([told], index=[""])


def noted(figure: go.Figure, title: str, *, unit: str, source: str) -> go.Figure:
    """The figure with what it finds above, the unit below that, and where its numbers come from underneath."""
    margin = figure.layout.margin
    usual = TEMPLATE.layout.margin
    left, top, bottom = (margin[side] if margin[side] is not None else usual[side] for side in ("l", "t", "b"))
    head, foot = HEAD + top, FOOT + bottom
    figure.update_layout(
        title={
            "text": f"<b>{escape(title)}</b>",  # Plotly reads tags in its texts
            "subtitle": {"text": escape(unit), "font": {"color": COLOURS["soft"], "size": 13}},
            "font": {"size": 16},
            "x": 0,
            "xref": "container",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 12, "l": EDGE},
        },
        height=(figure.layout.height or HEIGHT) + HEAD + FOOT,
        margin={"t": head, "b": foot},
    )
    if figure.layout.legend.yref == "container":  # at the upper edge, where the title now stands
        figure.update_layout(legend={"yref": "paper", "y": 1, "yanchor": "bottom"})
    figure.add_annotation(
        text=escape(f"来源:{source}"),
        font={"color": COLOURS["soft"], "size": 12},
        x=0,
        xref="paper",
        xanchor="left",
        xshift=EDGE - left,
        y=0,
        yref="paper",
        yanchor="top",
        yshift=-(foot - 22),
        showarrow=False,
    )
    return figure


def show(figure: go.Figure, title: str, *, unit: str, source: str) -> None:
    """Display `noted`; no button of it sends figures anywhere."""
    noted(figure, title, unit=unit, source=source).show(config=GRAPH_CONFIG)


@dataclass(frozen=True)
class Findings:
    """Sentences that Jupyter shows as a list."""

    sentences: tuple[str, ...]

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {escape(sentence)}" for sentence in self.sentences)


def findings(*sentences: str) -> Findings:
    """What a notebook has found, its figures computed there; empty sentences are left out."""
    return Findings(tuple(sentence for sentence in sentences if sentence))
