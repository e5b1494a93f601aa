"""What a screen reader or a keyboard meets: names, headings, landmarks, nothing interactive inside another.

The contrast of all colours is measured in test_theme.py, the size of targets in test_browser.py; where axe-core is
installed (axe-playwright-python), test_browser.py runs all of its rules besides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from dash.development.base_component import Component

from dashboard.app import Changfeng, create_app
from etl.store import Build
from tests.dashboard import fixture_build
from tests.dashboard.trees import nodes, text

ADDRESSES: dict[str, dict[str, object]] = {
    "district": {},
    "street": {"area": ["430103002"], "kpi": ["pension_coverage_rate"]},
    "unassigned": {"area": ["430103999"]},
    "without data": {"area": [fixture_build.EMPTY_STREET]},
    "wrong": {"month": ["2099-01"], "area": ["1"], "kpi": ["x"]},
}
INTERACTIVE = {"A", "Summary", "Button", "Link"}
LANDMARKS = {"Section", "Nav"}


@pytest.fixture(scope="module")
def app(build: Build) -> Changfeng:
    return create_app(build.path.parent.parent)


@pytest.fixture(params=ADDRESSES.values(), ids=ADDRESSES.keys())
def tree(app: Changfeng, request: pytest.FixtureRequest) -> Component:
    return app.shell.draw("/", request.param).tree


def kind(node: Component) -> str:
    return str(node._type)


def has_role(node: Component, role: str) -> bool:
    return getattr(node, "role", None) == role


def label(node: Component) -> str:
    return str(getattr(node, "aria-label", "") or "")


def below(node: Component) -> Iterator[Component]:
    yield from nodes(getattr(node, "children", None))


def test_all_that_can_be_chosen_or_seen_has_a_name(tree: Component) -> None:
    nameless = [
        node
        for node in nodes(tree)
        if (kind(node) in INTERACTIVE and not text(node).strip() + label(node))
        or (has_role(node, "img") and not label(node) + str(getattr(node, "title", None) or ""))
        or (has_role(node, "group") and not label(node))
    ]
    assert nameless == []


def test_a_sign_alone_is_no_name(tree: Component) -> None:
    for node in nodes(tree):
        if kind(node) == "Summary":
            assert any("一" <= letter <= "龥" for letter in label(node) + text(node)), text(node)


def test_headings_go_down_one_by_one(tree: Component) -> None:
    levels = [int(kind(node)[1]) for node in nodes(tree) if kind(node) in ("H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= before + 1 for before, later in pairwise(levels))


def test_landmarks_are_named_once(tree: Component) -> None:
    ids = {node.id: node for node in nodes(tree) if getattr(node, "id", None)}
    names = []
    for node in nodes(tree):
        if kind(node) in LANDMARKS or has_role(node, "region"):
            labelled = getattr(node, "aria-labelledby", None)
            names.append(text(ids[labelled]) if labelled else label(node))
    assert "" not in names
    assert max(Counter(names).values()) == 1


def test_ids_stand_once(tree: Component) -> None:
    ids = Counter(node.id for node in nodes(tree) if getattr(node, "id", None))
    assert [name for name, count in ids.items() if count > 1] == []


def test_nothing_interactive_inside_another(tree: Component) -> None:
    for node in nodes(tree):
        if kind(node) in INTERACTIVE or has_role(node, "img"):
            assert [kind(inner) for inner in below(node) if kind(inner) in INTERACTIVE] == []


def test_tables_name_their_rows_and_columns(tree: Component) -> None:
    for table in (node for node in nodes(tree) if kind(node) == "Table"):
        assert all(getattr(head, "scope", None) for head in below(table) if kind(head) == "Th")


def test_the_keyboard_follows_the_page(tree: Component) -> None:
    assert {getattr(node, "tabIndex", "0") for node in nodes(tree)} <= {"0"}
    first = next(node for node in nodes(tree) if kind(node) in INTERACTIVE)
    assert (text(first), first.href) == ("跳到正文", "#main")  # type: ignore[attr-defined]
