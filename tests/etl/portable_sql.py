"""The lint of the portable SQL subset: what a mart may say so that DuckDB and Spark give the same numbers.

It works by what is allowed: a function that nobody has measured on both engines is a finding, so a new one is a
decision and not an accident. The constructs that were measured to differ have a message of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

HEADER = re.compile(r"\A-- purpose: (?P<purpose>\S.*)\n-- reads: (?P<reads>[a-z_]+(?:, [a-z_]+)*)\n(?!--)")

ALLOWED_FUNCTIONS = (
    exp.Abs, exp.And, exp.Or, exp.Case, exp.If, exp.Cast, exp.Coalesce, exp.Count, exp.DateDiff, exp.DateTrunc,
    exp.Extract, exp.Length, exp.Lower, exp.Max, exp.Min, exp.Month, exp.Nullif, exp.RowNumber, exp.Sum,
    exp.TimestampTrunc, exp.Trim, exp.Upper, exp.Year,
)  # fmt: skip

ALLOWED_TYPES = {"DATE", "TIMESTAMP", "TIMESTAMPNTZ", "BIGINT", "INT", "DECIMAL", "VARCHAR", "TEXT", "BOOLEAN"}

BANNED: dict[type[exp.Expr], str] = {
    exp.Pivot: "pivot or unpivot",
    exp.TryCast: "try_cast",
    exp.ArgMax: "arg_max",
    exp.ArgMin: "arg_min",
    exp.PercentileCont: "percentile",
    exp.PercentileDisc: "percentile",
    exp.Quantile: "quantile",
    exp.ApproxQuantile: "quantile",
    exp.Median: "median",
    exp.Mode: "mode",
    exp.IntDiv: "integer division",
    exp.Rollup: "rollup, cube or grouping sets",
    exp.Cube: "rollup, cube or grouping sets",
    exp.GroupingSets: "rollup, cube or grouping sets",
    exp.Limit: "limit",
    exp.Offset: "offset",
    exp.Qualify: "qualify",
    exp.TableSample: "sample",
    exp.Distinct: "distinct on",
    exp.ILike: "ilike",
    exp.Bracket: "list or struct access",
}


def lint(sql: str) -> list[str]:
    """Findings in one statement, sorted; an empty list means that it is inside the subset."""
    statements = [tree for tree in sqlglot.parse(sql, read="duckdb") if tree is not None]
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        return ["not one select statement"]
    tree = statements[0]
    findings = {finding for node in tree.walk() for finding in (*_findings(node), *_value_findings(node))}
    findings.update(_order_findings(tree, sql))
    if _without_text(sql) != _without_text(sql).lower():
        findings.add("upper case")
    return sorted(findings)


def lint_types(sql: str, schema: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Findings that need the columns' types: ``schema`` gives them for each table. An unknown column raises."""
    given: dict[str, object] = {table: dict(columns) for table, columns in schema.items()}
    tree = qualify(sqlglot.parse_one(sql, read="duckdb"), schema=given, dialect="duckdb")
    tree = annotate_types(tree, schema=given, dialect="duckdb")
    return sorted({finding for node in tree.find_all(exp.Binary) for finding in _type_findings(node)})


def header(sql: str) -> tuple[str, set[str]]:
    """What the two header lines say: the purpose and the tables that are read; raises ValueError without them."""
    found = HEADER.match(sql)
    if not found:
        raise ValueError("the file must begin with `-- purpose:` and `-- reads:`")
    return found["purpose"], set(found["reads"].split(", "))


def tables_read(sql: str) -> set[str]:
    """The tables that a statement really reads, its own CTEs left out."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    return {table.name for table in tree.find_all(exp.Table)} - ctes


def _findings(node: exp.Expr) -> Iterator[str]:
    """Constructs that one of the engines does not know, or reads in another way."""
    for kind, name in BANNED.items():
        if isinstance(node, kind) and not (kind is exp.Distinct and not node.args.get("on")):
            yield name
    if isinstance(node, exp.Columns) or (isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count)):
        yield "star"
    if isinstance(node, exp.Join) and node.method == "ASOF":
        yield "asof join"
    if isinstance(node, exp.SetOperation) and node.args.get("by_name"):
        yield "union by name"
    if isinstance(node, exp.Group):
        yield from _group_findings(node)
    if isinstance(node, exp.Window) and isinstance(node.this, exp.RowNumber):
        order = node.args.get("order")
        if order is None or len(order.expressions) < 2:
            yield "row_number without a tie-break"
    if isinstance(node, exp.Func) and not isinstance(node, (*ALLOWED_FUNCTIONS, *BANNED)):
        yield f"function not measured: {node.name if isinstance(node, exp.Anonymous) else node.sql_name().lower()}"


def _value_findings(node: exp.Expr) -> Iterator[str]:
    """Expressions that both engines accept and answer differently."""
    if isinstance(node, exp.Div) and not _never_zero(node.expression):
        yield "division without nullif"
    if isinstance(node, exp.DateTrunc | exp.TimestampTrunc) and not _is_cast_to_date(node.parent):
        yield "date_trunc without cast to date"
    if isinstance(node, exp.DateDiff) and node.text("unit").upper() != "DAY":
        yield "date_diff other than day"
    if isinstance(node, exp.Extract) and node.name.upper() not in ("YEAR", "MONTH", "DAY", "HOUR"):
        yield "extract other than year, month, day, hour"
    if isinstance(node, exp.Cast) and node.to.this.name not in ALLOWED_TYPES:
        yield f"cast to {node.to.this.name.lower()}"


def _type_findings(node: exp.Binary) -> Iterator[str]:
    """What two dates or a text and a number give: days or an interval, a cast of the one or of the other."""
    kinds = {_kind(node.left), _kind(node.right)}
    if isinstance(node, exp.Add | exp.Sub) and "time" in kinds:
        yield "date arithmetic"
    if isinstance(node, exp.Predicate) and kinds == {"text", "number"}:
        yield "comparison of text with a number"


def _kind(node: exp.Expr) -> str:
    found = node.type.this if node.type is not None else None
    if found in exp.DataType.TEMPORAL_TYPES:
        return "time"
    if found in exp.DataType.TEXT_TYPES:
        return "text"
    return "number" if found in exp.DataType.NUMERIC_TYPES else "other"


def _never_zero(divisor: exp.Expr) -> bool:
    divisor = divisor.unnest()
    if isinstance(divisor, exp.Literal):
        return float(divisor.this) != 0
    return isinstance(divisor, exp.Nullif) and divisor.expression.sql() == "0"


def _is_cast_to_date(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Cast) and node.to.this == exp.DataType.Type.DATE


def _group_findings(group: exp.Group) -> Iterator[str]:
    """Grouping by position or by an alias of the same select means different things on different engines."""
    if group.args.get("all"):
        yield "group by all"
    select = group.parent
    made_here = {
        item.alias
        for item in (select.expressions if isinstance(select, exp.Select) else [])
        if isinstance(item, exp.Alias) and not (isinstance(item.this, exp.Column) and item.this.name == item.alias)
    }
    for key in group.expressions:
        if isinstance(key, exp.Literal):
            yield "group by position"
        if isinstance(key, exp.Column) and not key.table and key.name in made_here:
            yield "group by an alias"


def _order_findings(tree: exp.Query, sql: str) -> Iterator[str]:
    """Ordering belongs to the end and says where nulls go; the parser fills that in, so the words are counted."""
    keys = 0
    for order in tree.find_all(exp.Order):
        if isinstance(order.parent, exp.Window):
            continue
        if order.parent is not tree:
            yield "order by inside"
        keys += len(order.expressions)
    if len(re.findall(r"\bnulls\s+last\b", _without_text(sql))) < keys:
        yield "order by without nulls last"


def _without_text(sql: str) -> str:
    """The statement without comments and string literals."""
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'", "", sql)
