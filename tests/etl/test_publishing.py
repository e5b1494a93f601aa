"""Builds: only what changed is made again, readers are never blocked, rollback goes back, nothing personal gets out."""

from __future__ import annotations

import shutil
import threading
from datetime import datetime
from pathlib import Path

import pytest

from etl.loading import find_files, load_file
from etl.publishing.facts import published_columns
from etl.publishing.making import publish
from etl.publishing.switching import builds, current_manifest, switch
from etl.site import Site, SiteError
from etl.sources.model import discover
from etl.store import open_build, open_current
from etl.warehouse import Warehouse
from tests.etl.conftest import keep_kpis, new_site
from tests.etl.test_loading import id_number, line, write

KPIS = ("new_urban_jobs", "pension_coverage_rate")  # the other KPIs have no ledger here: they would have no figure


def load(site: Site, *paths: Path, day: int = 1) -> str | None:
    now = datetime(2023, 7, day, 9, 12)
    with Warehouse(site) as warehouse:
        for file in find_files(paths, site.work):
            assert load_file(warehouse, file, now).state in ("loaded", "known")
        return publish(warehouse, now)


def value(site: Site, kpi: str = "new_urban_jobs", area: str = "430103", month: str = "2023-03-01") -> object:
    found = open_current(site.path).records(
        "select ytd from kpi_value where kpi = ? and area_code = ? and month = cast(? as date)", [kpi, area, month]
    )
    return found[0]["ytd"] if found else None


def first_files(folder: Path) -> tuple[Path, Path]:
    february = write(folder / "2月.csv", [line(1, on="2023-02-01")])
    return february, write(folder / "3月.csv", [line(2), line(3)])


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Loaded once; every test has a copy of its own."""
    site = keep_kpis(new_site(tmp_path_factory.mktemp("published") / "data"), *KPIS)
    load(site, *first_files(site.path.parent))
    return site


@pytest.fixture
def site(site: Site) -> Site:
    return keep_kpis(site, *KPIS)


@pytest.fixture
def march(published: Site, tmp_path: Path) -> Site:
    first_files(tmp_path)
    shutil.copytree(published.path, tmp_path / "data")
    return Site(tmp_path / "data")


def test_a_build_holds_what_was_loaded(march: Site) -> None:
    assert value(march) == 3
    assert value(march, area="430103002") == 3
    build = open_current(march.path)
    assert build.meta.default_month is not None
    assert build.meta.default_month.isoformat() == "2023-03-01"
    assert build.records(f"select count(*) as n from {build.facts('hiring')}") == [{"n": 3}]


def test_only_changed_months_are_written_again(march: Site, tmp_path: Path) -> None:
    before = open_current(march.path).path
    load(march, write(tmp_path / "4月.csv", [line(4, on="2023-03-31"), line(5, on="2023-04-01")]), day=2)
    after = open_current(march.path).path
    inodes = {
        month: [(folder / "facts" / "hiring" / f"{month}.parquet").stat().st_ino for folder in (before, after)]
        for month in ("2023-02", "2023-03")
    }
    assert inodes["2023-02"][0] == inodes["2023-02"][1], "an unchanged month is a hard link"
    assert inodes["2023-03"][0] != inodes["2023-03"][1]
    assert (value(march), value(march, month="2023-04-01")) == (4, 5)


def test_part_by_part_gives_the_same_figures_as_all_at_once(march: Site, tmp_path: Path) -> None:
    load(march, write(tmp_path / "4月.csv", [line(4, on="2023-04-03"), line(2)]), day=2)
    grown = open_current(march.path).records("select * exclude (build_id) from kpi_value, meta order by all")
    shutil.rmtree(march.builds)
    with Warehouse(march) as warehouse:
        publish(warehouse, datetime(2023, 7, 2, 9, 12))
    assert open_current(march.path).records("select * exclude (build_id) from kpi_value, meta order by all") == grown


def test_nothing_new_is_nothing_to_publish_but_a_new_target_is(march: Site, tmp_path: Path) -> None:
    assert load(march, tmp_path / "3月.csv") is None
    with (march.targets / "2023.csv").open("a", encoding="utf-8") as file:
        header = (march.targets / "2023.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
        cells = {"kpi": "new_urban_jobs", "area_code": "430103", "label": "区定", "target": "6", "unit": "人"}
        file.write(",".join(cells.get(name, "") for name in header) + "\n")
    assert load(march, tmp_path / "3月.csv") is not None
    found = open_current(march.path).records(
        "select completion from kpi_value "
        "where kpi = 'new_urban_jobs' and area_code = '430103' and month = '2023-03-01'"
    )
    assert [row["completion"] for row in found] == [pytest.approx(0.5)]


def test_rollback_shows_the_earlier_build_and_the_next_load_goes_on(march: Site, tmp_path: Path) -> None:
    first = builds(march)[0]
    load(march, write(tmp_path / "更多.csv", [line(7)]), day=2)
    assert value(march) == 4
    switch(march, first)
    assert value(march) == 3
    load(march, write(tmp_path / "又.csv", [line(8)]), day=3)
    assert value(march) == 5
    assert len(builds(march)) == 3


def test_a_reader_is_never_blocked_and_never_sees_half_a_build(march: Site, tmp_path: Path) -> None:
    """Readers look at the total and the facts of whatever build is current while five builds are published."""
    torn: list[tuple[object, object]] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            build = open_current(march.path)
            said = build.records(
                "select ytd from kpi_value where kpi = 'new_urban_jobs' and area_code = '430103' "
                "and month = '2023-03-01'"
            )[0]["ytd"]
            held = build.records(f"select count(*) as n from {build.facts('hiring')}")[0]["n"]
            if said != held:
                torn.append((said, held))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(5):
            load(march, write(tmp_path / f"{number}.csv", [line(20 + number)]), day=2 + number)
    finally:
        stop.set()
        reader.join()
    assert torn == []
    assert value(march) == 8


def test_an_unfinished_build_is_neither_read_nor_in_the_way(march: Site, tmp_path: Path) -> None:
    (march.builds / ".making-20230101-000000").mkdir()
    load(march, write(tmp_path / "又.csv", [line(9)]), day=2)
    assert list(march.builds.glob(".making-*")) == []
    assert value(march) == 4


def test_no_personal_data_in_a_build(march: Site) -> None:
    build = open_current(march.path).path
    secrets = [text.encode() for number in (1, 2, 3) for text in (id_number(number), "甲某")]
    found = [p.name for p in build.rglob("*") if p.is_file() for secret in secrets if secret in p.read_bytes()]
    assert found == []
    hidden = {"content", "caller_name", "caller_phone", "person_name", "phone", "id_number"}
    assert [s.id for s in discover(march.source_dirs) if hidden & set(published_columns(s))] == []


def test_a_reader_reaches_nothing_outside_its_build(march: Site) -> None:
    build = open_current(march.path)
    with pytest.raises(Exception, match="disabled by configuration"):
        build.records("select * from read_text(?)", [str(march.path / "district.toml")])
    with pytest.raises(Exception, match="locked"):
        build.records("set enable_external_access = true")
    with pytest.raises(Exception, match="没有版次"):
        open_build(march.path, "../raw")


def test_the_manifest_names_every_load_and_part(march: Site) -> None:
    manifest = current_manifest(march)
    assert manifest is not None
    assert [load["file"] for load in manifest["loads"]] == ["2月.csv", "3月.csv"]
    assert {month: part["rows"] for month, part in manifest["parts"]["hiring"].items()} == {"2023-02": 1, "2023-03": 2}
    assert {month: part["loads"] for month, part in manifest["parts"]["hiring"].items()} == {
        "2023-02": [[1, 1, 0]],
        "2023-03": [[2, 2, 0]],
    }


def test_a_warehouse_row_without_its_source_is_told(march: Site, tmp_path: Path) -> None:
    own = tmp_path / "own" / "visits"
    own.mkdir(parents=True)
    (own / "source.toml").write_text(
        'name = "走访台账"\non_reload = "upsert"\nkey = ["visit_id"]\nmonth = "visited_on"\n'
        '[columns.visit_id]\ntitle = "走访编号"\ntype = "text"\nrequired = true\n'
        '[columns.visited_on]\ntitle = "走访日期"\ntype = "date"\nrequired = true\n',
        encoding="utf-8",
    )
    (tmp_path / "走访.csv").write_text("走访编号,走访日期\nA1,2023-03-01\n", encoding="utf-8")
    load(Site(march.path, (tmp_path / "own",)), tmp_path / "走访.csv", day=2)
    with pytest.raises(SiteError, match="visits"):
        load(march, write(tmp_path / "x.csv", [line(30)]), day=3)


def test_a_column_that_a_source_has_gained_is_empty_in_what_was_loaded_before(march: Site) -> None:
    with Warehouse(march) as warehouse:
        warehouse.con.execute("alter table warehouse.fact_hiring drop column education")  # as if it had never been
    shutil.rmtree(march.builds)  # every part is written anew
    with Warehouse(march) as warehouse:
        assert publish(warehouse, datetime(2023, 8, 1, 9, 0))
    assert value(march) == 3


def quality(site: Site) -> list[tuple[object, ...]]:
    rows = open_current(site.path).records("select kind, rule, month, rows from quality order by all")
    return [tuple(row.values()) for row in rows]


def test_quality_tells_what_stands_not_what_once_came(site: Site, tmp_path: Path) -> None:
    march = datetime(2023, 3, 1).date()
    lost = [line(1, street="某街"), line(2, street="某街"), line(3, street="某街", on="去年底"), line(4, sex="男")]
    for day in (1, 2):  # the same rows twice, in two files
        load(site, write(tmp_path / f"第{day}次.csv", lost, title=f"第{day}次报送"), day=day)
    assert ("unassigned", "area", march, 2) in quality(site), "not the rejected row, and no row twice"
    assert [found[1:] for found in quality(site) if found[0] == "warning"] == [("sex_agrees", march, 1)]
    load(site, write(tmp_path / "改正.csv", [line(1), line(2), line(4)]), day=3)
    assert {found[0] for found in quality(site)} == {"quarantine"}, "what was put right is told no more"


def test_quality_counts_linked_months_as_if_they_were_written_anew(site: Site, tmp_path: Path) -> None:
    load(site, write(tmp_path / "2月.csv", [line(1, street="某街", on="2023-02-01"), line(2, on="2023-02-01")]))
    load(site, write(tmp_path / "3月.csv", [line(3, street="某街"), line(4, street="某街")]), day=2)
    grown = quality(site)
    assert [(str(month), rows) for kind, _, month, rows in grown if kind == "unassigned"] == [
        ("2023-02-01", 1),
        ("2023-03-01", 2),
    ]
    shutil.rmtree(site.builds)
    with Warehouse(site) as warehouse:
        publish(warehouse, datetime(2023, 7, 2, 9, 12))
    assert quality(site) == grown


def test_a_kpi_can_read_marts_and_no_files(march: Site, tmp_path: Path) -> None:
    before = current_manifest(march)
    definition = (march.kpis / "new_urban_jobs.toml").read_text(encoding="utf-8")
    spying = definition.replace("sum(hired)", "(select count(*) from read_text('/etc/hostname'))")
    assert spying != definition
    (march.kpis / "new_urban_jobs.toml").write_text(spying, encoding="utf-8")
    with pytest.raises(Exception, match="disabled by configuration"):
        load(march, write(tmp_path / "4月.csv", [line(4)]), day=2)
    assert current_manifest(march) == before, "the published build is untouched"
