"""Who lost work in a month: the share back in work after 1, 3, 6, 12 months, the unfinished counted rightly.

Kaplan-Meier looked from the end of the page's month. A cohort that is too young for a horizon, or too small for an
estimate, shows a dash that says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.markup import Children, label
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.elements import html
from dashboard.format import NOTHING, base, month_key, month_name, number, percent
from dashboard.readings.spells import SMALL_N, Group, begun_in, earlier_left_out
from dashboard.window import MONTHS, shift

HORIZONS = {1: 30, 3: 91, 6: 182, 12: 365}  # months: days
TOLD = 6  # the horizon that the title speaks of
TOO_YOUNG, TOO_FEW = "观察期未满", "人数太少,不能估计"
SHADES = 5


@dataclass(frozen=True)
class Cell:
    """The share back in work and its interval; ``why_not`` where there is none."""

    share: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    why_not: str = ""


Cohorts = Mapping[date, Group]


def cell(view: View, month: date, group: Group, months: int) -> Cell:
    """The share of those who lost work in ``month`` that is back so many months later."""
    if shift(month, months) > view.month:
        return Cell(why_not=TOO_YOUNG)
    found = group.curve.at(HORIZONS[months])
    if found is None:
        return Cell(why_not=TOO_FEW)
    low, high = found.interval or (None, None)
    return Cell(1 - found.survival, None if high is None else 1 - high, None if low is None else 1 - low)


def cohort_table(view: View, cohorts: Sequence[Group], source: str) -> html.Section:
    """The newest month first; each row says how many persons stand behind it."""
    by_month: Cohorts = {group.member: group for group in cohorts if isinstance(group.member, date) and group.curve.n}
    name = "按失业月份看再就业"
    if not by_month:
        return no_data("cohorts", name, f"{month_name(view.month)}及以前24个月没有失业登记记录。")
    months = [month for month in reversed(begun_in(view)) if month in by_month]
    cells = {month: [cell(view, month, by_month[month], horizon) for horizon in HORIZONS] for month in months}
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in ("失业月份", "n(人)", *HEADS)]))
    rows = [_row(month, by_month[month], cells[month]) for month in months]
    table = html.Table([head, html.Tbody(rows)], className="matrix cohorts")
    return panel(
        "cohorts",
        _finding(view, by_month),
        [
            html.Div(table, className="scroll", tabIndex="0", role="group", **label(f"{name}表,可左右滑动")),
            html.P(f"{NOTHING} {TOO_YOUNG}(或{TOO_FEW});* n不足{SMALL_N}人,仅供参考。", className="sub"),
            table_of(_table(view, months, by_month, cells)),
        ],
        sub="失业后各时点已再就业的百分比,下方小字为95%区间;Kaplan–Meier 估计,仍未就业的人计在内"
        + earlier_left_out(view),
        source=source,
    )


HEADS = [f"{months}个月内" for months in HORIZONS]


def _row(month: date, group: Group, cells: Sequence[Cell]) -> html.Tr:
    n = f"{number(group.curve.n)}{'*' if group.is_small else ''}"
    return html.Tr(
        [html.Th(f"{month:%y}年{month.month}月", scope="row"), html.Td(n, className="n"), *(_td(one) for one in cells)]
    )


def _td(one: Cell) -> html.Td:
    if one.share is None:
        return html.Td([NOTHING, html.Span(one.why_not, className="for-readers")], className="none", title=one.why_not)
    shade = min(int(one.share * SHADES), SHADES - 1)
    shown: Children = [percent(one.share)]
    if one.low is not None and one.high is not None:
        shown.append(html.Small(f"{_points(one.low)}—{_points(one.high)}"))
    return html.Td(shown, className=f"heat-{shade}")


def _points(share: Decimal) -> str:
    return percent(share).removesuffix("%")


def _finding(view: View, by_month: Cohorts) -> str:
    """The youngest cohort old enough, beside the one of a year before."""
    old_enough = [month for month in by_month if cell(view, month, by_month[month], TOLD).share is not None]
    if not old_enough:
        return f"按失业月份看再就业:{TOLD}个月的观察期都未满"
    month = max(old_enough)
    now = cell(view, month, by_month[month], TOLD)
    said = f"{month_name(month)}失业的人{TOLD}个月内{percent(now.share)}再就业"
    if by_month[month].is_small:
        said = f"{said}(n={base(by_month[month].curve.n, '人')})"
    year_before = shift(month, -MONTHS)
    if year_before not in by_month or by_month[year_before].is_small:
        return said
    before = cell(view, year_before, by_month[year_before], TOLD)
    return said if before.share is None else f"{said},上年同月失业的为{percent(before.share)}"


def _table(view: View, months: Sequence[date], by_month: Cohorts, cells: Mapping[date, Sequence[Cell]]) -> Table:
    head = ["失业月份", "n(人)", *(f"{word}{part}" for word in HEADS for part in ("", "区间下限", "区间上限"))]
    rows, exact = [], []
    for month in months:
        parts = [part for one in cells[month] for part in (one.share, one.low, one.high)]
        n = by_month[month].curve.n
        rows.append([month_name(month), number(n), *(percent(part) for part in parts)])
        exact.append([month_key(month), str(n), *("" if part is None else f"{part:.6f}" for part in parts)])
    return Table(f"按失业月份看再就业({view.area.name})", head, rows, exact)
