"""Random messy ledgers: the SQL and the plain Python checker agree on every row, and no row is lost."""

from __future__ import annotations

import random

import pytest
from stdnum.cn import ric

from tests.etl.checks.reference_checker import HEADER, judge
from tests.etl.checks.sheets import TODAY, Run

# fmt: off
IDS = ["430103199001011234", "430103900101123", "11010519491231002X", "11010519491231002x",
       "４３０１０３１９９００１０１１２３４", "430103199001011235", "4.30103199001011E+17", "430103199013011234",
       "990103199001011234", "123", "", "—", " 430103199001011234\xa0"]
DAYS = ["2023-03-05", "2023/3/5", "2023.3.5", "2023年3月5日", "20230305", "44990", "２０２３-03-05", "2023-3-6",
        "2023-03-05 ", "2023-02-30", "3/5/2023", "去年", "", "…", "1899-01-01", "\u30002023-3-5"]
# fmt: on
CELLS = [
    ["张三", "李四", "", "合计", "合 计", "小计 2人", "注：以上", "填表人: 王五"],
    IDS,
    ["男", "女", "男性", "F", "f", "未知", "", "-", "Ｍ"],
    [
        "坡子街",
        "坡子街街道",
        "坡子街办事处",
        "天心区坡子街",
        "城南街道",
        "暮云街道",
        "岳麓区",
        "",
        "合计",
        "城南路 街道",
        "天心区",
    ],
    ["某厂", "某 厂", "=1+1", "'; drop table t", "", "无", "某\u200b厂", "ＡＢ公司", "，厂。", "某厂\n二厂"],
    ["91110000600037341L", "91110000600037341l", "91110000600037341M", "9.11E+17", "9111", "", "/"],
    ["单位就业", "单位", "零工", "零 工", "平台", "平 台", "无", "", "——"],
    DAYS,
    ["是", "否", "有", "无", "Y", "n", "也许", "", "√"],
]


def messy_rows(seed: int, count: int) -> list[list[str | None]]:
    rng = random.Random(seed)
    rows: list[list[str | None]] = []
    for _ in range(count):
        shape = rng.random()
        if shape < 0.05:
            rows.append([None] * 9)
        elif shape < 0.08:
            rows.append(list(HEADER))
        elif shape < 0.12:
            rows.append([rng.choice(CELLS[0]), *[None] * 8])
        else:
            # Mostly the first words of each column, which are good ones: or every row would be wrong somewhere.
            row = [rng.choice(words[: rng.choice((2,) * 9 + (len(words),))]) or None for words in CELLS]
            if rng.random() < 0.7:
                row[1], row[7] = _good_id(rng), f"2023-0{rng.randint(1, 6)}-{rng.randint(1, 28)}"
            rows.append(row)
    return rows


def _good_id(rng: random.Random) -> str:
    digits = f"430103{rng.randint(1960, 2000)}0{rng.randint(1, 9)}1{rng.randint(0, 9)}{rng.randint(0, 999):03}"
    return digits + str(ric.calc_check_digit(f"{digits}?"))


@pytest.mark.parametrize("seed", range(12))
def test_sql_and_python_agree(ledger: Run, seed: int) -> None:
    rows = messy_rows(seed, 120)
    outcome, verdict = ledger.go(rows), judge(rows, TODAY, ledger.site.secret)
    assert outcome.skipped == verdict.skipped
    rejected: dict[object, set[tuple[object, object]]] = {}
    for row_no, column, rule in outcome.rules:
        rejected.setdefault(row_no, set()).add((column, rule))
    assert rejected == verdict.rejected
    accepted = {row["row_no"]: tuple(row.values())[2:] for row in outcome.accepted}
    assert accepted == verdict.accepted
    assert {row for row, _, rule in outcome.warnings if rule == "area"} == verdict.areas_told
    assert len(accepted) > 40, "the table is too messy to prove anything"
    checked = outcome.checked
    blank = sum(kind == "blank" for kind in outcome.skipped.values())
    assert checked.rows_read == len(rows) - blank
    assert checked.rows_read == checked.rows_accepted + checked.rows_rejected + checked.rows_skipped
    assert (checked.rows_accepted, checked.rows_rejected) == (len(accepted), len(rejected))
