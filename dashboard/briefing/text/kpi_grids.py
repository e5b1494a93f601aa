"""The tables of figures of a briefing: all KPIs of the month, each theme's streets, the last twelve months.

Every number carries its origin. Of what has no target no number stands in its columns, and of what does not add up no
total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from dashboard.briefing.content import Cell, Grid, Number
from dashboard.briefing.text.sections import Story
from dashboard.briefing.text.sentences import is_whole
from dashboard.components.wording import away_from_target, base_of, difference, figure, has_pace, target_text
from dashboard.format import (
    MINUS,
    NOTHING,
    Exact,
    Quantity,
    completion,
    in_full,
    month_key,
    month_name,
    percent,
    points,
    quantity,
    signed_change,
)
from dashboard.window import last_months
from etl.kpi.catalogue import THEMES
from etl.store import Area, Kpi, KpiValue

HEAD = ("指标", "本月", "累计", "目标", "完成率", "序时进度", "差距", "同比")
UNITS = ("", "", "", "", "", "", "百分点", "")
MONTHS = 12
EMPTY = Cell(NOTHING)
NO_TARGET = Cell("无年度目标")


def kpi_grid(story: Story) -> Grid:
    """One line a KPI that has been reported of late; in 差距 better is positive, 百分点 unless a unit is written."""
    rows = tuple(_line(story, kpi) for kpi in story.kpis if story.histories.get(kpi.kpi))
    title = f"{story.where}{month_name(story.month)}主要指标完成情况"
    return Grid("指标总表", title, HEAD, rows, UNITS)


def _line(story: Story, kpi: Kpi) -> tuple[Cell, ...]:
    now = story.now(kpi)
    if now is None:
        return (Cell(kpi.short_name), Cell(story.silence), *[EMPTY] * (len(HEAD) - 2))
    month = _cell(now, "value", now.value, quantity(now.value, kpi.unit, kpi.decimals))
    so_far = _cell(now, "ytd", now.ytd, figure(kpi, now))
    yoy = now.yoy if is_whole(kpi, now) else None
    return (
        _name(kpi, now),
        month if now.value is not None else Cell(story.silence),
        so_far,
        *_measured(kpi, now),
        _cell(now, "yoy", yoy, signed_change(yoy, kpi.unit == "%")),
    )


def _name(kpi: Kpi, now: KpiValue) -> Cell:
    """``按时办结率(n=5,169)``: a rate carries its n."""
    n = base_of(kpi, now)
    if n is None or now.ytd_denominator is None:
        return Cell(kpi.short_name)
    return Cell(f"{kpi.short_name}(n={n})", number=_number(now, "ytd_denominator", now.ytd_denominator, n))


def _measured(kpi: Kpi, now: KpiValue) -> tuple[Cell, Cell, Cell, Cell]:
    """目标, 完成率, 序时进度, 差距."""
    if not now.target:
        return NO_TARGET, EMPTY, EMPTY, EMPTY
    amount = in_full(now.target, kpi.unit, kpi.decimals)
    target = Cell(target_text(kpi, now.target), now.target, _number(now, "target", now.target, amount))
    if now.gap_pp is None:
        return target, EMPTY, EMPTY, EMPTY
    rate = _cell(now, "completion", now.completion, completion(now.completion))
    if has_pace(now):
        return target, rate, _cell(now, "pace", now.pace, percent(now.pace)), _gap(now)
    if kpi.unit == "%":
        return target, EMPTY, EMPTY, _gap(now)
    return target, rate if kpi.direction == "up" else EMPTY, EMPTY, _distance(kpi, now)


def _gap(now: KpiValue) -> Cell:
    return _cell(now, "gap_pp", now.gap_pp, points(now.gap_pp))


def _distance(kpi: Kpi, now: KpiValue) -> Cell:
    """``−30家``: of what is counted and stands beside its target, the amount itself."""
    away = away_from_target(kpi, now)
    size = difference(kpi, abs(away))
    if size is None:
        return Cell("持平" if away == 0 else NOTHING)
    return _cell(now, "distance", away, f"{MINUS if away < 0 else '+'}{size}")


def _cell(now: KpiValue, measure: str, value: Exact | None, shown: str | Quantity) -> Cell:
    """A figure with its origin; a dash where there is none."""
    if value is None:
        return EMPTY
    return Cell(str(shown), Decimal(value), _number(now, measure, value, str(shown)))


def _number(now: KpiValue, measure: str, value: Exact, shown: str) -> Number:
    return Number(now.kpi, now.area_code, now.month, measure, Decimal(value), shown)


def street_grids(story: Story, areas: Sequence[Area], cells: Mapping[tuple[str, str], KpiValue]) -> list[Grid]:
    """Each theme's KPIs by area, as far as streets report them: 累计, or what stands at the month's end."""
    grids = []
    for theme, kpis in groupby(story.kpis, key=lambda kpi: kpi.theme):
        shown = [kpi for kpi in kpis if any((area.area_code, kpi.kpi) in cells for area in areas[1:])]
        if not shown:
            continue
        name = THEMES.get(theme, theme)
        head = ("街道", *(kpi.short_name for kpi in shown))
        units = ("", *(kpi.unit for kpi in shown))
        rows = tuple((Cell(area.short_name), *(_of(cells, area, kpi) for kpi in shown)) for area in areas)
        title = f"{month_name(story.month)}各街道{name}指标(累计或月末数)"
        grids.append(Grid(f"街道·{name}", title, head, rows, units))
    return grids


def _of(cells: Mapping[tuple[str, str], KpiValue], area: Area, kpi: Kpi) -> Cell:
    now = cells.get((area.area_code, kpi.kpi))
    return EMPTY if now is None else _cell(now, "ytd", now.ytd, figure(kpi, now))


def history_grids(story: Story) -> list[Grid]:
    """The last twelve months: of each KPI the month's own figure, and the total of the year so far."""
    kpis = [kpi for kpi in story.kpis if story.histories.get(kpi.kpi)]
    months = last_months(story.month, MONTHS)
    head = ("指标", *(month_key(month) for month in months))
    return [
        Grid("近12个月·当月", f"{story.where}近12个月当月数", head, _months(story, kpis, months, "value")),
        Grid(
            "近12个月·累计", f"{story.where}近12个月累计数(时点指标为月末数)", head, _months(story, kpis, months, "ytd")
        ),
    ]


def _months(story: Story, kpis: Sequence[Kpi], months: Sequence[date], measure: str) -> tuple[tuple[Cell, ...], ...]:
    rows = []
    for kpi in kpis:
        history = story.histories[kpi.kpi]
        figures = [history.get(month) for month in months]
        cells = [EMPTY if now is None else _amount(kpi, now, measure) for now in figures]
        rows.append((Cell(f"{kpi.short_name}({kpi.unit})"), *cells))
    return tuple(rows)


def _amount(kpi: Kpi, now: KpiValue, measure: str) -> Cell:
    value: Decimal | None = getattr(now, measure)
    return _cell(now, measure, value, quantity(value, kpi.unit, kpi.decimals))
