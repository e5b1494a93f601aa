"""The public edition through the real way of a file, and an attacker who adds and subtracts all that it prints."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
from scipy.optimize import linprog

from dashboard.briefing.content import Cell, Chart, Content, Grid, Number, PageContent, Sentence, tables
from dashboard.briefing.edition.public import SUPPRESSED, note, publish
from etl.loading import find_files, load_file
from etl.publishing.making import publish as publish_build
from etl.site import Site
from etl.store import Build, KpiValue, open_current
from etl.warehouse import Warehouse
from tests.dashboard.briefing.attacking import attack
from tests.dashboard.briefing.printed import content_of
from tests.etl.test_loading import line, write

ROOT = Path(__file__).parents[3]
KPI, DISTRICT, MARCH = "new_urban_jobs", "430103", date(2023, 3, 1)
STREETS = {"坡子街街道": "430103002", "城南路街道": "430103004", "裕南街街道": "430103005"}
HIRED = {  # by month the people of each street
    "2022-02": (5, 20, 0),
    "2022-03": (30, 31, 0),
    "2023-01": (30, 25, 12),
    "2023-02": (3, 30, 15),
    "2023-03": (20, 40, 4),
}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    path = tmp_path_factory.mktemp("public") / "data"
    for name in ("kpis", "targets", "reference"):
        shutil.copytree(ROOT / "data" / name, path / name)
    shutil.copyfile(ROOT / "data" / "district.toml", path / "district.toml")
    sequence = iter(range(1, 1000))
    now = datetime(2023, 4, 3, 9, 12)
    with Warehouse(Site(path)) as warehouse:
        for month, people in HIRED.items():
            rows = [
                line(next(sequence), street=street, on=f"{month}-05")
                for street, count in zip(STREETS, people, strict=True)
                for _ in range(count)
            ]
            file = write(path.parent / f"{month}.csv", rows)
            for found in find_files([file], warehouse.site.work):
                assert load_file(warehouse, found, now).state == "loaded"
        publish_build(warehouse, now)
    return open_current(path)


def rows(build: Build) -> list[KpiValue]:
    areas = [DISTRICT, *STREETS.values()]
    return build.values(areas=areas, since=date(2022, 1, 1), until=MARCH, kpis=[KPI])


def cell(row: KpiValue, measure: str) -> Cell:
    value = getattr(row, measure)
    if value is None:
        return Cell("未上报")
    number = Number(row.kpi, row.area_code, row.month, measure, value, f"{value:,.0f}人")
    return Cell(number.shown, value, number)


@pytest.fixture(scope="module")
def content(build: Build) -> Content:
    """All measures of March, the year so far of each street, each month of the district, a chart of the months."""
    found = rows(build)
    streets = [row for row in found if row.month == MARCH]
    months = [row for row in found if row.area_code == DISTRICT]
    named = {area.area_code: area.short_name for area in build.areas}
    by_street = tuple((Cell(named[row.area_code]), cell(row, "value"), cell(row, "ytd")) for row in streets)
    by_month = tuple((Cell(f"{row.month:%Y-%m}"), cell(row, "value"), cell(row, "ytd")) for row in months)
    figure = go.Figure(
        go.Bar(x=[named[row.area_code] for row in streets], y=[float(row.value or 0) for row in streets])
    )
    figure.add_trace(go.Bar(x=["甲", "乙"], y=[3, 400]))
    chart = Chart("/employment", "streets", "裕南街本月4人", "人;按街道", "台账", figure)
    page = PageContent("/employment", "就业", "本月新增64人", (chart,), (Grid("页内", "页内", ("行业", "人"), ()),))
    whole = content_of(build, MARCH, kpis=[KPI])
    return replace(
        whole,
        grids=(
            Grid("街道", "各街道", ("街道", "本月", "累计"), by_street),
            Grid("月", "各月", ("月份", "本月", "累计"), by_month),
        ),
        pages=(page,),
    )


@pytest.fixture(scope="module")
def published(content: Content, build: Build) -> Content:
    return publish(content, build)


def printed(content: Content) -> Iterator[Number]:
    yield from content.numbers
    for grid in content.grids:
        yield from (one.number for row in grid.rows for one in row if one.number)


def test_no_small_count_is_printed_and_the_sign_is_explained(published: Content) -> None:
    counts = [n.value for n in printed(published) if n.measure in ("value", "ytd", "yoy_base")]
    assert counts
    assert all(value == 0 or value >= 10 for value in counts)
    shown = [one.shown for grid in tables(published) for row in grid.rows for one in row]
    assert SUPPRESSED in shown
    assert published.notes[-1] == note(10)
    assert published.edition == "public"


Name = tuple[str, date, str]


class Attacker:
    """Every street and month a variable, also those that are printed nowhere; every sum and printed number known."""

    def __init__(self, build: Build, content: Content, published: Content) -> None:
        self.truth: dict[Name, int] = {
            (row.area_code, row.month, what): int(getattr(row, what) or 0)
            for row in rows(build)
            for what in ("value", "ytd")
        }
        self.names = list(self.truth)
        self.wanted = {(n.area, n.month, n.measure) for n in printed(content)}
        self.seen = {(n.area, n.month, n.measure) for n in printed(published)}
        self.left: list[np.ndarray] = []
        self.right: list[float] = []
        self._add_up()
        for one in printed(published):
            for name in self._given_away(one):
                self._know({name: 1}, self.truth[name])

    def _know(self, terms: dict[Name, float], is_equal_to: float) -> None:
        line = np.zeros(len(self.names))
        for name, factor in terms.items():
            line[self.names.index(name)] += factor
        self.left.append(line)
        self.right.append(is_equal_to)

    def _add_up(self) -> None:
        for area, month, what in self.names:
            if what == "value":
                earlier = [n for n in self.names if n[0] == area and n[1].year == month.year and n[1] <= month]
                self._know({(area, month, "ytd"): 1, **{n: -1 for n in earlier if n[2] == "value"}}, 0)
            if area == DISTRICT:
                parts = [n for n in self.names if n[1:] == (month, what) and n[0] != DISTRICT]
                assert sum(self.truth[part] for part in parts) == self.truth[area, month, what]
                self._know({(area, month, what): 1, **dict.fromkeys(parts, -1)}, 0)

    def _given_away(self, one: Number) -> list[Name]:
        """With the target, last year's and last month's figure in print, each of these is as good as its base."""
        year, month = one.month.replace(year=one.month.year - 1), one.month.replace(month=one.month.month - 1 or 12)
        names = {
            "value": [(one.area, one.month, "value")],
            "yoy": [(one.area, one.month, "ytd"), (one.area, year, "ytd")],
            "yoy_base": [(one.area, year, "ytd")],
            "mom": [(one.area, one.month, "value"), (one.area, month, "value")],
        } | {
            measure: [(one.area, one.month, "ytd")]
            for measure in ("ytd", "completion", "gap_pp", "needed_per_month", "forecast")
        }
        return [name for name in names.get(one.measure, []) if name in self.truth]

    def reaches(self, name: Name) -> tuple[float, float]:
        bounds = [(1 if n in self.wanted and self.truth[n] else 0, None) for n in self.names]
        aim = np.array([1.0 if n == name else 0.0 for n in self.names])
        low, high = (linprog(s * aim, A_eq=np.array(self.left), b_eq=self.right, bounds=bounds) for s in (1, -1))
        assert low.status == 0, "the truth itself must be possible"
        return low.fun, -high.fun if high.status == 0 else np.inf


def test_the_attacker_pins_no_suppressed_count(content: Content, published: Content, build: Build) -> None:
    attacker = Attacker(build, content, published)
    suppressed = [n for n in attacker.names if n in attacker.wanted - attacker.seen and attacker.truth[n]]
    assert len(suppressed) == 2, "the small one and one beside it"
    for name in suppressed:
        low, high = attacker.reaches(name)
        assert high - low + 1 >= 10 - 1e-6, f"{name} is {attacker.truth[name]}: {low} to {high}"


def test_the_attacker_would_pin_what_is_merely_left_out(content: Content, build: Build) -> None:
    """The attack is a real one: with the small counts alone taken out it gets them back."""
    small = {n for n in printed(content) if n.measure in ("value", "ytd", "yoy_base") and 0 < n.value < 10}
    naive = replace(
        content,
        kpis=replace(content.kpis, rows=()),
        grids=tuple(
            replace(
                grid, rows=tuple(tuple(c if c.number not in small else Cell("＊") for c in row) for row in grid.rows)
            )
            for grid in content.grids
        ),
    )
    attacker = Attacker(build, content, naive)
    low, high = attacker.reaches((STREETS["裕南街街道"], MARCH, "value"))
    assert (round(low), round(high)) == (4, 4)


def test_nothing_small_is_found_out_from_the_whole_edition(content: Content, published: Content, build: Build) -> None:
    tried, found = attack(build, content, published, 10)
    assert tried == 4
    assert found == []
    assert attack(build, content, content, 10)[1], "the attack finds what is in print"


def test_rows_and_files_are_the_bureau_s_own_affair(content: Content, build: Build) -> None:
    (page,) = content.pages
    source = "来源:实名台账(2023年06月.csv,2026-11-25 02:43装载,8行,演示数据)"
    shown = replace(page, charts=(replace(page.charts[0], source=source),), headline="街道不明3行。")
    (found,) = publish(replace(content, pages=(shown,)), build).pages
    assert found.charts[0].source == "来源:实名台账(演示数据)"
    assert found.headline == "就业"


def test_a_chart_loses_its_suppressed_marks_and_what_is_not_known(published: Content) -> None:
    (page,) = published.pages
    (chart,) = page.charts
    (bars,) = chart.figure.data  # the other trace is no figure of the build
    streets = published.grids[0].rows
    read = {row[0].shown: row[1].value for row in streets}
    assert dict(zip(bars.x, bars.y, strict=True)) == {
        name: None if value is None else float(value) for name, value in read.items()
    }
    assert None in bars.y
    assert chart.sub == "人;按街道;少于10等不公布的数不画"
    assert chart.finding == "就业"
    assert page.tables == ()


def said(text: str, *numbers: Number) -> Sentence:
    return Sentence(text, numbers)


def number(build: Build, area: str, measure: str, shown: str) -> Number:
    row = next(row for row in rows(build) if row.area_code == area and row.month == MARCH)
    return Number(KPI, area, MARCH, measure, getattr(row, measure) or Decimal(0), shown)


def test_a_sentence_is_told_without_its_suppressed_clauses(content: Content, build: Build) -> None:
    street = STREETS["裕南街街道"]
    whole = said(
        "裕南街新增就业31人(累计),与上月持平;3月当月4人,环比下降73.3%。",
        number(build, street, "ytd", "31人"),
        number(build, street, "value", "4人"),
        number(build, street, "mom", "73.3%"),
    )
    lone = said("3月,裕南街新增就业4人,环比下降73.3%。", *whole.numbers[1:])
    other = said("无关的一句。")
    (first, *rest) = publish(replace(content, lagging=(whole, lone, other)), build).lagging
    assert first.text in ("裕南街新增就业31人(累计)。", "裕南街新增就业按规定不公布。")
    assert [sentence.text for sentence in rest] == ["3月,裕南街新增就业按规定不公布。", "无关的一句。"]
    assert all(not re.search(r"(?<!\d)4人|73\.3", sentence.text) for sentence in (first, *rest))


def test_how_many_streets_are_behind_goes_where_a_street_is_suppressed(content: Content, build: Build) -> None:
    street = number(build, STREETS["坡子街街道"], "ytd", "53人")
    count = Number(KPI, DISTRICT, MARCH, "streets_behind", Decimal(2), "2个")
    told = said("3个街道中2个落后;差距最大的是坡子街街道53人;裕南街街道略慢于序时进度。", count, street)
    (sentence,) = publish(replace(content, lagging=(told,)), build).lagging
    assert "落后" not in sentence.text
    assert "略慢于" not in sentence.text


def test_an_edition_without_small_counts_is_left_as_it_is(build: Build) -> None:
    january = content_of(build, date(2023, 1, 1), kpis=[KPI])
    assert publish(january, build).kpis == january.kpis
    assert publish(january, build).notes == january.notes
