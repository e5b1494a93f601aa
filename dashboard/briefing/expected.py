"""What a page must show: the text and the charts of its tree, as drawn from the build that the server is pinned to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from dashboard.briefing.faults import Fault
from dashboard.shell import Shell


@dataclass(frozen=True)
class Drawing:
    """A chart of the tree: its traces and notes as Plotly's own JSON."""

    element_id: str
    traces: tuple[dict[str, Any], ...]
    annotations: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Expected:
    """A page as the build has it."""

    build_id: str
    text: str  # all of its text in order, charts left out
    drawings: tuple[Drawing, ...]


def expected(shell: Shell, build_id: str, path: str, query: Mapping[str, object]) -> Expected:
    """The page of an address as a build has it; raises `Fault` where the dashboard itself cannot draw it so."""
    answer = shell.answer(path, query, with_html=True)
    if answer.is_fault:
        raise Fault("页面无法画出,看板日志中有记录。")
    if f'"data-build":"{build_id}"' not in answer.text:
        raise Fault(f"看板给出的不是版次 {build_id} 的页面。")
    return Expected(build_id, text_of(answer.html), tuple(_drawings(answer.tree)))


def text_of(html: str) -> str:
    """The text of some HTML, without its tags."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.pieces)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def _drawings(node: object) -> Iterator[Drawing]:
    """The charts of a tree in Dash's JSON."""
    if isinstance(node, list):
        for child in node:
            yield from _drawings(child)
    elif isinstance(node, dict) and "props" in node:
        if node["type"] == "Graph":
            figure = node["props"]["figure"]
            annotations = figure.get("layout", {}).get("annotations", ())
            yield Drawing(str(node["props"]["id"]), tuple(figure["data"]), tuple(annotations))
        else:
            yield from _drawings(node["props"].get("children"))
