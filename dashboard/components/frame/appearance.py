"""How the pages look to this reader: light, dark or as the system has it (assets/02_theme.js), and the wall mode."""

from __future__ import annotations

from dashboard.address.view import View
from dashboard.components.markup import data, label
from dashboard.elements import html

THEMES = {"system": "跟随系统", "light": "浅色", "dark": "深色"}


def appearance(view: View) -> html.Details:
    """The menu at the end of the header."""
    choices = [
        html.Button(name, className="choice", disable_n_clicks=True, **data(choose_theme=theme))
        for theme, name in THEMES.items()
    ]
    wall = html.A("大屏轮播", href=view.link(view="wall"), className="choice")
    summary = html.Summary(["外观", html.I("▾")], title="选择外观", **label("选择外观:浅色、深色或大屏"))
    return html.Details([summary, html.Div([*choices, wall], className="panel-menu")], className="menu pop theme")
