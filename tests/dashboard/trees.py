"""Walking component trees in tests."""

from __future__ import annotations

from collections.abc import Iterator

from dash.development.base_component import Component


def nodes(tree: object) -> Iterator[Component]:
    """All components of a tree, from the top."""
    if isinstance(tree, Component):
        yield tree
        yield from nodes(getattr(tree, "children", None))
    elif isinstance(tree, list | tuple):
        for child in tree:
            yield from nodes(child)


def texts(tree: object) -> Iterator[str]:
    """All that a reader sees or hears: text, titles, labels."""
    if isinstance(tree, str | int | float):
        yield str(tree)
    elif isinstance(tree, list | tuple):
        for child in tree:
            yield from texts(child)
    elif isinstance(tree, Component):
        for name in ("title", "aria-label"):
            if getattr(tree, name, None):
                yield str(getattr(tree, name))
        yield from texts(getattr(tree, "children", None))


def text(tree: object) -> str:
    """The tree's text in one piece."""
    return "".join(texts(tree))
