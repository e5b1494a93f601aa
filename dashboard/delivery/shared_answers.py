"""Pages that one process of a server has written, for its other processes: files in a folder that ends with the server.

A page is a function of its address and of what its mark names (build, printed briefings); files of an earlier mark go
when the first page of a new one comes. Nothing here decides what may be kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import zlib
from collections.abc import Sequence
from pathlib import Path

MOST = 2048  # pages, about 30 KB each
FASTEST = 1  # zlib's level


class SharedAnswers:
    """Texts by mark and address; ``folder`` belongs to this server alone."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._folder = folder
        self._most = most
        self._mark = ""

    def get(self, mark: str, address: Sequence[str]) -> list[str] | None:
        """What another process, or this one, kept; None where nothing is."""
        try:
            packed = self._path(mark, address).read_bytes()
        except FileNotFoundError:
            return None
        texts: list[str] = json.loads(zlib.decompress(packed))
        return texts

    def keep(self, mark: str, address: Sequence[str], texts: Sequence[str]) -> None:
        """Whole or not at all; where the disk takes no more, the page is written again when it is asked for again."""
        path = self._path(mark, address)
        unfinished = path.with_name(f"{os.getpid()}-{threading.get_ident()}")
        try:
            unfinished.write_bytes(zlib.compress(json.dumps(texts, ensure_ascii=False).encode(), FASTEST))
            unfinished.replace(path)
            self._tidy(mark)
        except OSError:  # a full disk, a folder that has been cleared away: no reader misses a page for it
            unfinished.unlink(missing_ok=True)

    def _path(self, mark: str, address: Sequence[str]) -> Path:
        return self._folder / f"{_digest(mark)}.{_digest(json.dumps(address))}"

    def _tidy(self, mark: str) -> None:
        """Take away pages of earlier marks, and of too many the oldest quarter."""
        names = [path.name for path in self._folder.iterdir()]
        if mark != self._mark:
            self._mark, ours = mark, f"{_digest(mark)}."
            self._remove([name for name in names if "." in name and not name.startswith(ours)])
        elif len(names) > self._most:
            self._remove(sorted(names, key=self._written_at)[: self._most // 4])

    def _written_at(self, name: str) -> float:
        try:
            return (self._folder / name).stat().st_mtime
        except FileNotFoundError:  # another process took it away
            return 0.0

    def _remove(self, names: Sequence[str]) -> None:
        for name in names:
            (self._folder / name).unlink(missing_ok=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]
