"""Rounds of recruitment by degree: last year's and this year's, since recruiting goes on over the turn of a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dashboard.address.view import View
from dashboard.components.panel import Table, no_data, panel, table_of
from dashboard.components.scroll_table import scroll_table
from dashboard.elements import html
from dashboard.format import month_name, month_span, number, plain
from dashboard.window import MONTHS, shift

DEGREES = {"博士研究生": "博士", "硕士研究生": "硕士", "大学本科": "本科"}
OTHER = "其他学历"
UNNAMED = "未注明"  # what the ledger puts where no round is told: rows of different months are then not one round
COLUMNS = (*DEGREES.values(), OTHER)


@dataclass(frozen=True)
class Round:
    """One round: the months its persons were taken on in, and how many by degree, in the order of ``COLUMNS``."""

    batch: str
    first: date
    last: date
    persons: tuple[Decimal, ...]
    special: Decimal

    @property
    def total(self) -> Decimal:
        return sum(self.persons, Decimal(0))


def read_rounds(view: View, kind: str) -> list[Round]:
    """Rounds of last year and this year up to the page's month, oldest first; one over the turn of a year is one."""
    rows = view.build.sums(
        "recruitment_round",
        ["persons", "special_persons"],
        by=["batch", "month", "education"],
        area=view.area.area_code,
        since=shift(view.year_start, -MONTHS),
        until=view.month,
        where={"kind": [kind]},
    )
    found = []
    for batch, own in _by_round(rows).items():
        degrees = [DEGREES.get(row["education"], OTHER) for row in own]
        persons = tuple(
            sum((row["persons"] for row, degree in zip(own, degrees, strict=True) if degree == name), Decimal(0))
            for name in COLUMNS
        )
        months = [row["month"] for row in own]
        special = sum((row["special_persons"] for row in own), Decimal(0))
        found.append(Round(batch[0], min(months), max(months), persons, special))
    return sorted(found, key=lambda one: (one.first, one.last, one.batch))


def _by_round(rows: Sequence[dict[str, Any]]) -> dict[tuple[str, date | None], list[dict[str, Any]]]:
    rounds: dict[tuple[str, date | None], list[dict[str, Any]]] = {}
    for row in rows:
        batch = row["batch"] or UNNAMED
        rounds.setdefault((batch, row["month"] if batch == UNNAMED else None), []).append(row)
    return rounds


def rounds_panel(view: View, kind: str, element_id: str, source: str) -> html.Section:
    """The table of one kind of recruitment."""
    found = read_rounds(view, kind)
    since = f"{view.month.year - 1}年1月至{month_name(view.month)}"
    if not found:
        return no_data(element_id, kind, f"{since}没有{kind}记录。")
    has_special = any(one.special for one in found)
    shown = [position for position in range(len(COLUMNS)) if any(one.persons[position] for one in found)]
    names = [COLUMNS[position] for position in shown]
    head = ["轮次", "月份", *names, "合计", *(["特殊人才"] if has_special else [])]
    lines = [(one.batch, month_span(one.first, one.last), _counts(one, shown, has_special)) for one in found]
    if len(found) > 1:
        sums = [sum(column, Decimal(0)) for column in zip(*(counts for *_, counts in lines), strict=True)]
        lines.append(("合计", "", sums))
    rows = [[name, months, *map(number, counts)] for name, months, counts in lines]
    exact = [[name, months, *map(plain, counts)] for name, months, counts in lines]
    return panel(
        element_id,
        finding(view, kind, found),
        [scroll_table(head, rows, f"{kind}各轮次表"), table_of(Table(f"{kind}各轮次({since})", head, rows, exact))],
        sub=f"人;上年1月以来各轮次,按聘用月份计入各自年份,跨年的各轮不能都算作本年;指标卡只计{view.month.year}年",
        source=source,
    )


def finding(view: View, kind: str, found: Sequence[Round]) -> str:
    """How many rounds, where all are named, and persons in both years: the window that is published of."""
    total = sum(one.total for one in found)
    known = [
        f"{name}{number(count)}人"
        for position, name in enumerate(DEGREES.values())
        if (count := sum(one.persons[position] for one in found))
    ]
    rounds = "" if any(one.batch == UNNAMED for one in found) else f"{number(len(found))}轮"
    said = f"{view.month.year - 1}年以来{kind}{rounds}{number(total)}人"
    return f"{said},其中{'、'.join(known)}" if known else said


def _counts(one: Round, shown: Sequence[int], has_special: bool) -> list[Decimal]:
    return [*(one.persons[position] for position in shown), one.total, *([one.special] if has_special else [])]
