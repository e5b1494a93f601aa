"""The files of the demo: what they are called, what stands in them, and that they are the same every time."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from etl.demo import invent, write_demo, write_hotline_csv
from etl.demo.files import Grid, write_xlsx
from etl.demo.plan import Anchor, months_of
from etl.site import Site

TITLES = {
    "hiring": "姓名 身份证号 性别 学历 人员类别 街道 用人单位 统一社会信用代码 行业 就业形式 就业日期",
    "reemployment": "姓名 身份证号 失业日期 登记日期 困难类别 帮扶措施 再就业日期 街道",
    "insurance": "月份 街道 险种 应参保 已参保 领取待遇人数 待遇标准 基金收入 基金支出",
    "hotline": "工单编号 来电号码 来电时间 受理时间 街道 诉求类型 问题分类一级 问题分类二级 问题分类三级 承办科室"
    " 办结时限 办结时间 是否按时 回访结果 满意度",
    "job_events": "活动名称 活动类型 活动日期 举办方式 专项行动 街道 活动地点 主办单位"
    " 参会企业 提供岗位 参加人次 达成意向 关注流量",
    "gig_market": "月份 街道 行业工种 用工主体 发布岗位 服务人次 匹配上岗 参保人数",
    "service_points": "月份 站点名称 站点类型 街道 开办日期 关闭日期 服务内容 服务时间 服务圈人口 街道劳动年龄人口",
    "talent": "姓名 身份证号 事项类别 项目 月份 岗位 学历 是否特殊人才 职称级别 金额 用人单位 街道 批次",
    "labour_rights": "案件编号 案件类别 来源渠道 受理日期 街道 用人单位 行业 涉及人数 涉及金额 办理期限 是否延期"
    " 结案日期 是否按期 结案方式",
    "wage_deposits": "项目编号 项目名称 施工单位 街道 开工日期 合同金额 应缴金额 已缴金额 缴存方式 缴存日期"
    " 是否开设工资专户 专户开设日期",
}
MONTHS = 6


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def written(shipped: Site, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_demo(shipped, tmp_path_factory.mktemp("written") / "demo", rows=3000, years=(2023,))


def test_one_file_for_each_source_and_month_in_both_formats(written: list[Path]) -> None:
    assert len(written) == MONTHS * len(TITLES)
    assert sum(path.suffix == ".csv" for path in written) == len(written) // 2
    assert written[2].name == "城镇新增就业实名台账_2023年03月.xlsx"
    assert sorted(path.name for path in written[0].parent.iterdir()) == sorted(path.name for path in written)


def test_every_file_says_that_it_is_a_demo(written: list[Path]) -> None:
    assert rows_of(written[1])[0][0] == "天心区2023年2月城镇新增就业实名台账(演示数据)"
    for path in written:
        first = (
            rows_of(path)[0]
            if path.suffix == ".csv"
            else CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[0]
        )
        assert "演示数据" in str(first[0])
        assert not any(first[1:])


def test_headers_are_those_of_the_sources(shipped: Site) -> None:
    ledgers = {ledger.source.id: ledger for ledger in invent(shipped, rows=3000, years=(2023,))}
    told = {
        source: " ".join(ledger.source.columns[n].title for n in ledger.columns) for source, ledger in ledgers.items()
    }
    assert told == TITLES


def test_csv_and_workbook_hold_the_same_cells(shipped: Site, tmp_path: Path) -> None:
    texts = write_demo(shipped, tmp_path / "csv", rows=3000, years=(2023,), formats=("csv",))
    books = write_demo(shipped, tmp_path / "xlsx", rows=3000, years=(2023,), formats=("xlsx",))
    for text, book in zip(texts[::5], books[::5], strict=True):
        plain = rows_of(text)[1:]
        cells = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()[1:]
        assert [[_as_text(cell) for cell in row] for row in cells] == plain


def _as_text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:g}" if abs(cell) < 1e5 else str(int(cell))
    if isinstance(cell, date):
        return str(cell)[:16]
    return str(cell)


@pytest.mark.parametrize("mess", [False, True])
def test_same_seed_same_bytes(shipped: Site, tmp_path: Path, mess: bool) -> None:
    once, twice, other = (
        [digest(p) for p in write_demo(shipped, tmp_path / name, rows=2000, years=(2023,), seed=seed, mess=mess)]
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert once == twice
    assert not set(once) & set(other)


def test_about_as_many_rows_as_asked(shipped: Site) -> None:
    smallest = sum(ledger.rows for ledger in invent(shipped, rows=1))
    assert smallest < 5000
    for rows in (5000, 20_000, 150_000):
        assert sum(ledger.rows for ledger in invent(shipped, rows=rows)) == pytest.approx(rows, rel=0.05)


def test_progress_is_told_for_every_file(shipped: Site, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    paths = write_demo(
        shipped, tmp_path / "x", rows=2000, years=(2023,), progress=lambda name, done, of: told.append((name, done, of))
    )
    assert told == [(path.name, at, len(paths)) for at, path in enumerate(paths, start=1)]


def test_unknown_format_and_future_year_are_refused(shipped: Site, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="xlsx 或 csv"):
        write_demo(shipped, tmp_path, formats=("doc",))
    with pytest.raises(ValueError, match="还没有已结束的月份"):
        write_demo(shipped, tmp_path, years=(2999,))


@pytest.mark.parametrize(("years", "today", "first", "last", "months"), [
    ((2021, 2022, 2023), date(2026, 1, 5), "2021-01", "2023-06", 30),
    ((2022,), date(2026, 1, 5), "2022-01", "2022-12", 12),
    ((2022, 2024), date(2026, 1, 5), "2022-01", "2024-12", 24),
    ((2026,), date(2026, 4, 1), "2026-01", "2026-03", 3),
])  # fmt: skip
def test_months_end_with_the_anchor_or_with_the_present(
    years: tuple[int, ...], today: date, first: str, last: str, months: int
) -> None:
    anchor = Anchor(hired=1, reemployed=1, hard_to_employ_placed=1, orders_closed=1)
    got = months_of(years, anchor, today)
    assert (str(got[0]), str(got[-1]), len(got)) == (first, last, months)


def test_text_that_looks_like_a_formula_is_written_as_text(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "x.xlsx", Grid([["=1+1", '=HYPERLINK("http://example.invalid")', "a"]]))
    assert CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python() == [
        ["=1+1", '=HYPERLINK("http://example.invalid")', "a"]
    ]


def test_the_large_hotline_file(shipped: Site, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    write_hotline_csv(shipped, path, 20_000)
    first = digest(path)
    with path.open(encoding="utf-8") as file:
        assert file.readline().rstrip(",\n") == "天心区12345热线工单(演示数据)"
        assert file.readline().strip() == TITLES["hotline"].replace(" 来电号码", "").replace(" ", ",")
    with duckdb.connect() as con:
        con.execute(
            f"create table orders as select * from read_csv('{path}', skip = 1, header = true, all_varchar = true)"
        )
        assert con.execute(
            """select count(*), count(distinct 工单编号),
                count(*) filter (where 受理时间 < 来电时间 or 办结时间 < 受理时间),
                count(*) filter (where 工单编号[1:8] <> replace(受理时间[1:10], '-', '')),
                count(*) filter (where (是否按时 = '是') <> (办结时间[1:10] <= 办结时限)),
                min(受理时间)[1:10], max(受理时间)[1:10] from orders"""
        ).fetchone() == (20_000, 20_000, 0, 0, 0, "2021-01-01", "2022-12-31")
        late, open_ = con.execute(
            "select avg((是否按时 = '否')::int), avg((办结时间 is null)::int) from orders"
        ).fetchone() or (0, 0)
        assert 0.01 < late < 0.05
        assert 0.003 < open_ < 0.03
        ordered = con.execute(
            """select bool_and(受理时间 >= before)
               from (select 受理时间, lag(受理时间) over (order by rowid) as before from orders)"""
        )
        assert ordered.fetchone() == (True,)
    write_hotline_csv(shipped, path, 20_000)
    assert digest(path) == first


def test_the_smallest_demo_has_rows_in_every_month(shipped: Site) -> None:
    sizes = [ledger.rows for ledger in invent(shipped, rows=100)]
    assert min(sizes) >= 1
    assert sum(sizes) < 3600
