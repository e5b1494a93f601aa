"""The panels of 就业, from the ledger of the newly employed."""

from __future__ import annotations

from tests.second_panels.ledgers import Books, Panels, split

BY = "就业日期"
DIMENSIONS = {"industry": "行业", "person_group": "人员类别", "employment_form": "就业形式", "education": "学历"}


def panels(books: Books, area: str, month: int) -> Panels:
    held = books.hiring.at(area, month)
    if held is None:
        return {}
    return {
        "streets": split(held, BY, "area", whole=True, names=books.names),
        **{name: split(held, BY, column) for name, column in DIMENSIONS.items()},
        "employers": split(held, BY, "用人单位", kept=lambda row: row["用人单位"] is not None),
    }
