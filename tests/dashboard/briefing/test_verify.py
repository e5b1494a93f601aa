"""Edited documents against what was printed: every way officials write a number, every place where one can stand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from docx.document import Document
from hypothesis import given
from hypothesis import strategies as st
from pptx.util import Cm
from typer.testing import CliRunner

from dashboard.__main__ import cli
from dashboard.briefing.briefed.verify_command import DERIVED_NAMES
from dashboard.briefing.briefed.written_numbers import chinese_number, numbers_in
from dashboard.briefing.content import DERIVED, Number
from dashboard.format import number as as_number
from etl.store import Build

KPI, DISTRICT, JUNE = "new_urban_jobs", "430103", date(2023, 6, 1)


def number(measure: str, value: str, shown: str, kpi: str = KPI) -> Number:
    return Number(kpi, DISTRICT, JUNE, measure, Decimal(value), shown)


PRINTED = [
    number("ytd", "9300", "9,300人"),
    number("target", "17000", "17,000人"),
    number("completion", "0.547058823529", "54.7%"),
    number("gap_pp", "2.41", "2.4个百分点"),
    number("yoy", "0.0512", "5.1%"),
    number("value", "1752", "1,752人"),
    number("mom", "-0.005", "0.5%"),
    number("ytd", "306600", "30.66万人", "pension_insured"),
    number("value", "1752", "1,752人"),
    number("ytd", "9300", "9,300人"),
    number("gap_pp", "-5.2", "−5.2"),
]
JOBS = (
    "1至6月,城镇新增就业9,300人,完成目标17,000人的54.7%,快于序时进度2.4个百分点,同比增长5.1%;"
    "6月当月1,752人,环比下降0.5%。"
)
PENSION = "参保30.66万人。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    numbers = [
        {
            "kpi": n.kpi,
            "area": n.area,
            "month": f"{n.month:%Y-%m}",
            "measure": n.measure,
            "value": f"{n.value:f}",
            "shown": n.shown,
        }
        for n in PRINTED
    ]
    told = {"build": "20230703-0912-1", "files": [], "numbers": numbers}
    (tmp_path / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    return tmp_path


def written(folder: Path, *paragraphs: str, row: Sequence[str] = ("本月1,752人", "累计9,300人", "−5.2")) -> Document:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=len(row))
    for cell, text in zip(table.rows[0].cells, row, strict=True):
        cell.text = text
    document.save(folder / "简报.docx")
    return document


def checked(folder: Path, name: str = "简报.docx", *more: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["verify", str(folder / name), "--site", str(folder), *more])
    return result.exit_code, result.output


def test_an_untouched_document_is_equal(folder: Path) -> None:
    written(folder, JOBS, PENSION)
    code, output = checked(folder)
    assert code == 0, output
    assert "一致 11 个,不一致 0 个" in output


def test_a_changed_number_is_told_with_place_words_and_figure(folder: Path) -> None:
    written(folder, JOBS.replace("9,300", "9,030"), PENSION, row=("本月1,752人", "累计9,301人", "−5.2"))
    code, output = checked(folder)
    assert code == 1
    assert "✗ 第1段:1至6月,城镇新增就业【9,030人】,完成目标17,000人" in output
    assert "应为 9,300人(new_urban_jobs,430103,2023-06,累计)" in output
    assert "✗ 表1第1行第2格:累计【9,301人】" in output
    assert "不一致 2 个" in output


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("9,300人", "9300人"),
        ("9,300人", "9,300人"),
        ("9,300人", "0.93万人"),
        ("9,300人", "九千三百人"),
        ("17,000人", "1.7万人"),
        ("17,000人", "一万七千人"),
        ("54.7%", "54.7%"),
        ("54.7%", "百分之五十四点七"),
        ("54.7%", "54.71%"),
        ("54.7%", "55%"),
        ("9,300人", "9200余人"),
    ],
)
def test_other_ways_of_writing_the_same_are_equal(folder: Path, before: str, after: str) -> None:
    is_less = after == "9200余人"
    written(folder, JOBS.replace(before, after), PENSION)
    assert checked(folder)[0] == (1 if is_less else 0), "9,300 is not 9200余"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("9,300人", "8,300人"),
        ("17,000人", "1.8万人"),
        ("54.7%", "54.8%"),
        ("54.7%", "百分之五十七点四"),
        ("2.4个百分点", "4.2个百分点"),
        ("9,300人", "九千二百人"),
        ("9,300人", "93,000人"),
        ("0.5%", "0.6%"),
        ("增长5.1%", "下降5.1%"),
        ("快于序时进度", "慢于序时进度"),
    ],
)
def test_a_single_change_is_one_fault(folder: Path, before: str, after: str) -> None:
    written(folder, JOBS.replace(before, after), PENSION)
    code, output = checked(folder)
    assert code == 1
    assert "不一致 1 个" in output


def test_numbers_that_nobody_generated_are_no_faults(folder: Path) -> None:
    letter = "天人社〔2023〕5号,2023年7月3日印发,联系电话0731-85899110、13800000000,共3页;另据全市通报,我区排第2位。"
    written(folder, "全区120个社区。", JOBS.replace(",完成目标", ",比全市多120件,完成目标"), PENSION, letter)
    code, output = checked(folder)
    assert code == 0, output
    assert "一致 11 个" in output
    for foreign in ("【120件】", "【120个】", "〔2023〕5号、2023年7月3日、0731-85899110、13800000000、3页、第2位"):
        assert foreign in output


def test_titles_and_sources_are_held_against_the_words_that_were_printed(folder: Path) -> None:
    title = "2023年1至6月补贴和奖励发放610.42万元,同比增长4.7%;上年4月最多,106.79万元"
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    told["texts"] = ["2023年6月完成情况", title, "来源:人才台账(1,752行)"]
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    written(folder, JOBS, PENSION, f"图18  {title}")
    code, output = checked(folder)
    assert code == 0, output
    assert "一致 14 个" in output
    written(folder, JOBS, PENSION, title.replace("610.42", "601.42"))
    code, output = checked(folder)
    assert code == 1
    assert "应为 610.42万元(简报原文)" in output
    assert "不一致 1 个" in output


def test_every_measure_of_a_sentence_has_a_name() -> None:
    assert set(DERIVED) == set(DERIVED_NAMES)


def test_moved_and_deleted_paragraphs_are_no_faults(folder: Path) -> None:
    written(folder, PENSION, JOBS)
    assert checked(folder)[0] == 0
    written(folder, JOBS.replace("快于序时进度2.4个百分点,", ""))
    assert checked(folder)[0] == 0


def test_a_text_box_and_a_footnote_are_read(folder: Path) -> None:
    document = written(folder, JOBS, PENSION)
    box = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>{0}</w:t></w:r></w:p>"
        "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>{0}</w:t></w:r></w:p>"
        "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
    ).format(JOBS.replace("54.7%", "45.7%"))
    document.paragraphs[1]._p.append(docx.oxml.parse_xml(box))
    document.save(folder / "简报.docx")
    code, output = checked(folder)
    assert code == 1
    assert "不一致 1 个" in output, "the same box for old programs is not read twice"
    assert "第3段:" in output


def test_slides_are_read_too(folder: Path) -> None:
    deck: Any = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_textbox(Cm(1), Cm(1), Cm(20), Cm(3)).text_frame.text = JOBS.replace("1,752", "1,725")
    table = slide.shapes.add_table(1, 3, Cm(1), Cm(8), Cm(20), Cm(2)).table
    for place, text in enumerate(("1,752人", "9,300人", "−5.2")):
        table.cell(0, place).text = text
    deck.save(folder / "简报.pptx")
    code, output = checked(folder, "简报.pptx")
    assert code == 1
    assert "✗ 第1页第1段:" in output
    assert "【1,725人】" in output
    assert "不一致 1 个" in output


def test_another_build_may_say_other_numbers(folder: Path, build: Build) -> None:
    shutil.copytree(build.site / "builds", folder / "builds")
    written(folder, JOBS, PENSION)
    code, output = checked(folder, "简报.docx", "--build", "current")
    row = build.values(areas=[DISTRICT], since=JUNE, until=JUNE, kpis=[KPI])[0]
    assert code == 1
    assert f"应为 {as_number(row.ytd)}人(城镇新增就业,长沙市天心区,2023-06,累计)" in output


@pytest.mark.parametrize("name", ["没有.docx", "简报.odt", "坏.docx"])
def test_wrong_use_is_told_in_one_sentence(folder: Path, name: str) -> None:
    (folder / "坏.docx").write_text("坏", encoding="utf-8")
    code, output = checked(folder, name)
    assert code == 2
    assert len(output.strip().splitlines()) == 1
    (folder / "manifest.json").unlink()
    assert checked(folder, name)[0] == 2


@given(st.integers(0, 10**9), st.sampled_from(["人", "件", "万人", "个百分点", "%", ""]))
def test_every_whole_number_is_read_in_each_of_its_forms(count: int, unit: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in f"{count}")
    size = Decimal(count) * (10_000 if unit == "万人" else 1)
    for text in (f"{count:,}{unit}", f"{count}{unit}", f"{wide}{unit}"):
        (found,) = numbers_in(f"共{text},其中")
        assert (found.amount, found.is_computed) == (size, True)


@pytest.mark.parametrize(
    ("words", "value"),
    [("一万二千", 12000), ("十", 10), ("二十四", 24), ("三百零五", 305), ("两千", 2000), ("一亿零二万", 100020000)],
)
def test_chinese_numbers(words: str, value: int) -> None:
    assert chinese_number(words) == value


@pytest.mark.parametrize(
    "text", ["十四五规划", "连续第三个月", "一是抓好就业", "2023-07-03 09:12", "版次20230703-091200", "近3个月"]
)
def test_words_and_dates_are_no_computed_numbers(text: str) -> None:
    assert [one for one in numbers_in(text) if one.is_computed] == []
