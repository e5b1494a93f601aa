"""The written briefing as a .docx: what each paragraph, table and picture says, in the form of `document_form`.

Text and numbers come from a `Content`, pictures from the folder; nothing is computed here. A picture that is not there
is named with the reason, never an empty frame.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from docx.document import Document as DocxDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from dashboard.briefing.content import EDITIONS, Chart, Content, Grid, Sentence, chart_stem
from dashboard.briefing.office.document_form import (
    CHARACTER,
    HEI,
    KAI,
    LINE_LENGTH,
    SMALL,
    TABLE,
    TEXT_WIDTH,
    TITLE,
    add_run,
    blank,
    indent,
)
from dashboard.briefing.office.measuring import Widths, column_widths, title_lines, width
from dashboard.briefing.office.office_file import DEMO, file_name, repacked, typeset
from dashboard.briefing.office.table_text import table_text
from dashboard.briefing.writing import write_file
from dashboard.format import chinese_numeral, day_name, month_name

HIGHEST = Mm(88)  # of a picture: two stand on a page with their captions
TABLE_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5)  # 五号, down to below 小五 where the columns are many
CELL_MARGIN = 2.0  # points, on each side
CELL_PADDING = 2 * CELL_MARGIN + 0.6  # what rounds a column down breaks no line
TOGETHER = 3  # rows that begin a table, and rows that end it
PNG_END = b"IEND\xaeB`\x82"


def write(content: Content, folder: Path, reasons: Mapping[str, str] | None = None) -> list[Path]:
    """The document in ``folder``, which holds the pictures (``charts/<page>-<element_id>.png``); raises `Fault`.

    ``reasons``: why a picture is missing, by its path in the folder.
    """
    document = blank(content)
    _title(document, content)
    _paragraph(document, content.opening.text)
    chapters = map(chinese_numeral, count(1))
    _themes(document, content, chapters)
    _kpis(document, content.kpis, next(chapters))
    _sentences(document, "滞后指标与每月所需", content.lagging, chapters)
    _pictures(document, content, folder, reasons or {}, chapters)
    _sentences(document, "对以往简报数字的更正", content.changed, chapters)
    _sentences(document, "数据与口径说明", content.notes, chapters)
    _closing(document, content)
    package = io.BytesIO()
    document.save(package)
    return [write_file(folder / file_name(content, ".docx"), repacked(package.getvalue(), content.built_at))]


def picture_path(chart: Chart) -> str:
    """Where a chart's picture lies in the folder."""
    return f"{chart_stem(chart.page, chart.element_id)}.png"


def _title(document: DocxDocument, content: Content) -> None:
    title = document.add_paragraph(style="Title")
    for position, words in enumerate(title_lines(typeset(content.title), TITLE.pt, TEXT_WIDTH.pt)):
        if position:
            title.runs[-1].add_break()
        add_run(title, words)
    said = f"{EDITIONS[content.edition]}版"
    under = [f"({said})", *([f"({DEMO},不作正式统计)"] if content.is_demo else [])]
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(line, typeset("".join(under)))
    _east(line, KAI)
    document.add_paragraph()


def _themes(document: DocxDocument, content: Content, chapters: Iterator[str]) -> None:
    told = [section for section in content.sections if section.text]
    if not told:
        return
    _heading(document, f"{next(chapters)}、分领域情况", 1)
    for position, section in enumerate(told, start=1):
        _heading(document, f"（{chinese_numeral(position)}）{section.title}", 2)
        _paragraph(document, section.text)


def _kpis(document: DocxDocument, grid: Grid, chapter: str) -> None:
    _heading(document, f"{chapter}、主要指标完成情况", 1)
    caption = document.add_paragraph(style="Caption")
    caption.paragraph_format.keep_with_next = True
    add_run(caption, f"表1  {typeset(grid.title)}")
    _table(document, grid)


def _table(document: DocxDocument, grid: Grid) -> None:
    """Thin lines, the head on every page, no row on two pages, numbers to the right."""
    text = table_text(grid)
    widths = column_widths(text.columns, TABLE_SIZES, TEXT_WIDTH.pt, CELL_PADDING)
    table = document.add_table(rows=1 + len(text.rows), cols=len(grid.head), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _narrow_margins(table, widths)
    count = len(text.rows) + 1
    together = {*range(TOGETHER), *range(count - TOGETHER, count - 1)}  # no page has the first or last row alone
    for position, (row, texts) in enumerate(zip(table.rows, [text.head, *text.rows], strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if position == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for column, cell in enumerate(row.cells):
            side = WD_ALIGN_PARAGRAPH.RIGHT if text.is_number[column] else WD_ALIGN_PARAGRAPH.LEFT
            cell.width = Pt(widths.columns[column])
            words = title_lines(texts[column], widths.size, widths.columns[column] - CELL_PADDING)
            _fill(cell, words, WD_ALIGN_PARAGRAPH.CENTER if position == 0 else side, widths.size)
            if position == 0:
                _east(cell.paragraphs[0], HEI)
            cell.paragraphs[0].paragraph_format.keep_with_next = position in together and position < count - 1


def _narrow_margins(table: Table, widths: Widths) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, points in (("top", 1.5), ("left", CELL_MARGIN), ("bottom", 1.5), ("right", CELL_MARGIN)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(int(points * 20)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)  # the format has an order
    for column, wide in zip(table.columns, widths.columns, strict=True):
        column.width = Pt(wide)


def _fill(cell: _Cell, lines: Sequence[str], side: WD_ALIGN_PARAGRAPH, size: float) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = side
    paragraph.paragraph_format.line_spacing = Pt(size * 1.4)
    for position, text in enumerate(lines):
        if position:
            paragraph.runs[-1].add_break()
        add_run(paragraph, text)
        paragraph.runs[-1].font.size = Pt(size)


def _sentences(document: DocxDocument, heading: str, told: Sequence[Sentence | str], chapters: Iterator[str]) -> None:
    """A chapter of numbered lines, in 汉字 since lines begin with figures; no chapter where there is nothing to say."""
    if not told:
        return
    _heading(document, f"{next(chapters)}、{heading}", 1)
    for position, one in enumerate(told, start=1):
        _paragraph(document, f"（{chinese_numeral(position)}）{one if isinstance(one, str) else one.text}")


def _pictures(
    document: DocxDocument, content: Content, folder: Path, reasons: Mapping[str, str], chapters: Iterator[str]
) -> None:
    """Every chart once, although two pages may show the same."""
    charts: dict[tuple[str, str], Chart] = {}
    for page in content.pages:
        for chart in page.charts:
            charts.setdefault((chart.finding, chart.sub), chart)
    if not charts:
        return
    _heading(document, f"{next(chapters)}、图表", 1)
    for position, chart in enumerate(charts.values(), start=1):
        where = picture_path(chart)
        missing = _picture(document, folder / where, chart, reasons.get(where, ""))
        _caption(document, position, chart, missing)


def _picture(document: DocxDocument, path: Path, chart: Chart, reason: str) -> str:
    """Puts a whole picture in; else puts nothing in and says why."""
    try:
        picture = path.read_bytes()
    except OSError:
        return reason or "没有生成该图片文件"
    if not picture.endswith(PNG_END):
        return reason or "图片文件不完整"
    paragraph = document.add_paragraph()
    try:
        shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=TEXT_WIDTH)
    except UnrecognizedImageError:
        paragraph._p.getparent().remove(paragraph._p)
        return reason or "图片文件无法识别"
    if shape.height > HIGHEST:
        shape.width, shape.height = round(shape.width * HIGHEST / shape.height), HIGHEST
    properties = shape._inline.docPr
    properties.set("name", Path(path).stem)
    properties.set("descr", typeset(f"{chart.finding}。{chart.sub}"))
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE  # a fixed line would cut it off
    paragraph.paragraph_format.keep_with_next = True
    return ""


def _caption(document: DocxDocument, position: int, chart: Chart, missing: str) -> None:
    """``图1`` with the finding; below it what is drawn and where it comes from, or why there is no picture."""
    caption = document.add_paragraph(style="Caption")
    caption.paragraph_format.keep_with_next = True
    add_run(caption, f"图{position}  {typeset(chart.finding)}")
    small = document.add_paragraph()
    small.alignment = WD_ALIGN_PARAGRAPH.CENTER
    small.paragraph_format.line_spacing, small.paragraph_format.space_after = Pt(16), Pt(10)
    sources = [text for text in (chart.sub, chart.source) if text]
    add_run(small, typeset(f"(本图缺:{missing}。)" if missing else "。".join(sources)))
    small.runs[0].font.size = TABLE


def _closing(document: DocxDocument, content: Content) -> None:
    """Who wrote it and when, never on a page without text; the month of the figures and their build.

    As GB/T 9704-2012, 7.3.5.2 places them: the bureau two characters in from the right, the date's beginning two
    characters in from the bureau's; a date that is longer, two from the right.
    """
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph().paragraph_format.keep_with_next = True
    made = day_name(content.built_at.date())
    bureau = document.add_paragraph()
    bureau.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    bureau.paragraph_format.right_indent = Pt(2 * CHARACTER)
    add_run(bureau, content.bureau)
    day = document.add_paragraph()
    if width(made) < width(content.bureau) <= LINE_LENGTH - 4:
        day.alignment = WD_ALIGN_PARAGRAPH.LEFT
        day.paragraph_format.left_indent = Pt((LINE_LENGTH - width(content.bureau)) * CHARACTER)
    else:
        day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        day.paragraph_format.right_indent = Pt(2 * CHARACTER)
    add_run(day, made)
    bureau.paragraph_format.keep_with_next = day.paragraph_format.keep_with_next = True
    note = document.add_paragraph()
    note.paragraph_format.space_before = Pt(8)
    add_run(note, typeset(f"(数据截至{month_name(content.month)},数据版次{content.build_id})"))
    note.runs[0].font.size = SMALL


def _heading(document: DocxDocument, text: str, level: int) -> None:
    add_run(document.add_paragraph(style=f"Heading {level}"), typeset(text))


def _paragraph(document: DocxDocument, text: str) -> None:
    paragraph = document.add_paragraph()
    indent(paragraph, 2)
    add_run(paragraph, typeset(text))


def _east(paragraph: Paragraph, font: str) -> None:
    """Another Chinese font for all of a paragraph."""
    for run in paragraph.runs:
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
