"""What a page must show: its text and its charts, as drawn from the build that the server is pinned to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from dashboard.briefing.faults import Fault
from dashboard.delivery.shell import Shell


@dataclass(frozen=True)
class Drawing:
    """A chart of the page: its traces and notes as Plotly's own JSON."""

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
    answer = shell.answer(path, query)
    if answer.is_fault:
        raise Fault("页面无法画出,看板日志中有记录。")
    if f'data-build="{build_id}"' not in answer.html:
        raise Fault(f"看板给出的不是版次 {build_id} 的页面。")
    charts: Mapping[str, Any] = json.loads(answer.figures)["figures"]
    return Expected(build_id, text_of(answer.html), tuple(_drawing(name, figure) for name, figure in charts.items()))


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


def _drawing(element_id: str, figure: Mapping[str, Any]) -> Drawing:
    annotations = figure.get("layout", {}).get("annotations", ())
    return Drawing(element_id, tuple(figure["data"]), tuple(annotations))
