"""Walking component trees in tests."""

from __future__ import annotations

from collections.abc import Iterator

from dash.development.base_component import Component

from dashboard.delivery.trees import nodes

__all__ = ["nodes", "text", "texts"]


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
