"""What needs attention: KPIs behind, the furthest first, with what each month must bring now; then gaps in the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from dashboard.address.view import View
from dashboard.components.kpi.card import Card
from dashboard.components.kpi.status import NO_FIGURE, STATUSES, chip, state_of
from dashboard.components.markup import Children, labelled_by
from dashboard.components.wording import distance, figure, has_pace, needed, told_silent
from dashboard.elements import dcc, html
from dashboard.format import completion, month_name, number, quantity
from dashboard.window import months_left
from etl.store import Area, Kpi, KpiValue, Quality
from etl.store.quality import thin_months

RECENT = 3  # months whose mean says whether the present speed is enough
NAMED = 3  # slow streets told by name
QUALITY = {  # kind -> (what is wrong, what is counted)
    "quarantine": ("退回待补正", "处"),
    "warning": ("待核对", "处"),
    "unassigned": ("本年街道不明,计入全区“未分配”", "行"),
    "missing": ("缺报", "个街道"),
}

SlowStreets = Mapping[str, Sequence[Area]]  # by KPI, the slowest first where streets are ranked


def attention(view: View, cards: Sequence[Card], slow: SlowStreets, quality: Sequence[Quality]) -> html.Section:
    """The list; it says so when there is nothing to say. ``slow`` is for the whole district."""
    late = [(card, card.figures) for card in cards if card.figures and card.figures.status in ("behind", "slow")]
    late.sort(key=lambda pair: pair[1].gap_pp or Decimal(0))
    items: Children = [_behind(view, card, figures, slow) for card, figures in late]
    told = {card.kpi.kpi for card, _ in late}
    streets = [card.kpi for card in cards if card.kpi.kpi not in told and slow.get(card.kpi.kpi)]
    if view.is_district and streets:
        items.append(_only_streets(view, streets, slow))
    notes = _data_notes(view, cards, quality)
    if notes:
        link = dcc.Link("看数据质量 →", href=view.link(path="/quality"), className="act")
        said = html.Div([html.P(note) for note in notes])
        items.append(html.Li([html.Span("数据", className="chip none"), said, link]))
    body = html.Ul(items) if items else html.P("没有落后的指标,数据没有待办。", className="calm")
    title = html.H2("需要关注", id="attention-title")
    return html.Section([title, body], className="panel attention", **labelled_by("attention-title"))


def _behind(view: View, card: Card, figures: KpiValue, slow: SlowStreets) -> html.Li:
    kpi = card.kpi
    streets = slow.get(kpi.kpi, ()) if view.is_district else ()
    words: Children = [html.B(kpi.name), " ", _stands(kpi, figures), speed(kpi, figures, card.history, view)]
    if streets:
        words.append(f";{_named(streets)}缓慢")
    words.append("。")
    if streets:
        link = dcc.Link("看街道 →", href=view.link(kpi=kpi.kpi, anchor="matrix"), className="act")
    else:
        link = dcc.Link("看走势 →", href=view.link(kpi=kpi.kpi, anchor="trend"), className="act")
    return html.Li([chip(STATUSES[figures.status]), html.Span(words), link])


def _stands(kpi: Kpi, figures: KpiValue) -> str:
    """``完成40.2%,落后序时进度5.2个百分点``; a rate or a level with its own figure."""
    if has_pace(figures):
        return f"完成{completion(figures.completion)},{distance(kpi, figures)}"
    return f"{figure(kpi, figures)},{distance(kpi, figures)}"


def speed(kpi: Kpi, figures: KpiValue, history: Sequence[Decimal | None], view: View) -> str:
    """``;后6个月月均需完成156人,近3个月月均99人``; of a rate what the month alone was; else nothing."""
    recent = [value for value in history[-RECENT:] if value is not None]
    if kpi.kind == "ratio" and history and history[-1] is not None and history[-1] != figures.ytd:
        return f";{view.month.month}月当月{quantity(history[-1], kpi.unit, kpi.decimals)}"
    left = months_left(kpi, view.month)
    if not figures.needed_per_month or not left:
        return ""
    amount = needed(kpi, figures.needed_per_month)
    said = f";后{left}个月月均需完成{amount}" if left > 1 else f";最后1个月需完成{amount}"
    if recent:
        mean = quantity(sum(recent, Decimal(0)) / len(recent), kpi.unit, kpi.decimals)
        said += f",近{len(recent)}个月月均{mean}" if len(recent) > 1 else f",当月{mean}"
    return said


def _only_streets(view: View, kpis: Sequence[Kpi], slow: SlowStreets) -> html.Li:
    """KPIs that the district as a whole keeps up with while some of its streets do not."""
    said = "、".join(f"{kpi.short_name}({_named(slow[kpi.kpi])})" for kpi in kpis)
    link = dcc.Link("看街道 →", href=view.link(anchor="matrix"), className="act")
    return html.Li([html.Span("街道", className="chip none"), html.Span(f"全区未落后、有街道缓慢的:{said}。"), link])


def _named(streets: Sequence[Area]) -> str:
    names = "、".join(street.short_name for street in streets[:NAMED])
    return f"{names}等{len(streets)}个街道" if len(streets) > NAMED else names


def _data_notes(view: View, cards: Sequence[Card], quality: Sequence[Quality]) -> list[str]:
    """One sentence for each thing that is wrong with the data behind this page."""
    notes = []
    silent = [card.kpi.short_name for card in cards if state_of(card.figures) == NO_FIGURE]
    if silent:
        notes.append(f"{view.month.month}月暂无数据:{'、'.join(silent)}。")
    whole = [] if view.area.level == "unassigned" else cards  # no unassigned row in a month is how it should be
    if gaps := told_silent([(card.kpi, card.figures) for card in whole if card.figures]):
        notes.append(gaps)
    if view.is_district:
        thin = [one for one in thin_months(view.build) if view.year_start <= one.month <= view.month]
        if thin:
            months = "、".join(f"{one.source_name}{month_name(one.month)}" for one in thin)
            notes.append(f"本年可能漏报:{months}。")
        notes += [_quality_note(kind, list(found)) for kind, found in groupby(quality, key=lambda line: line.kind)]
    return notes


def _quality_note(kind: str, found: Sequence[Quality]) -> str:
    what, counted = QUALITY.get(kind, ("待核对", "处"))
    told = [f"{line.source_name}{number(line.rows)}{counted}{_bracketed(line.detail)}" for line in found]
    return f"{what}:{'、'.join(told)}。"


def _bracketed(detail: str | None) -> str:
    return f"({detail})" if detail else ""
