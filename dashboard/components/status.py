"""Where a KPI stands, as shape and word: readable in black and white and by colour-blind eyes."""

from __future__ import annotations

from dataclasses import dataclass

from dash import html

from dashboard.components.markup import HIDDEN


@dataclass(frozen=True)
class Status:
    """One of the five states of a KPI."""

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
WORST_FIRST = ("slow", "behind", "on_pace", "done", "no_target")


def chip(status: Status) -> html.Span:
    """The state as a small label."""
    return html.Span([html.I(status.shape, **HIDDEN), status.word], className=f"chip {status.css}")
