"""Items that fail, hang, are killed or leave nothing; the rest is delivered, and never a half file."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import flask
import pytest

from dashboard.briefing import manifest
from dashboard.briefing.briefed.frozen import freezes
from dashboard.briefing.composing import Request
from dashboard.briefing.content import Content
from dashboard.briefing.delivering import LOCK, alone, beside, deliver
from dashboard.briefing.faults import Fault, Incomplete
from dashboard.briefing.items import ITEMS, Item, Job, Written, from_content
from dashboard.briefing.making import Outcome, folder_of, make_items
from dashboard.briefing.steps import Ended
from dashboard.briefing.telling import told
from dashboard.delivery.shell import Shell
from tests.dashboard import fixture_build
from tests.dashboard.briefing.composed import content_of

ROOT = Path(__file__).parents[3]
ENOUGH = 30.0  # seconds


class Quiet:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def say(self, text: str) -> None:
        self.told.append(text)

    def began(self, name: str) -> None:
        self.told.append(f"+{name}")

    def goes_on(self) -> None: ...

    def ended(self, ended: Ended) -> None:
        self.told.append(f"-{ended.name}")


@pytest.fixture(scope="module")
def content(site: Path) -> Content:
    return content_of(site, pages=("/definitions",))


@pytest.fixture
def job(content: Content, tmp_path: Path) -> Job:
    folder = tmp_path / "folder"
    folder.mkdir()
    return Job(content, folder, Shell(tmp_path / "site", {}), flask.Flask("pages"))


def _file(name: str, text: str = "x") -> Item:
    def make(job: Job) -> Written:
        path = job.folder / name
        path.write_text(text, encoding="utf-8")
        return Written([path])

    return Item(name, ENOUGH, make)


def _raising(error: Exception) -> Item:
    def make(_: Job) -> Written:
        raise error

    return Item("出错", ENOUGH, make)


def _hangs(job: Job) -> Written:
    subprocess.Popen(["/bin/cat", str(_endless(job.folder))])
    threading.Event().wait()
    return Written([])


def _endless(folder: Path) -> Path:
    """A pipe that nobody writes to."""
    path = folder / "endless"
    os.mkfifo(path)
    return path


def _killed(_: Job) -> Written:
    os.kill(os.getpid(), signal.SIGKILL)
    return Written([])


FAULTS = [
    (_raising(Fault("字体“仿宋”缺失。")), "字体“仿宋”缺失。"),
    (_raising(OSError(errno.ENOSPC, "No space left")), "磁盘空间不足。"),
    (_raising(PermissionError(errno.EACCES, "/srv/secret")), "没有写入权限。"),
    (_raising(MemoryError()), "内存不足。"),
    (Item("出错", ENOUGH, _killed), "意外中止,可能是内存不足。请稍后再生成一次。"),
    (Item("出错", 0.2, _hangs), "超过0秒没有完成,已停止。请稍后再生成一次。"),
    (Item("出错", ENOUGH, lambda _: Written([])), "没有写出文件。"),
    (Item("出错", ENOUGH, lambda job: Written([job.folder / "没有写出"])), "没有写出文件。"),
    (_file("空", ""), "没有写出文件。"),
]


@pytest.mark.parametrize(("item", "reason"), FAULTS, ids=[reason[:6] + str(n) for n, (_, reason) in enumerate(FAULTS)])
def test_what_fails_is_named_and_the_rest_is_made(job: Job, item: Item, reason: str) -> None:
    made = make_items([item, _file("好")], job, Quiet())
    assert [(one.item, one.reason) for one in made.failed] == [(item.name, reason)]
    assert [path.name for path in made.files] == ["好"]


def test_a_fault_of_ours_is_a_number_in_the_log_and_tells_no_value(job: Job) -> None:
    (job.shell.site).mkdir()
    made = make_items([_raising(ValueError("430103199001011234"))], job, Quiet())
    (failed,) = made.failed
    assert failed.reason.startswith("程序出错,故障号 ")
    logged = "".join(path.read_text(encoding="utf-8") for path in (job.shell.site / "logs").iterdir())
    assert "ValueError" in logged
    assert "430103199001011234" not in logged + failed.reason


def test_what_hangs_is_ended_with_its_children(job: Job) -> None:
    make_items([Item("停", 0.5, _hangs)], job, Quiet())
    reading = [
        line for line in subprocess.check_output(["ps", "ax"], text=True).splitlines() if str(job.folder) in line
    ]
    assert reading == []


def test_an_item_begins_after_those_whose_files_it_takes_in(job: Job) -> None:
    def read(job: Job) -> Written:
        path = job.folder / "后"
        path.write_text((job.folder / "先").read_text(encoding="utf-8") + "后", encoding="utf-8")
        return Written([path])

    quiet = Quiet()
    made = make_items([Item("后", ENOUGH, read, after=("先", "没有的")), _file("先", "先")], job, quiet)
    assert quiet.told == ["+先", "-先", "+后", "-后"]
    assert made.files[-1].read_text(encoding="utf-8") == "先后"


def test_what_is_incomplete_is_delivered_and_told(job: Job) -> None:
    def write(_: Content, folder: Path) -> list[Path]:
        raise Incomplete("少一张图。", [*_file("文稿").make(job).files])

    made = make_items([from_content("文稿", ENOUGH, write), _file("后")], job, Quiet())
    assert sorted(path.name for path in made.files) == ["后", "文稿"]
    assert [(one.item, one.reason) for one in made.failed] == [("文稿", "少一张图。")]


def test_a_later_item_knows_what_earlier_ones_left_out(job: Job) -> None:
    def tells(job: Job) -> Written:
        raise Fault("".join(f"{one.item}{one.reason}" for one in job.failed))

    made = make_items([_raising(Fault("没有。")), Item("后", ENOUGH, tells, after=("出错",))], job, Quiet())
    assert made.failed[-1].reason == "出错没有。"


def test_an_item_waits_only_for_items_before_it() -> None:
    for position, item in enumerate(ITEMS):
        assert set(item.after) <= {one.name for one in ITEMS[:position]}


def _told(content: Content, folder: Path, names: list[str]) -> tuple[list[Path], Path]:
    files = [folder / name for name in names]
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{path.name} of {content.build_id}", encoding="utf-8")
    return files, manifest.write(content, folder, files, [], "python -m dashboard brief", datetime(2023, 7, 3, 9))


def test_a_briefing_replaces_the_one_before_and_leaves_other_files_alone(content: Content, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with beside(out) as folder:
        deliver(folder, *_told(content, folder, ["a.docx", "charts/x.png", "charts/y.png"]), out)
    (out / "我的.txt").write_text("我的", encoding="utf-8")
    with beside(out) as folder:
        deliver(folder, *_told(replace(content, build_id="later"), folder, ["charts/y.png", "b.xlsx"]), out)
    there = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert there == ["b.xlsx", "charts/y.png", "manifest.json", "我的.txt"]
    assert (out / "charts/y.png").read_text(encoding="utf-8") == "y.png of later"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_manifest_names_each_file_by_its_content_and_each_number(content: Content, tmp_path: Path) -> None:
    files, path = _told(content, tmp_path, ["a.docx"])
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["files"][0]["sha256"] == hashlib.sha256(files[0].read_bytes()).hexdigest()
    assert len(told["numbers"]) == len(list(content.numbers))
    jobs = next(one for one in told["numbers"] if (one["kpi"], one["measure"]) == ("new_urban_jobs", "ytd"))
    assert jobs == jobs | {"area": "430103", "month": "2023-06", "shown": "10,649人"}
    assert str(tmp_path) not in path.read_text(encoding="utf-8")


def test_a_manifest_that_leads_elsewhere_removes_nothing_there(content: Content, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other.txt"
    other.write_text("不动", encoding="utf-8")
    with beside(out) as folder:
        deliver(folder, *_told(content, folder, ["a"]), out)
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    told["files"] += [{"name": "../other.txt"}, {"name": str(other)}, {"name": "../out/../other.txt"}]
    (out / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    with beside(out) as folder:
        deliver(folder, *_told(content, folder, ["b"]), out)
    assert other.read_text(encoding="utf-8") == "不动"
    assert not (out / "a").exists()


def test_the_second_at_once_says_so_and_does_not_begin(tmp_path: Path) -> None:
    said: list[str] = []
    with alone(tmp_path, said.append), pytest.raises(Fault, match="仍未结束"), alone(tmp_path, said.append, 0):
        pytest.fail("two at once")
    assert said == ["另一份简报正在生成,等它结束…"]
    with alone(tmp_path, said.append):
        assert (tmp_path / LOCK).exists()


def test_a_killed_run_s_folder_goes_with_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".2023-06.making-left"
    left.mkdir()
    with beside(tmp_path / "2023-06"):
        assert not left.exists()


def test_each_area_and_edition_has_its_folder(tmp_path: Path) -> None:
    asked = Request("b", "2023-06")
    assert folder_of(tmp_path, asked, "").name == "2023-06"
    assert folder_of(tmp_path, replace(asked, edition="public"), "430103002").name == "2023-06_430103002_public"


def brief(site: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dashboard", "brief", "--site", str(site), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_command_writes_a_briefing(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "六月"
    ran = brief(site, "--month", "2023-06", "--pages", "数据质量", "--out", str(out))
    assert (ran.returncode, ran.stderr) == (0, "")
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert told["command"] == "python -m dashboard brief --month 2023-06 --pages '数据质量' --edition internal"
    assert {one["name"] for one in told["files"]} | {"manifest.json"} == {
        path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()
    }


def test_what_is_printed_is_kept_and_an_edition_is_its_own_folder(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path / "site")
    for edition in ("internal", "public"):
        ran = brief(site, "--month", "2023-06", "--pages", "/quality", "--edition", edition)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    folders = {path.name for path in (site / "briefs").iterdir() if path.is_dir()}
    assert folders == {"2023-06", "2023-06_public", "briefed"}
    assert len(freezes(site)) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "缺少必填的选项 --month"),
        (["--month", "2031-01"], "没有2031年1月的数据。有数据的月份:"),
        (["--month", "2023-06", "--edition", "secret"], "可选:internal(内部)、public(公开)"),
    ],
)
def test_wrong_use_is_said_and_nothing_is_written(site: Path, tmp_path: Path, options: list[str], words: str) -> None:
    ran = brief(site, *options, "--out", str(tmp_path / "out"))
    assert ran.returncode == 2
    assert words in ran.stderr
    assert not (tmp_path / "out").exists()


def test_a_site_without_a_build_says_what_to_do(tmp_path: Path) -> None:
    ran = brief(tmp_path, "--month", "2023-06")
    assert (ran.returncode, ran.stderr.strip()) == (2, "还没有发布过数据。请先装载文件:python -m etl load")


def test_a_build_of_another_version_is_said(tmp_path: Path) -> None:
    site = fixture_build.make(tmp_path / "site")
    con = duckdb.connect(site / "builds" / fixture_build.BUILD_ID / "marts.duckdb")
    con.execute("alter table meta add column other integer")
    con.close()
    ran = brief(site, "--month", "2023-06")
    assert ran.returncode == 1
    assert f"未完成 内容:版次 {fixture_build.BUILD_ID} 由另一版本的程序发布" in ran.stdout


def test_the_outcome_in_words(tmp_path: Path) -> None:
    failed = (manifest.Failed("图片", "浏览器没有启动。"),)
    assert list(told(Outcome(tmp_path, failed=failed))) == [
        "没有生成任何文件,已有的简报未作改动。",
        "未完成 图片:浏览器没有启动。",
    ]
