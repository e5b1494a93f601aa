"""The slides are read back: every number, native charts with their workbooks, nothing beyond the edge."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import plotly.graph_objects as go
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.slide import Slide

from dashboard.briefing.content import Cell, Grid, PageContent, Sentence
from dashboard.briefing.faults import Incomplete
from dashboard.briefing.office import slides
from dashboard.briefing.office.office_file import typeset
from tests.dashboard.briefing.invented import KPIS, PAGES, chart, content


def deck(folder: Path, **changes: object) -> list[Slide]:
    return list(Presentation(str(slides.write(content(**changes), folder)[0])).slides)


def texts(slide: Slide) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def title(slide: Slide) -> str:
    assert slide.shapes.title is not None
    return str(slide.shapes.title.text_frame.text)


def charts(slide: Slide) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def rows(found: list[Slide]) -> list[list[str]]:
    """All tables' rows, the heads of continued ones left out."""
    read: list[list[str]] = []
    for slide in found:
        for shape in slide.shapes:
            if shape.has_table:
                table = [[cell.text for cell in row.cells] for row in shape.table.rows]
                read += table[1:]
    return read


def test_each_page_has_its_headline_and_the_table_follows_the_overview(tmp_path: Path) -> None:
    found = [title(slide) for slide in deck(tmp_path)]
    assert found == [
        "长沙市天心区就业工作简报（2023年6月）",
        "3项指标中1项缓慢",
        "2023年6月主要指标完成情况",
        "1至3月受理3件",
        "滞后指标与每月所需",
        "对以往简报数字的更正",
        "数据与口径说明",
    ]


def test_the_tables_cells_are_those_of_the_kpis(tmp_path: Path) -> None:
    assert rows(deck(tmp_path)) == [[cell.shown for cell in row] for row in KPIS.rows]


def test_sentences_and_notes_are_there_whole(tmp_path: Path) -> None:
    said = "".join(text for slide in deck(tmp_path) for text in texts(slide))
    for one in [*content().lagging, *content().changed]:
        assert typeset(one.text) in said
    assert all(note in said for note in content().notes)


def test_charts_are_native_and_their_workbooks_hold_the_figure(tmp_path: Path) -> None:
    found = deck(tmp_path)
    assert [len(charts(slide)) for slide in found] == [0, 1, 0, 2, 0, 0, 0]
    assert not [shape for slide in found for shape in slide.shapes if shape.shape_type == 13]  # no pictures
    for one in [one for slide in found for one in charts(slide)]:
        assert [(series.name, tuple(series.values)) for plot in one.plots for series in plot.series] == [
            ("受理", (3.0, 0.0, None)),
            ("办结", (2.0, 1.0, None)),
            ("上年", (4.0, 5.0, 6.0)),
        ]
        book = openpyxl.load_workbook(io.BytesIO(one.part.chart_workbook.xlsx_part.blob))
        assert list(book.active.iter_rows(values_only=True))[1:] == [
            ("1月", 3, 2, 4),
            ("2月", 0, 1, 5),
            ("3月", None, None, 6),
        ]


def test_fonts_are_set_for_chinese_too(tmp_path: Path) -> None:
    path = slides.write(content(), tmp_path)[0]
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith(("ppt/slides/slide", "ppt/charts/chart")):
                text = package.read(name).decode()
                assert text.count("<a:latin ") == text.count("<a:ea ") > 0, name
        theme = package.read("ppt/theme/theme1.xml").decode()
    assert 'typeface="Calibri"' not in theme


def test_demo_data_are_marked_on_every_slide(tmp_path: Path) -> None:
    assert all("演示数据" in texts(slide) for slide in deck(tmp_path))
    assert not [text for slide in deck(tmp_path, is_demo=False) for text in texts(slide) if "演示" in text]


def test_speaker_notes_name_source_and_definition(tmp_path: Path) -> None:
    said = deck(tmp_path)[1].notes_slide.notes_text_frame
    assert said is not None
    assert said.text.split("\n") == [
        "图：新增就业超序时进度2.4个百分点",
        "口径：件；按月",
        "来源：新增就业超序时进度2.4个百分点台账",
    ]


def test_a_long_table_goes_on_with_its_head(tmp_path: Path) -> None:
    long = Grid("表", "长表", ("指标", "本月"), tuple((Cell(f"第{n}项"), Cell(f"{n}人")) for n in range(50)))
    found = [slide for slide in deck(tmp_path, kpis=long) if title(slide).startswith("长表")]
    assert [title(slide) for slide in found] == ["长表（1/3）", "长表（2/3）", "长表（3/3）"]
    assert [row[1] for row in rows(found)] == [f"{n}人" for n in range(50)]
    heads = [shape.table.cell(0, 0).text for slide in found for shape in slide.shapes if shape.has_table]
    assert heads == ["指标"] * 3


def test_long_texts_go_on_and_lose_nothing(tmp_path: Path) -> None:
    said = [f"第{n}条。" + "长" * 200 for n in range(12)] + ["更" * 3000]
    found = [slide for slide in deck(tmp_path, notes=tuple(said)) if title(slide).startswith("数据与口径说明")]
    assert len(found) > 2
    read = "".join(text for slide in found for text in texts(slide)[2:] if set(text) - set("演示数据"))
    for one in said[:-1]:
        assert one in read
    assert read.count("更") == 3000


def test_a_long_headline_goes_on_below_the_title(tmp_path: Path) -> None:
    clauses = [f"第{n}项指标截至6月完成54.7%,超序时进度2.4个百分点;" for n in range(6)]
    page = PageContent("/x", "页", "".join(clauses), (chart("/x", "a", "图"),))
    found = next(slide for slide in deck(tmp_path, pages=(page,)) if charts(slide))
    said = [text for text in texts(found) if "项指标" in text]
    assert len(said) == 2
    assert "；".join(said) == typeset(page.headline)


def test_a_headline_without_a_place_to_break_is_whole_in_the_notes(tmp_path: Path) -> None:
    page = PageContent("/x", "页", "长" * 200, (chart("/x", "a", "图"),))
    found = next(slide for slide in deck(tmp_path, pages=(page,)) if charts(slide))
    assert title(found).endswith("……")
    assert found.notes_slide.notes_text_frame is not None
    assert "长" * 200 in found.notes_slide.notes_text_frame.text


def test_a_page_without_charts_and_tables_has_no_empty_slide(tmp_path: Path) -> None:
    found = deck(tmp_path, pages=(*PAGES, PageContent("/x", "口径", "共54项指标。", ())))
    assert "共54项指标。" not in map(title, found)
    assert "1. 共54项指标。" in texts(found[-1])


def test_a_page_s_long_table_is_left_to_the_workbook(tmp_path: Path) -> None:
    def titles(count: int) -> list[str]:
        table = Grid("质量", "报送情况", ("台账", "行数"), ((Cell("台账"), Cell("1")),) * count)
        found = deck(tmp_path, pages=(*PAGES, PageContent("/x", "质量", "数字可以使用。", (), (table,))))
        assert ("1. 数字可以使用。" in texts(found[-1])) == (count > 40)
        return [title(slide) for slide in found if "数字可以使用" in title(slide)]

    assert titles(10) == ["数字可以使用。"]
    assert titles(120) == []


def test_more_than_two_charts_go_on_to_the_next_slide(tmp_path: Path) -> None:
    page = PageContent("/x", "页", "标题", tuple(chart("/x", f"c{n}", f"图{n}") for n in range(3)))
    found = [slide for slide in deck(tmp_path, pages=(page,)) if charts(slide)]
    assert [(title(slide), len(charts(slide))) for slide in found] == [("标题", 2), ("标题（续）", 1)]


def test_a_chart_without_a_native_form_is_told_and_the_rest_is_written(tmp_path: Path) -> None:
    pie = chart("/", "pie", "各类占比", go.Figure(go.Pie(values=[1, 2])))
    pages = (PageContent("/", "总览", "标题", (pie,)), PAGES[1])
    with pytest.raises(Incomplete, match="图表“各类占比”没有换成可编辑的图") as fault:
        slides.write(content(pages=pages), tmp_path)
    found = list(Presentation(str(fault.value.written[0])).slides)
    assert any("各类占比”没有换成可编辑的图" in text for text in texts(found[1]))
    assert [len(charts(slide)) for slide in found][3] == 2


def test_a_heat_map_becomes_a_table(tmp_path: Path) -> None:
    heat = go.Figure(go.Heatmap(x=["1月", "2月"], y=["甲", "乙"], z=[[1.0, None], [3.0, 4.5]]))
    page = PageContent("/heat", "热力", "标题", (chart("/heat", "heat", "标题", heat),))
    found = [slide for slide in deck(tmp_path, pages=(page,)) if title(slide) == "标题"]
    assert rows(found) == [["甲", "1.0", "—"], ["乙", "3.0", "4.5"]]


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    path = slides.write(content(), tmp_path)[0]
    first = path.read_bytes()
    assert slides.write(content(), tmp_path) == [path]
    assert path.read_bytes() == first


odd = st.text(st.characters(exclude_categories=[]), max_size=60) | st.sampled_from(
    ["\x00\x0b\ud800", "<b>&amp;</b>", "=1+1", "长" * 700, "a" * 400, "\t\n\r", ""]
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=odd, headline=odd, said=odd)
def test_odd_texts_stay_on_the_slide(tmp_path: Path, name: str, headline: str, said: str) -> None:
    page = PageContent("/x", name, headline, (chart("/x", "a", said, sub=said), chart("/x", "b", headline)))
    grid = Grid(name, said, (name, said), ((Cell(said), Cell(name)),))
    made = content(title=name, bureau=said, pages=(page,), kpis=grid, lagging=(Sentence(said),))
    path = slides.write(made, tmp_path)[0]
    found = Presentation(str(path))
    for slide in found.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= found.slide_width
            assert shape.top >= 0
            assert shape.height >= 0
            assert shape.top + shape.height <= found.slide_height
    shown = [word.removesuffix("……") for word in rows(list(found.slides))[0]]
    assert typeset(said).startswith(shown[0])
    assert typeset(name).startswith(shown[1])
