"""A paragraph of a theme: what is reported is told, what is late is named once, what never came as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dashboard.briefing.text.kpi_grids import kpi_grid
from dashboard.briefing.text.sections import Story, sections
from tests.dashboard.briefing.figures import JUNE, figures, kpi

MAY = date(2023, 5, 1)
KPIS = [kpi(kpi=f"k{n}", name=f"指标{n}", short_name=f"项{n}") for n in range(1, 8)]


def paragraph(reported: range, late: range, where: str = "") -> str:
    """The text of a theme of seven KPIs, some reported for June, some last for May, the others never."""
    histories = {f"k{n}": {JUNE: figures(value="9", ytd="30", target="60")} for n in reported}
    histories |= {f"k{n}": {MAY: figures(MAY, value="9", ytd="21")} for n in late}
    (section,) = sections(Story(KPIS, histories, "430103", where, JUNE, 30))
    return section.text


def test_what_is_late_is_named_once_and_not_sentence_by_sentence() -> None:
    said = paragraph(range(1, 2), range(2, 7))
    assert said.startswith("2023年1至6月,指标130人")
    assert said.endswith("项2、项3、项4、项5等5项6月未上报。项7尚无数据。")
    assert said.count("未上报") == 1


def test_a_theme_that_is_late_as_a_whole_is_one_sentence() -> None:
    assert paragraph(range(0), range(1, 8), "坡子街街道") == "2023年6月,坡子街街道项1、项2、项3、项4等7项无记录。"


def test_a_street_without_a_row_is_not_said_to_have_failed_to_report() -> None:
    """The ledger is the district's: a month without a row of the street may be one in which nothing happened."""
    row = figures(ytd="40", months_missing=2)
    histories = {"k1": {JUNE: row}}
    of_street = {"k1": {JUNE: replace(row, area_code="430103002")}}
    (street,) = sections(Story(KPIS[:1], of_street, "430103002", "坡子街街道", JUNE, 30))
    assert street.sentences[0].text == "2023年1至6月,坡子街街道指标140人;6月无记录(2个月无记录)。"
    empty = replace(figures(ytd="0", months_missing=6), area_code="430103002")
    (street,) = sections(Story(KPIS[:1], {"k1": {JUNE: empty}}, "430103002", "坡子街街道", JUNE, 30))
    assert street.sentences[0].text == "2023年1至6月,坡子街街道指标10人(6个月无记录)。"
    (district,) = sections(Story(KPIS[:1], histories, "430103", "", JUNE, 30))
    assert district.sentences[0].text == "2023年1至6月,指标140人;6月未上报,为此前数据(缺2个月数据)。"


def test_a_total_that_lacks_months_has_no_change_in_the_table_either() -> None:
    row = figures(value="9", ytd="40", yoy="-0.469", yoy_base="75", months_missing=3)
    lacking, whole = (
        kpi_grid(Story(KPIS[:1], {"k1": {JUNE: one}}, "430103", "", JUNE, 30)).rows[0][-1].shown
        for one in (row, replace(row, months_missing=0))
    )
    assert (lacking, whole) == ("—", "−46.9%")


def test_a_theme_that_never_came() -> None:
    assert paragraph(range(0), range(0)) == "2023年6月,项1、项2、项3、项4等7项没有上报数据。"
