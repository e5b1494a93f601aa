"""The opening sentence, and what lags: by how much, what each month left must bring, and where the year is heading."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboard.address.view import View
from dashboard.briefing.content import Number, Sentence
from dashboard.briefing.text.lagging_streets import Streets, with_streets
from dashboard.briefing.text.saying import Saying, in_order
from dashboard.briefing.text.sections import Story
from dashboard.briefing.text.sentences import against_target_itself, pace_words
from dashboard.components import state_sentence
from dashboard.components.wording import away_from_target, difference, figure, has_pace, needed
from dashboard.format import completion, landing, points, quantity
from dashboard.readings.figures import furthest_behind
from dashboard.window import last_months, months_left
from etl.store import Kpi, KpiValue

RECENT = 3  # months whose mean says whether the present speed is enough
Pairs = Sequence[tuple[Kpi, KpiValue]]


def opening(view: View, pairs: Pairs) -> Sentence:
    """The first sentence of the overview, word for word, with its counts and the distance of the furthest behind."""
    scored = [pair for pair in pairs if pair[1].status != "no_target"]
    text = state_sentence.text(view, pairs)
    numbers = [_count(view, "kpis_with_target", len(scored))] if scored else []
    for status, _ in state_sentence.PHRASES:
        count = sum(1 for _, figures in scored if figures.status == status)
        if count and count < len(scored):
            numbers.append(_count(view, f"kpis_{status}", count))
    worst = furthest_behind(view, scored)
    if worst:
        numbers += _distance(view, *worst)
    return in_order(text, numbers)


def _count(view: View, measure: str, count: int) -> Number:
    return Number("", view.area.area_code, view.month, measure, Decimal(count), f"{count}项")


def _distance(view: View, kpi: Kpi, figures: KpiValue) -> list[Number]:
    """The number in the words of `wording.distance`; none where it says 持平 or 略."""
    gap = figures.gap_pp or Decimal(0)  # behind, so below zero
    if has_pace(figures) or kpi.unit == "%":
        shown = f"{points(abs(gap), signed=False)}个百分点"
        return [Number(kpi.kpi, view.area.area_code, view.month, "gap_pp", gap, shown)]
    away = away_from_target(kpi, figures)
    size = difference(kpi, abs(away))
    return [Number(kpi.kpi, view.area.area_code, view.month, "distance", away, str(size))] if size else []


def lagging(story: Story, pairs: Pairs, streets: Streets | None = None) -> list[Sentence]:
    """A sentence for each KPI behind its pace or target, the furthest first; one that says so where none is.

    ``streets``: of a district, whose streets furthest behind are told with each.
    """
    late = [(kpi, now) for kpi, now in pairs if now.gap_pp is not None and now.gap_pp < 0]
    scored = [now for _, now in pairs if now.gap_pp is not None]
    if not scored:
        return [Sentence("各项指标均无年度目标或暂无数据,不作进度评价。")]
    if not late:
        return [Sentence("有年度目标的指标均未落后。")]
    late.sort(key=lambda pair: pair[1].gap_pp or Decimal(0))
    told = [(kpi, _sentence(story, kpi, now)) for kpi, now in late]
    return [with_streets(sentence, kpi, streets) if streets else sentence for kpi, sentence in told]


def _sentence(story: Story, kpi: Kpi, now: KpiValue) -> Sentence:
    saying = Saying(story.area, story.month)
    if has_pace(now):
        said = f"{kpi.name}{_share(kpi, now, saying)}{pace_words(kpi, now, saying)}"
    else:
        amount = saying.number(kpi.kpi, "ytd", now.ytd, figure(kpi, now))
        said = f"{kpi.name}{amount},{against_target_itself(kpi, now, saying)}"
    return saying.sentence(f"{said}{_speed(story, kpi, now, saying)}{_landing(story, kpi, now, saying)}。")


def _share(kpi: Kpi, now: KpiValue, saying: Saying) -> str:
    """``完成率40.2%,``; of a negative total ``净减20人,``."""
    if now.ytd is not None and now.ytd < 0:
        return f"净减{saying.number(kpi.kpi, 'ytd', now.ytd, quantity(-now.ytd, kpi.unit, kpi.decimals))},"
    if now.completion is None:
        return ""
    return f"完成率{saying.number(kpi.kpi, 'completion', now.completion, completion(now.completion))},"


def _speed(story: Story, kpi: Kpi, now: KpiValue, saying: Saying) -> str:
    """``;后6个月月均需完成165人,近3个月月均122人``; nothing of what does not add up, or once the year is over."""
    left = months_left(kpi, story.month)
    if not now.needed_per_month or not left:
        return ""
    amount = saying.number(kpi.kpi, "needed_per_month", now.needed_per_month, needed(kpi, now.needed_per_month))
    said = f";后{left}个月月均需完成{amount}" if left > 1 else f";最后1个月需完成{amount}"
    history = story.histories.get(kpi.kpi, {})
    rows = [history.get(month) for month in last_months(story.month, RECENT)]
    recent = [row.value for row in rows if row is not None and row.value is not None]
    if not recent:
        return said
    mean = sum(recent, Decimal(0)) / len(recent)
    shown = saying.number(kpi.kpi, "recent_mean", mean, quantity(abs(mean), kpi.unit, kpi.decimals))
    span = f"近{len(recent)}个月月均" if len(recent) > 1 else "当月"
    return f"{said},{span}{'净减' if mean < 0 else ''}{shown}"


def _landing(story: Story, kpi: Kpi, now: KpiValue, saying: Saying) -> str:
    """Where the year ends if it goes on as years have gone; not of rows that wait for their street."""
    if now.forecast is None or not now.target or not months_left(kpi, story.month) or not story.has_landing:
        return ""
    share = now.forecast / now.target
    if share < 0:
        return ""
    return f",按往年节奏预计全年完成{saying.number(kpi.kpi, 'landing', share, landing(share))}"
