"""What a briefing says of its data and definitions, so that a reader knows how far its figures carry."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dashboard.address.view import View
from dashboard.briefing.text.sections import Story
from dashboard.components.published.public_panel import OPEN_PERIOD
from dashboard.components.wording import PRELIMINARY, has_pace, pace_basis, preliminary, told_silent
from dashboard.format import day_name, moment, number
from dashboard.format import published as as_published
from dashboard.readings.figures import published
from dashboard.window import month_end
from etl.store import Kpi, KpiValue

KINDS = "时点指标(参保人数、标准等)不逐月相加,累计为月末数;比率的累计为各月分子、分母分别相加后相除。"
SCOPE = "开头所说重点指标为看板总览所列;滞后指标一节包括全部有目标的指标,按差距由大到小排列。"
QUALIFIED = "余、以上、超等表示不少于该数。"


def notes(view: View, story: Story, edition: str = "internal") -> list[str]:
    """Freshness and demo first, then what is missing, then how things are counted; rows are the bureau's own affair."""
    pairs = [(kpi, now) for kpi in story.kpis if (now := story.now(kpi))]
    rows = [] if edition == "public" else [_rows(view)]
    said = [_fresh(view), *_invented(view, pairs), *rows, *_gaps(pairs), *_provisional(pairs)]
    return [
        *said,
        KINDS,
        *_windows(story.kpis),
        *_paces(view, pairs),
        SCOPE,
        _classes(view),
        *_public(view),
        *_defined(pairs),
    ]


def _fresh(view: View) -> str:
    meta = view.build.meta
    return f"数据截至{day_name(month_end(view.month))},取自{moment(meta.created_at)}发布的版次{view.build.id}。"


def _invented(view: View, pairs: Sequence[tuple[Kpi, KpiValue]]) -> list[str]:
    said = ["本简报含演示数据,台账为虚构,不反映真实业务。"] if view.has_demo else []
    if any(now.target and now.target_is_sample for _, now in pairs):
        said.append("标明示例目标的,目标不是正式下达的任务,完成率和进度仅作演示。")
    return said


def _rows(view: View) -> str:
    """Rows that came back and wait, and rows whose street nobody knows."""
    waiting = view.build.rows_open(view.month)
    said = f"退回待补正{number(waiting)}行,未计入" if waiting else "没有退回待补正的行"
    lost = sum(one.rows for one in view.build.quality(view.year_start, view.month) if one.kind == "unassigned")
    return f"台账{said}{f';本年街道不明{number(lost)}行,只计入全区' if lost else ''}。"


def _gaps(pairs: Sequence[tuple[Kpi, KpiValue]]) -> list[str]:
    said = told_silent(pairs)
    return [said] if said else []


def _provisional(pairs: Sequence[tuple[Kpi, KpiValue]]) -> list[str]:
    names = [kpi.short_name for kpi, now in pairs if preliminary(now) == PRELIMINARY]
    return [f"初步数据,以后可能调整:{'、'.join(names)}。"] if names else []


def _windows(kpis: Sequence[Kpi]) -> list[str]:
    names = [kpi.short_name for kpi in kpis if kpi.counting_window == "december"]
    return [f"{'、'.join(names)}按上年12月至本年11月统计。"] if names else []


def _paces(view: View, pairs: Sequence[tuple[Kpi, KpiValue]]) -> list[str]:
    """Where each pace comes from."""
    paced = [(pace_basis(now.pace_basis, view.build.areas), kpi) for kpi, now in pairs if now.target and has_pace(now)]
    paced.sort(key=lambda pair: pair[0])
    return [
        f"序时进度{basis}的:{'、'.join(kpi.short_name for _, kpi in group)}。"
        for basis, group in groupby(paced, key=lambda pair: pair[0])
    ]


def _classes(view: View) -> str:
    points = number(view.build.meta.behind_threshold_pp, 0)  # type: ignore[arg-type]
    return f"落后{points}个百分点以内为有差距,超过为缓慢;差距一栏正数为快于序时进度或优于目标。"


def _public(view: View) -> list[str]:
    """Figures that were published with a qualifier, letter for letter."""
    found = [one for one in published(view) if one.qualifier]
    said = "、".join(f"{one.title}{one.printed or as_published(one.value, one.unit, one.qualifier)}" for one in found)
    is_open = any(one.period_end is None for one in found)
    until = f"(原文未注明截止日期的,{OPEN_PERIOD},不是全年数)" if is_open else ""
    return [f"已公布的数照原文{until}:{said}。{QUALIFIED}"] if found else []


def _defined(pairs: Sequence[tuple[Kpi, KpiValue]]) -> list[str]:
    return [f"{kpi.name}:{kpi.definition}" for kpi, _ in pairs if kpi.on_overview and kpi.definition]
