"""The files of a .zip, unpacked safely: no path of the archive is followed, and what is written is counted.

Chinese Windows writes file names in GBK and says nothing of it. Every member that is not junk comes out, so that one
that cannot be read is refused by its own name.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile, ZipInfo

from etl.reading.kinds import BROKEN_ARCHIVE, kind_of, refusing_damage
from etl.reading.model import Refused

MOST_FILES = 2_000
MOST_BYTES = 20 << 30
SUSPECT_BYTES, SUSPECT_RATIO = 256 << 20, 200
CHUNK = 1 << 20
LONGEST_NAME = 200  # bytes in UTF-8; file systems end at 255
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1

TOO_LARGE = ("压缩包解压后过大,疑似压缩炸弹。", "请核实文件来源,分成几个压缩包后重新发送。")


def open_archive(path: Path, work: Path) -> list[Path]:
    """The members of the archive as files in ``work``, in the archive's order; an archive within is left as it is."""
    if kind_of(path) != "archive":
        return [path]  # a workbook that is called .zip
    with refusing_damage(BROKEN_ARCHIVE), ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir() and not _is_junk(_name(member))]
        _refuse_bomb(members)
        return _unpack(archive, members, work / f"zip-{uuid4().hex}")


def _refuse_bomb(members: list[ZipInfo]) -> None:
    if not members:
        raise Refused("压缩包里没有文件。", "请把表格放入压缩包后重新发送。")
    if any(member.flag_bits & ENCRYPTED_FLAG for member in members):
        raise Refused("压缩包设有密码。", "请取消密码后重新发送。")
    if len(members) > MOST_FILES:
        raise Refused(f"压缩包里的文件过多(超过{MOST_FILES}个)。", "请分成几个压缩包后重新发送。")
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_BYTES or (unpacked > SUSPECT_BYTES and unpacked > SUSPECT_RATIO * packed):
        raise Refused(*TOO_LARGE)


def _unpack(archive: ZipFile, members: list[ZipInfo], folder: Path) -> list[Path]:
    """Each member in a folder of its own: two may have one name."""
    found = []
    for number, member in enumerate(members, start=1):
        target = folder / f"{number:04d}" / _file_name(_name(member), number)
        target.parent.mkdir(parents=True)
        with archive.open(member) as source, target.open("xb") as out:
            shutil.copyfileobj(source, out, CHUNK)  # zipfile stops at the size that was declared
        found.append(target)
    return found


def _name(member: ZipInfo) -> str:
    """The member's path; without the UTF-8 flag zipfile has read its bytes as cp437."""
    if member.flag_bits & UTF8_FLAG:
        return member.filename
    raw = member.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _is_junk(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return (
        "__MACOSX" in parts
        or parts[-1].startswith((".", "~$"))
        or parts[-1].lower() in ("", "thumbs.db", "desktop.ini")
    )


def _file_name(name: str, number: int) -> str:
    """The last part of the path, without what a file name cannot carry."""
    last = re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "_", re.split(r"[/\\]", name)[-1]).strip()
    suffix = Path(last).suffix[:10]
    stem = last.removesuffix(suffix)
    while len(stem.encode()) > LONGEST_NAME:
        stem = stem[:-1]
    return (stem + suffix) if stem.strip(".") else f"{number}{suffix}"
