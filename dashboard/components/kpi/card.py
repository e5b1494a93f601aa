"""One KPI as a card: its figure, its state, its bar against target and pace, its change, its last months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

from dashboard.address.view import View
from dashboard.components.change_words import year_on_year
from dashboard.components.kpi.bullet import bullet
from dashboard.components.kpi.definition import Background, definition
from dashboard.components.kpi.rows_links import drawn, rows_links
from dashboard.components.kpi.spark import sparkline
from dashboard.components.kpi.status import NO_FIGURE, chip, state_of
from dashboard.components.markup import Children
from dashboard.components.wording import (
    base_of,
    distance,
    figure,
    has_pace,
    is_of_street,
    needed,
    pace_basis,
    preliminary,
    silent_months,
    target_text,
)
from dashboard.elements import dcc, html
from dashboard.format import NOTHING, Quantity, completion, month_name, number, percent, points, quantity
from etl.store import Area, Kpi, KpiValue

MOST_ON_WALL, MOST_ON_LAPTOP = 5, 4  # cards in a row


@dataclass(frozen=True)
class Card:
    """What a card is drawn from."""

    kpi: Kpi
    figures: KpiValue | None  # None: nothing was reported for this month
    history: Sequence[Decimal | None]  # the last twelve months, oldest first
    background: Background
    standing: str | None = None  # a street's place among the streets
    interval: str | None = None  # of a rate of cases: how far chance alone could move it


def grid(cards: int) -> str:
    """The class of rows of even length: ten cards make two rows of five on the wall, six make two of three."""
    wall, laptop = (ceil(cards / ceil(cards / most)) if cards else 1 for most in (MOST_ON_WALL, MOST_ON_LAPTOP))
    return f"cards wall-{wall} laptop-{laptop}"


def kpi_card(view: View, card: Card) -> html.Article:
    """The card; its title leads to the trend of the KPI."""
    kpi, figures = card.kpi, card.figures
    status = state_of(figures)
    links = rows_links(view, kpi, figures)
    is_chosen = view.kpi is not None and view.kpi.kpi == kpi.kpi
    title = dcc.Link(kpi.short_name, href=view.link(kpi=kpi.kpi, anchor="trend"), title=f"看{kpi.name}走势")
    return html.Article(
        [
            html.Header([html.H3(title), chip(status)]),
            html.Div([_figure(kpi, figures), sparkline(card.history, f"{kpi.name}近12个月走势")], className="num"),
            *(_measured(kpi, figures) if figures else [html.P(_nothing(view.month), className="line")]),
            *([html.P(f"95%区间 {card.interval}", className="standing")] if card.interval else []),
            *([html.P(card.standing, className="standing")] if card.standing else []),
            html.Footer(
                [
                    html.Div([*_footer(view, kpi, figures), *drawn(links)] if figures else None, className="pieces"),
                    definition(kpi, figures, card.background, view.build.areas, links),
                ]
            ),
        ],
        className=f"card {status.css}{' chosen' if is_chosen else ''}",
        id=f"kpi-{kpi.kpi}",
    )


def _nothing(month: date) -> str:
    return f"{month_name(month)}没有上报数据"


def _figure(kpi: Kpi, figures: KpiValue | None) -> html.Div:
    amount = figure(kpi, figures) if figures else Quantity(NOTHING, "")
    exact = None
    if figures and figures.ytd is not None and kpi.unit != "%":
        exact = f"{number(figures.ytd, kpi.decimals)}{kpi.unit}"
    parts = [html.Span(amount.text, className="v"), html.Span(amount.unit, className="u")]
    n = base_of(kpi, figures) if figures else None
    if figures and n:
        in_full = f"{number(figures.ytd_denominator)}{kpi.denominator_unit or ''}"
        parts.append(html.Span(f"n={n}", className="n", title=f"{kpi.denominator_name or '分母'} {in_full}"))
    return html.Div(parts, title=exact) if exact else html.Div(parts)


def _measured(kpi: Kpi, figures: KpiValue) -> Children:
    return [bullet(figures), html.P(_line(kpi, figures), className="line")]


def _line(kpi: Kpi, figures: KpiValue) -> Children:
    """Completion, pace and gap; for rates and levels the target and the distance to it."""
    if figures.target and state_of(figures) == NO_FIGURE:
        return [f"目标 {target_text(kpi, figures.target)} · 暂无数据"]
    if figures.gap_pp is None or not figures.target:
        reached = "本年累计" if kpi.kind == "flow" else "截至本月"
        return [f"无年度目标 · {reached}"]
    if has_pace(figures):
        return [
            "完成 ",
            html.B(completion(figures.completion)),
            f" · 序时 {percent(figures.pace)} · ",
            html.Span([html.B(points(figures.gap_pp)), " 个百分点"], className="whole"),
        ]
    return [f"目标 {target_text(kpi, figures.target)} · ", html.B(distance(kpi, figures))]


def _footer(view: View, kpi: Kpi, figures: KpiValue) -> Children:
    pieces: Children = []
    against = year_on_year(kpi, figures, view.build.meta.small_base)
    if against is None:
        pieces.append(html.Span("同比 —", title="上年同期没有可比数据"))
    else:
        base = quantity(figures.yoy_base, kpi.unit, kpi.decimals)
        pieces.append(html.Span(against, title=f"上年同期 {base}"))
    if lacking := silent_months(figures):
        pieces.append(html.Span(lacking, className=None if is_of_street(figures) else "missing"))
    if figures.needed_per_month is not None and figures.needed_per_month > 0:
        pieces.append(html.Span(f"月均还需 {needed(kpi, figures.needed_per_month)}"))
    if early := preliminary(figures):
        pieces.append(html.Span(early))
    return pieces


def pace_bases(pairs: Sequence[tuple[Kpi, KpiValue]], areas: tuple[Area, ...]) -> list[str]:
    """Where the paces on the page come from, each once."""
    paced = [figures for _, figures in pairs if figures.gap_pp is not None and has_pace(figures)]
    return list(dict.fromkeys(pace_basis(figures.pace_basis, areas) for figures in paced))


def legend(threshold_pp: str, bases: Sequence[str]) -> html.Div:
    """The signs of the cards in words."""
    return html.Div(
        [
            html.Span("▬ 完成　┃ 序时进度　◇ 预计全年及区间　│ 目标100%"),
            html.Span(f"● 已完成　▲ 达序时　◆ 有差距({threshold_pp}个百分点以内)　▼ 缓慢"),
            html.Span("n 为比率的分母"),
            *([html.Span(f"序时进度{bases[0]}")] if len(bases) == 1 else []),
        ],
        className="legend",
    )
