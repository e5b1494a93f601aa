"""Columns of text for Arrow: every text comes out as it went in, empty ones as NULL."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.site import Site
from etl.text_column import BETWEEN, number_column, text_column
from tests.etl.test_loading import line, write

TEXTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(["", "坡子街", BETWEEN, f"甲{BETWEEN}乙", "\0"])
)


@settings(deadline=None)
@given(TEXTS)
def test_texts_come_out_as_they_went_in(texts: list[str]) -> None:
    made = text_column(texts)
    made.validate(full=True)
    assert made.type == pa.string()
    assert made.to_pylist() == [text or None for text in texts]


@settings(deadline=None)
@given(st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=3)))
def test_an_empty_text_can_be_told_from_none(texts: list[str | None]) -> None:
    made = text_column([text or "" for text in texts], [text is not None for text in texts])
    made.validate(full=True)
    assert made.to_pylist() == texts


def test_what_is_no_text_is_not_made_one() -> None:
    with pytest.raises(TypeError):
        text_column(["甲", 1])  # type: ignore[list-item]


def test_numbers_of_a_range() -> None:
    assert number_column(range(7, 10)).to_pylist() == [7, 8, 9]
    assert number_column(range(7, 7)).to_pylist() == []


def test_loading_and_publishing_wait_for_no_pandas(site: Site, tmp_path: Path) -> None:
    path = write(tmp_path / "3月.csv", [line(1), line(2)])
    command = (
        "import runpy, sys\n"
        "try:\n    runpy.run_module('etl', run_name='__main__')\n"
        "finally:\n    print(sorted({'pandas', 'openpyxl', 'pyarrow.compute'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, "load", str(path), "--site", str(site.path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert "装载 2" in done.stdout
    assert "已发布版次" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
