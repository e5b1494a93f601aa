"""Figures that briefings printed and that later files have changed."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.panel import Table, panel, table_of
from dashboard.components.scroll_table import scroll_table
from dashboard.elements import html
from dashboard.format import number

HEAD = ("指标", "印出", "现为", "原因", "所属简报")


def briefed_panel(rows: Sequence[Sequence[str]]) -> list[html.Section]:
    """A line for each figure, cells as `HEAD` names them; nothing where no figure has changed."""
    if not rows:
        return []
    sub = "按简报最后一次印出的数字比较;小数位内看不出的变化不列。下一期简报说明后,不再列出"
    title = f"已印发的简报中有{number(len(rows))}个数字后来变了"
    csv = table_of(Table("已印发后变了的数字", HEAD, rows, rows))
    return [panel("briefed", title, [scroll_table(HEAD, rows, title), csv], sub=sub)]


def unreadable_panel(why: str) -> html.Section:
    """What stands where the record of printed figures cannot be read."""
    return panel("briefed", "简报印出的数字无法核对", html.P(why, className="calm"))
