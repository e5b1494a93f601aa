"""Reading a page's component tree: its parts, and the text that stands in them for everyone to see."""

from __future__ import annotations

from collections.abc import Iterator

from dash.development.base_component import Component

from dashboard.components.markup import HIDDEN


def nodes(tree: object) -> Iterator[Component]:
    """All components of a tree, from the top."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            continue
        if isinstance(node, list | tuple):
            waiting.extend(reversed(node))
        elif isinstance(node, Component):
            yield node
            waiting.append(getattr(node, "children", None))


def text(tree: object) -> str:
    """The words of a tree in one piece, without signs that screen readers pass over."""
    if isinstance(tree, str | int | float):
        return str(tree)
    if isinstance(tree, list | tuple):
        return "".join(text(child) for child in tree)
    if isinstance(tree, Component) and not any(getattr(tree, name, None) == HIDDEN[name] for name in HIDDEN):
        return text(getattr(tree, "children", None))
    return ""


def has_class(node: Component, name: str) -> bool:
    """Whether a component bears a class of the style sheets."""
    return name in str(getattr(node, "className", None) or "").split()
