"""Rows of a ledger: a plain table in the first response, which pages by links, and a grid that pages by itself.

Both hold the same rows in the same box, so that nothing moves when scripts have drawn the grid. On paper and without
scripts the table stands.
"""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag

from dashboard.cells import shown
from dashboard.components.markup import Children, label
from dashboard.elements import dcc, html
from dashboard.format import number
from dashboard.readings.detail import PAGE, Detail
from etl.store import FactColumn

GRID, ASKED = "rows-grid", "rows-asked"
LETTER, CELL_EDGES, LONGEST = 8, 50, 40  # pixels of a letter and of a cell's edges; letters before a text is cut
NUMERIC = ("integer", "number")
WORDS = {  # what AG Grid says by itself
    "loadingOoo": "正在读取…",
    "loadingError": "读取失败",
    "noRowsToShow": "没有记录",
    "ariaLabelLoading": "正在读取",
    "ariaLabelLoadingError": "读取失败",
    "ariaSortableColumn": "按回车键排序",
    "ariaLabelCell": "单元格",
    "ariaRowSelectionDisabled": "本行不可选择",
    "sortAscending": "升序",
    "sortDescending": "降序",
    "sortUnSort": "取消排序",
}


def plain_table(detail: Detail) -> html.Div:
    """One page of rows with links to the others and to other orders."""
    columns = detail.rows.columns
    head = html.Thead(html.Tr([_head(detail, column) for column in columns]))
    body = html.Tbody([html.Tr([_cell(row[column.name], column) for column in columns]) for row in detail.shown])
    table = html.Table([html.Caption(detail.row_set.title, className="for-readers"), head, body], className="data rows")
    box = html.Div(table, className="rows-box scroll", tabIndex="0", role="group", **label("明细表,可滚动"))
    return html.Div([box, _pager(detail)], className="rows-plain")


def grid(detail: Detail) -> html.Div:
    """AG Grid on the same rows, fetched a block at a time as the reader scrolls."""
    asked = {"build": detail.view.build.id, "query": dict(detail.view.query)}
    options: dict[str, Any] = {
        "cacheBlockSize": PAGE,
        "maxBlocksInCache": 20,
        "infiniteInitialRowCount": min(PAGE, detail.rows.tally.rows),
        "localeText": WORDS,
        "enableCellTextSelection": True,
        "suppressCellFocus": False,
        "suppressMovableColumns": True,
        "suppressFieldDotNotation": True,
        "suppressMultiSort": True,
        "theme": {"function": f"themeQuartz.withParams({THEME})"},
    }
    widths = _widths(detail)
    table = dag.AgGrid(
        id=GRID,
        columnDefs=[_column(detail, column, widths[column.name]) for column in detail.rows.columns],
        defaultColDef={
            "sortable": True,
            "resizable": True,
            "suppressHeaderMenuButton": True,
            "sortingOrder": ["desc", "asc"],
        },
        rowModelType="infinite",
        dashGridOptions=options,
        className="",
        style={"height": "100%", "width": "100%"},
    )
    named = label(f"{detail.row_set.title}明细表")
    return html.Div(
        [dcc.Store(id=ASKED, data=asked), html.Div(table, className="rows-box", role="group", **named)],
        className="rows-grid",
    )


THEME = """{
  accentColor: 'var(--data)', backgroundColor: 'var(--paper)', foregroundColor: 'var(--ink)',
  borderColor: 'var(--line)', headerBackgroundColor: 'var(--wash)', headerTextColor: 'var(--soft)',
  fontFamily: 'inherit', fontSize: 13, headerFontSize: 13, rowHeight: 32, headerHeight: 34, wrapperBorderRadius: 0,
  rowHoverColor: 'var(--wash)', cellTextColor: 'var(--ink)'
}"""


def _widths(detail: Detail) -> dict[str, int]:
    """The width of each column in pixels, by what one page says in it; a Chinese character takes two letters."""
    widths = {}
    for column in detail.rows.columns:
        texts = [column.title, *(shown(row[column.name]) for row in detail.shown)]
        longest = max(sum(1 if sign.isascii() else 2 for sign in text) for text in texts)
        widths[column.name] = min(longest, LONGEST) * LETTER + CELL_EDGES
    return widths


def _column(detail: Detail, column: FactColumn, width: int) -> dict[str, Any]:
    can_sort = column.name in {fact.name for fact in detail.view.build.fact_columns(detail.row_set.source)}
    settings: dict[str, Any] = {"field": column.name, "headerName": column.title, "sortable": can_sort, "width": width}
    if column.kind in NUMERIC:
        settings["type"] = "rightAligned"
    if column.name == (detail.sort or detail.row_set.date_column):
        settings["sort"] = "desc" if detail.is_descending else "asc"
    return settings


def _head(detail: Detail, column: FactColumn) -> html.Th:
    css = "number" if column.kind in NUMERIC else None
    if column.name not in {fact.name for fact in detail.view.build.fact_columns(detail.row_set.source)}:
        return html.Th(column.title, scope="col", className=css)
    is_here = column.name == (detail.sort or detail.row_set.date_column)
    turned = column.name if is_here and detail.is_descending else f"-{column.name}"
    arrow = (" ↓" if detail.is_descending else " ↑") if is_here else ""
    link = dcc.Link(f"{column.title}{arrow}", href=detail.view.link(sort=turned), title=f"按{column.title}排序")
    return html.Th(link, scope="col", className=css)


def _cell(value: object, column: FactColumn) -> html.Td:
    return html.Td(shown(value), className="number" if column.kind in NUMERIC else None)


def _pager(detail: Detail) -> html.P:
    said: Children = [f"第{number(detail.page)}页,共{number(detail.pages)}页"]
    if detail.page > 1:
        said += [" ", dcc.Link("上一页", href=detail.view.link(page=str(detail.page - 1)), className="act")]
    if detail.page < detail.pages:
        said += [" ", dcc.Link("下一页", href=detail.view.link(page=str(detail.page + 1)), className="act")]
    return html.P(said, className="pager")
