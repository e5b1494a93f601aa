"""Target files: units, revisions that never reach back, labels by preference, and errors that name the line."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from etl.kpi.catalogue import read_catalogue
from etl.kpi.compile import measure_build
from etl.kpi.targets import TargetBook, read_targets
from etl.site import SiteError
from tests.etl.kpi.support import DISTRICT, EAST, REPO, kpi_toml, make_site, marts_database, month_row, values

HEADER = "kpi,area_code,year,label,target,unit,qualifier,q1,q2,q3,q4,document,issued_on,note"
PREFERENCE = ("区定", "市下达", "示例目标")
RATIO = 'denominator = "sum(others)"\ndenominator_name = "分母"'


def _read(tmp_path: Path, *lines: str, header: str = HEADER, name: str = "2023.csv") -> TargetBook:
    kpis = {"jobs": kpi_toml(), "rate": kpi_toml("ratio", unit="%", more=RATIO)}
    site = make_site(tmp_path / "site", kpis)
    (site.targets / name).write_text("\n".join([header, *lines, ""]), encoding="utf-8-sig")
    return read_targets(site.targets, read_catalogue(site.kpis), PREFERENCE)


def _chosen(book: TargetBook, month: date) -> tuple[object, ...]:
    target = book.choose("jobs", DISTRICT, 2023, month)
    return (target.label, target.target) if target else ()


@pytest.mark.parametrize(
    ("kpi", "target", "unit", "expected"),
    [
        ("jobs", "17000", "人", Fraction(17000)),
        ("jobs", '"17,000"', "", Fraction(17000)),
        ("jobs", "1.75", "万人", Fraction(17500)),
        ("jobs", "", "人", None),
        ("rate", "98.5", "%", Fraction(985, 1000)),
        ("rate", "98.5", "", Fraction(985, 1000)),
    ],
)
def test_units_become_base_units(tmp_path: Path, kpi: str, target: str, unit: str, expected: Fraction | None) -> None:
    book = _read(tmp_path, f"{kpi},{DISTRICT},2023,区定,{target},{unit},以上,,,,,文件,2023-03-05,")
    assert [(row.target, row.qualifier) for row in book.targets] == [(expected, "以上")]


def test_a_revision_counts_from_its_month_and_the_first_one_for_the_whole_year(tmp_path: Path) -> None:
    book = _read(
        tmp_path,
        f"jobs,{DISTRICT},,市下达,9000,人,,,,,,一号文,2023-03-20,",
        f"jobs,{DISTRICT},,市下达,9500,人,,,,,,二号文,2023-07-02,调增",
        f"jobs,{DISTRICT},,市下达,9600,人,,,,,,二号文,2023-07-02,更正",
    )
    by_month = [_chosen(book, day) for day in (date(2023, 1, 31), date(2023, 6, 30), date(2023, 7, 31))]
    assert by_month == [("市下达", 9000), ("市下达", 9000), ("市下达", 9600)]
    assert len(book.targets) == 3
    assert book.choose("jobs", DISTRICT, 2022, date(2022, 12, 31)) is None


def test_the_preferred_label_counts_once_it_is_issued(tmp_path: Path) -> None:
    book = _read(
        tmp_path,
        f"jobs,{DISTRICT},,示例目标,8000,人,,,,,,,,",
        f"jobs,{DISTRICT},,市下达,9000,人,,,,,,,2023-03-20,",
        f"jobs,{DISTRICT},,区定,9900,人,,,,,,,2023-05-08,",
        f"jobs,{DISTRICT},,街道自定,1,人,,,,,,,2023-01-01,",
    )
    days = (date(2023, 1, 31), date(2023, 3, 31), date(2023, 4, 30), date(2023, 5, 31))
    assert [_chosen(book, day) for day in days] == [
        ("示例目标", 8000),
        ("市下达", 9000),
        ("市下达", 9000),
        ("区定", 9900),
    ]
    assert [row.is_sample for row in book.targets] == [True, False, False, False]


def test_all_targets_are_kept_and_the_scored_one_is_marked(tmp_path: Path) -> None:
    con = marts_database({"ledger_month": [month_row("2023-02", EAST, 10)]})
    lines = [
        f"k,{DISTRICT},市下达,100,人,,,,,",
        f"k,{DISTRICT},区定,200,人,,,,,2023-01-10",
        f"k,{DISTRICT},区定,300,人,,,,,2023-06-01",  # after the latest month of data
        f"k,{EAST},市下达,0,人,,,,,",
    ]
    later = [f"k,{DISTRICT},市下达,400,人,,,,,"]
    measure_build(con, make_site(tmp_path, {"k": kpi_toml()}, {2023: lines, 2024: later}))
    con.execute("select target from target where is_chosen order by area_code, year")
    assert con.fetchall() == [(200,), (400,), (0,)]
    assert con.execute("select count(*) from target").fetchone() == (5,)
    row = values(con, "k")["2023-02"]
    assert (row["target"], row["target_is_sample"], row["completion"] is None) == (200, False, False)
    street = values(con, "k", EAST)["2023-02"]
    assert (street["target"], street["status"], street["completion"]) == (0, "no_target", None)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"job,{DISTRICT},,区定,1,人,,,,,,,,", "没有指标“job”"),
        ("jobs,4301,,区定,1,人,,,,,,,,", "地区代码“4301”"),
        (f"jobs,{DISTRICT},2022,区定,1,人,,,,,,,,", "年份“2022”与文件名不一致"),
        (f"jobs,{DISTRICT},,,1,人,,,,,,,,", "缺少 label"),
        (f"jobs,{DISTRICT},,区定,很多,人,,,,,,,,", "“很多”不是数字"),
        (f"jobs,{DISTRICT},,区定,NaN,人,,,,,,,,", "“NaN”不是数字"),
        (f"jobs,{DISTRICT},,区定,-1,人,,,,,,,,", "不应为负数"),
        (f"jobs,{DISTRICT},,区定,1,户,,,,,,,,", "单位“户”与指标单位“人”不符"),
        (f"rate,{DISTRICT},,区定,1,万%,,,,,,,,", "单位“万%”与指标单位“%”不符"),
        (f"jobs,{DISTRICT},,区定,1,人,,0.2,,,1,,,", "全部填写或全部留空"),
        (f"jobs,{DISTRICT},,区定,1,人,,0.5,0.4,0.8,1,,,", "逐季不减"),
        (f"jobs,{DISTRICT},,区定,1,人,,20,40,80,100,,,", "q4应为1或100%"),
        (f"jobs,{DISTRICT},,区定,1,人,,,,,,,3/5/2023,", "应写作 2023-03-05"),
        (f"jobs,{DISTRICT},,区定,1,人,,,,,,,,,多", "多出几格"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(SiteError, match=f"2023.csv 第3行.*{message}"):
        _read(tmp_path, f"jobs,{DISTRICT},,区定,1,人,,,,,,,,", line)


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="缺少 label, 不认识 目标"):
        _read(tmp_path, header="kpi,area_code,target,目标")
    with pytest.raises(SiteError, match="应为年份"):
        _read(tmp_path / "two", name="目标.csv")
    site = make_site(tmp_path / "three", {"jobs": kpi_toml()})
    (site.targets / "2023.csv").write_bytes("kpi,area_code,label,target\njobs,430103,区定,1".encode() + b"\xff\xff")
    with pytest.raises(SiteError, match="另存为UTF-8编码"):
        read_targets(site.targets, read_catalogue(site.kpis))


def test_a_file_that_excel_saved_says_the_same(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"jobs": kpi_toml()})
    text = "kpi,area_code,label,target,issued_on\njobs,0,国家,1200,2023/3/5\njobs,430103,区定,1,\n,,,,\n"
    (site.targets / "2023.csv").write_bytes(text.encode("gb18030"))
    book = read_targets(site.targets, read_catalogue(site.kpis))
    assert [(t.area_code, t.label, t.issued_on) for t in book.targets] == [
        ("000000", "国家", date(2023, 3, 5)),
        ("430103", "区定", None),
    ]


def test_the_shipped_targets_can_be_read_and_streets_add_up() -> None:
    book = read_targets(REPO / "data" / "targets", read_catalogue(REPO / "data" / "kpis"))
    jobs = [row for row in book.targets if row.kpi == "new_urban_jobs" and row.year == 2023]
    district = [row.target for row in jobs if row.area_code == DISTRICT]
    streets = [row.target or Fraction(0) for row in jobs if len(row.area_code) == 9]
    assert len(streets) == 14
    assert district == [sum(streets)]
