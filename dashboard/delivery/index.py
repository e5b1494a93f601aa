"""The HTML document around a page: style, the page itself, its figures as data, the scripts that this page needs.

A page without callbacks is complete as it comes: assets/12_pages.js and 10_charts.js take it from there, and Dash's own
scripts, a megabyte that would build the same page a second time, are not loaded. A page with callbacks gets them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from dashboard.theme import COLOURS, css_variables, dark_pairs

UNUSED = "/dash_table/"  # a bundle that no page uses
OWN = "/assets/"

DOCUMENT = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<script>{before_paint}</script>
<link rel="icon" href="{icon}">
<style>{variables}</style>
{css}
<link rel="preload" as="script" href="{plotly}">
</head>
<body>
<div id="news" role="status"></div>
<div id="trouble" role="alert"></div>
{page}
<div id="wall-state" role="status"></div>
<div id="arrived" class="for-readers" role="status"></div>
<script type="application/json" id="figures">{figures}</script>
<script>window.plotlyAddress = "{plotly}"; window.darkColours = {dark}; window.pagesOfDash = {of_dash};</script>
{scripts}
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


@dataclass(frozen=True)
class Content:
    """What the document is of: a page as HTML and the JSON of its figures."""

    title: str
    html: str
    figures: str
    has_callbacks: bool


def document(content: Content, plotly: str, parts: Mapping[str, str], of_dash: Collection[str]) -> str:
    """The whole document; ``parts`` are Dash's own tags, ``of_dash`` the paths of the pages that Dash draws."""
    if content.has_callbacks:
        page = f'<div id="first-paint">{content.html}</div>\n<div id="react-entry-point"></div>\n{parts["config"]}'
        scripts = f"{_scripts(parts['scripts'])}\n{parts['renderer']}"
    else:
        page = f'<div id="page">{content.html}</div>'
        scripts = _scripts(parts["scripts"], only=OWN)
    return DOCUMENT.format(
        title=escape(content.title),
        before_paint=BEFORE_PAINT,
        icon=_icon(),
        variables=css_variables(),
        css=parts["css"],
        plotly=plotly,
        page=page,
        figures=content.figures.replace("<", "\\u003c"),  # no text of a figure ends the element that it stands in
        dark=json.dumps(dark_pairs()),
        of_dash=json.dumps(sorted(of_dash)),
        scripts=scripts,
    )


def _scripts(tags: str, only: str = "") -> str:
    return "\n".join(line for line in tags.splitlines() if only in line and UNUSED not in line)


def _icon() -> str:
    """A small bar chart in the colour of the data, as a data address: nothing to fetch."""
    bars = "".join(f'<path d="M{x} 14V{y}h3v{14 - y}z"/>' for x, y in ((2, 9), (6.5, 5), (11, 2)))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="{COLOURS["data"]}">{bars}</svg>'
    return f"data:image/svg+xml,{quote(svg)}"
