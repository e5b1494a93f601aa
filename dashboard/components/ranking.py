"""Ranked bars as plain HTML: they stand in the first response and print as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard.components.markup import HIDDEN, Children
from dashboard.elements import dcc, html


@dataclass(frozen=True)
class Bar:
    """One line: ``shown`` is the value with its unit as people read it."""

    name: str
    value: Decimal
    shown: str
    note: str = ""  # smaller, behind the value: a share, 同比, n
    before: Decimal | None = None  # a grey tick: the same figure of the year before
    href: str | None = None
    is_chosen: bool = False
    is_rest: bool = False  # what is folded together, or does not say: no bar, since it would dwarf the others


def ranking(bars: Sequence[Bar]) -> html.Ol:
    """The bars in the order given, on one scale from zero; a negative value has no bar, only its figure."""
    own = [bar for bar in bars if not bar.is_rest]
    reach = max([*(bar.value for bar in own), *(bar.before for bar in own if bar.before is not None), Decimal(0)])
    return html.Ol([_line(bar, reach) for bar in bars], className="ranking")


def _line(bar: Bar, reach: Decimal) -> html.Li:
    name = dcc.Link(bar.name, href=bar.href, title=bar.name) if bar.href else html.Span(bar.name, title=bar.name)
    marks: Children = [] if bar.is_rest else [html.Div(className="fill", style={"width": _percent(bar.value, reach)})]
    if bar.before is not None and not bar.is_rest:
        marks.append(html.Div(className="before", style={"left": _percent(bar.before, reach)}))
    figure: Children = [html.B(bar.shown)]
    if bar.note:
        figure.append(html.Small(bar.note))
    return html.Li(
        [
            html.Div(name, className="name"),
            html.Div(marks, className="rest" if bar.is_rest else "bar", **HIDDEN),
            html.Div(figure, className="figure"),
        ],
        className="chosen" if bar.is_chosen else None,
    )


def _percent(value: Decimal, reach: Decimal) -> str:
    share = max(value, Decimal(0)) / reach if reach else Decimal(0)
    return f"{share * 100:.2f}%"
