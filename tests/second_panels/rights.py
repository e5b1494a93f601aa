"""The panels of 劳动维权: cases received, closed and open, and wage deposits."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pandas as pd

from tests.from_files import DISTRICT
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
    monthly,
    number_of,
    split,
    total,
)
from tests.second_panels.reemployment import end_of

CAME, CLOSED = "受理日期", "结案日期"
AGES = (15, 45, 60)


def panels(books: Books, area: str, month: int) -> Panels:
    found: dict[str, Lines] = {}
    if held := books.rights.at(area, month):
        found |= {
            "backlog": backlog(held),
            "season": monthly(held, CAME, lambda row: 1, lambda row: row["案件类别"] == "欠薪"),
            "flow": flow(held),
            "streets": split(held, CAME, "area", whole=True, names=books.names),
            "industry": split(held, CAME, "行业"),
            "cases": cases(held),
            **outcomes(held),
        }
    if held := books.deposits.at(area, month):
        found["deposits"] = deposits(held)
    return found


def open_at(held: Held, month: int) -> list[Row]:
    end = end_of(month)
    return [row for row in held.of() if row[CAME] <= end and (row[CLOSED] is None or row[CLOSED] > end)]


def due_on(row: Row) -> pd.Timestamp | None:
    """The ledger's own, else the days that the law allows an arbitration."""
    if row["办理期限"] is not None:
        return pd.Timestamp(row["办理期限"])
    if row["案件类别"] != "劳动人事争议":
        return None
    return row[CAME] + timedelta(days=60 if row["是否延期"] == "是" else 45)


def backlog(held: Held) -> Lines:
    """Nothing of a month in which the district had no case received or closed."""
    end, lies = end_of(held.month), open_at(held, held.month)
    if not any(between(held.of(DISTRICT), by, held.month, held.month) for by in (CAME, CLOSED)):
        return []
    kinds = sorted({row["案件类别"] for row in lies})
    lines: Lines = []
    for kind in [*kinds, *(["合计"] if len(kinds) > 1 else [])]:
        own = [row for row in lies if kind in ("合计", row["案件类别"])]
        ages = [next((band for band, most in enumerate(AGES) if (end - row[CAME]).days <= most), 3) for row in own]
        known = [due for row in own if (due := due_on(row)) is not None]
        late = sum(due <= end for due in known)
        lines.append([kind, *(ages.count(band) for band in range(4)), len(own), late, len(known)])
    return lines


def flow(held: Held) -> Lines:
    """The months of two years from the first in which the district had a case."""
    rows = held.of(DISTRICT)
    span = range(held.month - TWO_YEARS + 1, held.month + 1)
    known = [month for month in span if any(between(rows, by, month, month) for by in (CAME, CLOSED))]
    own = held.of()
    lines: Lines = []
    for month in range(min(known), max(known) + 1):
        counts = [len(between(own, by, month, month)) for by in (CAME, CLOSED)]
        lines.append([key_of(month), *([None, None] if month in held.unfiled else counts)])
    return lines if any(line[1] or line[2] for line in lines) else []


def cases(held: Held) -> Lines:
    came, closed = held.year(CAME), held.year(CLOSED)
    lines: Lines = []
    for kind in {row["案件类别"] for row in [*came, *closed]}:
        done = [row for row in closed if row["案件类别"] == kind]
        sums = [total(done, number_of(column)) or 0 for column in ("涉及人数", "涉及金额")]
        days = sorted((row[CLOSED] - row[CAME]).days for row in done)
        within = [_within(days, share) for share in (Fraction(1, 2), Fraction(3, 4))]
        received = sum(row["案件类别"] == kind for row in came)
        lines.append([kind, received, len(done), *sums, *within])
    return lines


def _within(days: list[int], share: Fraction) -> int | None:
    """The fewest days within which this share was closed."""
    return next((most for most in days if sum(day <= most for day in days) >= share * len(days)), None)


def outcomes(held: Held) -> dict[str, Lines]:
    """A panel for each kind of which a case was closed, in the order of the table of kinds."""
    table = sorted(cases(held), key=lambda line: (-int(line[1] or 0), -int(line[2] or 0), str(line[0])))
    kinds = [str(line[0]) for line in table if line[2]]
    return {f"outcome-{at}": outcome(held, kind) for at, kind in enumerate(kinds)}


def outcome(held: Held, kind: str) -> Lines:
    return split(held, CLOSED, "结案方式", kept=lambda row: row["案件类别"] == kind)


def deposits(held: Held) -> Lines:
    """Projects in the month of their start, money also in that of its payment."""
    begun, paying = held.year("开工日期"), held.year("缴存日期")
    forms = sorted({row["缴存方式"] or NOT_SAID for row in [*begun, *(row for row in paying if _paid(row))]})
    lines: Lines = []
    for form in [*forms, *(["合计"] if len(forms) > 1 else [])]:
        own, paid = ([row for row in rows if form in ("合计", row["缴存方式"] or NOT_SAID)] for rows in (begun, paying))
        owing = [row for row in own if _due(row)]
        told = [row for row in own if row["是否开设工资专户"] in ("是", "否")]
        line: list[Cell] = [
            form,
            len(own),
            sum(map(_due, own)),
            sum(min(_due(row), _paid(row)) for row in own),
            len(owing),
            sum(_paid(row) >= _due(row) for row in owing),
            len(told),
            sum(row["是否开设工资专户"] == "是" for row in told),
            sum(map(_paid, paid)),
        ]
        lines.append(line)
    return lines


def _due(row: Row) -> Fraction:
    return Fraction(row["应缴金额"] or 0)


def _paid(row: Row) -> Fraction:
    return Fraction(row["已缴金额"] or 0)
