"""Real files as bureaus publish them; the counts are those of each folder's SOURCE.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.reading.opening import open_file

REAL = Path(__file__).parents[4] / "shared" / "realdata"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason=f"real files are not here: {REAL.parent.name}/{REAL.name}")


@pytest.mark.parametrize(
    ("file", "first", "last_row_no"),
    [
        ("nbs_gbk/分省年度数据.csv", "数据库：分省年度数据", 37),
        ("nbs_gbk/分省年度数据 (1).csv", "数据库：分省年度数据", 38),
        ("nbs_gbk/分省年度数据 (5).csv", "数据库：分省年度数据", 36),
        ("nbs_xls/城镇登记失业率.xls", "Database: annual data by province", 36),
        ("nbs_xls/分省年度数据_GDP.xls", "地区", 32),
        ("nbs_xls/教育就业人数占比.xls", "Indicator: Employment Rate(%)", 38),
        ("hotline_zh_sample/sample_附件1.xlsx", "一级分类", 518),
        ("hotline_zh_sample/sample_附件2.xlsx", "留言编号", 496),
        ("hotline_nyc311/nyc311_animals_2025.csv", "Unique Key", 4970),
        ("hotline_nyc311/nyc311_sample_2026.csv", "unique_key", 10001),
        ("mohrss_monthly/mohrss_monthly_ytd_2013_2026.csv", "period_in_repo", 161),
    ],
)
def test_every_row_is_there(tmp_path, rows_of, file, first, last_row_no):
    (sheet,) = open_file(REAL / file, tmp_path).sheets
    assert sheet.head[0].cells[0] == first
    assert rows_of(sheet)[-1][0] == last_row_no


def test_gbk_figures_and_notes(tmp_path, rows_of):
    (sheet,) = open_file(REAL / "nbs_gbk" / "分省年度数据 (5).csv", tmp_path).sheets
    rows = dict(rows_of(sheet))
    assert rows[5][:4] == ["北京市", "", "-4.7", "4.0"]
    assert rows[36][0] == "数据来源：国家统计局"


def test_dates_as_text_and_as_dates_in_one_column(tmp_path, rows_of):
    (sheet,) = open_file(REAL / "hotline_zh_sample" / "sample_附件3.xlsx", tmp_path).sheets
    assert rows_of(sheet)[1][1][3] == "2017-06-08 17:31:20"
    (sheet,) = open_file(REAL / "hotline_zh_sample" / "sample_附件2.xlsx", tmp_path).sheets
    assert rows_of(sheet)[1][1][3] == "2020/1/6 12:09:38"
