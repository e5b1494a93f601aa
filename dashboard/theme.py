"""Colours, fonts and the Plotly template: the only file with a hex colour. The style sheets use ``var(--name)``.

Text colours keep a contrast of 4.5 or more on every ground they stand on, graphics 3 on the panels (tests measure it).
Figures are made with the light colours; assets/02_theme.js gives them the dark ones of the same names in the browser.
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
    "data-light": "#4f9997",
    "data-wash": "#e1efee",
    "context": "#8c9598",
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

DARK = {
    "paper": "#182024",
    "wash": "#0f1517",
    "ink": "#e9eded",
    "soft": "#a8b4b9",
    "line": "#323d42",
    "track": "#354147",
    "data": "#55b8b3",
    "data-light": "#2f807d",
    "data-wash": "#173433",
    "context": "#808d92",
    "context-text": "#9aa7ac",
    "done": "#6fc797",
    "on-pace": "#84b6f0",
    "behind": "#dfb04e",
    "slow": "#f2907c",
    "done-wash": "#183226",
    "on-pace-wash": "#1a2e45",
    "behind-wash": "#382d14",
    "slow-wash": "#43231d",
    "demo": "#f7e3b4",
    "demo-text": "#3a3119",
    "focus": "#8ab4ff",
}

# Series of equal standing beside each other, darkest first: told apart in grey print too; more than four become 其他.
SERIES = ("data", "data-light", "ink", "context")


def css_variables() -> str:
    """The palettes as CSS custom properties: dark where chosen, or where the system is and no script could ask; never
    on paper.
    """
    light, dark = (
        "".join(f"--{name}:{value};" for name, value in palette.items()) + f"color-scheme:{scheme}"
        for palette, scheme in ((COLOURS, "light"), (DARK, "dark"))
    )
    return (
        f":root{{--fonts:{FONTS};{light}}}"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme]){{{dark}}}}}"
    )


def dark_pairs() -> dict[str, str]:
    """The dark partner of each light colour, for charts in the browser."""
    return {colour: DARK[name] for name, colour in COLOURS.items()}


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
