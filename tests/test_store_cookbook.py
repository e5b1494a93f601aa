"""`docs/store.md`: every table and column of a build stands in it, nothing else does, and its recipes run."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from etl.store import Build, open_current
from tests.small_demo import SmallDemo

COOKBOOK = (Path(__file__).parents[1] / "docs" / "store.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```python\n(.*?)```", COOKBOOK, re.DOTALL)
TABLE = re.compile(r"^\| ([a-z_]+) \| (.+) \|$", re.MULTILINE)
IN_ALL_MARTS = {"part", "month", "area_code", "demo_rows"}  # said once, above their table


@pytest.fixture(scope="module")
def build(small_demo: SmallDemo) -> Build:
    return open_current(small_demo.site.path)


def documented() -> dict[str, str]:
    """Table -> the rest of its line."""
    return {
        name: rest for name, rest in TABLE.findall(COOKBOOK.partition("## Tables")[2]) if name not in ("table", "mart")
    }


def is_mart(columns: set[str]) -> bool:
    return columns >= IN_ALL_MARTS


def test_every_table_and_column_is_documented(build: Build) -> None:
    told = documented()
    for table, rows in build.tables().groupby("table"):
        assert table in told, f"docs/store.md does not name {table}"
        columns = set(rows["column"])
        for column in columns - (IN_ALL_MARTS if is_mart(columns) else set()):
            assert re.search(rf"\b{column}\b", told[str(table)]), f"{table}.{column}"


def test_no_table_or_column_is_documented_that_is_not_there(build: Build) -> None:
    columns = build.tables().groupby("table")["column"].agg(set).to_dict()
    for table, rest in documented().items():
        assert table in columns, table
        listed = re.sub(r"\([^)]*\)", "", rest.rsplit(" | ", 1)[-1])  # what stands in brackets explains
        for name in re.findall(r"[a-z_0-9]+", listed):
            assert name in columns[table], f"{table}.{name}"


def test_the_recipes_run_one_after_another(
    small_demo: SmallDemo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an analyst would paste them, with the site in ``data``; none shows an empty table."""
    (tmp_path / "data").symlink_to(small_demo.site.path)
    monkeypatch.chdir(tmp_path)
    assert len(RECIPES) == 10
    names: dict[str, Any] = {}
    for recipe in RECIPES:
        *before, last = ast.parse(recipe).body
        exec(compile(ast.Module(before, []), "docs/store.md", "exec"), names)  # noqa: S102
        assert isinstance(last, ast.Expr), recipe
        shown = eval(compile(ast.Expression(last.value), "docs/store.md", "eval"), names)  # noqa: S307
        if isinstance(shown, list | dict | pd.DataFrame):
            assert len(shown), recipe
    assert names["rows"].tally.value == names["build"].values(
        areas=[names["district"]], since=names["month"], until=names["month"], kpis=["new_urban_jobs"]
    )[0].ytd  # fmt: skip
    assert isinstance(names["returned"], pd.DataFrame)
    assert (tmp_path / "returned.csv").exists()
