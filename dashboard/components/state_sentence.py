"""The first sentence of a page; that of the overview says how many KPIs are where, and which is furthest behind.

Rules over figures, nothing else; the briefing uses the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.address.view import View
from dashboard.components.kpi.status import STATUSES
from dashboard.components.wording import distance
from dashboard.elements import html
from dashboard.readings.figures import LATE, furthest_behind, is_small
from etl.store import Kpi, KpiValue

PHRASES = (("done", "已完成目标"), ("on_pace", "达到序时进度"), ("behind", "有差距"), ("slow", "缓慢"))


@dataclass(frozen=True)
class Part:
    """A piece of the sentence; ``status`` where the piece is about one."""

    text: str
    status: str | None = None


def compose(view: View, pairs: Sequence[tuple[Kpi, KpiValue]]) -> list[Part]:
    """The sentence in parts."""
    where = "" if view.is_district else "未分配记录的" if view.area.level == "unassigned" else view.area.name
    until = f"截至{view.month.year}年{view.month.month}月,{where}"
    if not pairs:
        return [Part(f"{until}还没有数据。")]
    scored = [pair for pair in pairs if pair[1].status != "no_target"]
    if not scored and any(figures.target for _, figures in pairs):
        return [Part(f"{until}有目标的指标暂无数据。")]
    if not scored:
        return [Part(f"{until}{len(pairs)}项指标{'均' if len(pairs) > 1 else ''}未设年度目标,只列实绩。")]
    counts = [(status, phrase, sum(1 for pair in scored if pair[1].status == status)) for status, phrase in PHRASES]
    present = [(status, phrase, count) for status, phrase, count in counts if count]
    parts = [Part(f"{until}{len(scored)}项有目标的重点指标{'中' if len(present) > 1 else ''}")]
    for position, (status, phrase, count) in enumerate(present):
        many = f"{count}项" if len(present) > 1 else "全部" if count > 1 else ""
        parts.append(Part(f"{many}{phrase}", status))
        if position < len(present) - 1:
            parts.append(Part(","))
    return [*parts, Part(f"{_furthest(view, scored)}。")]


def _furthest(view: View, scored: Sequence[tuple[Kpi, KpiValue]]) -> str:
    """The one that is behind, or of several the one that is furthest; of a street none that rests on few cases."""
    late = [pair for pair in scored if pair[1].status in LATE]
    worst = furthest_behind(view, late)
    if worst is None:
        return f",落后的指标基数{'均' if len(late) > 1 else ''}偏小" if late and not view.is_district else ""
    words = distance(*worst)
    if len(late) == 1:
        return f":{worst[0].name}{words}"
    has_small = not view.is_district and any(is_small(*pair, view.build.meta.small_base) for pair in late)
    return f",其中{worst[0].name}差距最大{'(基数偏小的不比)' if has_small else ''},{words}"


def text(view: View, pairs: Sequence[tuple[Kpi, KpiValue]]) -> str:
    """The sentence as plain text."""
    return "".join(part.text for part in compose(view, pairs))


def state_sentence(view: View, pairs: Sequence[tuple[Kpi, KpiValue]]) -> html.P:
    """The sentence with its states coloured; their words say the same without colour."""
    return summary(compose(view, pairs))


def summary(parts: Sequence[Part]) -> html.P:
    """The first sentence of a page."""
    pieces = [html.Em(part.text, className=STATUSES[part.status].css) if part.status else part.text for part in parts]
    return html.P(pieces, className="state", id="state")
