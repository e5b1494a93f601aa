"""One address as one component tree: header, navigation and the page, written once for each build and address.

The browser gets it as HTML with the figures of its charts; what is drawn by Dash (a page with callbacks) as a tree too.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from dash._utils import to_json
from dash.development.base_component import Component

from dashboard.address.view import NoFigures, View, resolve
from dashboard.address.wall import wall_of
from dashboard.briefs import briefed_folder
from dashboard.components.frame.filter_bar import filter_bar
from dashboard.components.frame.header import PageLink, header, navigation, notices
from dashboard.components.markup import Children, data
from dashboard.delivery.dash_parts import for_dash
from dashboard.delivery.drawn_figures import figures_json
from dashboard.delivery.faults import told
from dashboard.delivery.first_paint import to_html
from dashboard.delivery.shared_answers import SharedAnswers
from dashboard.elements import dcc, html
from etl.store import Build, Kpi, NoBuild, current_id, open_build, open_current

NOT_FOUND = "/not-found"
NEAR = "near"  # the parameter that tells that page which page was perhaps meant
FAULT = "fault"  # where a callback's fault is told
KEPT = 256  # addresses in each process; the overview takes about 200 KB
LONGEST_KEPT = 1000  # characters of parameters; a longer address is nobody's way

PageLayout = Callable[[View], Component]


@dataclass(frozen=True)
class Page:
    """A page of the registry."""

    link: PageLink
    layout: PageLayout
    in_navigation: bool
    filters: Sequence[str] = ()  # keys of `dashboard.address.filters` that the page understands
    on_wall: bool = False  # turned through by a wall whose address names no pages
    in_briefing: bool = False  # in a briefing for which nobody has chosen pages
    belongs: Callable[[Kpi], bool] | None = None  # whether it shows a KPI; None: its page asks nobody for one
    has_callbacks: bool = False  # drawn by Dash in the browser; all others are HTML with charts


class Drawn:
    """A tree and, once asked for, its HTML."""

    def __init__(self, tree: Component, *, is_fault: bool = False) -> None:
        self.tree = tree
        self.is_fault = is_fault

    @cached_property
    def html(self) -> str:
        return to_html(self.tree)


@dataclass(frozen=True)
class Answer:
    """A page as it goes to the browser, in a seventh of the memory of the tree that it was written from."""

    html: str
    figures: str  # of its charts, as JSON
    text: str  # the tree as Dash's own JSON; empty where Dash does not draw the page
    is_fault: bool


class Shell:
    """All pages of one site; of one build alone where ``pinned`` names it, else always of the published one."""

    def __init__(self, site: Path, pages: Mapping[str, Page], pinned: str | None = None) -> None:
        self._site = site
        self._pages = pages
        self._pinned = pinned
        self._kept: OrderedDict[tuple[str, str, str], Answer] = OrderedDict()
        self._lock = threading.Lock()
        self._shared: SharedAnswers | None = None

    def share(self, answers: SharedAnswers) -> None:
        """What this process writes is there for the server's others, and what they wrote for this one."""
        self._shared = answers

    @property
    def site(self) -> Path:
        """The directory of the district."""
        return self._site

    @property
    def build_id(self) -> str | None:
        """The build that pages are drawn from now, or None."""
        return self._pinned or current_id(self._site)

    @property
    def mark(self) -> str:
        """What a page is a function of besides its address: the build, and which briefings were printed of any."""
        printed = briefed_folder(self._site)
        return f"{self.build_id}-{printed.stat().st_mtime_ns if printed.is_dir() else 0}"

    def open(self) -> Build:
        """That build; raises `NoBuild` where there is none."""
        return open_build(self._site, self._pinned) if self._pinned else open_current(self._site)

    @property
    def paths(self) -> frozenset[str]:
        """Addresses that a page answers to."""
        return frozenset(self._pages)

    @property
    def briefed(self) -> dict[str, str]:
        """The pages that a briefing holds: path and name, in the order of the navigation."""
        return {path: page.link.name for path, page in self._pages.items() if page.in_briefing}

    @property
    def with_callbacks(self) -> frozenset[str]:
        """Addresses of the pages that Dash draws."""
        return frozenset(path for path, page in self._pages.items() if page.has_callbacks)

    def found(self, path: str, query: Mapping[str, object]) -> tuple[str, Mapping[str, object]]:
        """The page that answers at ``path`` and its parameters: that of all other addresses is told the nearest one."""
        if path in self.paths:
            return path, query
        pages = [one.link.path for one in self._pages.values() if one.in_navigation]
        return NOT_FOUND, {**query, NEAR: next(iter(get_close_matches(path.rstrip("/"), pages, n=1)), "")}

    def title(self, path: str) -> str:
        """``总览 · 天心区就业与社会保障统计``: the page and, once there is a build, whose it is."""
        name = self._pages[path].link.name
        try:
            return f"{name} · {self.open().meta.title}"
        except NoBuild:
            return name

    def answer(self, path: str, query: Mapping[str, object]) -> Answer:
        """The page at an address, from what is kept of this build or drawn now."""
        build_id = self.build_id or ""
        key = (self.mark, path, json.dumps(query, sort_keys=True, default=str))
        with self._lock:
            kept = self._kept.get(key)
            if kept:
                self._kept.move_to_end(key)
                return kept
        if self._shared and (texts := self._shared.get(key[0], key[1:])):
            html_text, figures, text = texts
            return self._keep(key, Answer(html_text, figures, text, is_fault=False))
        drawn = self.draw(path, query)
        is_of_dash = self._pages[path].has_callbacks
        try:
            answer = _written(drawn, is_of_dash)
        except Exception as error:  # noqa: BLE001  (what cannot be written is a page that fails)
            return _written(self._fault(error, path, query), is_of_dash)
        if drawn.is_fault or len(key[-1]) > LONGEST_KEPT or f'data-build="{build_id}"' not in answer.html:
            return answer  # a fault may be gone the next time; nor is kept what is of another build by now, or of none
        if self._shared:
            self._shared.keep(key[0], key[1:], (answer.html, answer.figures, answer.text))
        return self._keep(key, answer)

    def _keep(self, key: tuple[str, str, str], answer: Answer) -> Answer:
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return answer

    def tree(self, path: str, query: Mapping[str, object]) -> dict[str, Any]:
        """What Dash's routing sends."""
        text = self.answer(path, query).text or to_json(self.draw(path, query).tree)  # type: ignore[no-untyped-call]
        found: dict[str, Any] = json.loads(text)
        return found

    def draw(self, path: str, query: Mapping[str, object]) -> Drawn:
        """The tree of an address, or what stands in its place while there is nothing to show; a fault is told."""
        try:
            view = resolve(self.open(), path, query)
            page = self._pages[path]
            return Drawn(self._frame(view, page, page.layout(view), query))
        except (NoBuild, NoFigures) as nothing:
            return Drawn(_empty(str(nothing)))
        except Exception as error:  # noqa: BLE001  (a page that fails must not take the others along)
            return self._fault(error, path, query)

    def told(self, error: Exception, doing: str) -> str:
        """The sentence about a fault, which is in the site's log then."""
        return told(error, self._site, doing)

    def _fault(self, error: Exception, path: str, query: Mapping[str, object]) -> Drawn:
        """What stands where a page failed: navigation and pickers as ever, so that the reader can go on."""
        said = self.told(error, f"画页面 {path}")
        message = html.Div(
            [html.P(said, className="notice", role="alert"), html.A("回到总览", href="/", className="act")]
        )
        try:
            view = resolve(self.open(), path, query)
            return Drawn(self._frame(view, replace(self._pages[path], filters=()), message, query), is_fault=True)
        except Exception:  # noqa: BLE001  (the head fails too; what was to be told is in the log)
            return Drawn(_empty(said), is_fault=True)

    def _elsewhere(self, view: View, page: Page) -> list[str | Children]:
        """Where the KPI of the address is shown, if not on this page."""
        kpi = view.kpi
        if kpi is None or page.belongs is None or page.belongs(kpi):
            return []
        found = next((one for one in self._pages.values() if one.belongs and one.belongs(kpi)), None)
        home = found.link if found else PageLink("/", "总览")
        href = view.link(path=home.path, anchor="trend")
        said: Children = [f"“{kpi.name}”不在本页,见", dcc.Link(home.name, href=href, className="act"), "。"]
        return [said]

    def _frame(self, view: View, page: Page, content: Component, query: Mapping[str, object]) -> html.Div:
        """Head, navigation and the page; the wall has neither navigation nor filters."""
        shown = data(build=view.build.id, address=view.link())
        fault = html.P(id=FAULT, className="notice fault", role="status")
        name = f"{page.link.name} · {view.area.name}"
        if view.is_wall:
            wall = wall_of(query, self.paths, [path for path, one in self._pages.items() if one.on_wall])
            said = notices([*view.notices, *self._elsewhere(view, page), *wall.notices])
            main = html.Main([html.H1(name), *said, fault, content], id="main")
            return html.Div(
                [header(view), main],
                className="wall",
                **shown,
                **data(wall=",".join(wall.pages), every=str(wall.every)),
            )
        links = [other.link for other in self._pages.values() if other.in_navigation]
        title = html.H1(name, className="for-readers")
        filters = [filter_bar(view, page.filters)] if page.filters else []
        main = html.Main(
            [title, *notices([*view.notices, *self._elsewhere(view, page)]), fault, *filters, content], id="main"
        )
        skip = html.A("跳到正文", href="#main", className="skip")
        shell = html.Div([navigation(view, links), main], className="shell")
        return html.Div([skip, header(view), shell], **shown)


def _written(drawn: Drawn, is_of_dash: bool) -> Answer:
    text: str = to_json(for_dash(drawn.tree, frozenset({FAULT}))) if is_of_dash else ""  # type: ignore[no-untyped-call]
    return Answer(drawn.html, figures_json(drawn.tree), text, drawn.is_fault)


def _empty(message: str) -> html.Main:
    return html.Main([html.H1("就业与社会保障看板"), html.P(message, className="notice")], className="nothing")
