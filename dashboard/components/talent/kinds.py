"""Talent work by kind: how many times, and how many yuan, beside the same months of last year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.address.view import View
from dashboard.components.change_words import YEAR, compared
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.scroll_table import scroll_table
from dashboard.components.split_panel import span
from dashboard.elements import html
from dashboard.format import NOTHING, number, plain, quantity
from etl.store import NOT_SAID

MEASURES = ("persons", "amount_yuan")
HEAD = ("事项", "人次", "同比", "金额", "同比")
PAID = ("租房和生活补贴", "购房补贴", "晋级奖励")


@dataclass(frozen=True)
class Kind:
    """One kind of matter: the year so far and the same months of last year; yuan are None where none are told."""

    kind: str
    persons: Decimal
    persons_before: Decimal | None  # None where last year's months are not known
    yuan: Decimal | None
    yuan_before: Decimal | None


def read_kinds(view: View) -> list[Kind]:
    """All kinds with a row this year or last, the most frequent first."""
    now = _sums(view, view.year_start, view.month)
    before = _sums(view, *view.year_before) if view.year_before else {}
    nothing = (Decimal(0), None)
    unknown = nothing if view.year_before else (None, None)
    pairs = [(kind, now.get(kind, nothing), before.get(kind, unknown)) for kind in now | before]
    found = [Kind(kind, this[0], last[0], this[1], last[1]) for kind, this, last in pairs]
    return sorted(found, key=lambda one: (-one.persons, -(one.persons_before or 0), one.kind))


def _sums(view: View, since: date, until: date) -> dict[str, tuple[Decimal, Decimal | None]]:
    rows = view.build.sums("talent_month", MEASURES, by=["kind"], area=view.area.area_code, since=since, until=until)
    return {row["kind"] or NOT_SAID: (row["persons"], row["amount_yuan"]) for row in rows}


def kinds_panel(view: View, source: str) -> html.Section:
    """The table of the year so far."""
    found = read_kinds(view)
    if not found:
        return no_data("kinds", "各类人才事项", f"{span(view)}和上年同期都没有人才工作记录。")
    rows = [_row(one, view.build.meta.small_base) for one in found]
    cells = [(one.persons, one.persons_before, one.yuan, one.yuan_before) for one in found]
    exact = [[one.kind, *map(plain, line)] for one, line in zip(found, cells, strict=True)]
    head = ("事项", "人次", "上年同期人次", "金额(元)", "上年同期金额(元)")
    shown = [[one.kind, *map(number, line)] for one, line in zip(found, cells, strict=True)]
    return panel(
        "kinds",
        finding(view, found),
        [
            scroll_table(HEAD, rows, "各类人才事项表"),
            table_of(Table(f"各类人才事项({span(view)})", head, shown, exact)),
        ],
        sub="台账一行为一人一事,同一人多次领取按次计;金额按发放月份计",
        source=source,
    )


def finding(view: View, found: Sequence[Kind]) -> str:
    """What subsidies and awards came to; corrections may make a sum negative, which is then said as it is."""
    paid = [one for one in found if one.kind in PAID and one.yuan is not None]
    if not paid:
        return f"{span(view)}没有发放补贴和奖励"
    yuan, persons = sum(one.yuan or Decimal(0) for one in paid), sum(one.persons for one in paid)
    return f"{span(view)}发放补贴和奖励{quantity(yuan, '元')},{number(persons)}人次"


def _row(one: Kind, small_base: int) -> list[str]:
    has_yuan = bool(one.yuan or one.yuan_before)
    yuan = [str(quantity(one.yuan, "元")), _change(one.yuan, one.yuan_before, "元", small_base)]
    counts = [number(one.persons), _change(one.persons, one.persons_before, "人次", small_base)]
    return [one.kind, *counts, *(yuan if has_yuan else [NOTHING] * len(yuan))]


def _change(now: Decimal | None, before: Decimal | None, unit: str, small_base: int) -> str:
    """Without 同比, which the head of the column says."""
    return NOTHING if now is None else compared(now, before, unit, small_base).removeprefix(YEAR.change)
