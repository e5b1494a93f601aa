"""Archives: every member comes out under its own name, and nothing gets out of its folder."""

from __future__ import annotations

import zipfile

import pytest

from etl.reading import archive
from etl.reading.archive import open_archive
from etl.reading.model import Refused
from etl.reading.opening import open_file


@pytest.fixture
def unpacked(tmp_path):
    def pack_and_open(members, method=zipfile.ZIP_DEFLATED):
        path = tmp_path / "包.zip"
        with zipfile.ZipFile(path, "w", method) as packed:
            for name, content in members:
                packed.writestr(name, content)
        return open_archive(path, tmp_path / "work")

    return pack_and_open


def gbk_name(name: str) -> zipfile.ZipInfo:
    """A member as Chinese Windows names it: GBK bytes and no flag."""

    class Unflagged(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
            return name.encode("gbk"), self.flag_bits

    return Unflagged(name)


def test_names_in_utf8_and_in_gbk(unpacked):
    found = unpacked(
        [("就业台账.csv", "街道\n"), (gbk_name("六月\\热线工单.csv"), "街道\n"), ("a/b/保险.csv", "街道\n")]
    )
    assert [path.name for path in found] == ["就业台账.csv", "热线工单.csv", "保险.csv"]
    assert [path.read_text(encoding="utf-8") for path in found] == ["街道\n"] * 3


def test_two_members_of_one_name_both_come_out(unpacked):
    found = unpacked([("坡子街/台账.csv", "一"), ("城南路/台账.csv", "二")])
    assert [path.read_text(encoding="utf-8") for path in found] == ["一", "二"]


def test_nothing_is_written_outside(unpacked, tmp_path):
    found = unpacked(
        [("../../../x.csv", "a"), ("/etc/y.csv", "b"), ("..\\..\\z.csv", "c"), ("..", "d"), ("a/../..", "e")]
    )
    assert all((tmp_path / "work") in path.resolve().parents for path in found)
    assert [path.name for path in found if path.suffix == ".csv"] == ["x.csv", "y.csv", "z.csv"]


def test_junk_is_passed_over(unpacked):
    junk = ["__MACOSX/._a.csv", ".DS_Store", "~$台账.xlsx", "Thumbs.db", "空/"]
    assert [path.name for path in unpacked([(name, "x") for name in junk] + [("a.csv", "x")])] == ["a.csv"]


def test_an_archive_within_is_refused_by_itself(unpacked, tmp_path):
    inner = tmp_path / "内.zip"
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("a.csv", "x")
    found = unpacked([("内.zip", inner.read_bytes()), ("b.csv", "街道\n")])
    with pytest.raises(Refused, match="这是压缩包"):
        open_file(found[0], tmp_path / "work")
    assert open_file(found[1], tmp_path / "work").sheets


def test_refusals(unpacked, tmp_path, monkeypatch):
    with pytest.raises(Refused, match="压缩包里没有文件"):
        unpacked([])
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    with pytest.raises(Refused, match="文件过多"):
        unpacked([(f"{number}.csv", "x") for number in range(3)])
    monkeypatch.setattr(archive, "SUSPECT_BYTES", 1 << 20)
    with pytest.raises(Refused, match="疑似压缩炸弹"):
        unpacked([("a.csv", bytes(4 << 20))])
    assert not (tmp_path / "work").exists()


def test_a_password(unpacked, tmp_path):
    unpacked([("a.csv", "x")])
    content = bytearray((tmp_path / "包.zip").read_bytes())
    content[6] |= 1  # local header
    content[content.index(b"PK\x01\x02") + 8] |= 1  # central directory
    (tmp_path / "密.zip").write_bytes(content)
    with pytest.raises(Refused, match="压缩包设有密码"):
        open_archive(tmp_path / "密.zip", tmp_path / "work")


def test_a_broken_archive(unpacked, tmp_path):
    unpacked([("a.csv", "坡子街街道,3\n" * 500)])
    content = bytearray((tmp_path / "包.zip").read_bytes())
    content[60] ^= 0xFF
    for name, broken in (("坏.zip", bytes(content)), ("半.zip", bytes(content[:80]))):
        (tmp_path / name).write_bytes(broken)
        with pytest.raises(Refused, match="压缩包已损坏"):
            open_archive(tmp_path / name, tmp_path / "work")


def test_a_long_name_is_shortened(unpacked):
    (path,) = unpacked([("长" * 200 + ".csv", "街道\n")])
    assert path.suffix == ".csv"
    assert len(path.name.encode()) <= 255
