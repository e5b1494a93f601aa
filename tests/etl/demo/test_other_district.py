"""Any district can have a demo: its own streets, its own lists, its own city in the names; nothing of 天心区."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from etl.demo import invent, write_demo
from etl.site import Site, SiteError
from tests.etl.demo.conftest import ROOT

DISTRICT = """
name = "西安市新城区"
short_name = "新城区"
adcode = "610102"
bureau = "西安市新城区人力资源和社会保障局"
title = "新城区就业与社会保障统计"
"""
AREAS = """code,name,aliases,level,parent,successor,valid_from,valid_to
610102,新城区,,district,610100,,,
610102001,西一路街道,,street,610102,,,
610102002,长乐中路街道,,street,610102,,,
610102003,某某镇,,street,610102,,,
610102004,已撤街道,,street,610102,610102001,,2019-12-31
610102999,未分配,,unassigned,610102,,,
"""


@pytest.fixture
def xincheng(tmp_path: Path) -> Site:
    path = tmp_path / "xincheng"
    shutil.copytree(ROOT / "data" / "reference", path / "reference")
    (path / "reference" / "areas.csv").write_text(AREAS, encoding="utf-8")
    (path / "district.toml").write_text(DISTRICT, encoding="utf-8")
    return Site(path)


def test_streets_and_names_are_the_districts_own(xincheng: Site) -> None:
    (xincheng.path / "reference" / "holidays.csv").unlink()  # a list that a district may do without
    seen: set[str] = set()
    for ledger in invent(xincheng, rows=4000, years=(2022, 2023)):
        seen |= set(ledger.columns["area_code"])
        if ledger.source.id == "hiring":
            named = {name for name in ledger.columns["employer"] if name}
            assert all(name.startswith("西安示例") for name in named)
            assert all(code[2:8] == "610102" for code in ledger.columns["credit_code"] if code)
    assert seen == {"西一路街道", "长乐中路街道", "某某镇", "", "外区"}


def test_without_demo_toml_size_follows_the_streets(xincheng: Site) -> None:
    ledgers = list(invent(xincheng))
    assert (
        sum(ledger.rows for ledger in ledgers if ledger.source.id == "hiring" and str(ledger.month) >= "2023")
        == 3 * 650
    )


def test_files_and_mess_carry_its_name(xincheng: Site, tmp_path: Path) -> None:
    paths = write_demo(xincheng, tmp_path / "out", rows=1500, years=(2023,), mess=True)
    assert len(paths) == 6 * len({ledger.source.id for ledger in invent(xincheng, rows=1500, years=(2023,))})
    gb18030 = next(path for path in paths if path.suffix == ".csv" and b"\xd1\xdd\xca\xbe" in path.read_bytes())
    assert "新城区2023年" in gb18030.read_text(encoding="gb18030")


def test_wrong_calibration_names_its_file(xincheng: Site) -> None:
    (xincheng.path / "demo.toml").write_text("[anchor]\nhired = 0\n", encoding="utf-8")
    with pytest.raises(SiteError, match=r"demo\.toml"):
        list(invent(xincheng))


def test_a_district_without_streets_is_told_so(xincheng: Site) -> None:
    (xincheng.path / "reference" / "areas.csv").write_text(
        "code,name,level\n610102,新城区,district\n", encoding="utf-8"
    )
    with pytest.raises(SiteError, match="没有本区的街道"):
        list(invent(xincheng))
