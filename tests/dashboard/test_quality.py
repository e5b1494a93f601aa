"""The page of data quality: its verdict, what is late, why rows came back, and the statistics behind what looks odd."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import comb
from pathlib import Path

import duckdb
import pytest

from dashboard.app import create_app
from dashboard.readings.crowding import even_share, is_crowded, upper_tail
from tests.dashboard import fixture_build
from tests.dashboard.trees import nodes, text

HIRING = "城镇新增就业实名台账"


@pytest.fixture(scope="module")
def html(site: Path) -> str:
    return create_app(site).shell.draw("/quality", {"month": ["2023-06"]}).html


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str], str]:
    """The page of a build in which some statements were run."""

    def draw(*statements: str) -> str:
        site = fixture_build.make(tmp_path / "site", demo=False)
        with duckdb.connect(next((site / "builds").glob("*/marts.duckdb"))) as con:
            for statement in statements:
                con.execute(statement)
        return create_app(site).shell.draw("/quality", {"month": ["2023-06"]}).html

    yield draw  # type: ignore[misc]
    shutil.rmtree(tmp_path / "site", ignore_errors=True)


def state(html: str) -> str:
    found = re.search(r'id="state".*?</p>', html)
    assert found
    return re.sub(r"<[^>]+>", "", found.group().partition(">")[2])


def panel(html: str, name: str) -> str:
    found = re.search(rf'<section[^>]*id="{name}".*?</section>', html)
    assert found
    return re.sub(r"<[^>]+>", " ", found.group())


def test_the_first_sentence_answers_whether_the_numbers_can_be_trusted(html: str) -> None:
    said = state(html)
    assert said.startswith(f"截至2023年6月,数字不完整:本年缺报1个月({HIRING});")
    assert "退回待补正12行(占0.13%)" in said  # 12 of 5 months of 1800 rows and those 12
    assert "街道不明41行" in said
    assert said.endswith("当前为演示数据,不反映真实业务。")


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("insert into filing values ('hiring', '2023-04-01', 1, 1800, 0)", "数字可以使用,有待核对"),
        ("update filing set rows = 100", "数字不完整"),
    ],
)
def test_the_verdict_follows_the_counts(changed: Callable[..., str], statement: str, verdict: str) -> None:
    assert verdict in state(changed(statement))


def test_all_well_is_said_in_full(changed: Callable[..., str]) -> None:
    april = "insert into filing values ('hiring', '2023-04-01', 1, 1800, 0)"
    well = state(
        changed(april, "update load_log set rows_open = 0", "delete from quality", "update filing set unassigned = 0")
    )
    assert well == "截至2023年6月,数字可以使用:7种月报台账本年已报齐;没有退回待补正的行。"


def test_too_many_rows_returned_are_no_base(changed: Callable[..., str]) -> None:
    april = "insert into filing values ('hiring', '2023-04-01', 1, 1800, 0)"
    assert "数字暂不宜使用" in state(changed(april, "update load_log set rows_open = 500"))


def test_without_ledgers_the_page_says_so(changed: Callable[..., str]) -> None:
    said = state(
        changed("delete from filing", "delete from quality", "delete from month_end", "delete from same_person")
    )
    assert said == "截至2023年6月,还没有装载台账。"


def test_a_month_that_is_over_and_was_not_filed_is_late(html: str) -> None:
    filed = panel(html, "filed")
    assert f"近12个月缺报:{HIRING}1个月" in filed
    assert filed.count("▼ 缺") == 1


def test_a_few_rows_of_earlier_dates_make_no_month_late(changed: Callable[..., str]) -> None:
    only_june = "delete from filing where source = 'hiring' and month < date '2023-06-01'"
    earlier = "insert into filing values ('hiring', date '2022-09-01', 1, 3, 0), ('hiring', date '2022-11-01', 1, 2, 0)"
    assert "近12个月应报的台账全部报齐" in panel(changed(only_june, earlier), "filed")


def test_ledgers_of_the_same_latest_month_are_told_together(html: str, changed: Callable[..., str]) -> None:
    assert "最新月份:各台账2023年6月(距发布日1个月)" in html
    late = changed("delete from filing where source = 'hiring' and month > date '2023-05-01'")
    assert re.search(rf"最新月份:{HIRING}2023年5月\(距发布日2个月\);[^;]+、[^;]+2023年6月\(距发布日1个月\)", late)


def test_the_clerk_reads_why_rows_came_back_and_where_they_are(html: str) -> None:
    returned = panel(html, "returned")
    assert "1个文件有12行退回待补正" in returned
    assert "身份证号末位校验码不符,请核对原件。" in returned
    assert "returned/2023-07-03/6月台账_退回.xlsx" in returned


def test_two_clicks_from_the_overview_to_the_reason(site: Path) -> None:
    tree = create_app(site).shell.draw("/", {"month": ["2023-06"]}).tree
    assert "/quality?month=2023-06" in [
        getattr(node, "href", None) for node in nodes(tree) if text(node) == "看数据质量 →"
    ]


def test_persons_and_crowding_are_told_with_their_caution(html: str) -> None:
    assert "本年3人在同一台账登记在两个街道" in panel(html, "persons")
    crowding = panel(html, "crowding")
    assert "近12个月有1处日期集中在月末3天" in crowding
    assert "就业日期在月末3天的占50.0%,均匀应占10.0%" in crowding
    assert "不说明原因" in crowding


def test_the_tail_is_the_sum_of_its_terms() -> None:
    """Against exact fractions."""
    p = Fraction(1, 10)
    for rows, found in ((10, 0), (10, 3), (30, 7), (30, 30)):
        exact = sum((comb(rows, k) * p**k * (1 - p) ** (rows - k) for k in range(found, rows + 1)), Fraction(0))
        assert upper_tail(found, rows, 0.1) == pytest.approx(float(exact), rel=1e-9)


def test_even_dating_is_never_called_crowded_and_large_ledgers_do_not_overflow() -> None:
    assert even_share(date(2023, 2, 1)) == 3 / 28
    assert not is_crowded(174, 1800, date(2023, 5, 1), tests=1)
    assert not is_crowded(0, 0, date(2023, 5, 1), tests=1)
    assert is_crowded(60_000, 500_000, date(2023, 5, 1), tests=60)
