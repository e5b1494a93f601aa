"""What a file's own check cannot foresee: one Chinese sentence for the clerk, the details for whoever mends it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import duckdb

from etl.fault_log import record

NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


def sentence(error: Exception, site: Path, doing: str) -> str:
    """What to tell the clerk: what failed and what to do; what is no disk or permission trouble goes into the log."""
    if _is_disk_full(error):
        return "磁盘空间不足。请清理磁盘后再试。"
    if isinstance(error, OSError) and error.errno in NOT_ALLOWED:
        where = f"写入 {error.filename} " if error.filename else "写入"
        return f"没有{where}的权限。请检查目录权限后再试。"
    if isinstance(error, (MemoryError, duckdb.OutOfMemoryException)):
        return "内存或临时空间不足。请关闭其他程序、清理磁盘后再试。"
    if isinstance(error, OSError) and error.filename:
        return f"无法读写 {error.filename}({error.strerror})。请检查该路径后再试。"
    log = record(error, site, doing)
    details = f"详情已记入 {log},请交系统管理员" if log else "详情无法记录,请告知系统管理员"
    return f"程序在“{doing}”时出错({type(error).__name__})。{details}。"


def _is_disk_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        return True
    # DuckDB passes on what the system said, in words
    return isinstance(error, duckdb.Error) and any(os.strerror(number) in str(error) for number in NO_SPACE)
