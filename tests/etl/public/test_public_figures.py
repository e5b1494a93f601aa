"""The published figures that ship: every one as its source prints it, every trap of the ministry's series minded."""

from __future__ import annotations

import csv
import os
import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from etl.kpi.catalogue import THEMES, read_catalogue
from etl.reading.opening import open_file
from etl.site import Site
from etl.sources.matching import match
from etl.sources.model import discover

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("CHANGFENG_SHARED", ROOT.parent / "shared"))
MINISTRY = SHARED / "realdata" / "mohrss_monthly" / "mohrss_monthly_ytd_2013_2026.csv"
ARTICLE = SHARED / "seed" / "article.txt"
PUBLIC = ROOT / "data" / "public"

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DISTRICT = rows_of(PUBLIC / "tianxin_article_2023.csv")
NATION = rows_of(PUBLIC / "mohrss_monthly.csv")


@pytest.mark.parametrize("rows", [DISTRICT, NATION], ids=["article", "ministry"])
class TestEveryFile:
    def test_header_is_that_of_the_source(self, rows: list[Row]) -> None:
        [source] = [s for s in discover((ROOT / "etl" / "sources",)) if s.id == "public_figures"]
        words = {word for column in source.columns.values() for word in column.names()}
        assert set(rows[0]) == set(source.columns)
        assert set(rows[0]) <= words

    def test_file_is_recognised_with_every_column(self, rows: list[Row], tmp_path: Path) -> None:
        path = PUBLIC / ("mohrss_monthly.csv" if rows is NATION else "tianxin_article_2023.csv")
        [sheet] = open_file(path, tmp_path).sheets
        mapping = match(sheet, discover((ROOT / "etl" / "sources",)), path.name)
        assert mapping is not None
        assert mapping.source.id == "public_figures"
        assert list(mapping.columns) == list(rows[0])
        assert (mapping.unused, mapping.factors, mapping.is_demo) == ((), {}, False)

    def test_a_figure_stands_once_for_an_area_and_month(self, rows: list[Row]) -> None:
        keys = [(row["figure"], row["measure"], row["area_code"], row["counted_month"]) for row in rows]
        assert len(keys) == len(set(keys))

    def test_cells_that_must_be_filled_are(self, rows: list[Row]) -> None:
        for row in rows:
            assert row["theme"] in THEMES
            assert row["measure"] in {"cumulative", "stock", "rate", "event"}
            assert re.fullmatch(r"\d{6}", row["area_code"])
            assert all(row[name] for name in ("title", "period_text", "unit", "source_title"))
            assert Decimal(row["value"]) > 0
            assert date.fromisoformat(f"{row['counted_month']}-01")

    def test_period_is_in_order_and_ends_in_the_month_it_counts_for(self, rows: list[Row]) -> None:
        for row in rows:
            if row["period_end"]:
                assert row["period_start"] <= row["period_end"]
                assert row["period_end"][:7] == row["counted_month"]

    def test_figures_of_a_kpi_have_its_theme_and_kind(self, rows: list[Row]) -> None:
        kpis = {kpi.id: kpi for kpi in read_catalogue(ROOT / "data" / "kpis")}
        known = [row for row in rows if row["figure"] in kpis]
        assert known
        for row in known:
            kpi = kpis[row["figure"]]
            assert row["theme"] == kpi.theme
            assert (row["measure"] == "cumulative") == (kpi.kind == "flow")
            assert (row["unit"] == "%") == kpi.is_rate


@pytest.fixture(scope="module")
def article() -> str:
    if not ARTICLE.exists():
        pytest.skip(f"the article is not there: {ARTICLE.parent.name}/{ARTICLE.name}")
    return ARTICLE.read_text(encoding="utf-8")


class TestArticle:
    """红网 on 天心区, 2023: all its figures, letter for letter."""

    def test_every_figure_is_printed_so(self, article: str) -> None:
        missing = [row["printed"] for row in DISTRICT if row["printed"] not in article]
        assert missing == []

    def test_no_number_of_the_article_is_left_out(self, article: str) -> None:
        text = re.sub(r"20\d\d(、20\d\d)?年|\d+月(\d+日)?|12345", "", article)
        numbers = re.findall(r"\d+(?:\.\d+)?", text)
        printed = " ".join(row["printed"] for row in DISTRICT)
        covered = set(re.findall(r"\d+(?:\.\d+)?", printed))
        assert set(numbers) - covered == set(NOT_FIGURES)
        assert len(numbers) > 35

    @pytest.mark.parametrize("row", DISTRICT, ids=lambda row: row["figure"])
    def test_value_is_what_is_printed(self, row: Row) -> None:
        assert _value(row["printed"]) == Decimal(row["value"]) * _multiple(row["unit"])
        for word in ("余", "以上", "超"):
            assert (word in row["printed"]) == (row["qualifier"] == word)

    def test_figures_without_a_cut_off_date_stay_open(self) -> None:
        open_ended = {row["period_text"] for row in DISTRICT if not row["period_end"]}
        assert open_ended == {"2023年", "今年以来", "目前", "春风行动期间", "至2023年初", "从去年至今年初"}
        assert all("原文未注明" in row["note"] for row in DISTRICT if not row["period_end"])


NOT_FIGURES = ("1",)  # 追回拖欠1年的工资: an anecdote

CHINESE = {"两": "2", "千万": "1000万"}


def _value(printed: str) -> Decimal:
    for word, digits in CHINESE.items():
        printed = printed.replace(word, digits)
    found = re.search(r"(\d+(?:\.\d+)?)余?(万?)", printed)
    assert found, printed
    return Decimal(found[1]) * (10000 if found[2] else 1)


def _multiple(unit: str) -> int:
    return 10000 if unit.startswith("万") else 1


COLUMNS = {  # column of the ministry's table -> figure, measure
    "城镇新增就业人数_累计_万人": ("new_urban_jobs", "cumulative"),
    "城镇失业人员再就业人数_累计_万人": ("reemployed", "cumulative"),
    "就业困难人员就业人数_累计_万人": ("hard_to_employ_placed", "cumulative"),
    "城镇登记失业率_%": ("registered_unemployment_rate", "rate"),
    "城镇调查失业率_%": ("surveyed_unemployment_rate", "rate"),
    "城镇职工基本养老保险参保人数_万人": ("employee_pension_insured", "stock"),
    "城乡居民基本养老保险参保人数_万人": ("resident_pension_insured", "stock"),
    "失业保险参保人数_万人": ("unemployment_insured", "stock"),
    "工伤保险参保人数_万人": ("work_injury_insured", "stock"),
}


class TestMinistry:
    """人社部 monthly figures, 2013-01 to 2026-06."""

    def test_equals_the_ministrys_table_figure_by_figure(self) -> None:
        if not MINISTRY.exists():
            pytest.skip(f"the ministry's table is not there: {MINISTRY.name}")
        expected = {}
        for row in rows_of(MINISTRY):
            year, month = map(int, row["period_true"].split("-"))
            end = date(year, month, monthrange(year, month)[1])
            for name, (figure, measure) in COLUMNS.items():
                if row[name]:
                    start = date(year, 1, 1).isoformat() if measure == "cumulative" else None
                    expected[figure, row["period_true"]] = (row[name], name.rsplit("_", 1)[1], measure, start, str(end))
        shipped = {
            (row["figure"], row["counted_month"]): (
                row["value"],
                row["unit"],
                row["measure"],
                row["period_start"] if row["measure"] == "cumulative" else None,
                row["period_end"],
            )
            for row in NATION
        }
        assert shipped == expected

    def test_two_months_are_missing_and_the_mislabelled_release_is_october(self) -> None:
        months = {row["counted_month"] for row in NATION if row["figure"] == "new_urban_jobs"}
        every = {f"{year}-{month:02d}" for year in range(2013, 2027) for month in range(1, 13)}
        assert every - months == {"2016-11", "2016-12", *(f"2026-{month:02d}" for month in range(7, 13))}
        [october] = [r for r in NATION if r["figure"] == "new_urban_jobs" and r["counted_month"] == "2016-10"]
        assert (october["value"], october["period_text"]) == ("1168", "2016年1-10月")
        assert "2016年12月" in october["note"]

    @pytest.mark.parametrize("figure", ["new_urban_jobs", "reemployed", "hard_to_employ_placed"])
    def test_cumulative_figures_never_fall_within_a_year(self, figure: str) -> None:
        series = [(row["counted_month"], Decimal(row["value"])) for row in NATION if row["figure"] == figure]
        assert series == sorted(series)
        for (before, low), (after, high) in pairwise(series):
            assert before[:4] != after[:4] or low < high

    @pytest.mark.parametrize(
        ("month", "figure", "value"),
        [
            ("2019-06", "new_urban_jobs", "737"),
            ("2021-09", "new_urban_jobs", "1045"),
            ("2022-06", "hard_to_employ_placed", "85"),
            ("2023-06", "new_urban_jobs", "678"),
            ("2020-01", "unemployment_insured", "19566"),
        ],
    )
    def test_figures_known_from_the_press(self, month: str, figure: str, value: str) -> None:
        assert [row["value"] for row in NATION if (row["counted_month"], row["figure"]) == (month, figure)] == [value]


def test_areas_of_the_figures_are_known() -> None:
    codes = {entry.code for entry in Site(ROOT / "data").reference("areas")}
    assert {row["area_code"] for row in (*DISTRICT, *NATION)} <= codes
