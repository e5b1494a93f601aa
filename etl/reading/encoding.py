"""The encoding of a text file, proved over the whole file, and a UTF-8 copy where it is another.

A byte-order mark decides; else strict UTF-8; else strict GB18030. A file that is none of these, or UTF-8 with damage,
is refused: a wrong guess would turn names into other names without anyone seeing it.
"""

from __future__ import annotations

import codecs
import mmap
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa

from etl.reading.model import Refused

CHUNK = 16 << 20
HEAD = 4096
PROOF_OF_UTF8 = 64  # bytes of valid multi-byte UTF-8 that GB18030 text does not contain by chance
SAVE_AS_XLSX = "请用Excel或WPS打开,另存为xlsx后重新发送。"


def as_utf8(path: Path, work: Path) -> Path:
    """The file itself if it is UTF-8 (with or without a mark), else a UTF-8 copy in ``work``."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        encoding = _encoding(content)
    if encoding == "utf-8":
        return path
    work.mkdir(parents=True, exist_ok=True)
    copy = work / f"{uuid4().hex}.csv"
    _transcode(path, encoding, copy)
    return copy


def _encoding(content: mmap.mmap) -> str:
    head = content[:HEAD]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    unmarked = _utf16_without_mark(head)
    if unmarked:
        return unmarked
    if _is_binary(head):
        raise Refused("文件内容不是文本,也不是表格。", "请发送csv、xls或xlsx文件。")
    bad = _first_not_utf8(content)
    if bad is None:
        return "utf-8"
    if head.startswith(codecs.BOM_UTF8) or _non_ascii(content, bad) >= PROOF_OF_UTF8:
        line = _line_of(content, bad)
        raise Refused(f"第{line}行附近有损坏的字符,文件可能没有传完整。", "请重新导出或重新发送。")
    return "gb18030"


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 shows itself by the zero bytes of its digits, commas and line ends, all on one side."""
    pairs = len(head) // 2
    low, high = head[: 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if high > pairs // 8 and low == 0:
        return "utf-16-le"
    if low > pairs // 8 and high == 0:
        return "utf-16-be"
    return None


def _is_binary(head: bytes) -> bool:
    return any(byte < 32 and byte not in b"\t\n\v\f\r\x1a\x1b" for byte in head)


def _first_not_utf8(content: mmap.mmap) -> int | None:
    """The position of the first byte that is not UTF-8; Arrow looks through gigabytes in a fraction of a second."""
    view = pa.py_buffer(content)
    start, size = 0, len(content)
    while start < size:
        stop = min(size, start + CHUNK)
        while start + 4 < stop < size and content[stop] & 0xC0 == 0x80:  # not within a character
            stop -= 1
        offsets = pa.py_buffer(np.array([0, stop - start], dtype=np.int32))
        try:
            pa.StringArray.from_buffers(1, offsets, view.slice(start, stop - start)).validate(full=True)
        except pa.ArrowInvalid:
            try:
                content[start:stop].decode("utf-8")
            except UnicodeDecodeError as error:
                return start + error.start
        start = stop
    return None


def _non_ascii(content: mmap.mmap, stop: int) -> int:
    return int(np.count_nonzero(np.frombuffer(content[max(0, stop - CHUNK) : stop], np.uint8) >= 0x80))


def _line_of(content: mmap.mmap, stop: int) -> int:
    return 1 + sum(content[start : min(start + CHUNK, stop)].count(b"\n") for start in range(0, stop, CHUNK))


def _transcode(path: Path, encoding: str, copy: Path) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    try:
        with path.open("rb") as source, copy.open("wb") as target:
            while True:
                block = source.read(CHUNK >> 2)
                text = decoder.decode(block, final=not block)
                target.write((text.removeprefix("\ufeff") if target.tell() == 0 else text).encode("utf-8"))
                line += text.count("\n")
                if not block:
                    return
    except UnicodeDecodeError as error:
        copy.unlink()
        seen = bytes(error.object[: error.start])
        line += seen.count(b"\n") if encoding == "gb18030" else 0
        raise Refused(f"第{line}行附近的文字无法识别,不是UTF-8或GB18030编码。", SAVE_AS_XLSX) from None
