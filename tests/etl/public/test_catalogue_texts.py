"""The KPI files that ship agree with the lists, ledgers and bureau they speak of, and read as one hand wrote them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etl.kpi.catalogue import Kpi, read_catalogue
from etl.site import Site
from etl.sources.model import discover

ROOT = Path(__file__).parents[3]
SITE = Site(ROOT / "data")
KPIS = read_catalogue(SITE.kpis)
SOURCES = {source.name for source in discover((ROOT / "etl" / "sources",))}
DEPARTMENTS = {entry.name for entry in SITE.reference("departments")}


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
class TestEachKpi:
    def test_names_a_ledger_and_a_section_that_exist(self, kpi: Kpi) -> None:
        assert kpi.source in SOURCES
        assert kpi.owner in DEPARTMENTS

    def test_filters_by_words_of_the_reference_lists(self, kpi: Kpi) -> None:
        words = set(re.findall(r"'([^']*)'", f"{kpi.where or ''} {kpi.numerator}"))
        known = {
            "insurance_month": {entry.name for entry in SITE.reference("insurance_types")},
            "job_event_month": {entry.name for name in ("event_kinds", "campaigns") for entry in SITE.reference(name)},
            "service_point_month": {entry.name for entry in SITE.reference("point_kinds")},
            "talent_month": {entry.name for entry in SITE.reference("talent_kinds")},
            "rights_month": {entry.name for entry in SITE.reference("rights_kinds")},
            "public_month": {kpi.id},
        }
        assert words <= known.get(kpi.mart, set())

    def test_has_a_worked_example_and_says_what_to_mind(self, kpi: Kpi) -> None:
        assert kpi.example
        assert all(example.note for example in kpi.example)
        assert kpi.caveat

    def test_texts_are_sentences_with_half_width_commas(self, kpi: Kpi) -> None:
        for text in (kpi.definition, kpi.formula, kpi.basis, kpi.caveat or ""):
            assert text.endswith("。")
            assert not re.search("[，：；（）]", text)

    def test_unit_says_whether_it_is_a_rate(self, kpi: Kpi) -> None:
        assert kpi.is_rate == kpi.id.endswith("_rate")
        assert kpi.id.endswith("_yuan") == (kpi.unit in ("元", "元/月"))


def test_positions_are_unique_within_a_theme() -> None:
    places = [(kpi.theme, kpi.position) for kpi in KPIS]
    assert len(places) == len(set(places))


def test_the_overview_shows_no_more_than_one_screen() -> None:
    assert 10 <= sum(kpi.on_overview for kpi in KPIS) <= 15
