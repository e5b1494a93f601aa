"""The panels of 数据质量 that count rows: what stands of each ledger and month, without a street, at a month's end."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pandas as pd

from tests.from_files import UNASSIGNED
from tests.second_panels.ledgers import ANY, YEAR, Book, Books, Lines, Panels, between, key_of, share
from tests.second_panels.reemployment import end_of

SHOWN = 12
LEDGERS = {  # name of the ledger: its rows, the date that files them under a month, the others that figures go by
    "hiring": ("城镇新增就业实名台账", ("就业日期",)),
    "reemployment": ("失业人员再就业和就业困难人员就业台账", ("登记日期", "再就业日期")),
    "insurance": ("社会保险月报", ("月份",)),
    "hotline": ("12345热线工单", ("受理时间", "办结时间")),
    "events": ("招聘与就业服务活动台账", ("活动日期",)),
    "gig_market": ("零工市场月报", ("月份",)),
    "points": ("就业服务站点月末清单", ("月份",)),
    "talent": ("人才台账", ("月份",)),
    "rights": ("劳动维权台账", ("受理日期", "结案日期")),
    "deposits": ("农民工工资保证金台账", ("开工日期",)),
}
WITH_PERSONS = ("hiring", "reemployment", "talent")


def panels(books: Books, month: int) -> Panels:
    return {
        "filed": filed(books, month),
        "unassigned": unassigned(books, month),
        "persons": persons(books, month),
        "crowding": crowding(books, month),
    }


def filed(books: Books, month: int) -> Lines:
    """Rows that stand, by ledger and month; when the first came and in how many files is the loading's to know."""
    lines: Lines = []
    for name, (title, (by, *_)) in LEDGERS.items():
        for of in range(month - SHOWN + 1, month + 1):
            if rows := between(_book(books, name).rows, by, of, of):
                lines.append([title, key_of(of), len(rows), ANY, ANY])
    return lines


def _book(books: Books, name: str) -> Book:
    book: Book = getattr(books, name)
    return book


def unassigned(books: Books, month: int) -> Lines:
    lines: Lines = []
    for name, (title, (by, *_)) in LEDGERS.items():
        rows = between(_book(books, name).rows, by, month // YEAR * YEAR, month)
        lost = sum(row["area"] == UNASSIGNED for row in rows)
        if lost:
            lines.append([title, lost, len(rows), share(lost, len(rows))])
    return lines


def persons(books: Books, month: int) -> Lines:
    """Who stands in two streets of a ledger in the year so far, by the month in which the second came."""
    lines: Lines = []
    start = month // YEAR * YEAR
    for name in WITH_PERSONS:
        title, (by, *_) = LEDGERS[name]
        came: dict[str, dict[str, int]] = {}  # person -> street -> first month there
        for row in between(_book(books, name).rows, by, start, month):
            if row["area"] != UNASSIGNED and row["身份证号"]:
                of, streets = row[f"month of {by}"], came.setdefault(row["身份证号"], {})
                streets[row["area"]] = min(of, streets.get(row["area"], of))
        months = Counter(sorted(streets.values())[1] for streets in came.values() if len(streets) > 1)
        lines += [[title, key_of(of), found] for of, found in months.items()]
    return lines


def crowding(books: Books, month: int) -> Lines:
    """Rows dated in the last three days of a month; whether that is more than chance explains is tested elsewhere."""
    lines: Lines = []
    for name, (title, dates) in LEDGERS.items():
        for by in dates if dates != ("月份",) else ():
            for of in range(month - SHOWN + 1, month + 1):
                days = [pd.Timestamp(row[by]).day for row in between(_book(books, name).rows, by, of, of)]
                length = end_of(of).day
                late = sum(day > length - 3 for day in days)
                if days:
                    even = Fraction(3, length)
                    lines.append([title, by, key_of(of), len(days), late, share(late, len(days)), even, ANY])
    return lines
