"""Names beside dots: none over another and none over the edge, in every size in which the chart is drawn."""

from __future__ import annotations

import itertools
import json
import random
from typing import Any

import pytest

from dashboard.charts.dot_labels import SIDES, SIZES, label_sides
from dashboard.charts.quadrants import HEIGHT, PAPER_HEIGHT, Dot, quadrants
from dashboard.components.streets.quadrant_panel import unnamed
from tests.dashboard.serving import BROWSER_MARKS

NAMES = [f"街道{'一二三四五六七八九十甲乙丙丁'[number]}" for number in range(14)]
MARGINS = (86, 62)  # of the chart around its plot, across and up
MEASURED = """() => {
  const box = e => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
  const words = [...document.querySelectorAll('.scatterlayer text')].filter(e => e.textContent);
  return [words.map(box), box(document.querySelector('.nsewdrag'))];
}"""


def places(spread: float, seed: int = 1) -> list[tuple[float, float]]:
    """Fourteen dots in the middle of the plot, at most ``spread`` of its size apart."""
    chance = random.Random(seed)
    return [(0.5 + (chance.random() - 0.5) * spread, 0.5 + (chance.random() - 0.5) * spread) for _ in NAMES]


def figure(spread: float) -> Any:
    dots = [Dot(name, x, y, "") for name, (x, y) in zip(NAMES, places(spread), strict=True)]
    return quadrants(
        [*dots, Dot("左", 0.0, 0.0, ""), Dot("右", 1.0, 1.0, "")],  # so that the axes stay
        level_unit="", change_unit="%", level_name="完成率", change_name="同比", level=0.5, change=0.5,
    )  # fmt: skip


def test_two_dots_beside_each_other_take_different_sides() -> None:
    first, second = label_sides(["甲街道", "乙街道"], [(0.50, 0.5), (0.51, 0.5)])
    assert first is not None
    assert second is not None
    assert first != second


def test_a_lone_dot_has_its_label_on_the_right_and_at_the_edge_on_the_left() -> None:
    assert label_sides(["甲街道"], [(0.5, 0.5)]) == ["middle right"]
    assert label_sides(["甲街道"], [(0.99, 0.5)]) == ["middle left"]


def test_a_name_that_finds_no_room_is_left_out() -> None:
    assert label_sides(["一个名字比手机上的图还要长得多的街道办事处的街道"], [(0.5, 0.5)]) == [None]
    sides = label_sides(NAMES, [(0.5, 0.5)] * 14)  # all on one spot: no more than there are sides
    assert 4 <= sum(1 for side in sides if side) <= len(SIDES)


def test_fourteen_dots_that_are_spread_are_all_named() -> None:
    assert all(None not in label_sides(NAMES, places(0.8, seed)) for seed in range(10))


@pytest.mark.browser
@BROWSER_MARKS[1]
@pytest.mark.parametrize("spread", [0.02, 0.25, 0.6])
def test_no_name_covers_another_or_leaves_the_plot_as_drawn(browser: Any, spread: float) -> None:
    drawn = figure(spread)
    assert sum(1 for name in drawn.data[0].text if name) >= 4  # as many as there are corners
    page = browser.new_page()
    page.set_content("<div id=chart></div>")
    page.add_script_tag(path="dashboard/assets/plotly-cartesian.min.js")
    for width, height in SIZES:
        layout = {"width": width + MARGINS[0], "height": height + MARGINS[1]}
        page.evaluate(
            "([chart, size]) => Plotly.newPlot('chart', chart.data, {...chart.layout, ...size})",
            [json.loads(drawn.to_json()), layout],
        )
        words, plot = page.evaluate(MEASURED)
        assert (round(plot[2] - plot[0]), round(plot[3] - plot[1])) == (width, height)
        for one, other in itertools.combinations(words, 2):
            across, up = (min(one[at + 2], other[at + 2]) - max(one[at], other[at]) for at in (0, 1))
            assert across <= 1 or up <= 1
        for left, top, right, bottom in words:
            assert min(left - plot[0], top - plot[1], plot[2] - right, plot[3] - bottom) >= -1
    page.close()


def test_the_panel_says_how_many_dots_have_no_name() -> None:
    assert unnamed(figure(0.8)) == ""
    drawn = figure(0.02)
    without = [name for name in drawn.data[0].text if not name]
    assert unnamed(drawn) == f";{len(without)}个街道的点太密,未标名"


def test_sizes_are_those_of_the_chart() -> None:
    assert {height + MARGINS[1] for _, height in SIZES} == {HEIGHT, PAPER_HEIGHT}
