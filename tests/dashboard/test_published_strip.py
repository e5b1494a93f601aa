"""The published figures of one theme on its page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.address.view import resolve
from dashboard.components.published.strip import published_strip
from etl.store import Build
from tests.dashboard.trees import text


def test_only_the_theme_stands_there_as_it_was_printed(build: Build) -> None:
    said = text(published_strip(resolve(build, "/services", {}), "services"))
    assert "春风行动提供岗位" in said
    assert "6万余个" in said
    assert "城镇新增就业" not in said
    assert "1项公布数据,尚无台账可对照" in said


@pytest.mark.parametrize("query", [{"area": "430103002"}, {"month": "2022-12"}])
def test_nothing_stands_for_a_street_or_another_year(build: Build, query: dict[str, str]) -> None:
    assert published_strip(resolve(build, "/services", query), "services") is None


def test_a_theme_without_published_figures_has_no_strip(build: Build) -> None:
    view = resolve(build, "/services", {})
    assert published_strip(view, "talent") is None
    assert published_strip(replace(view, path="/rights"), "rights") is not None
