"""The panels of 人才: a row is a person and a matter."""

from __future__ import annotations

from tests.second_panels.ledgers import (
    YEAR,
    Books,
    Cell,
    Held,
    Lines,
    Panels,
    between,
    monthly,
    number_of,
    split,
    total,
)

BY = "月份"
TEACHERS, INSTITUTIONS, TITLES = "教师招聘", "事业单位招录", "职称认定"
PAID = ("租房和生活补贴", "购房补贴", "晋级奖励")
DEGREES = ("博士研究生", "硕士研究生", "大学本科")


def panels(books: Books, area: str, month: int) -> Panels:
    held = books.talent.at(area, month)
    if held is None:
        return {}
    recruited = (TEACHERS, INSTITUTIONS)
    return {
        "kinds": kinds(held),
        "rounds-1": rounds(held, INSTITUTIONS),
        "rounds-2": rounds(held, TEACHERS),
        "degrees": split(held, BY, "学历", kept=lambda row: row["事项类别"] in recruited),
        "titles": split(held, BY, "职称级别", kept=lambda row: row["事项类别"] == TITLES),
        "paid-to": split(held, BY, "学历", kept=lambda row: row["事项类别"] in PAID[:2]),
        "recruited": monthly(held, BY, lambda row: 1, lambda row: row["事项类别"] in recruited),
        "paid": monthly(held, BY, number_of("金额"), lambda row: row["事项类别"] in PAID),
    }


def kinds(held: Held) -> Lines:
    now, before = held.year(BY), held.before(BY)
    lines: Lines = []
    for kind in {row["事项类别"] for row in [*now, *before]}:
        own, earlier = ([row for row in rows if row["事项类别"] == kind] for rows in (now, before))
        persons = len(earlier) if held.has_before else None
        lines.append([kind, len(own), persons, *(total(rows, number_of("金额")) for rows in (own, earlier))])
    return lines


def rounds(held: Held, kind: str) -> Lines:
    """Of last year and this, by degree; columns without anybody are left out, and the last line adds up."""
    rows = [row for row in between(held.of(), BY, held.start - YEAR, held.month) if row["事项类别"] == kind]
    batches = sorted({(row["批次"] or "未注明", 0 if row["批次"] else row[f"month of {BY}"]) for row in rows})
    counts = []
    for batch, month in batches:
        own = [row for row in rows if (row["批次"] or "未注明") == batch and month in (0, row[f"month of {BY}"])]
        by_degree = [sum(row["学历"] == degree for row in own) for degree in DEGREES]
        special = sum(row["是否特殊人才"] == "是" for row in own)
        months = [row[f"month of {BY}"] for row in own]
        counts.append(
            (batch, _span(min(months), max(months)), [*by_degree, len(own) - sum(by_degree), len(own), special])
        )
    shown = [at for at in range(6) if at == 4 or any(line[at] for *_, line in counts)]
    lines: Lines = [[batch, months, *(line[at] for at in shown)] for batch, months, line in counts]
    whole: list[Cell] = ["合计", "", *(sum(line[at] for *_, line in counts) for at in shown)]
    return [*lines, whole] if len(lines) > 1 else lines


def _span(first: int, last: int) -> str:
    (year, month), (other, until) = divmod(first, YEAR), divmod(last, YEAR)
    if first == last:
        return f"{year}年{month + 1}月"
    return f"{year}年{month + 1}至{until + 1}月" if year == other else f"{year}年{month + 1}月至{other}年{until + 1}月"
