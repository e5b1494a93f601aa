"""The panels of 12345热线: each order counted where the words of the page say."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pandas as pd

from tests.from_files import BAD, GOOD
from tests.second_panels.intervals import wilson_words
from tests.second_panels.ledgers import (
    ANY,
    NOT_SAID,
    YEAR,
    Books,
    Cell,
    Held,
    Lines,
    Panels,
    Row,
    between,
    key_of,
    within,
)
from tests.second_panels.reemployment import end_of

AGES = (3, 7, 15, 30)  # days that a band ends with; the last has no end
CAME, CLOSED, DUE = "受理时间", "办结时间", "办结时限"
LEVELS = ("问题分类一级", "问题分类二级", "问题分类三级")


def panels(books: Books, area: str, month: int) -> Panels:
    held = books.hotline.at(area, month)
    if held is None:
        return {}
    ages = backlog_ages(held)
    return {
        "categories": categories(held, ()),
        "months": months(held),
        "rates": rates(held),
        "backlog": backlog_months(held),
        **({"backlog/1": ages} if ages else {}),
        "hours": hours(held),
        "repeats": repeats(held),
        "surges": surges(held),
    }


def verdict(row: Row) -> bool | None:
    """In time, as the ledger says, else by its days; one due on a day may be closed on all of it."""
    if row["是否按时"] in ("是", "否"):
        return bool(row["是否按时"] == "是")
    if row[DUE] is None:
        return None
    due, done = row[DUE], row[CLOSED]
    return bool(done.normalize() <= due if due == due.normalize() else done <= due)


def categories(held: Held, path: tuple[str, ...]) -> Lines:
    """Received of the year so far and the one before, satisfied and rated of those closed in it."""
    level = LEVELS[len(path)]

    def kept(rows: list[Row]) -> list[Row]:
        return [
            row for row in rows if all((row[key] or NOT_SAID) == name for key, name in zip(LEVELS, path, strict=False))
        ]

    now, before, closed = (kept(rows) for rows in (held.year(CAME), held.before(CAME), held.year(CLOSED)))
    lines: Lines = []
    for name in {row[level] for row in [*now, *before, *closed]}:
        this, last, done = ([row for row in rows if row[level] == name] for rows in (now, before, closed))
        if this or last:
            hits, n = satisfied(done)
            earlier = len(last) if held.has_before else None
            change = None if earlier is None else len(this) - earlier
            lines.append([name or NOT_SAID, len(this), earlier, change, hits, n, wilson_words(hits, n)])
    return lines if now else []


def satisfied(rows: list[Row]) -> tuple[int, int]:
    hits = sum(row["满意度"] in GOOD for row in rows)
    return hits, hits + sum(row["满意度"] in BAD for row in rows)


def on_time(rows: list[Row]) -> tuple[int, int]:
    known = [said for row in rows if (said := verdict(row)) is not None]
    return sum(known), len(known)


def months(held: Held) -> Lines:
    """Twelve months of this year and last; empty where nothing was filed, or the area had no order."""
    rows = held.of()

    def of(month: int) -> list[Cell]:
        came, closed = (len(between(rows, by, month, month)) for by in (CAME, CLOSED))
        is_known = month <= held.month and month not in held.unfiled
        return [came, closed] if is_known and (came or closed) else [None, None]

    year = range(held.start, held.start + YEAR)
    lines: Lines = [[key_of(month), *of(month), *of(month - YEAR)] for month in year]
    return lines if any(line[1] is not None for line in lines) else []


def rates(held: Held) -> Lines:
    closed = held.year(CLOSED)
    lines: Lines = []
    for name in ("合计", *{row["承办科室"] for row in closed}):
        own = [row for row in closed if name in ("合计", row["承办科室"])]
        in_time, good = on_time(own), satisfied(own)
        lines.append([name or NOT_SAID, len(own), *in_time, wilson_words(*in_time), *good, wilson_words(*good)])
    return lines if closed else []


def open_at(held: Held, month: int) -> list[Row]:
    """Received by the month's end and not closed by then."""
    end = end_of(month) + pd.Timedelta(days=1)
    return [row for row in held.of() if row[CAME] < end and (row[CLOSED] is None or row[CLOSED] >= end)]


def is_late(row: Row, month: int) -> bool:
    return row[DUE] is not None and row[DUE] < end_of(month) + pd.Timedelta(days=1)


def backlog_months(held: Held) -> Lines:
    shown = [month for month in range(held.month - YEAR + 1, held.month + 1) if month not in held.unfiled]
    lines: Lines = []
    for month in shown:
        lies = open_at(held, month)
        lines.append([key_of(month), len(lies), sum(is_late(row, month) for row in lies)])
    return lines if any(line[1] for line in lines) else []


def backlog_ages(held: Held) -> Lines:
    lies = open_at(held, held.month)
    lines: Lines = []
    for name in ("合计", *{row["承办科室"] for row in lies}):
        own = [row for row in lies if name in ("合计", row["承办科室"])]
        line: list[Cell] = [name or NOT_SAID, len(own), sum(is_late(row, held.month) for row in own)]
        for band in range(len(AGES) + 1):
            of_age = [row for row in own if band_of(row, held.month) == band]
            line += [len(of_age), sum(is_late(row, held.month) for row in of_age)]
        lines.append(line)
    return lines if lies else []


def band_of(row: Row, month: int) -> int:
    days = (end_of(month) - row[CAME].normalize()).days
    return next((band for band, most in enumerate(AGES) if days <= most), len(AGES))


def called_at(row: Row) -> pd.Timestamp:
    return pd.Timestamp(row["来电时间"]) if row["来电时间"] is not None else row[CAME]


def hours(held: Held) -> Lines:
    calls = [called_at(row) for row in held.year(CAME)]
    counts = Counter((call.day_of_week, call.hour) for call in calls if call != call.normalize())
    return [[hour, *(counts[day, hour] for day in range(7))] for hour in range(24)] if counts else []


def repeats(held: Held) -> Lines:
    """The month's orders whose caller is known: a caller is told again by the calls of the whole district."""
    known = [row for row in between(held.rows, CAME, held.month, held.month) if row["来电号码"] is not None]
    calls = Counter(row["来电号码"] for row in known)
    topics = Counter(_topic(row) for row in known)
    own = [row for row in known if within(row, held.area)]
    lines: Lines = []
    for name in {row[LEVELS[0]] for row in own}:
        of_name = [row for row in own if row[LEVELS[0]] == name]
        again = [row for row in of_name if calls[row["来电号码"]] > 1]
        lines.append([name or NOT_SAID, len(of_name), len(again), sum(topics[_topic(row)] > 1 for row in again)])
    return lines


def _topic(row: Row) -> tuple[str | None, ...]:
    return row["来电号码"], row[LEVELS[0]], row[LEVELS[1]]


def repeat_callers(held: Held) -> int:
    known = Counter(row["来电号码"] for row in between(held.rows, CAME, held.month, held.month))
    return sum(calls > 1 for caller, calls in known.items() if caller is not None)


# -- surges ------------------------------------------------------------------------------------------------------

WEEK, BLOCK, A_YEAR = pd.Timedelta(days=7), 28, 13


def blocks(held: Held) -> dict[tuple[str, ...], list[int]]:
    """Orders in blocks of four whole weeks, the latest first, by two levels of the subject, and by three."""
    end = end_of(held.month)
    sunday = end - pd.Timedelta(days=(end.day_of_week + 1) % 7)
    begun = pd.Timestamp(held.first // YEAR, held.first % YEAR + 1, 1)
    number = min(((sunday - pd.Timedelta(days=6) - begun).days + 7) // BLOCK, 59)
    counts: dict[tuple[str, ...], list[int]] = {}
    for row in held.of():
        back = (sunday - row[CAME].normalize()).days
        if 0 <= back < number * BLOCK:
            for depth in (2, 3):
                path = tuple(row[level] or NOT_SAID for level in LEVELS[:depth])
                counts.setdefault(path, [0] * number)[back // BLOCK] += 1
    return counts


def expected(history: list[int]) -> Fraction:
    """The mean of the year before the last block times its season, where a year around last year's is known."""
    level = (sum(history[1 : A_YEAR + 1]) + Fraction(1, 2)) / A_YEAR
    seasons = range(A_YEAR, len(history) - 6, A_YEAR)
    if not seasons:
        return level
    around = sum(sum(history[middle - 1 : middle + 2]) for middle in seasons) + 3 * len(seasons)
    year = sum(sum(history[middle - 6 : middle + 7]) for middle in seasons) + 13 * len(seasons)
    return level * Fraction(around, 3 * len(seasons)) / Fraction(year, 13 * len(seasons))


def surges(held: Held) -> Lines:
    """Seen and expected of each subject that is judged, in a year that is whole; the chances are tested elsewhere."""
    found = blocks(held)
    year = range(held.month - A_YEAR, held.month + 1)
    if held.unfiled & set(year) or any(len(history) <= A_YEAR for history in found.values()):
        return []
    judged = {path: expected(history) for path, history in found.items()}
    return [
        ["·".join(path), found[path][0], due, ANY, ANY]
        for path, due in judged.items()
        if len(path) == 2 or (due >= 5 and path[-1] != NOT_SAID)
    ]
