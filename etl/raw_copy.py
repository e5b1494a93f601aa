"""The untouched copy of a file in ``raw/``: made while the file is being read, whole or not there.

It is written beside its place, put on the disk and only then renamed, so that no row is ever committed whose file a
power cut could take away. It must not read what is in the file, nor change the file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from etl.files import sha256_of
from etl.reading.model import Refused

CHUNK = 1 << 20
PIECE = 32 << 20  # put on the disk at once, then out of memory: gigabytes of copy would crowd out what the load needs
Stamp = tuple[int, int]


def stamp_of(path: Path) -> Stamp:
    """What changes when another program writes on: size and time of the last change."""
    state = path.stat()
    return state.st_size, state.st_mtime_ns


@contextmanager
def raw_copy(path: Path, kept: Path, stamp: Stamp, sha256: str) -> Iterator[Callable[[], None]]:
    """Copy in a thread of its own; the call that is yielded waits for it and gives the copy its name ``kept``.

    The call raises `Refused` if the file is no longer the one that ``stamp`` and ``sha256`` were taken of.
    Without the call nothing of the copy stays.
    """
    if kept.exists():
        yield lambda: None
        return
    fresh = kept.with_name(f".{sha256[:8]}.{os.getpid()}")
    unwanted = Event()
    with ThreadPoolExecutor(max_workers=1) as thread:
        copied = thread.submit(_copy, path, fresh, unwanted)

        def keep() -> None:
            copied.result()
            is_small = fresh.stat().st_size <= 64 * CHUNK
            if stamp_of(path) != stamp or (is_small and sha256_of(fresh) != sha256):
                raise Refused("文件在读取时被改动。", "请保存并关闭文件后重新装载。")
            fresh.chmod(0o400)
            fresh.replace(kept)

        try:
            yield keep
        finally:
            unwanted.set()
            copied.exception()  # waits: whoever asked for the copy has been told by ``keep``
            if fresh.exists():  # not where a folder could not even be made
                fresh.unlink()


def _copy(path: Path, fresh: Path, unwanted: Event) -> None:
    for folder in (fresh.parents[2], fresh.parents[1], fresh.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    buffer = memoryview(bytearray(CHUNK))
    waiting = 0
    with path.open("rb", buffering=0) as source, fresh.open("wb", buffering=0) as target:
        while not unwanted.is_set() and (size := source.readinto(buffer)):
            _write_all(target.fileno(), buffer[:size])
            waiting += size
            if waiting >= PIECE:
                _settle(target.fileno())
                waiting = 0
        _settle(target.fileno())


def _write_all(handle: int, content: memoryview) -> None:
    """A full disk takes a part first and says so at the next call."""
    while content:
        content = content[os.write(handle, content) :]


def _settle(handle: int) -> None:
    os.fdatasync(handle)
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
