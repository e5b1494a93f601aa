"""Every page, for every area and the telling months of the invented build, shows words and numbers and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from dash import dcc

from dashboard.app import Changfeng, create_app
from dashboard.delivery.shell import NOT_FOUND
from tests.dashboard import fixture_build
from tests.dashboard.test_overview import NOT_A_NUMBER
from tests.dashboard.trees import nodes, text, texts

MONTHS = ("2022-01", "2022-12", "2023-01", "2023-06")  # first, year's end, one month of the year, latest
AREAS = [fixture_build.DISTRICT, *(code for code, _, _ in fixture_build.STREETS), "430103999"]
PATHS = sorted(path for path in create_app(Path("no site")).shell.paths if path != NOT_FOUND)


@pytest.fixture(scope="module")
def app(site: Path) -> Changfeng:
    return create_app(site)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("area", AREAS)
def test_a_page_shows_numbers_words_and_nothing_else(app: Changfeng, path: str, area: str) -> None:
    for month in MONTHS:
        drawn = app.shell.draw(path, {"month": [month], "area": [area]})
        assert not drawn.is_fault, (path, month, text(drawn.tree))
        for said in texts(drawn.tree):
            assert not NOT_A_NUMBER.search(said), (path, month, said)
        assert "<script>alert" not in drawn.html
        for graph in (node for node in nodes(drawn.tree) if isinstance(node, dcc.Graph)):
            layout = json.loads(graph.figure.to_json())["layout"]
            assert not NOT_A_NUMBER.search(json.dumps(layout, ensure_ascii=False).replace("null", ""))


@pytest.mark.parametrize("path", PATHS)
def test_a_page_begins_with_a_sentence_and_its_panels_with_a_finding(app: Changfeng, path: str) -> None:
    drawn = app.shell.draw(path, {})
    assert not drawn.is_fault
    tree = drawn.tree
    state = [node for node in nodes(tree) if getattr(node, "id", None) == "state"]
    assert len(state) == 1
    assert text(state[0]).endswith("。")
    ids = [node.id for node in nodes(tree) if getattr(node, "id", None)]
    assert len(ids) == len(set(ids)), "ids must be unique on a page"
    for heading in (node for node in nodes(tree) if node._type == "H2"):
        assert text(heading).strip()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_of_a_build_without_marts_or_figures_does_not_fail(tmp_path: Path, path: str) -> None:
    site = fixture_build.make(tmp_path, empty=True)
    assert "还没有本区数据" in text(create_app(site).shell.draw(path, {}).tree)
