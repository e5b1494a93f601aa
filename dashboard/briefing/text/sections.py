"""The paragraphs of a briefing: one a theme, its KPIs in the catalogue's order, then what stands behind the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dashboard.briefing.content import Section, Sentence
from dashboard.briefing.text.runs import History
from dashboard.briefing.text.sentences import Subject, kpi_sentence, silence
from dashboard.window import window_months
from etl.kpi.catalogue import THEMES
from etl.store import Kpi, KpiValue

NAMED = 4  # KPIs told by name; more are counted


@dataclass(frozen=True)
class Story:
    """All that the sentences of one briefing are written from."""

    kpis: Sequence[Kpi]  # of the catalogue, in its order
    histories: Mapping[str, History]  # by KPI, up to the month
    area: str  # area code
    where: str  # before a figure: nothing of the district, else the street's name
    month: date
    small_base: int
    has_landing: bool = True  # rows that wait for their street have no year of their own to land in

    def subject(self, kpi: Kpi) -> Subject:
        """What the sentence of a KPI is about."""
        history = self.histories.get(kpi.kpi, {})
        return Subject(kpi, self.area, self.month, history, self.small_base, is_part=bool(self.where))

    @property
    def silence(self) -> str:
        """What is said of a month without a row."""
        return silence(is_part=bool(self.where))

    def now(self, kpi: Kpi) -> KpiValue | None:
        """The month's figures of a KPI."""
        return self.subject(kpi).now


def sections(story: Story) -> list[Section]:
    """A paragraph for each theme that has a KPI."""
    return [
        Section(theme, THEMES.get(theme, theme), tuple(_paragraph(story, list(kpis))))
        for theme, kpis in groupby(story.kpis, key=lambda kpi: kpi.theme)
    ]


def _paragraph(story: Story, kpis: Sequence[Kpi]) -> list[Sentence]:
    known = [kpi for kpi in kpis if story.histories.get(kpi.kpi)]
    told = [kpi for kpi in known if story.now(kpi)]
    said, span = [], ""
    for kpi in told:
        own = span_words(kpi, story.month)
        lead = "" if own == span else f"{own},"
        said.append(kpi_sentence(story.subject(kpi), f"{_year(story) if not span else ''}{lead}{_where(story, span)}"))
        span = own
    month = f"{story.month.month}月"
    lead = f"{_year(story)}{month},{story.where}"
    if not known:
        return [Sentence(f"{lead}{_named(kpis)}{story.silence if story.where else '没有上报数据'}。")]
    late = [kpi for kpi in known if kpi not in told]
    if late:
        said.append(
            Sentence(f"{_named(late)}{month}{story.silence}。" if said else f"{lead}{_named(late)}{story.silence}。")
        )
    silent = [kpi for kpi in kpis if kpi not in known]
    said += [Sentence(f"{_named(silent)}尚无数据。")] if silent else []
    return [*said, *_on_targets(story, known), *_on_data(story, known)]


def span_words(kpi: Kpi, month: date) -> str:
    """``1至6月``; ``6月末`` of what stands at a date; ``上年12月至6月`` where the window begins before the year."""
    if kpi.kind == "level":
        return f"{month.month}月末"
    first = window_months(kpi, month)[0]
    if first == month:
        return f"{month.month}月"
    start = f"上年{first.month}月" if first.year < month.year else f"{first.month}"
    return f"{start}至{month.month}月"


def _year(story: Story) -> str:
    return f"{story.month.year}年"


def _where(story: Story, span: str) -> str:
    """The street, in the first sentence alone."""
    return story.where if not span else ""


def _on_targets(story: Story, kpis: Sequence[Kpi]) -> list[Sentence]:
    """Which of them have no target of the year."""
    bare = [kpi for kpi in kpis if (now := story.now(kpi)) and now.ytd is not None and not now.target]
    return [Sentence(f"{_named(bare)}无年度目标,只列实绩。")] if bare else []


def _on_data(story: Story, kpis: Sequence[Kpi]) -> list[Sentence]:
    """Whether invented figures stand behind the paragraph: it may be copied out of its document."""
    shown = [kpi for kpi in kpis if story.now(kpi)]
    demo = [kpi for kpi in shown if (now := story.now(kpi)) and now.is_demo]
    if not demo:
        return []
    return [Sentence(f"{'以上' if len(demo) == len(shown) else _named(demo)}为演示数据,不反映真实业务。")]


def _named(kpis: Sequence[Kpi]) -> str:
    names = "、".join(kpi.short_name for kpi in kpis[:NAMED])
    return f"{names}等{len(kpis)}项" if len(kpis) > NAMED else names
