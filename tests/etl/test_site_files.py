"""What people edit, as their programs save it: Excel's GBK and lost zeros, Notepad's mark, empty lines."""

from __future__ import annotations

from datetime import date

import pytest

from etl.site import Site, SiteError
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
