"""A chart's vector file: what Plotly leaves to chance is not in it."""

from __future__ import annotations

from dashboard.briefing.pictures.svg import finished

CHART = """<svg class="main-svg" xmlns="http://www.w3.org/2000/svg" width="300" height="200"{0}>
<clipPath id="clip{1}xyplot"/><g clip-path="url(#clip{1}xyplot)" style=""/></svg>"""


def test_drawn_twice_is_the_same_file() -> None:
    first = CHART.format(' style="" viewBox="0 0 300 200"', "0a1b2c")
    again = CHART.format(' viewBox="0 0 300 200" style=""', "f00ba4")
    assert finished(first, [], is_demo=True) == finished(again, [], is_demo=True)
