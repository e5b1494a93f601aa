"""The text document is read back: every number, the form of the page, pictures, and what odd texts do to it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.briefing.content import Cell, Grid, Section, Sentence
from dashboard.briefing.faults import Fault
from dashboard.briefing.office import document
from dashboard.briefing.office.document import picture_path
from dashboard.briefing.office.office_file import typeset
from dashboard.format import chinese_numeral
from tests.dashboard.briefing.invented import KPIS, PAGES, content, png


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a briefing with the pictures of all charts but the last."""
    for chart in [chart for page in PAGES for chart in page.charts][:-1]:
        png(tmp_path / picture_path(chart))
    return tmp_path


def opened(folder: Path, **changes: object) -> DocxDocument:
    return Document(str(document.write(content(**changes), folder)[0]))


def lines(found: DocxDocument) -> list[str]:
    return [paragraph.text for paragraph in found.paragraphs]


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_every_sentence_and_number_is_there(folder: Path) -> None:
    found = opened(folder)
    text = "".join(lines(found))
    for sentence in content().sentences:
        assert typeset(sentence.text) in text
        for number in sentence.numbers:
            assert number.shown in text
    assert "城镇新增就业9,300人，完成年度目标的54.7%。" in text


def test_the_table_holds_every_cell_of_the_kpis(folder: Path) -> None:
    table = opened(folder).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["指标", "本月", "累计", "完成率", "差距（百分点）"]
    assert rows[1:] == [[cell.shown for cell in row] for row in KPIS.rows]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    sides = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert sides == [WD_ALIGN_PARAGRAPH.LEFT, *[WD_ALIGN_PARAGRAPH.RIGHT] * 4]


def test_the_page_is_that_of_the_standard(folder: Path) -> None:
    found = opened(folder)
    section = found.sections[0]
    margins = (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 28, 35, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    normal = found.styles["Normal"]
    assert (normal.font.size.pt, normal.paragraph_format.line_spacing.pt) == (16, 28)
    east = {name: found.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) for name in ("Normal", "Title")}
    assert east == {"Normal": "仿宋_GB2312", "Title": "方正小标宋简体"}
    assert found.styles["Heading 1"].element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    assert found.settings.odd_and_even_pages_header_footer
    feet = (section.footer.paragraphs[0], section.even_page_footer.paragraphs[0])
    assert [foot.alignment for foot in feet] == [WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT]
    assert all("PAGE" in foot._p.xml and foot.text == "— 1 —" for foot in feet)


def test_fonts_name_their_substitutes(folder: Path) -> None:
    path = document.write(content(), folder)[0]
    fonts = zipfile.ZipFile(path).read("word/fontTable.xml").decode()
    assert re.search(r'w:name="仿宋_GB2312"><w:altName w:val="仿宋,FangSong[^"]*Noto Serif CJK SC"', fonts)


def test_body_lines_begin_two_characters_in(folder: Path) -> None:
    opening = next(p for p in opened(folder).paragraphs if p.text.startswith("城镇新增就业9,300人"))
    assert opening._p.pPr.ind.get(qn("w:firstLineChars")) == "200"


def test_headings_are_counted_without_gaps(folder: Path) -> None:
    found = opened(folder, lagging=(), changed=())
    heads = [p.text for p in found.paragraphs if p.style.name == "Heading 1"]
    assert heads == ["一、分领域情况", "二、主要指标完成情况", "三、图表", "四、数据与口径说明"]
    assert [p.text for p in found.paragraphs if p.style.name == "Heading 2"] == ["（一）就业", "（二）社会保险"]


def test_numerals_go_beyond_ten() -> None:
    assert [chinese_numeral(n) for n in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]


def test_pictures_have_captions_and_alternative_texts(folder: Path) -> None:
    found = opened(folder)
    shapes = found.inline_shapes
    assert len(shapes) == 2
    assert [shape._inline.docPr.get("descr") for shape in shapes] == [
        "新增就业超序时进度2.4个百分点。件；按月",
        "受理3件，办结3件。件；按月",
    ]
    captions = [p.text for p in found.paragraphs if p.style.name == "Caption"]
    assert captions[1:] == ["图1  新增就业超序时进度2.4个百分点", "图2  受理3件，办结3件", "图3  未办结0件"]


@pytest.mark.parametrize(
    ("damage", "reasons", "told"),
    [
        (lambda path: path.unlink(), {}, "没有生成该图片文件"),
        (lambda path: path.unlink(), {"charts/hotline-months.png": "图表为空白"}, "图表为空白"),
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), {}, "图片文件不完整"),
        (lambda path: path.write_bytes(b"IEND\xaeB`\x82"), {}, "图片文件无法识别"),
    ],
)
def test_a_missing_picture_is_named_with_the_reason(folder: Path, damage, reasons, told) -> None:
    damage(folder / "charts" / "hotline-months.png")
    found = Document(str(document.write(content(), folder, reasons)[0]))
    said = lines(found)
    assert f"（本图缺：{told}。）" in said
    assert said[said.index(f"（本图缺：{told}。）") - 1] == "图2  受理3件，办结3件"
    assert len(found.inline_shapes) == 1
    assert not [p for p in found.paragraphs if p.runs and not p.text and not p._p.xpath(".//pic:pic")]


def test_a_chart_of_two_pages_is_shown_once(folder: Path) -> None:
    twice = (*PAGES, PAGES[0])
    found = opened(folder, pages=twice)
    assert sum(p.text.startswith("图") for p in found.paragraphs if p.style.name == "Caption") == 3


def test_demo_data_are_marked_on_odd_and_even_pages(folder: Path) -> None:
    section = opened(folder).sections[0]
    for header in (section.header, section.even_page_header):
        assert 'string="演示数据"' in header._element.xml
        assert header.paragraphs[0].text == "演示数据"
    real = opened(folder, is_demo=False)
    for header in (real.sections[0].header, real.sections[0].even_page_header):
        assert "演示" not in header._element.xml
    assert "演示" not in "".join(lines(real))


def test_the_edition_is_named(folder: Path) -> None:
    assert any("公开版" in line for line in lines(opened(folder, edition="public"))[:3])
    assert names(document.write(content(edition="public"), folder)) == [
        "长沙市天心区就业工作简报(2023年6月)_2023-06_公开版.docx"
    ]


def test_build_bureau_and_date_close_the_document(folder: Path) -> None:
    assert lines(opened(folder))[-3:] == [
        "长沙市天心区人力资源和社会保障局",
        "2023年7月3日",
        "（数据截至2023年6月，数据版次20230703-0912-1）",
    ]


def test_the_signature_has_text_above_it_and_the_date_begins_two_characters_in(folder: Path) -> None:
    *_, last, empty, bureau, day, _build = opened(folder).paragraphs
    assert all(line.paragraph_format.keep_with_next for line in (last, empty, bureau, day))
    characters = 28 - len(bureau.text)  # GB/T 9704: the bureau begins two characters before
    assert day.paragraph_format.left_indent.pt == pytest.approx(characters * 156 / 25.4 * 72 / 28, abs=0.1)
    short = opened(folder, bureau="某局").paragraphs[-2]
    assert short.alignment == WD_ALIGN_PARAGRAPH.RIGHT, "a date longer than the bureau's name"


def test_lines_of_a_chapter_are_numbered_in_words(folder: Path) -> None:
    said = lines(opened(folder, lagging=(Sentence("15分钟就业服务圈覆盖率71.7%。"), Sentence("12345热线。"))))
    assert "（一）15分钟就业服务圈覆盖率71.7%。" in said
    assert "（二）12345热线。" in said


def test_no_page_has_the_first_or_last_row_of_a_table_alone(folder: Path) -> None:
    rows = [[Cell(f"第{n}项"), Cell(f"{n}人")] for n in range(9)]
    table = opened(folder, kpis=Grid("表", "表", ("指标", "本月"), tuple(map(tuple, rows)))).tables[0]
    kept = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows]
    assert kept == [True] * 3 + [False] * 4 + [True] * 2 + [False]


def test_properties_are_those_of_the_build(folder: Path) -> None:
    properties = opened(folder).core_properties
    assert (properties.author, properties.title) == (content().bureau, content().title)
    assert properties.created == properties.modified
    assert properties.created.replace(tzinfo=None) == content().built_at


def test_two_runs_give_the_same_bytes(folder: Path) -> None:
    path = document.write(content(), folder)[0]
    first = path.read_bytes()
    assert document.write(content(), folder) == [path]
    assert path.read_bytes() == first
    with zipfile.ZipFile(path) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2023, 7, 3, 9, 12, 0)}
        assert not [name for name in package.namelist() if "thumbnail" in name]


def test_a_folder_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "no folder"
    blocked.write_text("a file")
    with pytest.raises(Fault, match="没有写成"):
        document.write(content(pages=()), blocked)


odd = st.text(st.characters(exclude_categories=[]), max_size=60) | st.sampled_from(
    ["\x00\x0b\ud800", "<b>&amp;</b>", "=1+1", "]]>", "长" * 500, "\t\n\r", "../../etc", "CON", ""]
)


def written(found: DocxDocument) -> Iterator[str]:
    yield from lines(found)
    for table in found.tables:
        for row in table.rows:
            yield from (cell.text for cell in row.cells)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=odd, name=odd, said=odd)
def test_odd_texts_are_only_text(tmp_path: Path, title: str, name: str, said: str) -> None:
    made = content(title=title, bureau=name, sections=(Section("x", name, (Sentence(said),)),), notes=(said,))
    path = document.write(made, tmp_path)[0]
    assert path.parent == tmp_path
    assert len(path.name.encode()) < 255
    found = list(written(Document(str(path))))
    if typeset(said):
        assert typeset(said) in found
