"""The analysts' notebooks: stored plain, reading a build through the store alone, and true from top to bottom.

Each runs once, in a kernel of this Python, on the small demo with one file more that has a row to be returned; what it
computed is held against the figures of the build and the words of the page.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from dashboard.app import create_app
from etl.loading import Found, load_file
from etl.publishing.making import publish
from etl.site import Site
from etl.store import Build, open_current
from etl.warehouse import Warehouse
from tests.from_files import DISTRICT, NATION, read_texts
from tests.notebook_files import FOLDER, code_cells, notebooks, stored
from tests.small_demo import LOADED_AT, SmallDemo

NAMES = [path.stem for path in notebooks()]
MAY_IMPORT = (
    "etl.store", "etl.kpi.catalogue",
    "dashboard.address.filters",  # what members are called
    "dashboard.charts", "dashboard.format", "dashboard.notebook", "dashboard.readings.spells", "dashboard.statistics",
    "dashboard.readings.surges", "dashboard.theme", "dashboard.window",
    "dashboard.components.kpi.source_note", "dashboard.components.kpi.status", "dashboard.components.wording",
    "duckdb", "numpy", "pandas", "plotly",
    "decimal", "sys",
)  # fmt: skip
PAST_THE_STORE = re.compile(r"\.facts\(|read_parquet|read_csv|_hash\b|\bopen\(|\.sql\(|_con\b|_cursor\b")
PERSONAL = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<![\d.])1[3-9]\d{9}(?!\d)|[0-9a-f]{32,}")
PLOTLY = "application/vnd.plotly.v1+json"
# What is asked of a notebook's variables once it has run.
PROBES = {
    "00_开始": "{'ytd': str(now.ytd), 'completion': str(now.completion)}",
    "01_完成进度与预测": "{'errors': {int(m): str(e) for m, e in zip(by_month['m'], by_month['mean_abs_error'])},"
    " 'gaps': {kpi.kpi: str(rows[kpi.kpi].gap_pp) for kpi in tasks}, 'inside': int(inside), 'tried': int(tried)}",
    "02_再就业周期": "{'title': title_of_all, 'waiting': int(counts.to_numpy().sum())}",
    "03_热线诉求": "{'received': str(this), 'so_far': str(sum(now.values())), 'alarms': len(alarms)}",
    "04_数据质量": "{'tally': str(rows.tally.value), 'traced': [one['rows_quarantined'] for one in traced],"
    " 'sha': [one['sha256'][:8] for one in traced]}",
}


@dataclass(frozen=True)
class Run:
    """A notebook that has run: its cells with their outputs, and what its probe said."""

    cells: list[Any]
    probe: Any

    def shown(self, kind: str) -> Iterator[Any]:
        """Every output of a MIME type."""
        for cell in self.cells:
            for output in cell.get("outputs", []):
                if kind in output.get("data", {}):
                    yield output["data"][kind]


def test_jupyterlab_offers_nothing_that_needs_the_internet() -> None:
    """It would greet everyone with a build that cannot succeed and with news that cannot come."""
    recipe = subprocess.run(["make", "-n", "notebooks"], cwd=FOLDER.parent, capture_output=True, text=True, check=True)
    where = re.search(r'JUPYTER_CONFIG_PATH="([^"]+)"', recipe.stdout)
    assert where
    config = json.loads((Path(where[1]) / "labconfig" / "page_config.json").read_text())
    assert (config["buildAvailable"], config["buildCheck"]) == (False, False)
    assert config["disabledExtensions"] == {"@jupyterlab/apputils-extension:announcements": True}


@pytest.fixture(scope="module")
def site(small_demo: SmallDemo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small demo, in which one row of one file more waits to be mended."""
    path = tmp_path_factory.mktemp("notebooks") / "data"
    shutil.copytree(small_demo.site.path, path)
    june = next(one for one in small_demo.ledgers if one.name.startswith("城镇新增就业实名台账_2023年06月"))
    rows = read_texts(june).head(3).copy()
    rows.loc[rows.index[1], "就业日期"] = "2023-06-31"
    late = path.parent / "六月补报.csv"
    late.write_text("城镇新增就业实名台账(演示数据)\n" + rows.to_csv(index=False), encoding="utf-8")
    with Warehouse(Site(path)) as warehouse:
        outcome = load_file(warehouse, Found(late), LOADED_AT)
        assert (outcome.state, outcome.rows_quarantined) == ("loaded", 1), outcome
        publish(warehouse, LOADED_AT)
    return path


@pytest.fixture(scope="module")
def build(site: Path) -> Build:
    return open_current(site)


@pytest.fixture(scope="module")
def runs(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """All notebooks, each in a kernel of its own."""
    home = tmp_path_factory.mktemp("jupyter")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHANGFENG_SITE", str(site))
        for name in ("JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "JUPYTER_CONFIG_DIR"):
            patch.setenv(name, str(home))
        return {path.stem: _run(path) for path in notebooks()}


def _run(path: Path) -> Run:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(PROBES[path.stem]))
    place = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, kernel_name="python3", timeout=120, resources=place).execute()
    return Run(notebook.cells[:-1], ast.literal_eval(notebook.cells[-1].outputs[0]["data"]["text/plain"]))


def test_the_five_are_there() -> None:
    assert [name[:2] for name in NAMES] == ["00", "01", "02", "03", "04"]
    assert set(NAMES) == set(PROBES)


@pytest.mark.parametrize("path", notebooks(), ids=NAMES)
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == stored(text), "python -m tests.notebook_files"
    assert nbformat.validate(nbformat.reads(text, as_version=4)) is None


@pytest.mark.parametrize("path", notebooks(), ids=NAMES)
def test_a_notebook_reads_through_the_store_alone(path: Path) -> None:
    for source in code_cells(path):
        assert not PAST_THE_STORE.search(source), source
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom):
                assert not node.level
                named = [node.module or ""]
            else:
                named = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            for name in named:
                assert any(name == allowed or name.startswith(f"{allowed}.") for allowed in MAY_IMPORT), name


def test_no_function_is_written_twice() -> None:
    """What two notebooks need is a function of the store or of `dashboard.notebook`."""
    bodies: dict[str, str] = {}
    for path in notebooks():
        for node in (node for source in code_cells(path) for node in ast.walk(ast.parse(source))):
            if isinstance(node, ast.FunctionDef):
                body = ast.dump(ast.Module(node.body, []))
                assert bodies.setdefault(body, path.stem) == path.stem, node.name


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_says_what_it_asks_and_what_it_found(runs: dict[str, Run], name: str) -> None:
    first, *_, last = runs[name].cells
    assert "**回答的问题**:" in first.source
    (found,) = (output["data"]["text/markdown"] for output in last.outputs)
    assert re.search(r"\d", found)
    assert not re.search(r"nan|None|<NA>|NaT", found), found


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_has_a_title_a_unit_and_a_source(runs: dict[str, Run], name: str) -> None:
    figures = list(runs[name].shown(PLOTLY))
    assert figures
    for figure in figures:
        layout = figure["layout"]
        assert layout["title"]["text"].startswith("<b>")
        assert layout["title"]["subtitle"]["text"]
        assert any(note["text"].startswith("来源:") for note in layout["annotations"])
        assert any(trace.get("y") is not None for trace in figure["data"])
        assert figure["config"]["plotlyServerURL"] == ""
        assert figure["config"]["showSendToCloud"] is False


@pytest.mark.parametrize("name", NAMES)
def test_no_output_names_a_person(runs: dict[str, Run], small_demo: SmallDemo, name: str) -> None:
    told = "\n".join(text for kind in ("text/html", "text/markdown", "text/plain") for text in runs[name].shown(kind))
    assert not PERSONAL.search(told), PERSONAL.search(told)
    june = next(one for one in small_demo.ledgers if one.name.startswith("城镇新增就业实名台账_2023年06月"))
    people = read_texts(june)
    assert not [text for text in people["身份证号"] if text and text in told]


def figures(build: Build, *kpis: str) -> dict[str, Any]:
    """The district's figures of the latest month, by KPI."""
    month = build.meta.default_month
    assert month
    return {row.kpi: row for row in build.values(areas=[DISTRICT], since=month, until=month, kpis=kpis or None)}


def test_the_first_notebook_has_the_figures_of_the_build(runs: dict[str, Run], build: Build) -> None:
    now = figures(build)["new_urban_jobs"]
    assert runs["00_开始"].probe == {"ytd": str(now.ytd), "completion": str(now.completion)}


def test_the_backtest_finds_what_the_build_has_on_record(runs: dict[str, Run], build: Build) -> None:
    sql = "select month_of_year as m, mean_abs_error from forecast_record where kpi = ? and area_code = ?"
    recorded = {row["m"]: str(row["mean_abs_error"]) for row in build.records(sql, ["new_urban_jobs", NATION])}
    probe = runs["01_完成进度与预测"].probe
    assert probe["errors"] == recorded
    assert set(recorded) == set(range(1, 12))
    assert 0 < probe["inside"] <= probe["tried"]
    paced = {kpi: str(row.gap_pp) for kpi, row in figures(build).items() if row.pace is not None and row.target}
    assert probe["gaps"] == paced


def test_the_spells_are_those_of_the_page(runs: dict[str, Run], site: Path) -> None:
    page = create_app(site).server.test_client().get("/reemployment").get_data(as_text=True)
    probe = runs["02_再就业周期"].probe
    assert probe["title"] in page
    assert f"{probe['waiting']:,}人登记后仍未就业" in page


def test_the_hotline_is_that_of_the_build(runs: dict[str, Run], build: Build) -> None:
    now = figures(build)["hotline_received"]
    probe = runs["03_热线诉求"].probe
    assert (Decimal(probe["received"]), Decimal(probe["so_far"])) == (now.value, now.ytd)


def test_a_returned_row_leads_to_its_file_and_a_figure_to_its_rows(runs: dict[str, Run], site: Path) -> None:
    probe = runs["04_数据质量"].probe
    assert Decimal(probe["tally"]) == figures(open_current(site))["new_urban_jobs"].ytd
    assert probe["traced"] == [1]
    assert list((site / "raw" / "hiring").glob(f"*/{probe['sha'][0]}_六月补报.csv"))
