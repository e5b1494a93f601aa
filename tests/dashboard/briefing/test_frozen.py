"""What a briefing printed is kept whole or not at all, and an old briefing comes out of its build again."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.app import create_app
from dashboard.briefing.briefed.frozen import (
    Unreadable,
    briefed,
    freeze,
    freezes,
    open_as_of,
    original,
    unequal,
)
from dashboard.briefs import briefed_folder
from etl.store import Build, NoBuild, open_build, open_current
from tests.dashboard import fixture_build
from tests.dashboard.briefing.printed import content_of

JUNE = date(2023, 6, 1)
DISTRICT = fixture_build.DISTRICT
NOW = datetime(2023, 7, 3, 10, 0, 0, 250)


@pytest.fixture
def own(site: Path, tmp_path: Path) -> Build:
    """The invented build in a site of its own."""
    shutil.copytree(site / "builds", tmp_path / "site" / "builds")
    return open_current(tmp_path / "site")


def test_every_printed_number_comes_back_exact(own: Build) -> None:
    content = content_of(own, JUNE)
    freeze(own.site, content, NOW)
    kept = briefed(own.site, JUNE, DISTRICT)
    assert {(*one.figure, one.value, one.shown) for one in kept} == {
        (n.kpi, n.area, n.month, n.measure, n.value, n.shown) for n in content.numbers
    }
    assert {(one.build, one.built_at, one.briefed_at, one.edition) for one in kept} == {
        (own.id, own.meta.created_at, NOW, "internal")
    }


def test_the_record_is_a_table_that_people_can_read(own: Build) -> None:
    path = freeze(own.site, content_of(own, JUNE, kpis=["new_urban_jobs"]), NOW)
    assert path.name == "2023-06_430103_internal_20230703-100000-01.csv"
    head, first, *_ = path.read_text(encoding="utf-8-sig").splitlines()
    assert head == "brief_month,brief_area,edition,build,built_at,briefed_at,kpi,area,month,measure,value,shown"
    assert first.startswith("2023-06,430103,internal,20230703-0912-1,2023-07-03T09:12:00,2023-07-03T10:00:00")
    assert path.stat().st_mode & 0o077 == 0


def test_a_briefing_made_again_adds_to_what_is_kept_and_the_latest_counts(own: Build) -> None:
    content = content_of(own, JUNE)
    first = freeze(own.site, content, NOW)
    held = first.read_bytes()
    freeze(own.site, content, NOW)  # in the same moment
    freeze(own.site, content_of(own, JUNE, edition="public", kpis=["reemployed"]), NOW)
    freeze(own.site, content_of(own, JUNE, kpis=["new_urban_jobs"]), NOW.replace(hour=11))
    assert first.read_bytes() == held
    assert len(freezes(own.site)) == 4
    assert {(one.edition, one.kpi) for one in briefed(own.site, JUNE, DISTRICT)} == {
        ("internal", "new_urban_jobs"),
        ("public", "reemployed"),
    }


CALLS = ("open", "fdopen", "fsync", "rename", "unlink", "close")


def _killed_at(step: int, work: Callable[[], object]) -> bool:
    """Whether a process that does the work dies at its n-th call to the file system."""
    child = os.fork()
    if child == 0:
        count = 0

        def counting(call: Callable[..., object]) -> Callable[..., object]:
            def called(*args: object, **extra: object) -> object:
                nonlocal count
                count += 1
                if count == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*args, **extra)

            return called

        for name in CALLS:
            setattr(os, name, counting(getattr(os, name)))
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_killed_anywhere_a_briefing_is_kept_wholly_or_not_at_all(own: Build) -> None:
    content = content_of(own, JUNE, kpis=["new_urban_jobs"])
    freeze(own.site, content, NOW)
    whole = len(briefed(own.site, JUNE, DISTRICT))
    step = 1
    while _killed_at(step, lambda: freeze(own.site, content, NOW)):
        assert {len(one.figures) for one in freezes(own.site)} == {whole}
        step += 1
    assert step > 5, "not every step was tried"
    freeze(own.site, content, NOW)
    assert list(briefed_folder(own.site).glob(".making-*")) == []


def test_a_damaged_record_is_named(own: Build) -> None:
    path = freeze(own.site, content_of(own, JUNE), NOW)
    whole = path.read_text(encoding="utf-8-sig")
    for damaged in (
        "",
        "坏",
        whole.replace("2023-06", "Jun-23"),
        whole[: len(whole) // 2],
        whole.replace("1.", "1,", 1),
    ):
        path.write_text(damaged, encoding="utf-8-sig")
        with pytest.raises(Unreadable, match=path.name):
            freezes(own.site)


def test_an_old_briefing_comes_out_of_its_build_again_equal_in_every_number(own: Build) -> None:
    freeze(own.site, content_of(own, JUNE), NOW)
    fixture_build.make(own.site, build_id="20230803-0900-1", demo=False)
    old = open_as_of(own.site, own.id)
    first = original(own.site, own.id, JUNE, DISTRICT, "internal")
    assert first is not None
    assert unequal(first, content_of(old, JUNE)) is None
    less = content_of(old, JUNE, kpis=["new_urban_jobs"])
    assert "不一致" in str(unequal(first, less))
    assert original(own.site, "20230803-0900-1", JUNE, DISTRICT, "internal") is None


def test_an_old_build_has_its_pages_still(own: Build) -> None:
    was = create_app(own.site).shell.draw("/", {"month": ["2023-06"]}).html
    fixture_build.make(own.site, build_id="20230803-0900-1", demo=False)
    now = create_app(own.site).shell.draw("/", {"month": ["2023-06"]}).html
    old = create_app(own.site, own.id).shell.draw("/", {"month": ["2023-06"]}).html
    assert old == was != now


def test_a_build_that_is_gone_is_told_with_what_is_there(own: Build) -> None:
    freeze(own.site, content_of(own, JUNE), NOW)
    with pytest.raises(
        NoBuild, match=r"^版次 20230101-000000 不在 builds 目录中,不能重制。现有版次:20230703-0912-1。$"
    ):
        open_as_of(own.site, "20230101-000000")
    (own.path / "marts.duckdb").rename(own.site / "elsewhere")
    with pytest.raises(NoBuild, match=r"现有版次:无。当时印出的数字仍在 .*briefed。$"):
        open_as_of(own.site, own.id)
    with pytest.raises(NoBuild, match="不在 builds 目录中"):
        open_as_of(own.site, "../builds/20230703-0912-1")


def test_no_number_is_kept_as_a_rounded_one(own: Build) -> None:
    freeze(own.site, content_of(own, JUNE), NOW)
    kept = {one.figure: one.value for one in briefed(own.site, JUNE, DISTRICT)}
    row = open_build(own.site, own.id).values(areas=[DISTRICT], since=JUNE, until=JUNE, kpis=["new_urban_jobs"])[0]
    assert kept["new_urban_jobs", DISTRICT, JUNE, "completion"] == row.completion
    assert isinstance(row.completion, Decimal)
