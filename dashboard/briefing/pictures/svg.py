"""A chart as an SVG file: as Plotly draws it, its marks counted, with the watermark where demo data stand behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from dashboard.briefing.faults import Fault
from dashboard.theme import FONTS

NAMESPACE = "{http://www.w3.org/2000/svg}"
WATERMARK = "演示数据"
TILE = (300, 170)  # as in assets/95_capture.css
RANDOM = re.compile(r"\b(clip|defs-|topdefs-|legend|trace)([0-9a-f]{6})")  # names that Plotly draws by lot
NO_STYLE = ' style=""'
DRAW = """async id => {
  const chart = document.getElementById(id);
  const { width, height } = chart._fullLayout;
  const address = await Plotly.toImage(chart, { format: "svg", width, height });
  return decodeURIComponent(address.slice(address.indexOf(",") + 1));
}"""


def finished(svg: str, marks: Sequence[Mapping[str, Any]], is_demo: bool) -> bytes:
    """The file; raises `Fault` where it holds fewer marks than the chart on the page."""
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  (our own Plotly has just written it)
    except ElementTree.ParseError as error:
        raise Fault("矢量图没有生成。") from error
    drawn = _marks(root)
    wanted = {kind: sum(int(mark[kind]) for mark in marks) for kind in ("bars", "markers", "lines")}
    if drawn["bars"] < wanted.pop("bars") or any(drawn[kind] != count for kind, count in wanted.items()):
        raise Fault("矢量图没有画全。")  # bars of nothing have a place in the file, and are none on the page
    svg = _named_in_order(svg)
    if not is_demo:
        return svg.encode()
    body, end, rest = svg.rpartition("</svg>")
    return f"{body}{_watermark(float(root.attrib['width']), float(root.attrib['height']))}{end}{rest}".encode()


def _named_in_order(svg: str) -> str:
    """The same with names that are counted: twice from one build is twice the same file.

    An empty ``style`` stands now before ``viewBox``, now after it.
    """
    numbers: dict[str, int] = {}
    named = RANDOM.sub(lambda name: f"{name[1]}{numbers.setdefault(name[2], len(numbers)):06x}", svg)
    return named.replace(NO_STYLE, "", 1)


def _marks(root: ElementTree.Element) -> dict[str, int]:
    """The marks of a chart, counted much as `seen.js` counts them on the page."""
    bars = markers = lines = 0
    plots = (group for group in root.iter(f"{NAMESPACE}g") if "cartesianlayer" in group.get("class", "").split())
    for element in (element for plot in plots for element in plot.iter()):  # a legend has marks too
        classes = element.get("class", "").split()
        if "point" in classes and element.tag == f"{NAMESPACE}g":
            bars += sum(_is_painted(path) for path in element.findall(f"{NAMESPACE}path"))
        markers += "point" in classes and element.tag == f"{NAMESPACE}path" and _is_painted(element)
        lines += "js-line" in classes and _is_painted(element)
    return {"bars": bars, "markers": markers, "lines": lines}


def _is_painted(path: ElementTree.Element) -> bool:
    return len(path.get("d", "")) > len("M0,0Z")


def _watermark(width: float, height: float) -> str:
    texts = "".join(
        f'<text x="{x:g}" y="{y:g}" transform="rotate(-24 {x:g} {y:g})">{WATERMARK}</text>'
        for x, y in _places(width, height)
    )
    look = f"font-family='{FONTS}' font-size='30' font-weight='700' letter-spacing='4' fill='black' fill-opacity='.1'"
    return f"<g text-anchor='middle' pointer-events='none' {look}>{texts}</g>"


def _places(width: float, height: float) -> Iterator[tuple[float, float]]:
    """Where it stands: once a tile, and in the middle of a chart that is smaller than one."""
    across, down = (max(1, round(side / tile)) for side, tile in zip((width, height), TILE, strict=True))
    for column in range(across):
        for row in range(down):
            yield (column + 0.5) * width / across, (row + 0.5) * height / down
