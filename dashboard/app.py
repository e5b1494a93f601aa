"""The Dash app of one site: it registers the pages and puts their first paint into the index."""

from __future__ import annotations

import importlib
import json
import pkgutil
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dash
import flask
from plotly.offline import get_plotlyjs_version

from dashboard import pages as pages_package
from dashboard.briefing.routes import add_briefing
from dashboard.components.header import PageLink
from dashboard.downloads import add_downloads
from dashboard.health import add_health
from dashboard.responses import with_age, with_policy
from dashboard.shell import FAULT, Page, Shell
from dashboard.theme import COLOURS, css_variables, dark_pairs
from dashboard.view import ROWS

PLOTLY = "plotly-cartesian.min.js"  # bars, lines, heat maps: a third of the whole, drawn in half the time
FIRST_REFERENCE = 90  # pages in order: from here on they explain the figures, which no wall turns through
UNUSED = "/dash_table/"  # a bundle that no page uses
GRID = "/dash_ag_grid/"  # used by the page of rows alone: 1.3 MB that no other page waits for

INDEX = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
{metas}
<title>{title}</title>
<script>{before_paint}</script>
<link rel="icon" href="{icon}">
<style>{variables}</style>
{css}
<link rel="preload" as="script" href="{plotly}">
</head>
<body>
<div id="news" role="status"></div>
<div id="first-paint">{first_paint}</div>
<div id="react-entry-point"></div>
<div id="wall-state" role="status"></div>
{config}
<script>window.plotlyAddress = "{plotly}"; window.darkColours = {dark};</script>
{scripts}
{renderer}
</body>
</html>"""


# Which theme: what the reader chose, else dark on the wall, else what the system has; set before anything is painted.
BEFORE_PAINT = """(function () {
  var root = document.documentElement, system = matchMedia("(prefers-color-scheme: dark)");
  var chosen = null;
  try { chosen = localStorage.getItem("theme"); } catch (denied) { /* no storage: as the system has it */ }
  window.applyTheme = function (now) {
    if (typeof now === "string") chosen = now;
    var wall = new URLSearchParams(location.search).get("view") === "wall";
    var isDark = wall || system.matches;
    root.dataset.chosen = chosen || "system";
    root.dataset.theme = chosen === "light" || chosen === "dark" ? chosen : isDark ? "dark" : "light";
  };
  window.applyTheme();
  system.addEventListener("change", window.applyTheme);
})();"""


class Changfeng(dash.Dash):
    """Dash whose first response already holds the page."""

    shell: Shell

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        """The index with the page of the asked address in it, as HTML."""
        path = flask.request.path
        if path not in self.shell.paths:
            path = self.shell.not_found
            flask.after_this_request(partial(_with_status, 404))
        answer = self.shell.answer(path, flask.request.args.to_dict(flat=False), with_html=True)
        if answer.is_fault:
            flask.after_this_request(partial(_with_status, 500))
        return INDEX.format(
            metas=parts["metas"],
            title=escape(self.shell.title(path)),
            icon=_icon(),
            variables=css_variables(),
            css=parts["css"],
            plotly=f"{self.get_asset_url(PLOTLY)}?m={get_plotlyjs_version()}",
            dark=json.dumps(dark_pairs()),
            before_paint=BEFORE_PAINT,
            first_paint=answer.html,
            config=parts["config"],
            scripts=_scripts(parts["scripts"], path),
            renderer=parts["renderer"],
        )


def create_app(site: Path) -> Changfeng:
    """The app of a site; pages are the modules of `dashboard.pages`."""
    app = Changfeng(
        "dashboard",
        use_pages=True,
        pages_folder="",  # Dash's own discovery would register every page a second time
        suppress_callback_exceptions=True,
        include_pages_meta=False,
        update_title="",
        title="就业与社会保障看板",
        assets_ignore=PLOTLY,  # loaded by 05_plotly.js once the figures are painted
        assets_folder=str(Path(__file__).parent / "assets"),
        compress=True,  # flask-compress, the way Dash itself has for it
        on_error=_told,
    )
    for found in pkgutil.iter_modules(pages_package.__path__, f"{pages_package.__name__}."):
        importlib.import_module(found.name)
    pages: dict[str, Page] = {}
    for entry in dash.page_registry.values():
        module = importlib.import_module(entry["module"])
        if hasattr(module, "add_callbacks"):
            module.add_callbacks(app)
        link = PageLink(entry["name"], entry["path"])
        in_navigation = getattr(module, "IN_NAVIGATION", True)
        pages[entry["path"]] = Page(
            link,
            module.layout,
            in_navigation,
            getattr(module, "FILTERS", ()),
            on_wall=in_navigation and entry["order"] < FIRST_REFERENCE,
            in_briefing=in_navigation and getattr(module, "IN_BRIEFING", True),
        )
        entry["layout"] = partial(_layout, entry["path"])
        entry["title"] = partial(_title, entry["path"])
    app.shell = Shell(site, pages)
    app.server.extensions["changfeng"] = app.shell
    app.layout = dash.page_container
    add_downloads(app.server, site)
    add_briefing(app.server, site)
    add_health(app.server, site)
    app.server.after_request(with_policy)
    app.server.after_request(with_age)
    return app


def _layout(path: str, **query: object) -> dict[str, Any]:
    """What Dash's routing asks for: the tree of an address of the app that is being served."""
    shell: Shell = flask.current_app.extensions["changfeng"]
    return shell.answer(path, {key: value if isinstance(value, list) else [value] for key, value in query.items()}).tree


def _title(path: str, **_variables: object) -> str:
    """What Dash writes into the browser's title bar when an address is opened without loading anew."""
    shell: Shell = flask.current_app.extensions["changfeng"]
    return shell.title(path)


def _scripts(tags: str, path: str) -> str:
    """The script tags that the page at a path needs."""
    unused = (UNUSED,) if path == ROWS else (UNUSED, GRID)
    return "\n".join(line for line in tags.splitlines() if not any(bundle in line for bundle in unused))


def _with_status(status: int, response: flask.Response) -> flask.Response:
    response.status_code = status
    return response


def _told(error: Exception) -> None:
    """A callback that fails leaves the page as it was, and says so above it."""
    shell: Shell = flask.current_app.extensions["changfeng"]
    dash.set_props(FAULT, {"children": shell.told(error, "回应页面上的操作")})


def _icon() -> str:
    """A small bar chart in the colour of the data, as a data address: nothing to fetch."""
    bars = "".join(f'<path d="M{x} 14V{y}h3v{14 - y}z"/>' for x, y in ((2, 9), (6.5, 5), (11, 2)))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="{COLOURS["data"]}">{bars}</svg>'
    return f"data:image/svg+xml,{quote(svg)}"
