"""Which printed figures later files changed: through the real way of a file, from the inbox to the next briefing."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dashboard.app import create_app
from dashboard.briefing.briefed.changes import changed, sentences
from dashboard.briefing.briefed.frozen import freeze, original
from dashboard.briefs import briefed_folder
from etl.loading import find_files, load_file
from etl.publishing.making import publish
from etl.publishing.switching import builds
from etl.site import Site
from etl.store import Build, open_build, open_current
from etl.store.later import later_files
from etl.warehouse import Warehouse
from tests.dashboard.briefing.printed import content_of
from tests.etl.test_loading import line, write

ROOT = Path(__file__).parents[3]
MARCH, APRIL, MAY = date(2023, 3, 1), date(2023, 4, 1), date(2023, 5, 1)
DISTRICT = "430103"


def load(site: Site, *paths: Path, month: int) -> Build:
    """Files taken on the third of a month, and the build of it."""
    now = datetime(2023, month, 3, 9, 12)
    with Warehouse(site) as warehouse:
        for file in find_files(paths, site.work):
            assert load_file(warehouse, file, now).state == "loaded"
        publish(warehouse, now)
    return open_current(site.path)


def brief(build: Build, month: date, *, at: int, edition: str = "internal", until: datetime | None = None) -> list[str]:
    """Brief a month on the fourth of another; the sentences about earlier briefings."""
    found = changed(build, build.site, month, area=DISTRICT, edition=edition, until=until)
    said = sentences(found, DISTRICT, edition)
    if until is None:
        freeze(build.site, content_of(build, month, edition=edition, changed=said), datetime(2023, at, 4, 9, 0))
    return [sentence.text for sentence in said]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district with February and March loaded in April and the March briefing printed."""
    path = tmp_path_factory.mktemp("changes") / "data"
    for name in ("kpis", "targets", "reference"):
        shutil.copytree(ROOT / "data" / name, path / name)
    shutil.copyfile(ROOT / "data" / "district.toml", path / "district.toml")
    files = path.parent / "files"
    files.mkdir()
    rows = [line(number, on="2023-03-05") for number in range(2, 12)]
    build = load(
        Site(path),
        write(files / "2月.csv", [line(1, on="2023-02-01")]),
        write(files / "3月.csv", rows),
        month=4,
    )
    assert brief(build, MARCH, at=4) == []
    return path


@pytest.fixture(scope="module")
def amended(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same a month later: two persons of March came late, and April's file."""
    path = tmp_path_factory.mktemp("amended") / "data"
    shutil.copytree(template, path)
    late = write(path.parent / "<b>3月补报.csv", [line(40, on="2023-03-30"), line(41, on="2023-03-30")])
    load(Site(path), late, write(path.parent / "4月.csv", [line(50, on="2023-04-02")]), month=5)
    return path


@pytest.fixture
def later(amended: Path, tmp_path: Path) -> Build:
    shutil.copytree(amended, tmp_path / "data")
    return open_current(tmp_path / "data")


@pytest.fixture
def district(template: Path, tmp_path: Path) -> Site:
    shutil.copytree(template, tmp_path / "data")
    return Site(tmp_path / "data")


def test_a_late_file_is_named_with_what_it_changed(later: Build) -> None:
    said = brief(later, APRIL, at=5)
    assert said[0].startswith("2023年3月简报中城镇新增就业当月数由10人变为12人,累计由11人变为13人,环比由增长900.0%")
    assert said[0].endswith(",因“<b>3月补报.csv”(2023-05-03装载)。")
    assert all("4月.csv" not in sentence for sentence in said), "a file of April cannot have changed March"


def test_a_file_of_an_earlier_month_changes_the_year_so_far_but_not_the_month(district: Site, tmp_path: Path) -> None:
    build = load(district, write(tmp_path / "1月补报.csv", [line(60, on="2023-01-09")]), month=5)
    found = {
        one.briefed.measure: one for one in changed(build, district.path, APRIL) if one.kpi.kpi == "new_urban_jobs"
    }
    assert "value" not in found
    assert (found["ytd"].briefed.value, found["ytd"].now) == (11, 12)
    assert found["ytd"].because == "因“1月补报.csv”(2023-05-03装载)"


def test_what_has_been_told_once_is_not_told_again(later: Build) -> None:
    said = brief(later, APRIL, at=5)
    assert said
    assert brief(later, APRIL, at=5) == said, "the same month made again says the same"
    assert brief(later, MAY, at=6) == []


def test_a_briefing_made_again_from_its_build_says_what_it_said(later: Build, tmp_path: Path) -> None:
    said = brief(later, APRIL, at=5)
    now = load(Site(later.site), write(tmp_path / "3月再补.csv", [line(42, on="2023-03-30")]), month=6)
    brief(now, MARCH, at=6)  # March printed once more, with what it has become
    first = original(later.site, later.id, APRIL, DISTRICT, "internal")
    assert first is not None
    old = open_build(later.site, later.id)
    assert brief(old, APRIL, at=7, until=first.briefed_at) == said


def test_rolled_back_figures_differ_from_the_printed_ones_too(later: Build) -> None:
    brief(later, MARCH, at=5)
    before = open_build(later.site, builds(Site(later.site))[0])
    ytd = [one for one in changed(before, later.site, APRIL) if one.briefed.measure == "ytd"]
    assert [(one.briefed.value, one.now, one.because) for one in ytd if one.kpi.kpi == "new_urban_jobs"] == [
        (13, 11, "原因不明")
    ]


def test_a_new_target_is_laid_to_the_target(district: Site, tmp_path: Path) -> None:
    path = district.targets / "2023.csv"
    header = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    cells = {"kpi": "new_urban_jobs", "area_code": DISTRICT, "label": "区定", "target": "44", "unit": "人"}
    with path.open("a", encoding="utf-8") as file:
        file.write(",".join(cells.get(name, "") for name in header) + "\n")
    build = load(district, month=5)
    found = {one.briefed.measure: one for one in changed(build, district.path, APRIL)}
    assert (found["target"].now, found["target"].because) == (44, "因年度目标调整")
    assert (found["completion"].now, found["completion"].because) == (Decimal("0.25"), "因年度目标调整")
    assert "ytd" not in found


def test_a_change_of_definition_is_laid_to_its_revision(district: Site) -> None:
    path = district.kpis / "new_urban_jobs.toml"
    text = path.read_text(encoding="utf-8")
    assert re.search(r'^numerator = "sum\(hired\)"$', text, re.MULTILINE)
    revised = '\n[[revision]]\non = 2023-04-20\nchange = "按两倍计。"\nby = "统计科"\n'
    path.write_text(
        text.replace('numerator = "sum(hired)"', 'numerator = "sum(hired) * 2"') + revised, encoding="utf-8"
    )
    build = load(district, month=5)
    found = {
        one.briefed.measure: one for one in changed(build, district.path, APRIL) if one.kpi.kpi == "new_urban_jobs"
    }
    assert (found["ytd"].now, found["ytd"].because) == (22, "因2023年4月20日口径修订(按两倍计)")


def test_a_public_briefing_names_no_file_and_repeats_no_internal_figure(later: Build) -> None:
    assert brief(later, APRIL, at=5, edition="public") == [], "nothing was printed for the public"
    said = sentences(changed(later, later.site, APRIL), DISTRICT, "public")
    assert said
    assert all("csv" not in sentence.text for sentence in said)
    assert said[0].text.endswith(",因台账补报或更正。")


def test_every_number_of_a_sentence_stands_in_it_in_its_order(later: Build) -> None:
    said = sentences(changed(later, later.site, APRIL), DISTRICT)
    assert sum(len(sentence.numbers) for sentence in said) > 5
    for sentence in said:
        place = 0
        for number in sentence.numbers:
            place = sentence.text.index(number.shown, place) + len(number.shown)


def page(site: Path) -> str:
    return create_app(site).shell.draw("/quality", {"month": ["2023-03"]}).html


def test_the_page_of_data_quality_shows_it_and_nothing_where_nothing_changed(later: Build, template: Path) -> None:
    assert 'id="briefed"' not in page(template)
    html = page(later.site)
    panel = re.search(r'<section[^>]*id="briefed".*?</section>', html)
    assert panel
    assert ">城镇新增就业2023年3月累计<" in panel.group()
    assert "&lt;b&gt;3月补报.csv”(2023-05-03装载)" in panel.group()
    next(briefed_folder(later.site).glob("*.csv")).write_text("坏", encoding="utf-8")
    assert "已损坏或被改动" in page(later.site)


def test_a_printed_figure_that_is_no_more_is_told(district: Site) -> None:
    build = open_current(district.path)
    path = build.path / "marts.duckdb"
    del build
    copy = district.builds / "20230601-000000"
    shutil.copytree(path.parent, copy)
    with duckdb.connect(copy / "marts.duckdb") as con:
        con.execute("delete from kpi_value where kpi = 'new_urban_jobs' and month = '2023-03-01'")
    found = changed(open_build(district.path, copy.name), district.path, APRIL)
    assert {one.now_shown for one in found if one.kpi.kpi == "new_urban_jobs"} == {"无数据"}


def test_a_file_that_took_the_last_row_of_a_month_is_found_by_the_version_of_the_month(later: Build) -> None:
    """No row of 4月.csv stands in February, but had it been the last to touch February, February's change is its."""
    manifest = later.path / "manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    kpi = next(one for one in later.kpis if one.kpi == "new_urban_jobs")
    moment = datetime(2023, 5, 1)
    assert later_files(later, kpi, date(2023, 2, 1), date(2023, 2, 1), moment) == []
    said["parts"]["hiring"]["2023-02"]["version"] = 4
    manifest.write_text(json.dumps(said), encoding="utf-8")
    found = later_files(Build(later.path), kpi, date(2023, 2, 1), date(2023, 2, 1), moment)
    assert [load.file_name for load in found] == ["4月.csv"]
