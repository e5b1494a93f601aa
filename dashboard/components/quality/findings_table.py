"""Why rows came back, and what is questioned: by file and reason, with what to do and where the 退回单 lies."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dashboard.components.markup import Children, label
from dashboard.components.panel import Table, panel, table_of
from dashboard.elements import html
from dashboard.format import moment, number
from dashboard.readings.trust import Trust
from etl.store.quality import Finding

HEAD = ("列", "原因和处理", "处")
FEW = 8  # files open at once; the others are folded away


def returned_panel(trust: Trust) -> html.Section:
    """Rows in quarantine that nobody has sent again."""
    found = [one for one in trust.findings if one.kind == "quarantine"]
    if not found:
        return panel(
            "returned", "没有退回待补正的行", html.P("报送的行都已装载,或退回后已改好重报。", className="calm")
        )
    files = len({(one.file_name, one.loaded_at) for one in found})
    title = f"{files}个文件有{number(trust.rows_open)}行退回待补正"
    sub = "一行可有几处错误。改好退回单后放回收件箱再装载一次,已装载的行不会重复"
    return panel(
        "returned",
        title,
        [*_by_file(found), _csv("退回待补正的行", found)],
        sub=sub,
        source="退回单在数据目录 returned 下,只有运行程序的账户可读",
    )


def questioned_panel(trust: Trust) -> html.Section:
    """What was taken in with a question: totals that disagree, sex against id number, and the like."""
    found = [one for one in trust.findings if one.kind == "warning"]
    if not found:
        return panel("questioned", "没有待核对的疑点", html.P("合计与明细相符,没有其他提示。", className="calm"))
    totals = sum(one.rows for one in found if one.rule == "total")
    others = sum(one.rows for one in found if one.rule != "total")
    told = [f"合计与明细不符{number(totals)}处"] if totals else []
    told += [f"其他疑点{number(others)}处"] if others else []
    body: Children = [*_by_file(found), _csv("待核对的疑点", found)]
    return panel("questioned", f"待核对:{'、'.join(told)}", body, sub="这些行已计入数字,请核对")


def _by_file(found: Sequence[Finding]) -> Children:
    parts: Children = []
    ordered = sorted(found, key=lambda one: (one.loaded_at, one.file_name, one.source_name), reverse=True)
    groups = groupby(ordered, key=lambda one: (one.source_name, one.file_name, one.loaded_at, one.returned_file))
    for position, ((source, name, loaded_at, returned), group) in enumerate(groups):
        rows = sorted(group, key=lambda one: -one.rows)
        said = f"{source} · {name} · {moment(loaded_at)}装载 · {number(sum(one.rows for one in rows))}处"
        body: Children = [html.Div(_table(rows, name), className="scroll", tabIndex="0", role="group", **label(name))]
        if returned:
            body.insert(0, html.P(["退回单:", html.B(returned)], className="where"))
        parts.append(html.Details([html.Summary(said), *body], open=position < FEW, className="file"))
    return parts


def _table(rows: Sequence[Finding], name: str) -> html.Table:
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in HEAD]))
    lines = [html.Tr([_what(one), html.Td(one.advice or one.rule), html.Td(number(one.rows))]) for one in rows]
    caption = html.Caption(f"{name}的问题", className="for-readers")
    return html.Table([caption, head, html.Tbody(lines)], className="data findings")


def _what(one: Finding) -> html.Th:
    return html.Th(one.column_title or "整行", scope="row")


def _csv(name: str, found: Sequence[Finding]) -> html.Details:
    """All files in one table, to be sorted and sent on."""
    told = [
        (
            [one.source_name, one.file_name, moment(one.loaded_at), one.column_title or "整行", one.advice or one.rule],
            one.rows,
        )
        for one in sorted(found, key=lambda one: (one.source_name, one.file_name, one.loaded_at, -one.rows))
    ]
    return table_of(
        Table(
            name,
            ["台账", "文件", "装载时间", "列", "原因和处理", "处"],
            [[*words, number(rows)] for words, rows in told],
            [[*words, str(rows)] for words, rows in told],
        )
    )
