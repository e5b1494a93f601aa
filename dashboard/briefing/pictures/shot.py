"""The picture of a page, looked at pixel by pixel, and the pictures of its charts that are cut from it.

Nothing here knows a browser: it is done beside whatever the browser does next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.briefing.pictures import pixels
from dashboard.briefing.pictures.completeness import Findings


@dataclass(frozen=True)
class Shot:
    """A page's picture, those of its charts by element id, and what is wrong with them."""

    png: bytes
    charts: Mapping[str, bytes]
    found: Findings


def examined(png: bytes, seen: Mapping[str, Any], found: Findings) -> Shot:
    """The picture of a page of which ``seen`` stood there, with ``found`` wrong; empty places are wrong too."""
    picture = pixels.opened(png)
    blank = {
        chart["id"]: "图表区域是空白的。"
        for chart in seen["charts"]
        if chart["id"] not in found.charts and pixels.ink(picture, chart["area"]) < pixels.LEAST_INK
    }
    parts = ["页面有一块是空白的。"] if any(pixels.is_blank(picture, box) for box in seen["parts"]) else []
    found = Findings([*found.page, *parts], found.charts | blank)
    whole = [chart for chart in seen["charts"] if not found.page and chart["id"] not in found.charts]
    return Shot(png, {chart["id"]: pixels.as_png(pixels.cut(picture, chart["box"])) for chart in whole}, found)
