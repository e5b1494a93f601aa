"""The Dash app of one site: it registers the pages and answers each address with its whole page."""

from __future__ import annotations

import importlib
import pkgutil
from functools import partial
from pathlib import Path
from typing import Any

import dash
import flask
from plotly.offline import get_plotlyjs_version

from dashboard import pages as pages_package
from dashboard.briefing.routes import add_briefing
from dashboard.components.frame.header import PageLink
from dashboard.delivery.downloads import add_downloads
from dashboard.delivery.health import add_health
from dashboard.delivery.index import Content, document
from dashboard.delivery.page_answers import add_page_answers
from dashboard.delivery.responses import with_age, with_policy
from dashboard.delivery.shell import FAULT, Page, Shell

PLOTLY = "plotly-cartesian.min.js"  # bars, lines, heat maps: a third of the whole, drawn in half the time
FIRST_REFERENCE = 90  # pages in order: from here on they explain the figures, which no wall turns through


class Changfeng(dash.Dash):
    """Dash whose first response already holds the page, and is all of it where the page has no callbacks."""

    shell: Shell

    def index(self, *args: Any, **kwargs: Any) -> str:
        """The document of the asked address; Dash makes, and checks, only those of the pages that it draws."""
        if flask.request.path in self.shell.with_callbacks:
            return str(super().index(*args, **kwargs))  # type: ignore[no-untyped-call]
        scripts, css = self._generate_scripts_html(), self._generate_css_dist_html()  # type: ignore[no-untyped-call]
        return self.interpolate_index(scripts=scripts, css=css)

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        """The document with the page of the asked address in it, as HTML."""
        path, query = self.shell.found(flask.request.path, flask.request.args.to_dict(flat=False))
        if path != flask.request.path:
            flask.after_this_request(partial(_with_status, 404))
        answer = self.shell.answer(path, query)
        if answer.is_fault:
            flask.after_this_request(partial(_with_status, 500))
        content = Content(self.shell.title(path), answer.html, answer.figures, path in self.shell.with_callbacks)
        plotly = f"{self.get_asset_url(PLOTLY)}?m={get_plotlyjs_version()}"
        return document(content, plotly, parts, self.shell.with_callbacks)


def create_app(site: Path, build: str | None = None) -> Changfeng:
    """The app of a site, of one ``build`` alone where it is named; pages are the modules of `dashboard.pages`."""
    app = Changfeng(
        "dashboard",
        use_pages=True,
        pages_folder="",  # Dash's own discovery would register every page a second time
        suppress_callback_exceptions=True,
        include_pages_meta=False,
        update_title="",
        title="就业与社会保障看板",
        assets_ignore=PLOTLY,  # loaded by 05_plotly.js
        assets_folder=str(Path(__file__).parent / "assets"),
        compress=True,  # flask-compress, the way Dash itself has for it
        on_error=_told,
    )
    for found in pkgutil.iter_modules(pages_package.__path__, f"{pages_package.__name__}."):
        importlib.import_module(found.name)
    pages: dict[str, Page] = {}
    for entry in dash.page_registry.values():
        module = importlib.import_module(entry["module"])
        has_callbacks = hasattr(module, "add_callbacks")
        if has_callbacks:
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
            belongs=getattr(module, "belongs", None),
            has_callbacks=has_callbacks,
        )
        entry["layout"] = partial(_layout, entry["path"])
        entry["title"] = partial(_title, entry["path"])
    app.shell = Shell(site, pages, build)
    app.server.extensions["changfeng"] = app.shell
    app.layout = dash.page_container
    add_downloads(app.server, app.shell)
    add_briefing(app.server, site)
    add_health(app.server, app.shell)
    add_page_answers(app.server, app.shell)
    app.server.after_request(with_policy)
    app.server.after_request(with_age)
    return app


def _layout(path: str, **query: object) -> dict[str, Any]:
    """What Dash's routing asks for: the tree of an address of the app that is being served."""
    shell: Shell = flask.current_app.extensions["changfeng"]
    return shell.tree(path, {key: value if isinstance(value, list) else [value] for key, value in query.items()})


def _title(path: str, **_variables: object) -> str:
    """What Dash writes into the browser's title bar when an address is opened without loading anew."""
    shell: Shell = flask.current_app.extensions["changfeng"]
    return shell.title(path)


def _with_status(status: int, response: flask.Response) -> flask.Response:
    response.status_code = status
    return response


def _told(error: Exception) -> None:
    """A callback that fails leaves the page as it was, and says so above it."""
    shell: Shell = flask.current_app.extensions["changfeng"]
    dash.set_props(FAULT, {"children": shell.told(error, "回应页面上的操作")})
