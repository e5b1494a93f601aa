"""A long table stops after its first hundred rows, tells what it left out and where all rows are: in its CSV."""

from __future__ import annotations

import csv
import io
from base64 import b64decode

import pytest

from dashboard.components.data_table import data_table
from dashboard.delivery.first_paint import to_html


def drawn(count: int) -> tuple[str, list[list[str]]]:
    """A table of employers as it stands on the page, and the rows of its CSV without the head."""
    rows = [[f"单位{i}", f"{1000 + i:,}"] for i in range(count)]
    exact = [[f"单位{i}", str(1000 + i)] for i in range(count)]
    html = to_html(data_table(["用人单位", "人数"], rows, exact, "用人单位"))
    written = html.split("base64,")[1].split('"')[0]
    _, *lines = csv.reader(io.StringIO(b64decode(written).decode("utf-8-sig")))
    return html, lines


@pytest.mark.parametrize("count", [0, 1, 100])
def test_a_table_of_up_to_a_hundred_rows_is_whole(count: int) -> None:
    html, lines = drawn(count)
    assert html.count('scope="row"') == len(lines) == count
    assert "在CSV中" not in html


def test_a_longer_table_stops_and_says_where_all_rows_are() -> None:
    html, lines = drawn(1234)
    assert html.count('scope="row"') == 100
    assert "单位99<" in html
    assert "单位100<" not in html
    assert "以上为前100行,全部1,234行在CSV中。" in html
    assert [line[0] for line in lines] == [f"单位{i}" for i in range(1234)]
    assert lines[-1] == ["单位1233", "2233"]
