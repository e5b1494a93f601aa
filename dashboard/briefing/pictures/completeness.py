"""Whether a page that stands in the browser is whole: every word, chart, mark and number of the build.

`seen.js` says what stands there, `expected.py` what must. Nothing here knows a browser.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from dashboard.briefing.faults import Fault
from dashboard.briefing.pictures.expected import Drawing, Expected

NUMBER = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?%?")
SMALLEST_BAR = 0.002  # of the largest: below, a bar is too small to be drawn
MOST_NAMED = 12  # characters without a glyph that a sentence lists


@dataclass
class Findings:
    """What is wrong: of the page as a whole, and of each chart by its id. Each is one plain sentence."""

    page: list[str] = field(default_factory=list)
    charts: dict[str, str] = field(default_factory=dict)

    @property
    def all(self) -> list[str]:
        """Everything, for a picture that holds the whole page."""
        return [*self.page, *self.charts.values()]

    def refuse(self) -> None:
        """Raise `Fault` with the first of everything."""
        _refuse(self.all)

    def refuse_chart(self, element_id: str) -> None:
        """Raise `Fault` with what is wrong of the page or of one chart, for a picture of that."""
        _refuse([*self.page, *filter(None, [self.charts.get(element_id)])])


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise Fault(faults[0])


def compare(expected: Expected, seen: Mapping[str, Any]) -> Findings:
    """What of the page differs from the build."""
    found = Findings(page=list(_page(expected, seen)))
    charts = {chart["id"]: chart for chart in seen["charts"]}
    for drawing in expected.drawings:
        if fault := _chart(drawing, charts.get(drawing.element_id)):
            found.charts[drawing.element_id] = fault
    if surplus := sorted(set(charts) - {drawing.element_id for drawing in expected.drawings}):
        found.page.append(f"页面上多出图表 {surplus[0]}。")
    return found


def _page(expected: Expected, seen: Mapping[str, Any]) -> Iterable[str]:
    if seen["build"] != expected.build_id:
        yield f"页面属于版次 {seen['build']},不是 {expected.build_id}。"
    if seen["theme"] != "light":
        yield "页面不是浅色外观。"
    if seen["busy"]:
        yield "页面还在载入。"
    if seen["text"] != expected.text:
        yield _difference(expected.text, seen["text"])
    if seen["cut"]:
        yield "页面有一块内容没有显示全。"
    if missing := seen["missing"]:
        named = "".join(missing[:MOST_NAMED]) + ("等" if len(missing) > MOST_NAMED else "")
        yield f"缺少中文字体,有{len(missing)}个字显示为方框:{named}。请安装:apt install fonts-noto-cjk"


def _difference(wanted: str, shown: str) -> str:
    """The first number that differs, else that the words do."""
    ours, theirs = (NUMBER.findall(text) for text in (wanted, shown))
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            return f"页面上的数与版次不符:显示 {other},版次为 {one}。"
    if len(ours) != len(theirs):
        return f"页面上有{len(theirs)}个数,版次有{len(ours)}个。"
    return "页面上的文字与版次不符。"


def _chart(drawing: Drawing, seen: Mapping[str, Any] | None) -> str | None:
    if seen is None:
        return "页面上没有这张图表。"
    if seen["failed"] or not seen["drawn"]:
        return "图表没有画出。"
    left, top, right, bottom = seen["box"]
    if right - left < 1 or bottom - top < 1:
        return "图表没有显示。"
    if not _same(list(drawing.traces), seen["data"]) or not _same(list(drawing.annotations), seen["annotations"]):
        return "图表中的数据与版次不符。"
    return _marks(drawing, seen["marks"])


def _same(wanted: object, shown: object) -> bool:
    """Whether all that is wanted is shown; Plotly may add keys of its own."""
    wanted, shown = _plain(wanted), _plain(shown)
    if isinstance(wanted, Mapping):
        return isinstance(shown, Mapping) and all(
            key in shown and _same(part, shown[key]) for key, part in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(shown, list)
            and len(wanted) == len(shown)
            and all(_same(one, other) for one, other in zip(wanted, shown, strict=True))
        )
    return bool(wanted == shown)


def _plain(value: object) -> object:
    """An array that plotly.py has packed, as a list of numbers."""
    if isinstance(value, Mapping) and {"dtype", "bdata"} <= value.keys():
        return _unpacked(value).tolist()
    return list(value) if isinstance(value, tuple) else value


def _unpacked(packed: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    array = np.frombuffer(base64.b64decode(packed["bdata"]), dtype=np.dtype(packed["dtype"]))
    shape = packed.get("shape")
    return array.reshape([int(side) for side in str(shape).split(",")]) if shape else array


def _marks(drawing: Drawing, seen: Sequence[Mapping[str, Any]]) -> str | None:
    """Why the marks of a chart are not those of its data."""
    by_trace = {mark["index"]: mark for mark in seen}
    drawn = 0
    for index, trace in enumerate(drawing.traces):
        if trace.get("visible", True) is not True:
            continue
        if trace.get("type", "scatter") not in ("bar", "scatter"):
            return f"图表类型 {trace['type']} 无法核对。"
        points = _points(trace)
        drawn += len(points)
        if points and not _is_drawn(trace, points, by_trace.get(index, {})):
            return f"图表的第{index + 1}组数据没有画全。"
    return None if drawn else "图表中没有数据。"


def _points(trace: Mapping[str, Any]) -> list[tuple[int, object, object]]:
    """Place, x and y of the points of a trace that has both."""
    x, y = (_plain(trace.get(axis)) for axis in ("x", "y"))
    y = y if isinstance(y, list) else []
    x = x if isinstance(x, list) else list(range(len(y)))
    return [(at, *pair) for at, pair in enumerate(zip(x, y, strict=False)) if None not in pair]


def _is_drawn(trace: Mapping[str, Any], points: Sequence[tuple[int, object, object]], seen: Mapping[str, Any]) -> bool:
    """Whether each point has its mark; a bar of nothing needs none."""
    if trace.get("type") == "bar":
        sizes = [abs(float(str(point[1 if trace.get("orientation") == "h" else 2]))) for point in points]
        least = sum(size > max(sizes) * SMALLEST_BAR for size in sizes)
        return bool(least <= seen.get("bars", 0) <= sum(size > 0 for size in sizes))
    mode = str(trace.get("mode") or ("lines+markers" if len(points) < 20 else "lines"))  # Plotly's own rule
    wanted: list[bool] = []
    if "markers" in mode:
        wanted.append(seen.get("markers", 0) == len(points))
    if "text" in mode:
        wanted.append(seen.get("texts", 0) == len(_labelled(trace, points)))
    if "lines" in mode and _has_neighbours(points):
        wanted.append(seen.get("lines", 0) >= 1)
    if str(trace.get("fill", "none")) == "toself":
        wanted.append(seen.get("fills", 0) >= 1)
    return all(wanted)


def _labelled(trace: Mapping[str, Any], points: Sequence[tuple[int, object, object]]) -> list[object]:
    text = trace.get("text")
    if not isinstance(text, list | tuple):
        return [text] * len(points) if text else []
    return [text[at] for at, *_ in points if at < len(text) and text[at]]


def _has_neighbours(points: Sequence[tuple[int, object, object]]) -> bool:
    """Whether a line has something to join."""
    places = [at for at, *_ in points]
    return any(after - before == 1 for before, after in pairwise(places))
