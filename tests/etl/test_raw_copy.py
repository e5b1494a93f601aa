"""The copy in raw/: the same bytes, for reading only, and no trace of one that was not kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import etl.raw_copy
from etl.files import sha256_of
from etl.raw_copy import raw_copy, stamp_of
from etl.reading.model import Refused


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    path = tmp_path / "报送.csv"
    path.write_bytes(os.urandom(3_000_001))
    return path


def place(tmp_path: Path) -> Path:
    return tmp_path / "raw" / "hiring" / "2023-07-01" / "abc_报送.csv"


def files(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "raw").rglob("*") if path.is_file()]


@pytest.mark.parametrize("piece", [1 << 20, 32 << 20])
def test_the_copy_is_whole_and_only_for_reading(
    sent: Path, tmp_path: Path, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl.raw_copy, "PIECE", piece)
    with raw_copy(sent, place(tmp_path), stamp_of(sent), sha256_of(sent)) as keep:
        keep()
    assert place(tmp_path).read_bytes() == sent.read_bytes()
    assert place(tmp_path).stat().st_mode & 0o777 == 0o400
    assert files(tmp_path) == ["abc_报送.csv"]


def test_a_copy_that_is_not_kept_leaves_nothing(sent: Path, tmp_path: Path) -> None:
    with raw_copy(sent, place(tmp_path), stamp_of(sent), sha256_of(sent)):
        pass
    with pytest.raises(KeyError), raw_copy(sent, place(tmp_path), stamp_of(sent), sha256_of(sent)):
        raise KeyError
    assert files(tmp_path) == []


def test_a_file_that_changed_meanwhile_is_refused(sent: Path, tmp_path: Path) -> None:
    stamp, sha256 = stamp_of(sent), sha256_of(sent)
    state = sent.stat()
    with sent.open("r+b") as file:
        file.write(b"other")
    with pytest.raises(Refused), raw_copy(sent, place(tmp_path), stamp, sha256) as keep:
        keep()
    os.utime(sent, ns=(state.st_atime_ns, state.st_mtime_ns))  # as some programs do: its content still tells
    with pytest.raises(Refused), raw_copy(sent, place(tmp_path), stamp, sha256) as keep:
        keep()
    assert files(tmp_path) == []


def test_a_place_that_cannot_be_written_is_told_when_the_copy_is_wanted(sent: Path, tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("in the way")
    with pytest.raises(FileExistsError), raw_copy(sent, place(tmp_path), stamp_of(sent), sha256_of(sent)) as keep:
        keep()
