"""What is seen on a page against what the build has, case by case."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from dashboard.briefing.pictures.completeness import compare
from dashboard.briefing.pictures.expected import Drawing, Expected, text_of

BARS = {"type": "bar", "x": ["1月", "2月", "3月", "4月"], "y": [120, 80, None, 0]}
LINE = {"type": "scatter", "mode": "lines+markers+text", "x": [1, 2, 3], "y": [1, None, 3], "text": ["一", "二", ""]}
WANTED = Expected("b1", "城镇新增就业9,300人", (Drawing("jobs", (BARS, LINE), ({"text": "目标 1,650"},)),))


def seen(**changes: Any) -> dict[str, Any]:
    """A page of which nothing is wrong, with some of its chart's or its own properties changed."""
    marks = [
        {"index": 0, "bars": 2, "markers": 0, "lines": 0, "fills": 0, "texts": 0},
        {"index": 1, "bars": 0, "markers": 2, "lines": 0, "fills": 0, "texts": 1},
    ]
    chart = {
        "id": "jobs",
        "box": [0, 0, 600, 240],
        "drawn": True,
        "failed": False,
        "data": [{**BARS, "uid": "a"}, LINE],
        "annotations": [{"text": "目标 1,650", "x": 1}],
        "marks": marks,
    }
    page = {"build": "b1", "theme": "light", "busy": 0, "cut": 0, "text": WANTED.text, "missing": [], "charts": [chart]}
    for key, value in changes.items():
        (chart if key in chart else page)[key] = value
    return page


def test_a_whole_page_has_no_findings() -> None:
    assert compare(WANTED, seen()).all == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"build": "b2"}, "页面属于版次 b2,不是 b1。"),
        ({"theme": "dark"}, "页面不是浅色外观。"),
        ({"busy": 1}, "页面还在载入。"),
        ({"cut": 1}, "页面有一块内容没有显示全。"),
        ({"text": "城镇新增就业9,301人"}, "页面上的数与版次不符:显示 9,301,版次为 9,300。"),
        ({"text": "城镇新增就业9,300人,另3人"}, "页面上有2个数,版次有1个。"),
        ({"text": "城镇减少就业9,300人"}, "页面上的文字与版次不符。"),
        ({"missing": ["城", "镇"]}, "缺少中文字体,有2个字显示为方框:城镇。请安装:apt install fonts-noto-cjk"),
    ],
)
def test_what_is_wrong_with_a_page_is_named(changes: dict[str, Any], said: str) -> None:
    found = compare(WANTED, seen(**changes))
    assert found.page == [said]
    assert found.charts == {}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"drawn": False}, "图表没有画出。"),
        ({"failed": True}, "图表没有画出。"),
        ({"box": [0, 0, 600, 0]}, "图表没有显示。"),
        ({"data": [{**BARS, "y": [120, 81, None, 0]}, LINE]}, "图表中的数据与版次不符。"),
        ({"data": [BARS]}, "图表中的数据与版次不符。"),
        ({"annotations": [{"text": "目标 1,651"}]}, "图表中的数据与版次不符。"),
        ({"marks": []}, "图表的第1组数据没有画全。"),
        ({"marks": [{"index": 0, "bars": 1}]}, "图表的第1组数据没有画全。"),
        ({"marks": [{"index": 0, "bars": 3}]}, "图表的第1组数据没有画全。"),
        ({"marks": [{"index": 0, "bars": 2}, {"index": 1, "markers": 1, "texts": 1}]}, "图表的第2组数据没有画全。"),
        ({"marks": [{"index": 0, "bars": 2}, {"index": 1, "markers": 2, "texts": 0}]}, "图表的第2组数据没有画全。"),
        ({"id": "another"}, "页面上没有这张图表。"),
    ],
)
def test_what_is_wrong_with_a_chart_is_named(changes: dict[str, Any], said: str) -> None:
    assert compare(WANTED, seen(**changes)).charts == {"jobs": said}


def test_a_chart_that_nobody_expects_is_told() -> None:
    assert compare(Expected("b1", WANTED.text, ()), seen()).page == ["页面上多出图表 jobs。"]


@pytest.mark.parametrize(
    ("trace", "marks", "is_whole"),
    [
        ({"type": "scatter", "mode": "lines", "x": [1, 2], "y": [5, 6]}, {"lines": 1}, True),
        ({"type": "scatter", "mode": "lines", "x": [1, 2], "y": [5, 6]}, {"lines": 0}, False),
        ({"type": "scatter", "mode": "none", "fill": "toself", "x": [1, 2], "y": [5, 6]}, {"fills": 1}, True),
        ({"type": "scatter", "mode": "none", "fill": "toself", "x": [1, 2], "y": [5, 6]}, {"fills": 0}, False),
        ({"type": "bar", "orientation": "h", "x": [0, 6], "y": ["甲", "乙"]}, {"bars": 1}, True),
        ({"type": "bar", "x": ["甲", "乙"], "y": [1, 100_000]}, {"bars": 1}, True),  # too small to be drawn
        ({"type": "bar", "x": ["甲", "乙"], "y": [None, None]}, {"bars": 0}, False),  # nothing at all
        ({"type": "pie", "x": [1], "y": [1]}, {}, False),  # a kind that nobody can count
    ],
)
def test_marks_are_those_of_the_data(trace: dict[str, Any], marks: dict[str, int], is_whole: bool) -> None:
    wanted = Expected("b1", "", (Drawing("jobs", (trace,), ()),))
    page = seen(text="", data=[trace], annotations=[], marks=[{"index": 0, **marks}])
    assert (compare(wanted, page).all == []) == is_whole


def test_packed_numbers_are_read() -> None:
    packed = {"dtype": "f8", "bdata": base64.b64encode(np.array([1.5, 2.0]).tobytes()).decode()}
    trace = {"type": "bar", "x": [1, 2], "y": packed}
    wanted = Expected("b1", "", (Drawing("jobs", (trace,), ()),))
    for numbers, is_whole in (([1.5, 2.0], True), ([1.5, 2.5], False)):
        page = seen(text="", data=[{**trace, "y": numbers}], annotations=[], marks=[{"index": 0, "bars": 2}])
        assert (compare(wanted, page).all == []) == is_whole


def test_text_of_html_is_what_a_reader_sees() -> None:
    assert text_of('<p title="x">9,300<small> 人</small> &lt;街道&gt;</p><hr>') == "9,300 人 <街道>"
