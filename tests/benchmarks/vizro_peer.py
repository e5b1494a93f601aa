"""Vizro as the pages are measured against it: installed on its own, given the content of our pages, served here.

Taken over is what stands open on a page: Plotly figures, ranked bars (as bar charts, which is how Vizro has them), KPI
figures and open tables. What is folded away is left out, to Vizro's favour.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component
from plotly.io import to_json

from tests.benchmarks.serving import answering

PACKAGES = ("vizro", "gunicorn")


def install(folder: Path) -> Path:
    """The Python of an environment with Vizro; raises `RuntimeError` with pip's last line when it cannot be had."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise RuntimeError((ended.stderr.strip().splitlines() or ["pip failed"])[-1])
    return python


def content_of(tree: Component, path: str, title: str) -> dict[str, Any]:
    """What a page of ours shows, as `vizro_pages` takes it."""
    found: dict[str, Any] = {"path": path, "title": title, "cards": [], "figures": [], "tables": [], "text": title}
    for part in _open_parts(tree):
        if isinstance(part, dcc.Graph):
            found["figures"].append(to_json(part.figure))
        elif _has_class(part, "ranking"):
            found["figures"].append(to_json(_bars(part)))
        elif _has_class(part, "card") and isinstance(part, html.Article):
            name = next(_text(one) for one in _open_parts(part) if isinstance(one, html.H3))
            value = next(one for one in _open_parts(part) if _has_class(one, "num"))
            found["cards"].append({"name": name, "value": _text(value)})
        elif isinstance(part, html.Table):
            found["tables"].append(_table(part))
    return found


@contextmanager
def served(python: Path, pages: list[dict[str, Any]], folder: Path) -> Iterator[str]:
    """The address of a Vizro dashboard of these pages, from the same server as ours."""
    given = folder / "vizro_pages.json"
    given.write_text(json.dumps(pages, ensure_ascii=False), encoding="utf-8")
    here = Path(__file__).parent
    options = ["-w", "4", "--preload", "-k", "gthread", "--threads", "8", "-b", "127.0.0.1:0", "--chdir", str(here)]
    command = [str(python), "-m", "gunicorn", *options, "vizro_pages:app"]
    # its own folder is not on the path of modules: a name of ours must not stand before one of Vizro's
    environment = {**os.environ, "PAGES": str(given), "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stderr is not None
            said = []
            for line in server.stderr:
                said.append(line)
                if "Listening at" in line:
                    break
            else:
                raise RuntimeError("Vizro did not start: " + "".join(said[-5:]))
            yield answering("http://" + said[-1].partition("http://")[2].split()[0])
        finally:
            server.terminate()


def _open_parts(node: object) -> Iterator[Component]:
    """All components below one, those folded away left out."""
    children = getattr(node, "children", None)
    for child in children if isinstance(children, list | tuple) else [children]:
        if not isinstance(child, Component):
            continue
        yield child
        if not isinstance(child, html.Details) or getattr(child, "open", False):
            yield from _open_parts(child)


def _has_class(part: Component, name: str) -> bool:
    return name in (getattr(part, "className", None) or "").split()


def _text(node: object) -> str:
    if isinstance(node, Component):
        return _text(getattr(node, "children", None))
    if isinstance(node, list | tuple):
        return "".join(_text(child) for child in node)
    return "" if node is None else str(node)


def _bars(ranking: Component) -> go.Figure:
    """Ranked bars of HTML as a chart; their length is a share of the longest."""
    names, lengths, shown = [], [], []
    for line in ranking.children:
        parts = list(_open_parts(line))
        fill = next((one for one in parts if _has_class(one, "fill")), None)
        names.append(_text(next(one for one in parts if _has_class(one, "name"))))
        lengths.append(float(fill.style["width"].rstrip("%")) if fill else 0.0)
        shown.append(_text(next(one for one in parts if _has_class(one, "figure"))))
    figure = go.Figure(go.Bar(x=lengths, y=names, text=shown, orientation="h"))
    return figure.update_yaxes(autorange="reversed")


def _table(part: Component) -> dict[str, Any]:
    rows = [
        [_text(cell) for cell in line.children if isinstance(cell, Component)]
        for line in _open_parts(part)
        if isinstance(line, html.Tr)
    ]
    width = max(len(row) for row in rows)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    return {"head": filled[0], "rows": filled[1:]}


if __name__ == "__main__":
    print(install(Path(sys.argv[1])))
