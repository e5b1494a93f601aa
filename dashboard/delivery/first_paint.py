"""A Dash component tree as HTML: the page as a browser gets it, with its figures, before any script runs.

All text is escaped: what comes from a file is text and never markup. No other module writes markup. What this one does
not know it refuses, so that nothing of a tree disappears unseen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from html import escape
from typing import Any

from dash.development.base_component import Component

from dashboard.elements.element import Element

ATTRIBUTES = {"className": "class", "htmlFor": "for"}
SAME_NAME = {  # camel case in React, lower case in HTML
    "id", "title", "role", "href", "target", "rel", "lang", "dir", "hidden", "open", "scope", "download", "style",
    "tabIndex", "colSpan", "rowSpan", "dateTime", "width", "height",
}  # fmt: skip
SVG_ATTRIBUTES = {"viewBox", "points", "cx", "cy", "r", "x", "y", "x1", "x2", "y1", "y2", "d", "fill", "stroke"}
FOR_SCRIPTS_ONLY = {"key", "n_clicks", "n_clicks_timestamp", "disable_n_clicks", "refresh"}
NOT_DRAWN = {"Location", "Store"}
DRAWN_BY_SCRIPTS = {"dash_ag_grid"}  # its page holds the same rows as a plain table
VOID = {"br", "hr", "img", "wbr"}
RUNS = re.compile(r"^\s*(javascript|vbscript|data:text/html)", re.IGNORECASE)

Put = Callable[[str], None]  # takes the next piece of the page


def to_html(node: object) -> str:
    """``node`` and all below it; raises `TypeError` for a component or property it does not know."""
    parts: list[str] = []
    _write(node, parts.append)
    return "".join(parts)


def _write(node: object, put: Put) -> None:
    if isinstance(node, str):
        put(_escaped(node))
    elif isinstance(node, list | tuple):
        for child in node:
            _write(child, put)
    elif isinstance(node, Component):
        _element(node, put)
    elif isinstance(node, int | float):
        put("" if isinstance(node, bool) else _escaped(str(node)))
    elif isinstance(node, Iterable):
        _write(list(node), put)
    elif node is not None:
        raise TypeError(f"cannot draw {type(node).__name__}")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _element(node: Component, put: Put) -> None:
    namespace, kind = node._namespace, node._type
    if namespace == "dash_core_components":
        _core(node, kind, put)
    elif namespace in ("dash_html_components", "dash_svg"):
        _tag(_tag_name(namespace, kind), _properties(node), put, is_svg=namespace == "dash_svg")
    elif namespace not in DRAWN_BY_SCRIPTS:
        raise TypeError(f"cannot draw {namespace}.{kind}")


@cache
def _tag_name(namespace: str, kind: str) -> str:
    return kind.removesuffix("El").lower() if namespace == "dash_html_components" else kind[0].lower() + kind[1:]


def _core(node: Component, kind: str, put: Put) -> None:
    if kind in NOT_DRAWN:
        return
    properties = _properties(node)
    if kind == "Link":
        _tag("a", properties, put)
    elif kind == "Graph":  # an empty box of the size that the chart will have
        box = {"id": properties.get("id"), "style": properties.get("style"), "className": "dash-graph"}
        _tag("div", box, put)
    else:
        raise TypeError(f"cannot draw dcc.{kind}")


def _properties(node: Component) -> Mapping[str, Any]:
    if isinstance(node, Element):
        return node.__dict__
    found: dict[str, Any] = node.to_plotly_json()["props"]  # type: ignore[no-untyped-call]
    return found


def _tag(tag: str, properties: Mapping[str, Any], put: Put, is_svg: bool = False) -> None:
    put(f"<{tag}")
    for name, value in properties.items():
        if name != "children" and value is not None and value is not False:
            put(_text_attribute(name, value, is_svg) if type(value) is str else _attribute(name, value, is_svg))
    put(">")
    if tag not in VOID:
        _write(properties.get("children"), put)
        put(f"</{tag}>")


def _attribute(name: str, value: object, is_svg: bool) -> str:
    if name in FOR_SCRIPTS_ONLY:
        return ""
    if name == "style" and isinstance(value, Mapping):
        value = ";".join(f"{_kebab(key)}:{part}" for key, part in value.items())
    if name == "href" and RUNS.match(str(value)):
        raise TypeError("a link must not run a script")
    written = _attribute_name(name, is_svg)
    return f" {written}" if value is True else f' {written}="{escape(str(value))}"'


_text_attribute = lru_cache(4096)(_attribute)  # a class stands on thousands of elements, a link on many pages


@cache
def _attribute_name(name: str, is_svg: bool) -> str:
    if name in ATTRIBUTES:
        return ATTRIBUTES[name]
    if name.startswith(("aria-", "data-")) or (is_svg and name in SVG_ATTRIBUTES):
        return name
    if name in SAME_NAME:
        return name.lower()
    raise TypeError(f"cannot draw the property {name}")


@cache
def _kebab(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name)
