"""What people edit, as their programs save it: Excel's GBK and lost zeros, Notepad's mark, empty lines."""

from __future__ import annotations

from datetime import date

import pytest

from etl.site import Site, SiteError
from etl.store import open_current
from tests.etl.test_loading import line
from tests.etl.ugly import load, run, text


def test_a_reference_list_that_excel_saved_says_the_same(site: Site) -> None:
    before = site.reference("areas")
    path = site.path / "reference" / "areas.csv"
    rows = [row.split(",") for row in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row[:] = ["0" if cell == "000000" else cell for cell in row]
    rows += [[""] * len(rows[0])] * 2
    path.write_bytes("\r\n".join(",".join(row) for row in rows).encode("gb18030"))
    assert site.reference("areas") == before
    text(site.inbox / "三月.csv", [line(1)])
    assert run("load", "--site", site.path).exit_code == 0


@pytest.mark.parametrize("written", ["2023-07-01", "2023/7/1", "2023/07/01", "2023-7-1"])
def test_dates_as_excel_writes_them_back(site: Site, written: str) -> None:
    (site.path / "reference" / "kinds.csv").write_text(f"code,name,valid_from\n1,甲,{written}\n", encoding="utf-8")
    assert site.reference("kinds")[0].valid_from == date(2023, 7, 1)


@pytest.mark.parametrize("written", ["2023-13-01", "7/1/2023", "明年"])
def test_a_date_that_is_none_is_told_with_its_line(site: Site, written: str) -> None:
    (site.path / "reference" / "kinds.csv").write_text(f"code,name,valid_from\n1,甲,{written}\n", encoding="utf-8")
    with pytest.raises(SiteError, match=f"kinds.csv 第2行的日期“{written}”"):
        site.reference("kinds")


def test_settings_saved_by_notepad(site: Site) -> None:
    for path in (site.path / "district.toml", site.kpis / "new_urban_jobs.toml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    text(site.inbox / "三月.csv", [line(1)])
    assert run("load", "--site", site.path).exit_code == 0


def test_what_is_wrong_in_the_site_is_told_by_its_file_and_no_row_is_lost(site: Site) -> None:
    text(site.inbox / "三月.csv", [line(1)])
    (site.path / "sources" / "x").mkdir(parents=True)
    (site.path / "sources" / "x" / "source.toml").write_text('name = "x"\n', encoding="utf-8")
    told = load(site)
    assert (told.exit_code, "x/source.toml 的 on_reload 有误" in told.output) == (2, True)
    assert run("status", "--site", site.path).exit_code == 2
    (site.path / "sources" / "x" / "source.toml").unlink()
    assert load(site).rows("三月.csv") == (2, 1, 0, 1)


def test_residents_and_settings_of_ranking_travel_to_the_build(site: Site) -> None:
    path, settings = site.path / "reference" / "areas.csv", site.path / "district.toml"
    written = path.read_text(encoding="utf-8")
    first = next(row for row in written.splitlines() if ",street," in row)
    filled = [*(first.split(",") + [""] * 8)[:8], "41000", "2020/11/1", "虚构数字"]
    path.write_text(written.replace(first, ",".join(filled)), encoding="utf-8")
    said = settings.read_text(encoding="utf-8").splitlines()
    kept = [row for row in said if not row.startswith(("rank_streets", "small_base", "public_threshold"))]
    settings.write_text(
        "\n".join([*kept, "rank_streets = false", "small_base = 50", "public_threshold = 5"]), encoding="utf-8"
    )
    text(site.inbox / "三月.csv", [line(1)])
    assert run("load", "--site", site.path).exit_code == 0
    build = open_current(site.path)
    street = next(area for area in build.areas if area.area_code == filled[0])
    assert (street.residents, street.residents_on, street.residents_source) == (41000, date(2020, 11, 1), "虚构数字")
    assert (build.meta.rank_streets, build.meta.small_base, build.meta.public_threshold) == (False, 50, 5)
    path.write_text(path.read_text(encoding="utf-8").replace("41000", "4.1万"), encoding="utf-8")
    assert "residents“4.1万”应为整数人数" in run("build", "--site", site.path).output
