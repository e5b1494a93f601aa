"""Where a KPI stands, as shape and word: readable in black and white and by colour-blind eyes."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.components.markup import HIDDEN
from dashboard.elements import html
from etl.store import KpiValue


@dataclass(frozen=True)
class Status:
    """One state of a KPI."""

    css: str
    shape: str
    word: str


STATUSES = {
    "done": Status("done", "●", "已完成"),
    "on_pace": Status("on-pace", "▲", "达序时"),
    "behind": Status("behind", "◆", "有差距"),
    "slow": Status("slow", "▼", "缓慢"),
    "no_target": Status("none", "–", "无目标"),
}
NO_FIGURE = Status("none", "–", "暂无数据")


def state_of(figures: KpiValue | None) -> Status:
    """The state of a month's figures; a target that has no figure to hold against it yet is not a missing target."""
    if figures is None or figures.ytd is None or (figures.status == "no_target" and figures.target):
        return NO_FIGURE
    return STATUSES[figures.status]


def chip(status: Status) -> html.Span:
    """The state as a small label."""
    return html.Span([html.I(status.shape, **HIDDEN), status.word], className=f"chip {status.css}")
