"""The panels of 社会保险: coverage by street, the funds month by month, each standard's steps."""

from __future__ import annotations

from fractions import Fraction

from tests.from_files import DISTRICT
from tests.second_panels.ledgers import (
    ANY,
    TWO_YEARS,
    Books,
    Cell,
    Held,
    Lines,
    Panels,
    between,
    key_of,
    number_of,
    share,
    total,
)

BY = "月份"
STANDARDS = {"basic_pension_yuan": "城乡居民基本养老保险", "unemployment_benefit_yuan": "失业保险"}


def panels(books: Books, area: str, month: int) -> Panels:
    held = books.insurance.at(area, month)
    if held is None:
        return {}
    found = {"coverage": coverage(books, held), "fund": fund(held)}
    return found | {f"standard-{kpi}": standard(held, kind) for kpi, kind in STANDARDS.items()}


def coverage(books: Books, held: Held) -> Lines:
    """Of the month, all streets; a kind counts where somebody told who should be insured."""
    rows = [row for row in between(held.of(DISTRICT), BY, held.month, held.month) if int(row["应参保"] or 0)]
    kinds = list(dict.fromkeys(row["险种"] for row in sorted(rows, key=lambda row: (row["area"], row["险种"]))))
    lines: Lines = []
    for name, code in (("全区", DISTRICT), *((books.names[code], code) for code in books.streets)):
        own = [row for row in rows if code in (DISTRICT, row["area"])]
        line: list[Cell] = [name]
        for kind in kinds:
            of_kind = [row for row in own if row["险种"] == kind]
            insured, due = (total(of_kind, number_of(column)) for column in ("已参保", "应参保"))
            line += [insured, due, share(insured, due)]
        lines += [line] if own else []
    return lines


def fund(held: Held) -> Lines:
    """The months of two years, from the first that the area has."""
    rows = held.of()
    lines: Lines = []
    for month in range(held.month - TWO_YEARS + 1, held.month + 1):
        own = between(rows, BY, month, month)
        income, expense = (total(own, number_of(column)) for column in ("基金收入", "基金支出"))
        left = None if income is None or expense is None else income - expense
        if own or lines:
            lines.append([key_of(month), income, expense, left])
    return lines


def standard(held: Held, kind: str) -> Lines:
    """The first month with a standard, and each from which it differs; the ordinals are published elsewhere."""
    told = [row for row in held.of() if row["险种"] == kind and row["待遇标准"] is not None]
    lines: Lines = []
    known: Fraction | None = None
    for month in sorted({row["month"] for row in told if row["month"] <= held.month}):
        now = max(Fraction(row["待遇标准"]) for row in told if row["month"] == month)
        if now != known:
            lines.append([key_of(month), now, None if known is None else now - known, ANY])
        known = now
    return lines
