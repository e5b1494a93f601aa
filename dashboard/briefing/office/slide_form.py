"""The form of a slide: size, theme, title, texts with their fonts, tables, notes, footer, and the mark of demo data.

Lengths are points from the upper left corner. What stands on which slide belongs to `slides`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Emu, Length, Pt

from dashboard.briefing.content import EDITIONS, Content
from dashboard.briefing.office.chart_xml import FONT, run_letters
from dashboard.briefing.office.measuring import fitted, line_count, title_lines
from dashboard.briefing.office.office_file import DEMO, plain_text, set_properties, typeset, without_thumbnail
from dashboard.format import month_name
from dashboard.theme import COLOURS

WIDE, HIGH = 960.0, 540.0
LEFT, ROOM = 40.0, 880.0  # of all that is written
TOP, BOTTOM = 104.0, 502.0  # of the body
LINE = 1.25  # of the font's size
COVER, TITLE_ONLY = 0, 5  # layouts of the library's template
TITLE_SIZES = (26.0, 24.0, 22.0)
TITLE_ROOM = ROOM - 24.0  # a line of bold letters more rather than one too many
ACCENTS = ("data", "context", "ink", "data-light", "on-pace", "behind")
BARE_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no fill, no lines


@dataclass(frozen=True)
class Box:
    """A place on a slide."""

    left: float
    top: float
    wide: float
    high: float

    @property
    def lengths(self) -> tuple[Length, Length, Length, Length]:
        """As the library takes it."""
        return Pt(self.left), Pt(self.top), Pt(self.wide), Pt(self.high)


@dataclass(frozen=True)
class Words:
    """How a text looks."""

    size: float
    colour: str = "ink"
    bold: bool = False
    align: str = "l"  # l, r, ctr: as the format has them


def empty_deck(content: Content) -> Deck:
    """A deck of 16:9 in the colours and fonts of the pages, without a slide."""
    deck = Presentation()
    _widen(deck)
    without_thumbnail(deck.part.package._rels)
    _theme(deck)
    set_properties(deck, content)
    return deck


def add_slide(deck: Deck, content: Content, title: str, notes: Sequence[str]) -> Slide:
    """A slide with its title, footer, notes and, behind all, the mark of demo data."""
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[1])
    shown = typeset(title)
    on_one = [size for size in TITLE_SIZES if line_count(shown, size, TITLE_ROOM) == 1]
    on_two = [size for size in TITLE_SIZES if line_count(shown, size, TITLE_ROOM) <= 2]
    size = (on_one or on_two or TITLE_SIZES[-1:])[0]
    cut = fitted(shown, size, TITLE_ROOM, 2)
    title_shape: Any = slide.shapes.title
    _place(title_shape, Box(LEFT, 24, ROOM, 68), MSO_ANCHOR.MIDDLE)
    write(title_shape.text_frame, [cut], Words(size, bold=True))
    _rule(slide)
    _finish(deck, slide, content, [title, *notes] if cut != shown else notes)
    return slide


def add_cover(deck: Deck, content: Content) -> Slide:
    """Title, whose it is, for which month, from which build, and which edition."""
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[0])
    title = typeset(content.title)
    title_shape: Any = slide.shapes.title
    _place(title_shape, Box(96, 150, 780, 110), MSO_ANCHOR.BOTTOM)
    halves = title_lines(title, 36, 770)
    shown = halves if len(halves) == 2 else [fitted(title, 36, 770, 2)]
    write(title_shape.text_frame, shown, Words(36, bold=True))
    under = slide.placeholders[1]
    _place(under, Box(96, 286, 780, 130), MSO_ANCHOR.TOP)
    edition = f"{EDITIONS[content.edition]}版"
    lines = [
        content.bureau,
        f"数据截至{month_name(content.month)},版次{content.build_id}",
        f"{edition}{f';{DEMO},不作正式统计' if content.is_demo else ''}",
    ]
    write(under.text_frame, [fitted(typeset(line), 18, 770, 1) for line in lines], Words(18, "soft"))
    _bar(slide, Box(LEFT, 150, 10, 266), "data")
    _finish(deck, slide, content, [title, *lines])
    return slide


def add_text(slide: Slide, paragraphs: Sequence[str], box: Box, words: Words) -> Any:
    """A text box; the caller has seen to it that the text fits."""
    shape = slide.shapes.add_textbox(*box.lengths)
    shape.text_frame.word_wrap = True
    shape.text_frame.auto_size = MSO_AUTO_SIZE.NONE
    for side in ("margin_left", "margin_right", "margin_top", "margin_bottom"):
        setattr(shape.text_frame, side, Pt(0))
    write(shape.text_frame, paragraphs, words)
    return shape


def write(frame: Any, paragraphs: Sequence[str], words: Words) -> None:
    """Paragraphs in one look, with the font set for Chinese as well, which the library does not; as XML, being many."""
    body = frame._txBody
    for there in body.findall(qn("a:p")):
        body.remove(there)
    letters = run_letters(words.size, COLOURS[words.colour], "a:rPr", bold=words.bold)
    spacing = f'<a:lnSpc><a:spcPts val="{round(words.size * LINE * 100)}"/></a:lnSpc>'
    for text in paragraphs:
        run = f"<a:r>{letters}<a:t>{escape(plain_text(text))}</a:t></a:r>"
        properties = f'<a:pPr algn="{words.align}">{spacing}</a:pPr>'
        body.append(parse_xml(f"<a:p {nsdecls('a')}>{properties}{run}</a:p>"))


def rgb(colour: str) -> RGBColor:
    """A colour of the theme by its name, or a hex colour of a figure."""
    return RGBColor(*bytes.fromhex(COLOURS.get(colour, colour).lstrip("#")))  # type: ignore[no-untyped-call]


def describe(shape: Any, name: str, text: str) -> None:
    """What a screen reader says of a chart or table."""
    shape.name = plain_text(name)
    shape._element.xpath(".//p:cNvPr")[0].set("descr", plain_text(text))


def add_table(slide: Slide, rows: Sequence[Sequence[str]], widths: Sequence[float], heights: Sequence[float]) -> Any:
    """An empty-looking table at the top of the body: its cells are filled by `fill_cell`."""
    box = Box(LEFT, TOP, sum(widths), sum(heights))
    frame = slide.shapes.add_table(len(rows), len(widths), *box.lengths)
    frame.table.horz_banding = False
    properties: Any = frame.table._tbl.tblPr
    properties.find(qn("a:tableStyleId")).text = BARE_TABLE
    for position, wide in enumerate(widths):
        frame.table.columns[position].width = Pt(wide)
    for position, high in enumerate(heights):
        frame.table.rows[position].height = Pt(high)
    return frame


def fill_cell(cell: Any, lines: Sequence[str], words: Words, ground: str = "") -> None:
    """A cell with a thin line below; ``ground`` is a colour's name or hex."""
    cell.margin_left = cell.margin_right = Pt(4)
    cell.margin_top = cell.margin_bottom = Pt(2)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    write(cell.text_frame, lines, words)
    if ground:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(ground)
    line = parse_xml(
        f'<a:lnB {nsdecls("a")} w="6350"><a:solidFill><a:srgbClr val="{rgb("line")}"/></a:solidFill></a:lnB>'
    )
    cell._tc.get_or_add_tcPr().insert(0, line)


def _place(shape: Any, box: Box, anchor: MSO_ANCHOR) -> None:
    shape.left, shape.top, shape.width, shape.height = box.lengths
    frame = shape.text_frame
    frame.vertical_anchor, frame.word_wrap = anchor, True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(0)


def _finish(deck: Deck, slide: Slide, content: Content, notes: Sequence[str]) -> None:
    said = f"{content.bureau} · 数据截至{month_name(content.month)} · 版次{content.build_id}"
    if content.is_demo:
        said = f"{DEMO} · {said}"
        _watermark(slide)
    footer = Box(LEFT, 512, ROOM - 60, 14)
    add_text(slide, [fitted(typeset(said), 10, footer.wide, 1)], footer, Words(10, "soft"))
    number = add_text(slide, ["‹#›"], Box(LEFT + ROOM - 50, 512, 50, 14), Words(10, "soft", align="r"))
    _as_page_number(number, len(deck.slides))
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        write(frame, [typeset(note) for note in notes if note], Words(12))


def _as_page_number(shape: Any, position: int) -> None:
    """Turns the run into the field that counts by itself."""
    run = shape.text_frame.paragraphs[0].runs[0]._r
    field = parse_xml(f'<a:fld {nsdecls("a")} id="{{00000000-0000-4000-8000-00000000000F}}" type="slidenum"/>')
    for child in list(run):
        field.append(child)
    field.find(qn("a:t")).text = str(position)
    run.getparent().replace(run, field)


def _rule(slide: Slide) -> None:
    _bar(slide, Box(LEFT, 95, ROOM, 1.5), "data")


def _bar(slide: Slide, box: Box, colour: str) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.lengths)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)
    shape.line.fill.background()
    shape.shadow.inherit = False
    shape.name = "线"


def _watermark(slide: Slide) -> None:
    """Behind all else, on paper too."""
    size = 96.0
    box = Box((WIDE - 5 * size) / 2, (HIGH - size * 1.4) / 2, 5 * size, size * 1.4)
    shape = add_text(slide, [DEMO], box, Words(size, "context", bold=True, align="ctr"))
    shape.rotation = -25
    shape.name = "水印"
    colour = shape._element.xpath(".//a:rPr//a:srgbClr")[0]
    colour.append(parse_xml(f'<a:alpha {nsdecls("a")} val="22000"/>'))
    tree = slide.shapes._spTree
    tree.remove(shape._element)
    tree.insert(2, shape._element)


def _widen(deck: Deck) -> None:
    """16:9, and of the template's layouts the two that are used."""
    factor = Pt(WIDE) / deck.slide_width
    deck.slide_width, deck.slide_height = Emu(Pt(WIDE)), Emu(Pt(HIGH))
    kept = (deck.slide_layouts[COVER], deck.slide_layouts[TITLE_ONLY])
    for layout in [layout for layout in deck.slide_layouts if layout not in kept]:
        deck.slide_layouts.remove(layout)
    for holder in (deck.slide_master, *deck.slide_layouts):
        for shape in holder.placeholders:
            if shape._element.xpath(".//a:xfrm"):
                shape.left, shape.width = Emu(int(shape.left * factor)), Emu(int(shape.width * factor))


def _theme(deck: Deck) -> None:
    """The pages' colours and font, so that what the office adds looks alike."""
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode("utf-8")
    fonts = f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/>'
    text = re.sub(r'<a:latin typeface="Calibri"[^>]*/>\s*<a:ea typeface=""[^>]*/>', fonts, text)
    for position, name in enumerate(ACCENTS, start=1):
        accent = f"accent{position}"
        colour = f'<a:{accent}><a:srgbClr val="{rgb(name)}"/></a:{accent}>'
        text = re.sub(rf"<a:{accent}>.*?</a:{accent}>", colour, text, flags=re.DOTALL)
    part._blob = text.encode("utf-8")
