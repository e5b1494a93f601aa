"""Where one street stands among all in each KPI: a number line each, with the street's and the district's figure."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.address.view import View
from dashboard.components.markup import Children
from dashboard.components.panel import no_data, panel
from dashboard.components.streets.compared import VERDICTS, amount, is_small, measure_name, own_amount
from dashboard.components.streets.strip import scale_of, strip
from dashboard.elements import dcc, html
from dashboard.readings.comparison import Compared, Comparison

ELEMENT = "standing"
NO_CLAIM = "不作区间比较"


def strips_panel(view: View, comparisons: Sequence[Comparison]) -> html.Section:
    """One line a KPI in which streets can be compared; the other streets only where streets are ranked."""
    pairs = [(c, own) for c in comparisons if c.whole is not None and (own := _own(view, c))]
    apart = [c.kpi.short_name for c in comparisons if c.whole is None and _own(view, c)]
    note = html.P(f"绝对数因街道大小不同不作比较:{'、'.join(apart)}", className="note") if apart else None
    if not pairs:
        return no_data(ELEMENT, f"{view.area.short_name}与全区", "没有可与全区比较的指标。")
    is_ranked = view.build.meta.rank_streets
    others = "灰线为其他街道," if is_ranked else ""
    claims = ";按95%区间判断是否不同于全区" if is_ranked else ""
    return panel(
        ELEMENT,
        finding(view, pairs) if is_ranked else f"{view.area.short_name}与全区",
        [html.Ul([_line(view, comparison, own) for comparison, own in pairs], className="standings"), note],
        sub=f"圆点为{view.area.short_name},{others}黑线为全区{claims}",
    )


def finding(view: View, pairs: Sequence[tuple[Comparison, Compared]]) -> str:
    """The title: in how many KPIs the street clearly differs from the district, and in how many not."""
    verdicts = [own.verdict for _, own in pairs if own.verdict]
    if not verdicts:
        return f"{view.area.short_name}与全区"
    told = [f"{count}项{VERDICTS[v]}" for v in ("below", "above") if (count := verdicts.count(v))]
    alike = verdicts.count("alike")
    if not told:
        return f"{view.area.short_name}:{alike}项指标均与全区无明显差异"
    return f"{view.area.short_name}:{','.join(told)}{f',{alike}项无明显差异' if alike else ''}"


def _own(view: View, comparison: Comparison) -> Compared | None:
    """The street's own line; None where all streets have the same figure, or this one has none."""
    if len({one.value for one in comparison.streets}) < 2:
        return None
    return next((one for one in comparison.streets if one.area == view.area), None)


def _line(view: View, comparison: Comparison, own: Compared) -> html.Li:
    kpi, is_ranked = comparison.kpi, view.build.meta.rank_streets
    others = [one.value for one in comparison.streets if one is not own] if is_ranked else []
    marks = [own.value, *others, *([comparison.whole] if comparison.whole is not None else [])]
    interval = own.interval if is_ranked and own.verdict else None
    marks += [interval.low, interval.high] if interval else []
    drawn = [strip(scale_of(marks), own.value, interval=interval, whole=comparison.whole, others=others)]
    link = dcc.Link(kpi.short_name, href=view.link(kpi=kpi.kpi, anchor="trend"), title=f"看{kpi.name}走势")
    whole = f"全区{amount(comparison, comparison.whole)}" if comparison.whole is not None else ""
    note: Children = [html.B(own_amount(comparison, own)), html.Small(whole)]
    if is_ranked:
        small = ",基数小" if own.verdict and is_small(view, own) else ""
        note.append(html.Small(f"{VERDICTS[own.verdict] if own.verdict else NO_CLAIM}{small}", className="verdict"))
    return html.Li(
        [
            html.Div([link, html.Small(measure_name(comparison))], className="name"),
            *drawn,
            html.Div(note, className="figure"),
        ],
        className="chosen" if view.kpi == kpi else None,
    )
