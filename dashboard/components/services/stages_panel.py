"""Recruiting events in four figures of four units, each beside last year, and the rates that can be formed of them.

No funnel: nobody drops out between employers, positions, attendees and intents, which count different things.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.change_words import compared
from dashboard.components.markup import HIDDEN, Children
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.split_panel import span
from dashboard.elements import dcc, html
from dashboard.format import number, percent, plain, quantity
from dashboard.readings.recruiting import STAGES, Events, EventSums, Rate, Stage, add_up, of_campaign, recruiting

ELEMENT = "stages"
INTENTS = STAGES[-1]


def stages_panel(view: View, events: Events, source: str) -> html.Section:
    """The panel of the chosen campaign, or of all events."""
    now, before = (add_up(recruiting(of_campaign(view, some))) for some in (events.now, events.before))
    if not now.events:
        chosen = view.filters.get("campaign")
        what = f"专项行动为{chosen}的招聘活动" if chosen else "招聘活动"
        return no_data(ELEMENT, "招聘活动的企业、岗位和意向", f"{span(view)}没有{what}记录。")
    rates = [
        _rate(_name(view, "岗位意向率", "job_fair_intent_rate"), "个岗位", now.per_position, before.per_position),
        _rate(html.Span("参加人次意向率"), "人次参加", now.per_attendee, before.per_attendee),
    ]
    return panel(
        ELEMENT,
        finding(now, before, view.build.meta.small_base),
        [
            html.Ol([_stage(view, stage, now, before) for stage in STAGES], className="stages"),
            html.Dl([one for one in rates if one], className="stage-rates"),
            table_of(_table(f"招聘活动的企业、岗位和意向({span(view)})", now, before)),
        ],
        sub=f"{span(view)}{_chosen(view)},招聘会和直播带岗;各项单位不同,不能相减"
        + (";灰条为上年同期" if view.year_before else ""),
        source=source,
    )


def finding(now: EventSums, before: EventSums, small_base: int) -> str:
    """``招聘活动14场,达成意向1.90万人次,同比增长8.0%``."""
    said = f"招聘活动{number(now.events)}场"
    intents = now.sums["intents"]
    if intents is None:
        return f"{said},意向人次未填"
    said += f",达成意向{quantity(intents, '人次')}"
    against = _against(INTENTS, now, before, small_base)
    return f"{said},{against}" if against else said


def _chosen(view: View) -> str:
    chosen = view.filters.get("campaign")
    return f",仅{chosen}" if chosen else ""


def _stage(view: View, stage: Stage, now: EventSums, before: EventSums) -> html.Li:
    amount, earlier = now.sums[stage.key], before.sums[stage.key]
    reach = max(amount or 0, earlier or 0)
    bars: Children = [html.Div(className="fill", style={"width": _width(amount, reach)})]
    bars += [html.Div(className="past", style={"width": _width(earlier, reach)})] if earlier is not None else []
    return html.Li(
        [
            html.Div(_name(view, stage.name, stage.kpi), className="name"),
            html.Div(bars, className="bars", **HIDDEN),
            html.Div(
                [
                    html.B(str(quantity(amount, stage.unit))),
                    html.Small(_note(stage, now, before, view.build.meta.small_base)),
                ]
            ),
        ]
    )


def _name(view: View, name: str, kpi: str | None) -> dcc.Link | html.Span:
    """The name, leading to the trend of the KPI that counts the same, where the catalogue has one."""
    if not any(known.kpi == kpi for known in view.build.kpis):
        return html.Span(name)
    return dcc.Link(name, href=view.link(kpi=kpi, anchor="trend"), title=f"看{name}走势")


def _note(stage: Stage, now: EventSums, before: EventSums, small_base: int) -> str:
    """Last year's figure; where some events did not tell theirs, how many, and no 同比: unlike sums mislead."""
    missing = [
        f"{year}{one.untold[stage.key]}场未填"
        for year, one in (("本年", now), ("上年", before))
        if one.untold[stage.key]
    ]
    said = [
        f"上年同期{quantity(before.sums[stage.key], stage.unit)}",
        _against(stage, now, before, small_base),
        *missing,
    ]
    return ",".join(dict.fromkeys(word for word in said if word))  # of few the change is last year's figure itself


def _against(stage: Stage, now: EventSums, before: EventSums, small_base: int) -> str:
    """The change against last year; empty unless every event of both years told the figure."""
    amount, earlier = now.sums[stage.key], before.sums[stage.key]
    if amount is None or not earlier or now.untold[stage.key] or before.untold[stage.key]:
        return ""
    return compared(Decimal(amount), Decimal(earlier), stage.unit, small_base)


def _rate(name: dcc.Link | html.Span, base: str, now: Rate | None, before: Rate | None) -> html.Div | None:
    if now is None:
        return None
    earlier = f",上年同期{percent(before.value)}" if before else ""
    said = html.Dd([html.B(percent(now.value)), html.Small(f"n={number(now.base)}{base}{earlier}")])
    return html.Div([html.Dt(name), said])


def _width(value: int | None, reach: int) -> str:
    return f"{Decimal(value or 0) / reach * 100:.2f}%" if reach else "0%"


def _table(name: str, now: EventSums, before: EventSums) -> Table:
    """A line a figure and a line a rate, with the events that did not tell a figure and the n of a rate."""
    rows, exact = [], []
    for stage in STAGES:
        counts = [now.sums[stage.key], before.sums[stage.key], now.untold[stage.key], before.untold[stage.key]]
        rows.append([stage.name, stage.unit, *map(number, counts), "", ""])
        exact.append([stage.name, stage.unit, *map(plain, counts), "", ""])
    rates = (
        ("岗位意向率", now.per_position, before.per_position),
        ("参加人次意向率", now.per_attendee, before.per_attendee),
    )
    for title, *both in rates:
        rows.append(
            [title, "%", *(percent(rate.value if rate else None) for rate in both), "", "", *_bases(both, number)]
        )
        exact.append(
            [title, "比例", *(f"{rate.value:.4f}" if rate else "" for rate in both), "", "", *_bases(both, plain)]
        )
    return Table(
        name, ["项目", "单位", "本年", "上年同期", "本年未填场次", "上年未填场次", "本年n", "上年n"], rows, exact
    )


def _bases(rates: Sequence[Rate | None], written: Callable[[int | None], str]) -> list[str]:
    return [written(rate.base if rate else None) for rate in rates]
