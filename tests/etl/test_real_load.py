"""Every published file as downloaded, through the real command: all its rows, or refused with a true reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.site import Site
from tests.etl.sources.sheets import SITE_SOURCES
from tests.etl.ugly import facts, load

REAL = Path(__file__).parents[3] / "shared" / "realdata"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here (../shared/realdata)")

LOADED = {  # rows read, accepted, returned, no data
    "nyc311_animals_2025.csv": (4970, 4969, 0, 1),
    "nyc311_cegeg076.csv": (156, 155, 0, 1),
    "nyc311_sample_2026.csv": (10001, 10000, 0, 1),
    "sample_附件2.xlsx": (496, 494, 1, 1),  # 37042 occurs twice, with two classes
    "sample_附件3.xlsx": (31, 30, 0, 1),
    "sample_附件4.xlsx": (121, 120, 0, 1),
    "mohrss_monthly_ytd_2013_2026.csv": (161, 160, 0, 1),
    "分省年度数据.csv": (595, 589, 0, 6),
    "分省年度数据 (1).csv": (534, 527, 0, 7),
    "分省年度数据 (5).csv": (222, 217, 0, 5),
    "分省年度数据_GDP.xls": (590, 589, 0, 1),
    "城镇登记失业率.xls": (499, 494, 0, 5),
    "教育就业人数占比.xls": (468, 465, 1, 2),  # a row without a province
}
REFUSED = {
    "sample_附件1.xlsx": "最接近“12345热线工单”(认得“问题分类一级、问题分类二级、问题分类三级”,缺少“工单编号",
    "national_targets.csv": "没有来源认得工作表“national_targets”的表头",
    "published_pairs.csv": "没有来源认得工作表“published_pairs”的表头",
    "tianxin_streets_12digit.csv": "没有找到任何已知台账的表头",
    "README.md": "不支持.md文件。请发送表格(xlsx、xls或csv)。",
    "SOURCE.md": "不支持.md文件。请发送表格(xlsx、xls或csv)。",
}


@pytest.mark.slow
def test_every_real_file_is_taken_whole_or_refused_truly(site: Site) -> None:
    files = [path for path in sorted(REAL.rglob("*")) if path.is_file()]
    assert {path.name for path in files} == {*LOADED, *REFUSED}
    told = load(site, "--sources", SITE_SOURCES, *files)
    assert told.exit_code == 1
    assert {name: told.rows(name) for name in LOADED} == LOADED
    for name, reason in REFUSED.items():
        assert reason in told.line(name)
    assert facts(site, "select rule, value from quarantine order by 1") == [
        ("duplicate_key", "37042"),
        ("required", None),
    ]
    assert not (site.path / "logs").exists(), "nothing was unforeseen"
