"""A file that is whole under its name, or not there: a full disk leaves nothing that looks like a picture."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dashboard.briefing.faults import Fault

REASONS = {
    errno.ENOSPC: "磁盘已满,文件没有写成。",
    errno.EDQUOT: "磁盘配额已满,文件没有写成。",
    errno.EFBIG: "文件超过系统允许的大小,没有写成。",
    errno.EACCES: "没有写入目录的权限。",
    errno.EROFS: "目录只能读取,不能写入。",
}


def write_file(path: Path, content: bytes) -> Path:
    """Write a file in one step, making its folder; raises `Fault` with the reason where that fails."""
    partial: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".partial", dir=path.parent)
        partial = Path(name)
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        partial.chmod(0o644)
        partial.replace(path)
    except OSError as error:
        if partial is not None:
            partial.unlink(missing_ok=True)
        raise Fault(REASONS.get(error.errno or 0, f"文件没有写成({os.strerror(error.errno or 0)})。")) from error
    return path


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of one item below a folder: all of them, or none where one fails."""
    written: list[Path] = []
    try:
        for name, content in files.items():
            written.append(write_file(folder / name, content))
    except Fault:
        for path in written:
            path.unlink(missing_ok=True)
        raise
