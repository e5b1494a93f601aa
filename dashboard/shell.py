"""One address as one component tree: header, navigation and the page, built once for each build and address.

The first HTML response and Dash's own request for the same address share the tree, so React finds what stands there.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dash import html
from dash.development.base_component import Component

from dashboard.components.filter_bar import filter_bar
from dashboard.components.header import PageLink, header, navigation, notices
from dashboard.first_paint import to_html
from dashboard.view import NoFigures, View, resolve
from etl.store import NoBuild, open_current

NOT_FOUND = "/not-found"
KEPT = 64  # addresses; the overview takes about 200 KB

PageLayout = Callable[[View], Component]


@dataclass(frozen=True)
class Page:
    """A page of the registry."""

    link: PageLink
    layout: PageLayout
    in_navigation: bool
    filters: Sequence[str] = ()  # keys of `dashboard.filters` that the page understands


class Drawn:
    """A tree and, once asked for, its HTML."""

    def __init__(self, tree: Component) -> None:
        self.tree = tree

    @cached_property
    def html(self) -> str:
        return to_html(self.tree)


class Shell:
    """All pages of one site."""

    def __init__(self, site: Path, pages: Mapping[str, Page]) -> None:
        self._site = site
        self._pages = pages
        self._kept: OrderedDict[tuple[str, str, str], Drawn] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def paths(self) -> frozenset[str]:
        """Addresses that a page answers to."""
        return frozenset(self._pages)

    @property
    def not_found(self) -> str:
        """The page of all other addresses."""
        return NOT_FOUND

    def title(self, path: str) -> str:
        """``总览 · 天心区就业与社会保障统计``: the page and, once there is a build, whose it is."""
        name = self._pages[path].link.name
        try:
            return f"{name} · {open_current(self._site).meta.title}"
        except NoBuild:
            return name

    def draw(self, path: str, query: Mapping[str, object]) -> Drawn:
        """The page at an address, or what stands in its place while there is nothing to show."""
        try:
            build = open_current(self._site)
            key = (build.id, path, json.dumps(query, sort_keys=True, default=str))
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
            drawn = Drawn(self._frame(resolve(build, path, query), self._pages[path]))
        except (NoBuild, NoFigures) as nothing:
            return Drawn(_empty(str(nothing)))
        with self._lock:
            self._kept[key] = drawn
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return drawn

    def _frame(self, view: View, page: Page) -> html.Div:
        links = [other.link for other in self._pages.values() if other.in_navigation]
        title = html.H1(f"{page.link.name} · {view.area.name}", className="for-readers")
        filters = [filter_bar(view, page.filters)] if page.filters else []
        content = html.Main([title, *notices(view.notices), *filters, page.layout(view)], id="main")
        skip = html.A("跳到正文", href="#main", className="skip")
        return html.Div([skip, header(view), html.Div([navigation(view, links), content], className="shell")])


def _empty(message: str) -> html.Main:
    return html.Main([html.H1("就业与社会保障看板"), html.P(message, className="notice")], className="nothing")
