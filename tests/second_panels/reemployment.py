"""The panels of 再就业与帮扶: each person's spell followed by itself, survival multiplied in fractions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt

import pandas as pd

from tests.second_panels.ledgers import (
    NOT_SAID,
    TWO_YEARS,
    Books,
    Cell,
    Held,
    Lines,
    Panels,
    Row,
    between,
    key_of,
    split,
)

Z = 1.959963984540054
HORIZONS = ((1, 30), (3, 91), (6, 182), (12, 365))  # months, days
WEEKS = (4, 13, 26, 52, 104)
BANDS = (53, 52, 26, 13)  # as the table has them, by the weeks that a band ends with
NAMES = {"困难类别": "非困难人员", "帮扶措施": "未填帮扶措施"}


@dataclass(frozen=True)
class Curve:
    """Share still without work after each day on which somebody found it, with the ends of its interval."""

    n: int
    events: int
    steps: list[tuple[int, Fraction, tuple[float, float] | None]]
    known_until: int

    def at(self, day: int) -> tuple[Fraction, tuple[float, float] | None] | None:
        found = [(survival, ends) for when, survival, ends in self.steps if when <= day]
        survival, ends = found[-1] if found else (Fraction(1), None)
        return (survival, ends) if day <= self.known_until or not survival else None

    @property
    def median(self) -> int | None:
        return next((day for day, survival, _ in self.steps if survival <= Fraction(1, 2)), None)

    @property
    def median_ends(self) -> list[int | None]:
        return [next((day for day, _, ends in self.steps if ends and ends[end] <= 0.5), None) for end in (0, 1)]


def panels(books: Books, area: str, month: int) -> Panels:
    held = books.reemployment.at(area, month)
    if held is None:
        return {}
    begun = between(held.of(), "失业日期", max(held.month - TWO_YEARS + 1, first_found(held)), held.month)
    end = end_of(held.month)
    names = {column: {NOT_SAID: name} for column, name in NAMES.items()}
    found = {
        "streets": split(held, "再就业日期", "area", whole=True, names=books.names),
        "hardship": split(held, "再就业日期", "困难类别", names=names["困难类别"]),
        "measure": split(held, "再就业日期", "帮扶措施", names=names["帮扶措施"]),
        "waiting": waiting(held),
        "cohorts": cohorts(begun, held.month),
        "median-hardship": medians(begun, "困难类别", end),
        "median-measure": medians(begun, "帮扶措施", end),
    }
    curve = curve_of(begun, end)
    found["survival"] = [survival_line("全部人员", curve)] if curve.steps else []
    return found


def first_found(held: Held) -> int:
    """The month from which the ledger knows who found work: of spells before it holds only those that lasted."""
    return min(row["month of 再就业日期"] for row in held.rows if row["再就业日期"] is not None)


def end_of(month: int) -> pd.Timestamp:
    return pd.Timestamp(month // 12, month % 12 + 1, 1) + pd.offsets.MonthEnd(0)


def waiting_rows(held: Held) -> list[Row]:
    """Registered by the month's end and not back in work by then."""
    end = end_of(held.month)
    is_open = [row for row in held.of() if row["登记日期"] <= end]
    return [row for row in is_open if row["再就业日期"] is None or row["再就业日期"] > end]


def band_of(row: Row, end: pd.Timestamp) -> int:
    days = (end - row["失业日期"]).days
    return next((weeks for weeks in (13, 26, 52) if days <= weeks * 7), 53)


def waiting(held: Held) -> Lines:
    end, rows = end_of(held.month), waiting_rows(held)
    lines: Lines = []
    for member in {row["困难类别"] for row in rows}:
        own = [band_of(row, end) for row in rows if row["困难类别"] == member]
        lines.append([member or NAMES["困难类别"], len(own), *(own.count(band) for band in BANDS)])
    return lines


def curve_of(rows: Iterable[Row], end: pd.Timestamp) -> Curve:
    """Kaplan-Meier: who registers later joins later, who has not found work by ``end`` leaves then."""
    spells = []
    for row in rows:
        if row["登记日期"] > end:
            continue
        is_event = row["再就业日期"] is not None and row["再就业日期"] <= end
        last = row["再就业日期"] if is_event else end
        entry, length = ((day - row["失业日期"]).days for day in (row["登记日期"], last))
        if entry < length:
            spells.append((entry, length, is_event))
    known_until = max((length for _, length, _ in spells), default=0)
    survival, greenwood, steps = Fraction(1), 0.0, []
    for day in sorted({length for _, length, is_event in spells if is_event}):
        at_risk = sum(entry < day <= length for entry, length, _ in spells)
        ended = sum(is_event and length == day for _, length, is_event in spells)
        if ended == at_risk and day < known_until:  # nobody is left while others are seen only later
            known_until = day - 1
            break
        survival *= 1 - Fraction(ended, at_risk)
        if ended < at_risk:
            greenwood += ended / (at_risk * (at_risk - ended))
        steps.append((day, survival, _ends(float(survival), greenwood)))
    return Curve(len(spells), sum(is_event for *_, is_event in spells), steps, known_until)


def _ends(survival: float, greenwood: float) -> tuple[float, float] | None:
    if survival in (0.0, 1.0):
        return None
    factor = exp(Z * sqrt(greenwood) / abs(log(survival)))
    return survival**factor, survival ** (1 / factor)


def cohorts(begun: list[Row], month: int) -> Lines:
    lines: Lines = []
    for of in range(month - TWO_YEARS + 1, month + 1):
        curve = curve_of(between(begun, "失业日期", of, of), end_of(month))
        if not curve.n:
            continue
        line: list[Cell] = [key_of(of), curve.n]
        for months, days in HORIZONS:
            found = curve.at(days) if of + months <= month else None
            low, high = found[1] if found and found[1] else (None, None)
            line.append(1 - found[0] if found else None)
            line += [None if end is None else Fraction(1 - end) for end in (high, low)]
        lines.append(line)
    return lines


def medians(begun: list[Row], column: str, end: pd.Timestamp) -> Lines:
    lines: Lines = []
    for member in {row[column] for row in begun}:
        curve = curve_of([row for row in begun if row[column] == member], end)
        if curve.n and (member or column != "帮扶措施"):
            name = member or NAMES[column]
            lines.append([name, curve.n, curve.events, *map(weeks, (curve.median, *curve.median_ends))])
    return lines


def weeks(days: int | None) -> Fraction | None:
    return None if days is None else Fraction(days, 7)


def survival_line(name: str, curve: Curve) -> list[Cell]:
    points = [curve.at(week * 7) for week in WEEKS]
    said = [point[0] if point else None for point in points]
    return [name, curve.n, weeks(curve.median), interval(curve), *said]


def interval(curve: Curve) -> str:
    low, high = (None if day is None else round(day / 7 + 1e-9, 1) for day in curve.median_ends)
    if low is None:
        return "区间不能估计"
    return f"{low:.1f}周以上" if high is None else f"{low:.1f}—{high:.1f}周"
