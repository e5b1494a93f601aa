"""What a reader is told when a page fails: that it does, and a number that stands in the site's log."""

from __future__ import annotations

from pathlib import Path

from etl.fault_log import fault_number, record


def told(error: Exception, site: Path, doing: str) -> str:
    """The sentence for the reader, once the fault is in the log; ``doing`` is code's own word, never a value."""
    number = fault_number(error)
    if record(error, site, doing) is None:
        return f"这一部分暂时无法显示,其他页面不受影响。故障号 {number},未能记入日志,请告知系统管理员。"
    return f"这一部分暂时无法显示,其他页面不受影响。请稍后再试;仍不行时,请把故障号 {number} 告知系统管理员。"
