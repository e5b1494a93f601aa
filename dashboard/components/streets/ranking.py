"""The streets in one KPI as bands: which are clearly above or below the district, and which are not to be told apart.

Within the middle band the order says nothing, so it is that of the reference list. A district that wants no ranking
gets the streets in that order throughout, with value and state.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.kpi.status import NO_FIGURE, state_of
from dashboard.components.markup import Children
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.streets.compared import (
    METHOD,
    VERDICTS,
    amount,
    cases_name,
    is_small,
    measure_name,
    own_amount,
    plain,
)
from dashboard.components.streets.strip import Scale, scale_of, strip
from dashboard.components.wording import base_name, base_of
from dashboard.elements import dcc, html
from dashboard.format import NOTHING, month_name, number, percent
from dashboard.readings.comparison import Compared, Comparison, Verdict

ELEMENT = "ranking"
CHANCE = Decimal("0.05")  # of a street that is like the district to be called different


def ranking_panel(view: View, comparison: Comparison, stability: str, source: str) -> html.Section:
    """The panel of one KPI; ``stability`` says how lasting the places are, or nothing."""
    kpi = comparison.kpi
    if not comparison.streets:
        return no_data(ELEMENT, f"{kpi.name}:各街道比较", f"{month_name(view.month)}没有可比较的数据。")
    is_ranked = view.build.meta.rank_streets
    body: Children = [_bands(view, comparison)] if is_ranked else [_plain_list(view, comparison)]
    if is_ranked and stability:
        body.append(html.P(stability, className="note"))
    if comparison.silent:
        names = "、".join(street.short_name for street in comparison.silent)
        missing = "没有目标或没有数据" if comparison.basis == "completion" else "没有数据"
        body.append(html.P(f"未列入:{names}({missing})", className="note"))
    body.append(table_of(_table(view, comparison)))
    method = f"{METHOD}{_by_chance(comparison)}。" if is_ranked and _has_bands(comparison) else ""
    return panel(
        ELEMENT, finding(comparison, is_ranked), body, sub=_reading_aid(comparison, is_ranked), source=method + source
    )


def finding(comparison: Comparison, is_ranked: bool) -> str:
    """The title: how many streets clearly differ, or what the streets have from least to most."""
    name, streets = comparison.kpi.name, comparison.streets
    values = {one.value for one in streets}
    if len(values) == 1:
        return f"{name}:{len(streets)}个街道均为{own_amount(comparison, streets[0])}"
    if not is_ranked:
        return f"{name}:{len(streets)}个街道的{measure_name(comparison)}"
    if _has_bands(comparison):
        return f"{name}:{_counts(comparison)}"
    return f"{name}:最低{_named_at(comparison, min(values))},最高{_named_at(comparison, max(values))}"


def _named_at(comparison: Comparison, value: Decimal) -> str:
    """The street with this value; of several with the same one how many they are."""
    found = [one for one in comparison.streets if one.value == value]
    shown = own_amount(comparison, found[0])
    return f"{found[0].area.short_name}{shown}" if len(found) == 1 else f"{shown}({len(found)}个街道)"


def _counts(comparison: Comparison) -> str:
    counts = {verdict: len(comparison.of(verdict)) for verdict in VERDICTS}
    if counts["alike"] == len(comparison.streets):
        return f"{counts['alike']}个街道均与全区无明显差异"
    order: tuple[Verdict, ...] = ("below", "above") if comparison.kpi.direction == "up" else ("above", "below")
    told = [f"{counts[verdict]}个街道{VERDICTS[verdict]}" for verdict in order if counts[verdict]]
    return ",".join([*told, *([f"{counts['alike']}个无明显差异"] if counts["alike"] else [])])


def _has_bands(comparison: Comparison) -> bool:
    return any(one.verdict for one in comparison.streets)


def _by_chance(comparison: Comparison) -> str:
    """Many comparisons at once: how many streets would stand out by chance alone."""
    expected = CHANCE * len(comparison.streets)
    return f"。{len(comparison.streets)}个街道同时比较,平均约{number(expected, 1)}个会因偶然列为“明显”"


def _reading_aid(comparison: Comparison, is_ranked: bool) -> str:
    said = [f"按{measure_name(comparison)}"]
    if not is_ranked:
        return f"{said[0]};按参照表顺序排列,不排名次"
    if comparison.basis == "per_thousand":
        said.append(f"常住人口{_counted_on(comparison)}")
    drawn = ["圆点为街道"]
    if any(one.interval for one in comparison.streets):
        drawn.append("横线为95%区间")
    if comparison.whole is not None:
        drawn.append(f"竖线为全区{amount(comparison, comparison.whole)}")
    said.append(",".join(drawn))
    if comparison.lacks_residents:
        said.append("未填常住人口,按绝对数排列,大小多由街道规模决定")
    elif not _has_bands(comparison):
        said.append("此类数值不作区间比较")
    return ";".join(said)


def _counted_on(comparison: Comparison) -> str:
    """Where the residents come from, as the reference list says."""
    areas = [one.area for one in comparison.streets]
    told = {(area.residents_source or "来源未注明", area.residents_on) for area in areas}
    return "、".join(f"{source}({day})" if day else source for source, day in sorted(told, key=str))


def _bands(view: View, comparison: Comparison) -> html.Div:
    """The bands, the good end first; one list in order where nothing can be claimed."""
    scale = _scale(comparison)
    if not _has_bands(comparison):
        ordered = comparison.ordered(comparison.streets)
        return html.Div(_list(view, comparison, ordered, scale), className="bands")
    order: tuple[Verdict, ...] = ("above", "alike", "below")
    parts: Children = []
    for verdict in order if comparison.kpi.direction == "up" else reversed(order):
        streets = comparison.of(verdict)
        if streets:
            parts += [html.H3(f"{VERDICTS[verdict]}({len(streets)})"), _list(view, comparison, streets, scale)]
    unsure = [one for one in comparison.streets if one.verdict is None]
    if unsure:
        parts += [html.H3(f"不作区间比较({len(unsure)})"), _list(view, comparison, unsure, scale)]
    return html.Div(parts, className="bands")


def _plain_list(view: View, comparison: Comparison) -> html.Div:
    return html.Div(_list(view, comparison, comparison.streets, None), className="bands")


def _scale(comparison: Comparison) -> Scale:
    values = [one.value for one in comparison.streets]
    for one in comparison.streets:
        values += [one.interval.low, one.interval.high] if one.interval else []
    values += [comparison.whole] if comparison.whole is not None else []
    return scale_of([*values, Decimal(0)] if comparison.basis == "value" and comparison.whole is None else values)


def _list(view: View, comparison: Comparison, streets: Sequence[Compared], scale: Scale | None) -> html.Ul:
    lines = [_line(view, comparison, one, scale) for one in streets]
    return html.Ul(lines, className="plain" if scale is None else None)


def _line(view: View, comparison: Comparison, one: Compared, scale: Scale | None) -> html.Li:
    name = dcc.Link(one.area.short_name, href=view.link(area=one.area.area_code), title=f"看{one.area.name}")
    status = state_of(one.figures)
    shape: Children = []
    if one.figures.status != "no_target" or status is NO_FIGURE:
        shape = [html.I(status.shape, title=status.word, role="img", className=f"state-mark {status.css}")]
    note = _note(view, comparison, one, with_interval=scale is not None)
    figure: Children = [*shape, html.B(own_amount(comparison, one)), *([html.Small(note)] if note else [])]
    if is_small(view, one):
        least = number(view.build.meta.small_base)
        figure.append(html.Small("基数小", className="small-base", title=f"{cases_name(comparison.kpi)}少于{least}"))
    drawn: Children = []
    if scale is not None:
        drawn = [strip(scale, one.value, interval=one.interval, whole=comparison.whole)]
    return html.Li([html.Div(name, className="name"), *drawn, html.Div(figure, className="figure")])


def _note(view: View, comparison: Comparison, one: Compared, *, with_interval: bool) -> str:
    """The interval, and what the figure rests on."""
    said = []
    if with_interval and one.interval is not None:
        said.append(f"{_bare(comparison, one.interval.low)}~{_bare(comparison, one.interval.high)}")
    if one.cases is not None and comparison.basis != "value":
        n = base_of(comparison.kpi, one.figures)
        said.append(f"n={n}" if n else f"{number(one.cases)}{comparison.kpi.unit}")
    return " · ".join(said)


def _bare(comparison: Comparison, value: Decimal) -> str:
    """An end of an interval, without its unit."""
    kpi = comparison.kpi
    if comparison.basis == "completion":
        return percent(value).removesuffix("%")
    if comparison.basis == "rate":
        return number(value * 100, kpi.decimals)
    return number(value, 1 if comparison.basis == "per_thousand" else kpi.decimals)


def _table(view: View, comparison: Comparison) -> Table:
    kpi, is_ranked = comparison.kpi, view.build.meta.rank_streets
    head = ["街道", measure_name(comparison), base_name(kpi) or f"{kpi.name}({kpi.unit})", "状态"]
    if is_ranked:
        head += ["区间下限", "区间上限", "与全区比较"]
    rows, exact = [], []
    for one in comparison.streets:
        low, high = (one.interval.low, one.interval.high) if one.interval else (None, None)
        status = state_of(one.figures).word
        verdict = VERDICTS[one.verdict] if one.verdict else NOTHING
        more = [amount(comparison, low), amount(comparison, high), verdict] if is_ranked else []
        rows.append([one.area.name, own_amount(comparison, one), number(one.cases), status, *more])
        exact.append(
            [one.area.name, plain(one.value), plain(one.cases), status]
            + ([plain(low), plain(high), verdict] if is_ranked else [])
        )
    return Table(f"{kpi.name}:各街道", head, rows, exact)
