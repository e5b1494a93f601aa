"""Published figures exactly as their source printed them: 6万余, 98%以上, 截至发布. They are never demo data."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dashboard.components.markup import Children, labelled_by
from dashboard.elements import html
from dashboard.format import published
from etl.store import PublicFigure

OPEN_PERIOD = "截至发布"  # the source names no cut-off date
SAYS_ITS_END = (OPEN_PERIOD, "至", "目前")  # 至2023年初, 目前


def public_panel(figures: Sequence[PublicFigure], beside_demo: bool) -> html.Section:
    """The figures by theme, with their period and source; ``beside_demo``: demo ledgers stand on the same page."""
    groups = [
        html.Div([html.H3(name), html.Dl([_entry(figure) for figure in group])], className="public-theme")
        for name, group in groupby(figures, key=lambda figure: figure.theme_name)
    ]
    sub = "照原文列出,余、以上等字样照录;原文未注明截止日期的标“截至发布”,不是全年数"
    if beside_demo:
        sub += ";上方演示台账把原文的“今年以来”按1至6月编制"
    return html.Section(
        [
            html.H2("公开数据", id="public-title"),
            html.P(sub, className="sub"),
            html.Div(groups, className="public"),
            html.P(credit(figures), className="src"),
        ],
        className="panel",
        id="public",
        **labelled_by("public-title"),
    )


def _entry(figure: PublicFigure) -> html.Div:
    shown = figure.printed or published(figure.value, figure.unit, figure.qualifier)
    return html.Div([html.Dt(figure.title), html.Dd([html.B(shown), html.Small(period_of(figure))])])


def period_of(figure: PublicFigure) -> str:
    """The period in the source's words; one without an end says so, so that nobody takes it for a full year."""
    text = figure.period_text or ""
    if figure.period_end is None and not any(word in text for word in SAYS_ITS_END):
        return f"{text},{OPEN_PERIOD}" if text else OPEN_PERIOD
    return text


def credit(figures: Sequence[PublicFigure]) -> Children:
    """The sources of the figures, each once."""
    sources = list(dict.fromkeys((figure.source_title, figure.source_url) for figure in figures))
    said: Children = ["来源:"]
    for position, (title, url) in enumerate(sources):
        said += [";"] if position else []
        said.append(_source(title, url))
    return said


def _source(title: str, url: str | None) -> html.A | html.Span:
    """The source's title; a link only where the address is one of the web (the file may hold anything)."""
    if url and url.startswith(("https://", "http://")):
        return html.A(title, href=url, rel="noreferrer")
    return html.Span(title)
