"""The rows behind a number, as a source names them: ``[rows.<name>]`` of its ``source.toml``.

A row set says by which date a row falls into a month, which rows count, and what they add up to. Its SQL is held
against the source's columns when the file is read, so that no page meets a broken one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import duckdb
from pydantic import BaseModel, ConfigDict, model_validator

NAME = re.compile(r"[a-z][a-z0-9_]*")


class RowSet(BaseModel):
    """Rows dated in the months asked for that meet ``where``: counted, added up (``sum``) or the highest (``max``).

    With ``until`` the rows that stand at a month's end: dated by then, and not ended by then.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str  # what the rows are, as a clerk says it: 满意工单
    unit: str  # of the count, the sum or the highest value
    date: str  # the column whose month counts
    until: str | None = None  # the column of the day that a row ends: 办结时间
    where: str | None = None  # SQL over the published columns
    sum: str | None = None  # a column, or SQL over the published columns
    max: str | None = None  # likewise, for a standard that never adds up

    @model_validator(mode="after")
    def _one_measure(self) -> RowSet:
        if self.sum and self.max:
            raise ValueError("sum 与 max 只能写一个")
        return self

    @property
    def aggregate(self) -> str:
        """``count``, ``sum`` or ``max``."""
        return "sum" if self.sum else "max" if self.max else "count"

    def fault(self, con: duckdb.DuckDBPyConnection, columns: Mapping[str, str]) -> str | None:
        """Why this cannot be asked of rows with these columns (name -> DuckDB type), in Chinese; None if it can."""
        for key, name in (("date", self.date), ("until", self.until)):
            if name is not None and columns.get(name) not in ("date", "timestamp"):
                return f"{key} 指向的列 {name} 不是会发布的日期列"
        empty = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in columns.items())
        measured = f"{self.aggregate}((\n{self.sum or self.max or 1}\n))"
        sql = f"select {measured} from (select {empty}) where (\n{self.where or 'true'}\n)"
        try:
            if len(con.extract_statements(sql)) != 1:
                return "条件和算式应是单个表达式,不应含分号"
            con.execute(sql)
        except duckdb.Error as error:
            return f"条件或算式无法执行({str(error).splitlines()[0]})"
        return None


def fault_of(row_sets: Mapping[str, RowSet], columns: Mapping[str, str]) -> str | None:
    """What is wrong with the first of a source's row sets that cannot be used, in Chinese; None where all can."""
    if not row_sets:
        return None
    with duckdb.connect(config={"enable_external_access": "false"}) as con:  # they read their own rows, never files
        for name, row_set in row_sets.items():
            fault = row_set.fault(con, columns) if NAME.fullmatch(name) else "名称应为小写英文、数字与下划线"
            if fault:
                return f"明细 rows.{name} 不能用:{fault}"
    return None
