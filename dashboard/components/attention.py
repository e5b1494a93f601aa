"""What needs attention: KPIs behind, the furthest first, with what each month must bring now; then gaps in the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dash import dcc, html

from dashboard.components.kpi_card import Card
from dashboard.components.markup import Children, labelled_by
from dashboard.components.status import STATUSES, chip
from dashboard.components.wording import distance, needed
from dashboard.format import number, quantity
from dashboard.view import View
from dashboard.window import months_left
from etl.store import Kpi, KpiValue, Quality

RECENT = 3  # months whose mean says whether the present speed is enough
QUALITY_WORDS = {
    "quarantine": "退回{n}行待补正",
    "warning": "有{n}处提示待核对",
    "unassigned": "{n}行街道不明,计入全区“未分配”",
    "missing": "缺{n}份",
}


def attention(
    view: View, cards: Sequence[Card], slow_streets: Mapping[str, int], quality: Sequence[Quality]
) -> html.Section:
    """The list; it says so when there is nothing to say."""
    late = [(card, card.figures) for card in cards if card.figures and card.figures.status in ("behind", "slow")]
    late.sort(key=lambda pair: pair[1].gap_pp or Decimal(0))
    items: Children = [_behind(view, card, figures, slow_streets) for card, figures in late]
    notes = _data_notes(view, cards, quality)
    if notes:
        items.append(html.Li([html.Span("数据", className="chip none"), html.Div([html.P(note) for note in notes])]))
    body = html.Ul(items) if items else html.P("没有落后的指标,数据没有待办。", className="calm")
    title = html.H2("需要关注", id="attention-title")
    sub = html.P("按落后程度排列", className="sub")
    return html.Section([title, sub, body], className="panel attention", **labelled_by("attention-title"))


def _behind(view: View, card: Card, figures: KpiValue, slow_streets: Mapping[str, int]) -> html.Li:
    kpi = card.kpi
    words: Children = [html.B(kpi.name), f" {distance(kpi, figures)}"]
    words.append(_speed(kpi, figures, card.history, view))
    count = slow_streets.get(kpi.kpi, 0) if view.is_district else 0
    if count:
        words.append(f";{count}个街道缓慢")
    words.append("。")
    if count:
        link = dcc.Link("看街道 →", href=view.link(kpi=kpi.kpi, anchor="matrix"), className="act")
    else:
        link = dcc.Link("看走势 →", href=view.link(kpi=kpi.kpi, anchor="trend"), className="act")
    return html.Li([chip(STATUSES[figures.status]), html.Span(words), link])


def _speed(kpi: Kpi, figures: KpiValue, history: Sequence[Decimal | None], view: View) -> str:
    """``;后6个月月均需156人,近3个月月均99人``; empty where nothing can be made up for."""
    left = months_left(kpi, view.month)
    if not figures.needed_per_month or not left:
        return ""
    said = f";后{left}个月月均需{needed(kpi, figures.needed_per_month)}"
    recent = [value for value in history[-RECENT:] if value is not None]
    if kpi.kind == "flow" and recent:
        mean = sum(recent, Decimal(0)) / len(recent)
        said += f",近{len(recent)}个月月均{quantity(mean, kpi.unit, kpi.decimals)}"
    return said


def _data_notes(view: View, cards: Sequence[Card], quality: Sequence[Quality]) -> list[str]:
    """One sentence for each thing that is wrong with the data behind this page."""
    notes = []
    silent = [card.kpi.short_name for card in cards if card.figures is None]
    if silent:
        notes.append(f"{view.month.month}月没有上报:{'、'.join(silent)}。")
    gaps = [
        f"{card.kpi.short_name}缺{card.figures.months_missing}个月"
        for card in cards
        if card.figures and card.figures.months_missing
    ]
    if gaps:
        notes.append(f"本年累计不完整:{'、'.join(gaps)}。")
    if view.is_district:
        for found in quality:
            words = QUALITY_WORDS.get(found.kind, "{n}处待核对").format(n=number(found.rows))
            detail = f"({found.detail})" if found.detail else ""
            notes.append(f"{found.source_name}{words}{detail}。")
    return notes
