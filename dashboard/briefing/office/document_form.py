"""The form of an official document (GB/T 9704-2012): page, lines, fonts, page numbers, and the mark of demo data.

A4, margins 37/28/35/26 mm, 22 lines of 28 characters, body 仿宋 三号 on lines of 28 points. The standard's fonts are
named first; `FONTS` says what stands in for them where they are missing. What is written belongs to `document`.
"""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from dashboard.briefing.content import Content
from dashboard.briefing.office.office_file import DEMO, plain_text, set_properties, without_thumbnail
from dashboard.theme import COLOURS

TEXT_WIDTH = Mm(156)
TITLE, BODY, SMALL, TABLE = Pt(22), Pt(16), Pt(12), Pt(10.5)  # 二号, 三号, 小四, 五号
LINE, LINE_LENGTH = Pt(28), 28  # and characters on it
CHARACTER = TEXT_WIDTH.pt / LINE_LENGTH
LATIN = "Times New Roman"
FONTS = {  # the standard's font: what stands in for it, in this order
    "仿宋_GB2312": ("仿宋", "FangSong", "STFangsong", "Noto Serif CJK SC"),
    "方正小标宋简体": ("方正小标宋_GBK", "华文中宋", "宋体", "Noto Serif CJK SC"),
    "黑体": ("SimHei", "STHeiti", "Noto Sans CJK SC"),
    "楷体_GB2312": ("楷体", "KaiTi", "STKaiti", "Noto Serif CJK SC"),
    "宋体": ("SimSun", "STSong", "Noto Serif CJK SC"),
}
SONG_TITLE, HEI, KAI, SONG, FANG = "方正小标宋简体", "黑体", "楷体_GB2312", "宋体", "仿宋_GB2312"

VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)


def blank(content: Content) -> DocxDocument:
    """A document with its page, styles, footers and properties, and nothing written in it."""
    document = Document()
    without_thumbnail(document.part.package.rels)
    set_properties(document, content)
    _styles(document)
    _font_table(document)
    _page(document)
    if content.is_demo:
        section = document.sections[0]
        for position, header in enumerate((section.header, section.even_page_header)):
            _watermark(header.paragraphs[0], position)
            header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            add_run(header.paragraphs[0], DEMO)  # where pictures cover the watermark
            header.paragraphs[0].runs[-1].font.size = SMALL
    return document


def add_run(paragraph: Paragraph, text: str) -> None:
    """Text whose quotation marks and dashes are those of the Chinese font."""
    run = paragraph.add_run(plain_text(text))
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:hint"), "eastAsia")


def _styles(document: DocxDocument) -> None:
    normal = document.styles["Normal"]
    _font(normal, FANG, BODY)
    _lines(normal, LINE)
    _closer(normal)
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for name, font in (("Heading 1", HEI), ("Heading 2", KAI)):
        style = document.styles[name]
        _font(style, font, BODY)
        _lines(style, LINE)
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        indent(style, 2)
    title = document.styles["Title"]
    _font(title, SONG_TITLE, TITLE)
    _lines(title, Pt(36))
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(0)
    for border in title.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    caption = document.styles["Caption"]
    _font(caption, HEI, SMALL)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _lines(caption, Pt(20))


def _font(style: Any, east: str, size: Pt) -> None:
    style.font.name, style.font.size = LATIN, size
    style.font.bold, style.font.italic = False, False
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme's font goes before a named one
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), east)


def _closer(style: Any) -> None:
    """28 characters of 16 points on a line of 156 mm, in every program: each a quarter of a point closer."""
    properties = style.element.get_or_add_rPr()
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-5")
    properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")  # digits are words of it: no number is broken over two lines
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _lines(style: Any, spacing: Pt) -> None:
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, spacing
    form.space_before = form.space_after = Pt(0)


def indent(paragraph_or_style: Any, characters: int) -> None:
    """Indents the first line by characters, whatever the font."""
    properties = paragraph_or_style._element.get_or_add_pPr()
    found = properties.get_or_add_ind()
    found.set(qn("w:firstLineChars"), str(characters * 100))
    found.set(qn("w:firstLine"), str(int(characters * BODY.twips)))


def _font_table(document: DocxDocument) -> None:
    """Says which fonts may stand in for those of the standard."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
    table = parse_xml(part.blob)
    for name, others in FONTS.items():
        for there in [font for font in table if font.get(qn("w:name")) == name]:
            table.remove(there)
        table.append(
            parse_xml(
                f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{",".join(others)}"/>'
                '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
            )
        )
    part._blob = serialize_part_xml(table)


def _page(document: DocxDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.bottom_margin, section.right_margin = Mm(35), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    for grid in section._sectPr.findall(qn("w:docGrid")):  # lines and characters are set by the text's own spacing
        section._sectPr.remove(grid)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False


def _page_number(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """``— 1 —``, one character in from the edge of the text."""
    paragraph.alignment = side
    edge = paragraph.paragraph_format
    edge.left_indent = edge.right_indent = Pt(14)
    edge.first_line_indent = Pt(0)
    for piece in ("— ", None, " —"):
        run = paragraph.add_run(piece or "")
        run.font.size, run.font.name = Pt(14), SONG
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), SONG)
        if piece is None:
            for kind in ("begin", "instr", "separate", "text", "end"):
                run._r.append(_field_piece(kind))


def _field_piece(kind: str) -> Any:
    if kind in ("instr", "text"):
        piece = OxmlElement("w:instrText" if kind == "instr" else "w:t")
        piece.text = "PAGE" if kind == "instr" else "1"
        return piece
    piece = OxmlElement("w:fldChar")
    piece.set(qn("w:fldCharType"), kind)
    return piece


def _watermark(paragraph: Paragraph, position: int) -> None:
    """Word's own kind of watermark: behind the text of each page, on paper too."""
    shape = f"""<w:r {nsdecls("w")} {VML}><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
<v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>
<v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
 o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="PowerPlusWaterMarkObject{position + 1}" o:spid="_x0000_s{2049 + position}" type="#_x0000_t136" alt="{DEMO}"
 style="position:absolute;margin-left:0;margin-top:0;width:400pt;height:100pt;rotation:315;z-index:-251658752;
mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;
mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="{COLOURS["context"]}" stroked="f">
<v:fill opacity=".3"/><v:textpath style="font-family:&quot;{HEI}&quot;;font-size:1pt" string="{DEMO}"/>
</v:shape></w:pict></w:r>"""
    paragraph._p.append(parse_xml(shape))
