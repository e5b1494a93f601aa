"""What the layout promises: a KPI is one file, a source one folder, a page one file, a district one directory.

Each is kept as a stranger would try it: files written into a directory of one's own, the real commands, and the
number looked for on the page that the server sends.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import dash
import pytest

import dashboard.pages
from dashboard.app import create_app
from tests.etl.test_loading import id_number
from tests.etl.ugly import HIRING, run

DISTRICT = "610102"
STREETS = {"610102001": "西一路街道", "610102002": "长乐中路街道"}


@pytest.fixture
def new_town(tmp_path: Path) -> Path:
    """西安市新城区 as `new-site` writes it, with two streets and a target of its own."""
    site = tmp_path / "xincheng"
    told = run("new-site", site, "--name", "西安市新城区", "--adcode", DISTRICT)
    assert told.exit_code == 0, told.output
    with (site / "reference" / "areas.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([code, name, "", "street", DISTRICT, "", "", ""] for code, name in STREETS.items())
    targets = site / "targets" / "2023.csv"
    header = targets.read_text(encoding="utf-8").splitlines()[0].split(",")
    own = {"kpi": "new_urban_jobs", "area_code": DISTRICT, "label": "区定", "target": "8", "unit": "人"}
    with targets.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header).writerow(own)
    return site


def hire(site: Path, graduates: int = 3, others: int = 2) -> None:
    """Put a ledger of March 2023 into the inbox."""
    with (site / "inbox" / "三月.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HIRING)
        for number in range(1, graduates + others + 1):
            group = "高校毕业生" if number <= graduates else "农民工"
            street = list(STREETS.values())[number % 2]
            cells = [
                "某某",
                id_number(number),
                "",
                "大学本科",
                group,
                street,
                "示例商贸",
                "",
                "批发和零售业",
                "单位就业",
            ]
            out.writerow([*cells, "2023-03-05"])


def load(site: Path, *words: str | Path) -> str:
    told = run("load", "--site", site, *words)
    assert told.exit_code == 0, told.output
    return told.output


def page(site: Path, address: str = "/?month=2023-03") -> str:
    """The HTML of an address, as the server sends it."""
    response = create_app(site).server.test_client().get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def card(html: str, kpi: str) -> str:
    """The words of one KPI's card."""
    found = re.search(rf'<article[^>]*id="kpi-{kpi}".*?</article>', html, re.DOTALL)
    assert found, f"no card of {kpi}"
    return re.sub(r"<[^>]+>", " ", found[0])


def test_a_new_district_is_one_directory(new_town: Path) -> None:
    assert (new_town / "inbox").stat().st_mode & 0o077 == 0, "what clerks send names people"
    hire(new_town)
    load(new_town)
    html = page(new_town)
    assert "新城区" in html
    assert "天心" not in html, "nothing of the first district has come along"
    told = card(html, "new_urban_jobs")
    assert re.search(r"(?<!\d)5\s+人", told), told
    assert "62.5%" in told, "5 of the target of 8"
    assert all(name.removesuffix("街道") in html for name in STREETS.values())
    assert "演示数据" not in html, "real rows only"


def test_a_new_kpi_is_one_file(new_town: Path) -> None:
    kpi = (new_town / "kpis" / "new_urban_jobs.toml").read_text(encoding="utf-8").split("[[example]]")[0]
    kpi = kpi.replace("城镇新增就业人数", "高校毕业生就业人数").replace("城镇新增就业", "毕业生就业")
    kpi = kpi.replace('mart = "employment_month"', 'mart = "employment_month"\nwhere = "person_group = \'高校毕业生\'"')
    (new_town / "kpis" / "graduates_hired.toml").write_text(kpi, encoding="utf-8")
    hire(new_town)
    load(new_town)
    told = card(page(new_town), "graduates_hired")
    assert "毕业生就业" in told
    assert re.search(r"(?<!\d)3\s+人", told), told


def test_a_kpi_added_later_counts_what_is_already_there(new_town: Path) -> None:
    hire(new_town)
    load(new_town)
    test_a_new_kpi_is_one_file(new_town)


SOURCE = """
name = "招聘会登记表"
on_reload = "upsert"
key = ["fair"]
month = "held_on"

[columns.fair]
title = "招聘会名称"
type = "text"
required = true

[columns.held_on]
title = "举办日期"
type = "date"
required = true

[columns.area_code]
title = "街道"
type = "area"

[columns.posts]
title = "提供岗位"
type = "integer"
unit = "个"
"""
MART = """
-- purpose: posts offered at job fairs, by month and street
-- reads: fairs
with held as (select month as part, month, area_code, posts, is_demo from fairs)
select part, month, area_code, sum(posts) as posts, sum(case when is_demo then 1 else 0 end) as demo_rows
from held
group by part, month, area_code
"""
POSTS = """
name = "招聘会提供岗位"
short_name = "招聘岗位"
theme = "services"
position = 10
on_overview = true
kind = "flow"
direction = "up"
unit = "个"
mart = "fairs_month"
numerator = "sum(posts)"
numerator_name = "岗位数"
definition = "报告期内举办的招聘会提供的岗位总数。"
formula = "提供岗位之和。"
basis = "本区招聘会登记表。"
owner = "就业促进和失业保险科"
source = "招聘会登记表"
"""


def write_source(folder: Path, site: Path) -> None:
    """The source folder with its mart, a KPI over it, and a file for it."""
    (folder / "fairs" / "marts").mkdir(parents=True)
    (folder / "fairs" / "source.toml").write_text(SOURCE, encoding="utf-8")
    (folder / "fairs" / "marts" / "fairs_month.sql").write_text(dedent(MART).lstrip(), encoding="utf-8")
    (site / "kpis" / "fair_posts.toml").write_text(POSTS, encoding="utf-8")
    rows = [
        "招聘会名称,举办日期,街道,提供岗位",
        "春风行动,2023-03-08,西一路街道,1234",
        "社区专场,2023-03-20,长乐中路街道,66",
    ]
    (site / "inbox" / "招聘会.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def test_a_new_source_is_one_folder(new_town: Path) -> None:
    write_source(new_town / "sources", new_town)
    assert "招聘会.csv → 招聘会登记表" in load(new_town)
    assert re.search(r"1,300\s+个", card(page(new_town), "fair_posts"))


def test_a_source_folder_may_lie_elsewhere(new_town: Path, tmp_path: Path) -> None:
    write_source(tmp_path / "shared_sources", new_town)
    assert "招聘会.csv → 招聘会登记表" in load(new_town, "--sources", tmp_path / "shared_sources")
    assert re.search(r"1,300\s+个", card(page(new_town), "fair_posts"))


@pytest.fixture
def extra_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A page module in a folder of its own, made part of `dashboard.pages` for the test."""
    name = "page_of_a_test"
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / f"{name}.py").write_text(
        dedent("""
            import dash
            from dash import html

            def layout(view):
                return html.P(f"{view.month:%Y-%m} 的{view.area.short_name}")

            dash.register_page(__name__, path="/trial", name="试验页", order=99, layout=layout)
        """),
        encoding="utf-8",
    )
    monkeypatch.setattr(dashboard.pages, "__path__", [*dashboard.pages.__path__, str(tmp_path / "pages")])
    yield name
    module = f"dashboard.pages.{name}"
    sys.modules.pop(module, None)
    dash.page_registry.pop(module, None)


def test_a_new_page_is_one_file(new_town: Path, extra_page: str) -> None:
    hire(new_town)
    load(new_town)
    navigation = re.search(r"<nav.*?</nav>", page(new_town), re.DOTALL)
    assert navigation
    assert "/trial" in navigation[0]
    assert "试验页" in navigation[0]
    assert "2023-03 的新城区" in page(new_town, "/trial?month=2023-03")
