"""Records that stand in more than one sheet of the same file: the later sheet counts, and the clerk is told."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from etl.checks.model import Checked
from etl.checks.sql import literal, name
from etl.sources.model import Source

REPEATED = "工作表“{0}”第{1}行的{2}与本行相同,以该行为准。"


def tell_repeats(
    con: duckdb.DuckDBPyConnection, sheets: Sequence[tuple[str, Source, Checked]], unassigned: str
) -> None:
    """Warn of each accepted row whose key a later sheet (name, source, result) of the same source brings again.

    Rows of streets that are not on the list may be of two streets: they are not the same.
    """
    for number, (_, source, checked) in enumerate(sheets):
        for later_name, later_source, later in sheets[number + 1 :]:
            if later_source.id == source.id:
                _tell(con, source, checked, later_name, later, unassigned)


def _tell(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    checked: Checked,
    later_name: str,
    later: Checked,
    unassigned: str,
) -> None:
    title = "、".join(source.columns[key].title for key in source.key)
    same = " and ".join(f"a.{name(key)} is not distinct from b.{name(key)}" for key in source.key)
    if source.on_reload == "replace_period":
        same += " and a.month = b.month"
        if "area_code" in source.key:
            same += f" and a.area_code <> {literal(unassigned)}"
    con.execute(
        f"""insert into {checked.warned} (row_no, column_title, rule, value, advice)
            select a.row_no, {literal(title)}, 'duplicate_sheet', null,
                format({literal(REPEATED)}, {literal(later_name)}, min(b.row_no), {literal(title)})
            from {checked.accepted} a join {later.accepted} b on {same}
            group by a.row_no order by a.row_no"""
    )
