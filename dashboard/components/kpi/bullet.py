"""The bullet bar: fill = completion, black tick = pace, diamond and whisker = where the year will land."""

from __future__ import annotations

from decimal import Decimal

from dashboard.components.kpi.status import STATUSES
from dashboard.components.markup import HIDDEN, label
from dashboard.elements import html
from dashboard.format import completion as completion_text
from dashboard.format import landing, percent
from etl.store import KpiValue

ROOM = Decimal("1.25")  # of the target: room for a landing somewhat above it
LARGEST = Decimal("2.5")  # a bar further out is cut and says so with an arrow


def bullet(figures: KpiValue) -> html.Div:
    """The bar of one KPI; an empty space of the same height where there is no target to measure against."""
    css = STATUSES[figures.status].css
    if figures.completion is None or not figures.target:
        return html.Div(className="bullet empty", **HIDDEN)
    lands = _share(figures.forecast, figures.target)
    low, high = _share(figures.forecast_low, figures.target), _share(figures.forecast_high, figures.target)
    reach = max(share for share in (ROOM, figures.completion, lands, high) if share is not None)
    scale = min(reach, LARGEST)
    marks = [
        html.Div(className="track", style={"width": _percent(Decimal(1), scale)}),
        html.Div(className="fill", style={"width": _percent(figures.completion, scale)}),
    ]
    if low is not None and high is not None:
        left, right = _clip(low / scale), _clip(high / scale)
        marks.append(html.Div(className="whisker", style={"left": _css(left), "width": _css(right - left)}))
    if lands is not None and lands <= scale:
        marks.append(html.Div(className="landing", style={"left": _percent(lands, scale)}))
    if figures.pace is not None:
        marks.append(html.Div(className="pace", style={"left": _percent(figures.pace, scale)}))
    marks.append(html.Div(className="hundred", style={"left": _percent(Decimal(1), scale)}))
    if reach > scale:
        marks.append(html.Div("»", className="beyond"))
    return html.Div(marks, className=f"bullet {css}", role="img", **label(_label(figures, lands)))


def _label(figures: KpiValue, lands: Decimal | None) -> str:
    said = [f"完成{completion_text(figures.completion)}"]
    if figures.pace is not None:
        said.append(f"序时{percent(figures.pace)}")
    if lands is not None:
        said.append(f"预计全年{landing(lands)}")
    return ",".join(said)


def _share(value: Decimal | None, target: Decimal) -> Decimal | None:
    return None if value is None else value / target


def _clip(share: Decimal) -> Decimal:
    return min(max(share, Decimal(0)), Decimal(1))


def _percent(share: Decimal, scale: Decimal) -> str:
    return _css(_clip(share / scale))


def _css(share: Decimal) -> str:
    return f"{float(share) * 100:.2f}%"
