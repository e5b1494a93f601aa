"""Colours, fonts and the Plotly template: the only file with a hex colour. The style sheets use ``var(--name)``.

Text colours keep a contrast of 4.5 or more on every ground they stand on (tests measure it).
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

FONTS = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif'

COLOURS = {
    "paper": "#ffffff",
    "wash": "#f6f5f1",
    "ink": "#1b2427",
    "soft": "#56626a",
    "line": "#e2e0d8",
    "track": "#e6e4dc",
    "data": "#0b6a6b",
    "data-light": "#8fbfbd",
    "data-wash": "#e1efee",
    "context": "#a3abad",
    "context-text": "#636f73",
    "done": "#17693f",
    "on-pace": "#1f5f9e",
    "behind": "#855600",
    "slow": "#a8321f",
    "done-wash": "#e5f1ea",
    "on-pace-wash": "#e5eef7",
    "behind-wash": "#f8efd9",
    "slow-wash": "#f8e4df",
    "demo": "#3d3420",
    "demo-text": "#ffe9b8",
    "focus": "#0b57d0",
}

# Series of equal standing beside each other, darkest first: told apart in grey print too; more than four become 其他.
SERIES = ("data", "data-light", "ink", "context")


def css_variables() -> str:
    """The palette as CSS custom properties."""
    body = "".join(f"--{name}:{value};" for name, value in COLOURS.items())
    return f":root{{{body}--fonts:{FONTS}}}"


TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONTS.replace('"', ""), "size": 13, "color": COLOURS["ink"]},
        "paper_bgcolor": COLOURS["paper"],
        "plot_bgcolor": COLOURS["paper"],
        "colorway": [COLOURS["data"], COLOURS["context"], COLOURS["ink"]],
        "margin": {"l": 52, "r": 92, "t": 12, "b": 34},
        "xaxis": {"showgrid": False, "linecolor": COLOURS["line"], "ticks": "", "fixedrange": True},
        "yaxis": {"gridcolor": COLOURS["line"], "zerolinecolor": COLOURS["context"], "fixedrange": True},
        "hoverlabel": {"font": {"family": FONTS.replace('"', ""), "size": 13}, "bgcolor": COLOURS["paper"]},
        "showlegend": False,
        "dragmode": False,  # a finger on a phone scrolls the page, not the chart
    }
)

GRAPH_CONFIG: Any = {
    "showSendToCloud": False,  # plotly's "share" button would upload the figures
    "plotlyServerURL": "",
    "displaylogo": False,
    "locale": "zh-CN",  # its words are registered by assets/05_plotly.js
    "responsive": True,
    "modeBarButtonsToRemove": [
        "select2d",
        "lasso2d",
        "zoom2d",
        "pan2d",
        "zoomIn2d",
        "zoomOut2d",
        "autoScale2d",
        "resetScale2d",
    ],
    "toImageButtonOptions": {"format": "png", "scale": 2},
}
