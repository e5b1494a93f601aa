"""A word comes to the same whether a list is searched (few rows) or cast to an ENUM (many rows)."""

from __future__ import annotations

import pytest

from etl.checks import fields
from tests.etl.checks.sheets import Run
from tests.etl.checks.test_rows import person

STREETS = [
    "坡子街街道",
    "坡子街",
    " 坡子街 街道",
    "天心区坡子街街道",
    "430103004",
    "城南路街道办事处",
    "外地",
    "-",
    "",
    None,
    "天心区",
]
SEXES = ["男", "女性", "Ｍ", " f ", "不详", "无", None]
FORMS = ["单位", "零工", " 零 工", "无", "自由职业", "自由 职业", "n/a", "暂无", "ＡＢ", None]
FIRST = ["是", "否", "√", "Ｙ", "TRUE", "也许", "", None]


def _sheet() -> list[list[str | None]]:
    """Each word of each list once, on a row that is good but for it, and once more further down."""
    cells = {"街道": STREETS, "性别": SEXES, "就业形式": FORMS, "是否首次": FIRST}
    days = [(title, word) for _ in range(2) for title, words in cells.items() for word in words]
    return [
        [word if known == title else cell for known, cell in zip(person_titles(), row, strict=True)]
        for (title, word), row in (
            (day, person(就业日期=f"2023-{1 + n // 28:02d}-{1 + n % 28:02d}")) for n, day in enumerate(days)
        )
    ]


def person_titles() -> list[str]:
    return ["姓名", "身份证号", "性别", "街道", "用人单位", "信用代码", "就业形式", "就业日期", "是否首次"]


@pytest.mark.parametrize("sample_rows", [20_000, 10])
def test_list_and_enum_agree(ledger: Run, monkeypatch: pytest.MonkeyPatch, sample_rows: int) -> None:
    rows = _sheet()
    searched = ledger.go(rows)
    monkeypatch.setattr("etl.checks.cells.SAMPLE_ROWS", sample_rows)  # 10: most words are not among those seen first
    monkeypatch.setattr(fields, "FEW_ROWS", -1)
    cast = ledger.go(rows)
    assert (cast.accepted, cast.rejected, cast.warned) == (searched.accepted, searched.rejected, searched.warned)
    assert {row["form"] for row in cast.accepted} == {
        "单位就业",
        "灵活就业",
        "无业",
        "自由职业",
        "自由 职业",
        "AB",
        None,
    }
    assert {row["area_code"] for row in cast.accepted} == {"430103002", "430103004", "430103999"}
    assert {row["is_first"] for row in cast.accepted} == {True, False, None}
