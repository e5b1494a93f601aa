"""The published figures of one theme on its page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.address.view import resolve
from dashboard.app import create_app
from dashboard.components.published.strip import published_strip
from etl.store import Build
from tests.dashboard.trees import nodes, text


def test_only_the_theme_stands_there_as_it_was_printed(build: Build) -> None:
    said = text(published_strip(resolve(build, "/services", {}), "services"))
    assert "春风行动提供岗位" in said
    assert "6万余个" in said
    assert "城镇新增就业" not in said
    assert "1项公布数据,尚无台账可对照" in said


def test_two_pages_of_one_theme_share_its_figures(build: Build) -> None:
    view = resolve(build, "/employment", {})
    figures = {figure.title: figure.figure for figure in build.public_figures("430103") if figure.theme == "employment"}
    assert len(figures) > 1
    for title, name in figures.items():
        said = text(published_strip(view, "employment", only=lambda figure, name=name: figure.figure == name))
        assert [other for other in figures if other in said] == [title]


@pytest.mark.parametrize("path", ["/employment", "/reemployment", "/insurance"])
def test_what_was_published_stands_on_the_page_of_its_theme(build: Build, path: str) -> None:
    tree = create_app(build.path.parent.parent).shell.draw(path, {}).tree
    assert [node for node in nodes(tree) if getattr(node, "id", None) == "published"]


@pytest.mark.parametrize("query", [{"area": "430103002"}, {"month": "2022-12"}])
def test_nothing_stands_for_a_street_or_another_year(build: Build, query: dict[str, str]) -> None:
    assert published_strip(resolve(build, "/services", query), "services") is None


def test_a_theme_without_published_figures_has_no_strip(build: Build) -> None:
    view = resolve(build, "/services", {})
    assert published_strip(view, "talent") is None
    assert published_strip(replace(view, path="/rights"), "rights") is not None
