"""A Dash component tree as HTML: the page as a browser gets it, with its figures, before any script runs.

All text is escaped: what comes from a file is text and never markup. No other module writes markup. What this one does
not know it refuses, so that nothing of a tree disappears unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from dash.development.base_component import Component

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


def to_html(node: object) -> str:
    """``node`` and all below it; raises `TypeError` for a component or property it does not know."""
    if node is None or isinstance(node, bool):
        return ""
    if isinstance(node, str | int | float):
        return escape(str(node), quote=False)
    if isinstance(node, Component):
        return _element(node)
    if isinstance(node, Iterable):
        return "".join(to_html(child) for child in node)
    raise TypeError(f"cannot draw {type(node).__name__}")


def _element(node: Component) -> str:
    namespace, kind = node._namespace, node._type
    if namespace == "dash_core_components":
        return _core(node, kind)
    if namespace in DRAWN_BY_SCRIPTS:
        return ""
    if namespace not in ("dash_html_components", "dash_svg"):
        raise TypeError(f"cannot draw {namespace}.{kind}")
    tag = kind.removesuffix("El").lower() if namespace == "dash_html_components" else kind[0].lower() + kind[1:]
    return _tag(tag, _properties(node), is_svg=namespace == "dash_svg")


def _core(node: Component, kind: str) -> str:
    properties = _properties(node)
    if kind in NOT_DRAWN:
        return ""
    if kind == "Link":
        return _tag("a", properties)
    if kind == "Graph":  # an empty box of the size that the chart will have
        return _tag("div", {"id": properties.get("id"), "style": properties.get("style"), "className": "dash-graph"})
    raise TypeError(f"cannot draw dcc.{kind}")


def _properties(node: Component) -> dict[str, Any]:
    found: dict[str, Any] = node.to_plotly_json()["props"]  # type: ignore[no-untyped-call]
    return found


def _tag(tag: str, properties: Mapping[str, Any], is_svg: bool = False) -> str:
    attributes = "".join(_attribute(name, value, is_svg) for name, value in properties.items() if name != "children")
    if tag in VOID:
        return f"<{tag}{attributes}>"
    return f"<{tag}{attributes}>{to_html(properties.get('children'))}</{tag}>"


def _attribute(name: str, value: object, is_svg: bool) -> str:
    if value is None or value is False or name in FOR_SCRIPTS_ONLY:
        return ""
    if name == "style" and isinstance(value, Mapping):
        value = ";".join(f"{_kebab(key)}:{part}" for key, part in value.items())
    if name == "href" and RUNS.match(str(value)):
        raise TypeError("a link must not run a script")
    written = _attribute_name(name, is_svg)
    return f" {written}" if value is True else f' {written}="{escape(str(value))}"'


def _attribute_name(name: str, is_svg: bool) -> str:
    if name in ATTRIBUTES:
        return ATTRIBUTES[name]
    if name.startswith(("aria-", "data-")) or (is_svg and name in SVG_ATTRIBUTES):
        return name
    if name in SAME_NAME:
        return name.lower()
    raise TypeError(f"cannot draw the property {name}")


def _kebab(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name)
