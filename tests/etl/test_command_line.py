"""The commands as a clerk runs them: what they print and how they exit."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dashboard.__main__ import cli as dashboard_app
from etl.__main__ import app as etl_app
from etl.site import Site
from tests.etl.test_loading import line, write

ROOT = Path(__file__).parents[2]


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "etl", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )


def test_load_status_and_rollback(site: Site) -> None:
    write(site.inbox / "三月.csv", [line(1), line(2, on="下月")])
    done = run("load", "--site", site.path)
    assert done.returncode == 0, done.stderr
    assert "三月.csv → 城镇新增就业实名台账:读入 3 行 = 装载 1 + 退回 1 + 标题合计等 1" in done.stdout
    assert "退回单:" in done.stdout
    assert "已发布版次" in done.stdout
    kept = [path for path in site.path.rglob("*") if path.name in ("warehouse.duckdb", "marts.duckdb", "secret.key")]
    assert {path.stat().st_mode & 0o077 for path in kept} == {0}, "for its owner only"

    told = json.loads(run("status", "--site", site.path, "--json").stdout)
    hiring = next(source for source in told["sources"] if source["source"] == "hiring")
    assert (hiring["rows"], hiring["latest_month"], hiring["rows_open"]) == (1, "2023-03", 1)
    assert "待补正 1 行" in run("status", "--site", site.path).stdout

    assert run("rollback", "--site", site.path).returncode == 2, "there is nothing before the first build"
    write(site.inbox / "四月.csv", [line(3, on="2023-04-01")])
    assert run("load", "--site", site.path).returncode == 0
    back = run("rollback", "--site", site.path)
    assert (back.returncode, told["build_id"] in back.stdout) == (0, True)
    assert json.loads(run("status", "--site", site.path, "--json").stdout)["build_id"] == told["build_id"]
    assert "已发布版次" in run("build", "--site", site.path).stdout
    assert "已是最新" in run("build", "--site", site.path).stdout


def test_a_refused_file_is_exit_1_and_the_others_are_in(site: Site) -> None:
    write(site.inbox / "好.csv", [line(1)])
    (site.inbox / "坏.xlsx").write_bytes(b"not a workbook")
    done = run("load", "--site", site.path)
    assert done.returncode == 1
    assert "✗ 坏.xlsx:" in done.stdout
    assert "装载 1,已装载过 0,拒收 1" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("load", "--site", "/nowhere"), "district.toml"),
        (("load", "--nonsense"), "--nonsense"),
        (("rollback", "20990101-000000"), "20990101-000000"),
        (("new-site", "x", "--name", "某区", "--adcode", "99"), "99"),
    ],
)
def test_wrong_use_is_exit_2(site: Site, words: tuple[str, ...], told: str) -> None:
    own = () if "--site" in words or words[0] == "new-site" else ("--site", str(site.path))
    done = run(*words, *own)
    assert done.returncode == 2
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_help_is_in_chinese_for_every_command() -> None:
    told = run("--help").stdout
    for command in ("load", "build", "status", "rollback", "demo", "propose", "new-site", "first-run"):
        assert command in told
        assert "。" in CliRunner().invoke(etl_app, [command, "--help"]).output


@pytest.mark.parametrize(
    ("program", "words", "told"),
    [
        (etl_app, "nosuch", "没有命令“nosuch”。"),
        (etl_app, "statsu", "没有命令“statsu”。是不是 'status'?"),
        (etl_app, "load --nope", "没有选项 --nope。"),
        (etl_app, "load --sit x", "没有选项 --sit。是不是 --site?"),
        (etl_app, "propose", "缺少“文件”。"),
        (etl_app, "demo", "缺少必填的选项 --out。"),
        (etl_app, "demo --out", "选项 --out 后面缺少值。"),
        (etl_app, "status --json=1", "选项 --json 后面不应有值。"),
        (etl_app, "demo --out x --rows abc", "选项 --rows 应为整数。"),
        (etl_app, "demo --out x --rows 5", "选项 --rows 不能小于100。"),
        (etl_app, "rollback a b", "多了“b”。"),
        (dashboard_app, "nosuch", "没有命令“nosuch”。"),
        (dashboard_app, "serve --port abc", "选项 --port 应为整数。"),
        (dashboard_app, "serve --port 99999", "选项 --port 不能大于65535。"),
    ],
)
def test_wrong_use_is_told_in_chinese(program: typer.Typer, words: str, told: str) -> None:
    done = CliRunner().invoke(program, words.split())
    assert done.exit_code == 2
    assert done.output.splitlines()[-1] == told
    assert not re.search(r"Usage|Error|OPTIONS|Try|Missing|No such", done.output)


@pytest.mark.parametrize("words", [[], ["--help"]])
@pytest.mark.parametrize(("program", "own"), [(etl_app, []), (etl_app, ["demo"]), (dashboard_app, ["serve"])])
def test_no_english_in_help(program: typer.Typer, own: list[str], words: list[str]) -> None:
    done = CliRunner().invoke(program, [*own, "--help"] if own else words)
    assert done.exit_code == (0 if own or words else 2)
    assert done.output.strip().startswith("用法:")
    assert not re.search(r"Usage|Options|Commands|Show this|default|required|INTEGER|<|x>=", done.output)


def test_propose_gives_the_lines_to_add(site: Site, tmp_path: Path) -> None:
    known = write(tmp_path / "三月.csv", [line(1)]).read_text(encoding="utf-8")
    (tmp_path / "新版.csv").write_text(known.replace("就业日期", "何时上岗"), encoding="utf-8")
    assert run("load", tmp_path / "新版.csv", "--site", site.path).returncode == 1
    told = run("propose", tmp_path / "新版.csv", "--site", site.path)
    assert told.returncode == 0
    assert "hiring" in told.stdout
    assert "何时上岗" in told.stdout
