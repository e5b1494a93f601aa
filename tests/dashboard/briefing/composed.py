"""The content of a briefing of an invented site."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dashboard.app import create_app
from dashboard.briefing.composing import Composed, Request, compose
from dashboard.briefing.content import Content
from etl.store import current_id


@cache
def composed_of(site: Path, month: str = "2023-06", area: str = "", pages: tuple[str, ...] = ()) -> Composed:
    """As the command composes it."""
    return compose(Request(current_id(site) or "", month, area, pages), create_app(site).shell)


def content_of(site: Path, month: str = "2023-06", area: str = "", pages: tuple[str, ...] = ()) -> Content:
    """The content alone; no page may be missing."""
    composed = composed_of(site, month, area, pages)
    assert not composed.missing
    return composed.content
