"""What the components are written with: the type of their children, and attributes that are no Python names."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

Children = list[str | int | float | Component | None]

HIDDEN: dict[str, Any] = {"aria-hidden": "true"}
CURRENT: dict[str, Any] = {"aria-current": "page"}


def label(text: str) -> dict[str, Any]:
    """``aria-label``."""
    return {"aria-label": text}


def data(**attributes: str) -> dict[str, Any]:
    """``data-…`` attributes, for scripts."""
    return {f"data-{name.replace('_', '-')}": value for name, value in attributes.items()}


def labelled_by(element_id: str) -> dict[str, Any]:
    """``aria-labelledby``."""
    return {"aria-labelledby": element_id}
