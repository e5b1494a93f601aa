"""What nobody foresees (a full disk, a folder not to be written, an error of ours): nothing half in, words only."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

import etl.loading
from etl.loading import Found, load_file
from etl.site import Site
from etl.warehouse import Warehouse
from tests.etl.test_loading import id_number, line
from tests.etl.ugly import facts, load, open_rows, run, text

ROOT = Path(__file__).parents[2]
PEOPLE = "select count(*) from fact_hiring"
LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write past the limit then fails as it does on a full disk
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.argv = ["etl", *sys.argv[2:]]
from etl.__main__ import app
app()
"""


def kept(site: Site) -> list[str]:
    """What lies in the folders that a load writes."""
    return sorted(path.name for folder in (site.raw, site.returned) if folder.is_dir() for path in folder.rglob("*.*"))


@pytest.mark.parametrize("most_bytes", [3_000, 40_000, 180_000])
def test_a_full_disk_leaves_nothing_half_in(site: Site, most_bytes: int) -> None:
    text(site.inbox / "大.csv", [*(line(n) for n in range(1, 999)), line(5, on="某日")])
    words = ["load", "--no-build", "--site", str(site.path)]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(most_bytes), *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    told = done.stdout + done.stderr
    assert done.returncode == 1
    assert "磁盘空间不足。请清理磁盘后再试。" in told
    assert "Traceback" not in told
    assert [path.name for path in site.inbox.iterdir()] == ["大.csv"]
    assert [name for name in kept(site) if not name.endswith("_大.csv")] == [], (
        "no copy is partial, nothing is returned"
    )
    assert load(site).rows("大.csv") == (1_000, 998, 1, 1), "with room again, the same command finishes the work"
    assert facts(site, PEOPLE) == [(998,)]


def test_a_folder_that_cannot_be_written_is_named(site: Site) -> None:
    text(site.inbox / "甲.csv", [line(1), line(2, on="某日")])
    text(site.inbox / "乙.csv", [line(3)])
    site.returned.write_text("in the way")
    told = load(site)
    assert told.exit_code == 1
    assert f"✗ 甲.csv:未装载:无法读写 {site.returned}" in told.output
    assert told.rows("乙.csv") == (2, 1, 0, 1), "the other file is in"
    assert (facts(site, PEOPLE), open_rows(site)) == ([(1,)], [])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_site_that_may_only_be_read(site: Site) -> None:
    site.path.chmod(0o500)
    try:
        told = load(site)
    finally:
        site.path.chmod(0o700)
    assert told.exit_code == 1
    assert "没有写入" in told.output


def test_a_file_that_is_still_being_written_waits(site: Site) -> None:
    path = text(site.inbox / "三月.csv", [line(1)])

    def write_on(step: str) -> None:
        if step == "核对":
            with path.open("a", encoding="utf-8") as file:
                file.write(line(2) + "\n")

    with Warehouse(site) as warehouse:
        outcome = load_file(warehouse, Found(path), datetime(2023, 7, 3), write_on)
    assert (outcome.state, outcome.message) == ("refused", "文件在读取时被改动。请保存并关闭文件后重新装载。")
    assert (path.exists(), kept(site), facts(site, "select * from load_log")) == (True, [], [])


def test_an_error_of_our_own_is_told_and_logged_without_a_value(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    text(site.inbox / "甲.csv", [line(1, name="张三丰")])
    text(site.inbox / "乙.csv", [line(2)])
    real = etl.loading.check

    def breaks(con, relation, mapping, context):  # type: ignore[no-untyped-def]
        secret = relation.rows_hint and con.execute(f"select c0, c1 from {relation.sql}").fetchone()
        if "张三丰" in secret:
            raise KeyError(secret)
        return real(con, relation, mapping, context)

    monkeypatch.setattr(etl.loading, "check", breaks)
    told = load(site)
    log = next((site.path / "logs").iterdir())
    assert told.exit_code == 1
    assert told.line("甲.csv") == f"✗ 甲.csv:未装载:程序在“核对”时出错(KeyError)。详情已记入 {log},请交系统管理员。"
    assert told.rows("乙.csv") == (2, 1, 0, 1)
    written = log.read_text(encoding="utf-8")
    assert "builtins.KeyError" in written
    assert "test_failures.py" in written
    assert "张三丰" not in written + told.output
    assert id_number(1) not in written + told.output
    assert log.parent.stat().st_mode & 0o077 == 0


def test_a_publication_that_fails_says_that_the_rows_are_in(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> str:
        raise ZeroDivisionError

    text(site.inbox / "三月.csv", [line(1)])
    monkeypatch.setattr("etl.__main__.publish", fails)
    told = run("load", "--site", site.path)
    assert told.exit_code == 1
    assert "发布未完成:程序在“发布”时出错(ZeroDivisionError)" in told.output
    assert told.output.rstrip().endswith("已装载的数据不受影响,看板仍是原来的版次。")
    assert facts(site, PEOPLE) == [(1,)]


def test_a_damaged_warehouse_is_told_with_the_way_out(site: Site) -> None:
    site.warehouse.write_bytes(b"junk" * 5_000)
    told = load(site)
    assert "已损坏。请从备份恢复" in told.output
    assert told.exit_code == 2
    assert site.warehouse.read_bytes() == b"junk" * 5_000, "what may still be mended is not touched"


@pytest.mark.parametrize("words", [("status",), ("build",), ("propose", "--help")])
def test_other_commands_on_a_bare_site(site: Site, words: tuple[str, ...]) -> None:
    assert run(*words, "--site", site.path).exit_code == 0
