"""From the files to the page and every figure between, against a second computation that shares no line with it.

A small demo of two and a half years, then what arrives late, goes through loading and publishing; `tests.from_files`
reads the same files in plain pandas. Every KPI of every area and month must be the same to the last stored digit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from dashboard.app import create_app
from etl.kpi.catalogue import read_catalogue
from etl.publishing.switching import current_manifest
from etl.site import Site
from etl.store import Build, Kpi, open_current, still_unemployed
from etl.store.hotline import open_orders
from tests.from_files import DISTRICT, NATION, RULES, UNASSIGNED, Figures
from tests.small_demo import SmallDemo

ROOT = Path(__file__).parents[1]
JUNE = 2023 * 12 + 5
STREETS = 14


@dataclass(frozen=True)
class Both:
    """One site, computed twice."""

    site: Site
    stored: dict[tuple[str, str, int], dict[str, object]]  # kpi_value
    second: dict[tuple[str, str, int], Figures]


@pytest.fixture(scope="module")
def both(small_demo: SmallDemo, second_figures: dict[tuple[str, str, int], Figures]) -> Both:
    return Both(small_demo.site, stored_figures(small_demo.site), second_figures)


def stored_figures(site: Site) -> dict[tuple[str, str, int], dict[str, object]]:
    manifest = current_manifest(site)
    assert manifest is not None
    with duckdb.connect(site.builds / manifest["build_id"] / "marts.duckdb", read_only=True) as con:
        cursor = con.execute("select * from kpi_value")
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {(row["kpi"], row["area_code"], month_no(row["month"])): row for row in rows}


def month_no(month: date) -> int:
    return month.year * 12 + month.month - 1


def half_up(number: Fraction, places: int) -> Decimal:
    """Away from zero on a tie."""
    digits, rest = divmod(abs(number) * 10**places, 1)
    whole = int(digits) + (rest >= Fraction(1, 2))
    return Decimal((number < 0, tuple(int(digit) for digit in str(whole)), -places))


def agree(stored: object, second: object) -> bool:
    """The same to the last digit that is stored; texts, whole numbers and NULL as they are."""
    if isinstance(stored, Decimal) and isinstance(second, Fraction):
        return half_up(second, -int(stored.as_tuple().exponent)) == stored
    return stored == second


def test_the_second_computation_knows_every_kpi() -> None:
    assert set(RULES) == {path.stem for path in (ROOT / "data" / "kpis").glob("*.toml")}


def test_the_same_kpis_areas_and_months_have_figures(both: Both) -> None:
    assert both.stored.keys() == both.second.keys()
    assert {kpi for kpi, _, _ in both.stored} == set(RULES)
    areas = {area for _, area, _ in both.stored}
    assert len(areas) == STREETS + 3
    assert areas >= {DISTRICT, UNASSIGNED, NATION}


@pytest.mark.parametrize("kpi", sorted(RULES))
def test_every_figure_of_a_kpi_is_the_same(both: Both, kpi: str) -> None:
    differences = [
        f"{area} {month // 12}-{month % 12 + 1:02d} {column}: {both.stored[kpi, area, month][column]} <> {second}"
        for (of, area, month), figures in both.second.items()
        if of == kpi
        for column, second in figures.items()
        if not agree(both.stored[kpi, area, month][column], second)
    ]
    assert not differences, f"{len(differences)} differences\n" + "\n".join(differences[:20])


def test_what_is_compared_has_every_case(both: Both) -> None:
    """Statuses, paces and late files come up at all: a demo in which nothing happens would prove nothing."""
    district = [figures for (_, area, _), figures in both.second.items() if area == DISTRICT]
    assert {figures["status"] for figures in district} == {"done", "on_pace", "behind", "slow", "no_target"}
    bases = {figures["pace_basis"] for figures in both.second.values()}
    assert bases >= {"calendar", "seasonal", f"seasonal:{DISTRICT}", f"seasonal:{NATION}", None}
    assert both.second["new_urban_jobs", UNASSIGNED, JUNE]["ytd_numerator"]
    targets = [both.second["new_urban_jobs", DISTRICT, JUNE - back]["target"] for back in (2, 1, 0)]
    assert targets == [140, 150, 150]


def test_the_overview_prints_the_same_figures(both: Both) -> None:
    page = create_app(both.site.path).server.test_client().get("/?month=2023-06").get_data(as_text=True)
    cards = Cards.of(page)
    shown = {kpi for kpi, area, month in both.second if (area, month) == (DISTRICT, JUNE)} & cards.keys()
    on_overview = {kpi.id for kpi in read_catalogue(both.site.kpis) if kpi.on_overview}
    assert shown == cards.keys() == on_overview
    for kpi in shown:
        figures = both.second[kpi, DISTRICT, JUNE]
        assert cards[kpi]["v"] == printed(kpi, figures), kpi
        completion, pace, n = figures["completion"], figures["pace"], figures["ytd_denominator"]
        if isinstance(completion, Fraction) and isinstance(pace, Fraction):
            said = f"完成 {half_up(completion * 100, 1)}% · 序时 {half_up(pace * 100, 1)}%"
            assert said in cards[kpi]["line"], kpi
        if isinstance(n, Fraction):
            unit = next(one.denominator_unit for one in open_current(both.site.path).kpis if one.kpi == kpi)
            assert unit, kpi
            assert cards[kpi]["n"] == f"n={half_up(n, 0):,}{unit}", kpi


def printed(kpi: str, figures: Figures) -> str:
    """The figure so far as a card has it: percent and weeks to one decimal, counts with thousands separators."""
    ytd = figures["ytd"]
    assert isinstance(ytd, Fraction)
    if RULES[kpi].is_rate:
        return f"{half_up(ytd * 100, 1):,}"
    return f"{half_up(ytd, 1 if RULES[kpi].kind == 'ratio' else 0):,}"


class Cards(HTMLParser):
    """Cards of a page: KPI -> class of an element in it -> its text."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, dict[str, str]] = {}
        self._open: list[tuple[str, str]] = []
        self._card: dict[str, str] | None = None

    @classmethod
    def of(cls, page: str) -> dict[str, dict[str, str]]:
        parser = cls()
        parser.feed(page)
        return parser.cards

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: text or "" for name, text in attrs}
        if tag == "article" and re.match(r"kpi-", said.get("id", "")):
            self._card = self.cards.setdefault(said["id"].removeprefix("kpi-"), {})
            self._open = []
        self._open.append((tag, said.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "article":
            self._card = None

    def handle_data(self, data: str) -> None:
        if self._card is not None:
            for name in {name for _, name in self._open if name}:
                self._card[name] = self._card.get(name, "") + data


def test_the_rows_behind_a_kpi_add_up_to_it_in_every_area_and_month(both: Both) -> None:
    """One query a set over the facts, by street and month, against numerator and denominator as stored."""
    build = open_current(both.site.path)
    sets = [(kpi, part, name) for kpi in build.kpis for part, name in named_rows(kpi).items()]
    assert len(sets) >= 20
    for kpi, part, name in sets:
        added = added_up(build, name)
        divisor = kpi.numerator_divisor if part == "numerator" else 1
        for (stored_kpi, area, month), row in both.stored.items():
            if stored_kpi == kpi.kpi and area.startswith(DISTRICT):
                stored = row[part] if row[part] is not None else 0
                expected = Fraction(added.get((area, month)) or 0) / (divisor or 1)  # nothing told counts nought
                assert half_up(expected, 6) == Decimal(str(stored)), (kpi.kpi, name, area, month)


def test_the_rows_that_stand_at_a_month_end_are_as_many_as_the_pages_say(both: Both) -> None:
    build = open_current(both.site.path)
    months = [month for month in build.months if date(2021, 1, 1) <= month <= date(2023, 6, 1)]
    assert len(months) == 30
    for month in months:
        end = next_month(month) - timedelta(days=1)
        for area in (DISTRICT, f"{DISTRICT}004", UNASSIGNED):
            orders = sum(one.orders for one in open_orders(build, [month], area=area, where={}))
            assert standing(build, "hotline.open", area, month) == orders
            waiting = still_unemployed(build, area=area, as_of=end, where={})
            assert standing(build, "reemployment.waiting", area, month) == sum(row["spells"] for row in waiting)
            cases = build.sums("rights_open", ["cases"], by=["closed_month"], area=area, until=month)
            still = sum(row["cases"] for row in cases if row["closed_month"] is None or row["closed_month"] > month)
            assert standing(build, "labour_rights.open", area, month) == still
    assert standing(build, "hotline.open", DISTRICT, months[-1]) > 0
    assert standing(build, "labour_rights.open", DISTRICT, months[-1]) > 0
    assert standing(build, "reemployment.waiting", DISTRICT, months[-1]) > 0


def standing(build: Build, row_set: str, area: str, month: date) -> int:
    return build.rows(row_set, area=area, since=month, until=month).tally.rows


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def named_rows(kpi: Kpi) -> dict[str, str]:
    """Which rows explain which part of a KPI."""
    named = {"numerator": kpi.numerator_rows, "denominator": kpi.denominator_rows}
    return {part: name for part, name in named.items() if name}


def added_up(build: Build, name: str) -> dict[tuple[str, int], Decimal]:
    """What the rows of a set add up to, by area and month number; the district is all of them."""
    row_set = build.row_sets[name]
    sql = f"""
        with counted as (
            select area_code, cast(date_trunc('month', {row_set.date_column}) as date) as month,
                   {row_set.measure} as value
            from {build.facts(row_set.source)} where {row_set.condition}
        )
        select case when grouping(area_code) = 1 then '{DISTRICT}' else area_code end as area_code, month,
               cast({row_set.aggregate}(value) as decimal(38, 6)) as value
        from counted where month is not null
        group by grouping sets ((area_code, month), (month))"""
    return {(row["area_code"], month_no(row["month"])): row["value"] for row in build.records(sql)}
