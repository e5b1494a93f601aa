"""Pages that the processes of a server have in common: the same page, never of an earlier build, no more than fit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dashboard.app import create_app
from dashboard.delivery.shared_answers import SharedAnswers
from dashboard.delivery.shell import Shell

PLACE = ("/", "{}")
TEXTS = ["<div>总览</div>", "{}", ""]


def test_what_one_process_keeps_another_finds(tmp_path: Path) -> None:
    one, other = SharedAnswers(tmp_path), SharedAnswers(tmp_path)
    one.keep("build-1", PLACE, TEXTS)
    assert other.get("build-1", PLACE) == TEXTS
    assert other.get("build-1", ("/", '{"month": ["2023-05"]}')) is None


def test_a_new_build_finds_nothing_and_clears_what_was_kept(tmp_path: Path) -> None:
    shared = SharedAnswers(tmp_path)
    shared.keep("build-1", PLACE, TEXTS)
    assert shared.get("build-2", PLACE) is None
    shared.keep("build-2", PLACE, ["new", "{}", ""])
    assert shared.get("build-2", PLACE) == ["new", "{}", ""]
    assert shared.get("build-1", PLACE) is None
    assert len(list(tmp_path.iterdir())) == 1


def test_of_too_many_pages_the_oldest_go(tmp_path: Path) -> None:
    shared = SharedAnswers(tmp_path, most=8)
    for number in range(9):
        shared.keep("build", ("/", str(number)), TEXTS)
        for path in tmp_path.iterdir():  # one second older each time, so that no two are of one moment
            at = path.stat().st_mtime - 1
            os.utime(path, (at, at))
    shared.keep("build", ("/", "last"), TEXTS)
    assert shared.get("build", ("/", "0")) is None
    assert shared.get("build", ("/", "last")) == TEXTS
    assert len(list(tmp_path.iterdir())) <= 8


def test_a_folder_that_was_cleared_away_costs_no_page(tmp_path: Path) -> None:
    shared = SharedAnswers(tmp_path / "gone")
    shared.keep("build", PLACE, TEXTS)
    assert shared.get("build", PLACE) is None


def test_a_page_of_another_process_is_the_page_drawn_here(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = create_app(site).shell, create_app(site).shell
    first.share(SharedAnswers(tmp_path))
    second.share(SharedAnswers(tmp_path))
    drawn = first.answer("/", {"month": ["2023-05"]})

    def refuse(*_: object) -> None:
        raise AssertionError("drawn a second time")

    monkeypatch.setattr(Shell, "draw", refuse)
    assert second.answer("/", {"month": ["2023-05"]}) == drawn
