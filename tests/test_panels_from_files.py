"""The panels of the theme pages, every number of them, against a second computation from the ledger files.

`tests.second_panels` reads the small demo's files in plain pandas, counts what the words of each panel say, and knows
nothing of marts and queries. The panels' CSVs must hold the same lines, their titles and the first sentence the same
figures: of the district, of streets, and of the rows without one; in the first month of a ledger and of a year, in
the last of one, and after files that came late.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
import pytest
from dash.development.base_component import Component

from dashboard.app import Changfeng, create_app
from dashboard.delivery.trees import nodes
from etl.store import open_current
from tests.dashboard.trees import text
from tests.from_files import DISTRICT, UNASSIGNED, Figures, read_ledgers
from tests.second_panels import employment, hotline, insurance, quality, reemployment, rights, services, streets, talent
from tests.second_panels.comparing import csvs, differences, lines_apart, lines_of, panels_of
from tests.second_panels.ledgers import Books, Held, Panels, Row, key_of, read_books, split
from tests.second_panels.sentences import kpis_told
from tests.second_panels.titles import titles
from tests.small_demo import SmallDemo

PAGES: Mapping[str, Callable[[Books, str, int], Panels]] = {
    "employment": employment.panels,
    "reemployment": reemployment.panels,
    "services": services.panels,
    "insurance": insurance.panels,
    "hotline": hotline.panels,
    "rights": rights.panels,
    "talent": talent.panels,
}
JUNE, MAY, JANUARY, DECEMBER = 2023 * 12 + 5, 2023 * 12 + 4, 2023 * 12, 2022 * 12 + 11
FIRST = 2021 * 12  # of all ledgers but the hiring of 2020, which came late
MONTHS = (JUNE, MAY, JANUARY, DECEMBER, FIRST, FIRST - 1)
AREAS = (DISTRICT, f"{DISTRICT}004", f"{DISTRICT}009", UNASSIGNED)
OUTSIDE = {"trend", "published", "public"}  # KPIs and published figures, compared elsewhere
KPIS = ("new_urban_jobs", "pension_coverage_rate", "hotline_received", "hotline_on_time_rate", "talent_subsidy_yuan")
SPLITS = (
    ("employment", "streets", "new_urban_jobs"),
    ("employment", "industry", "new_urban_jobs"),
    ("employment", "education", "new_urban_jobs"),
    ("reemployment", "streets", "reemployed"),
    ("reemployment", "hardship", "reemployed"),
    ("reemployment", "measure", "reemployed"),
    ("hotline", "categories", "hotline_received"),
    ("services", "gig-trades", "gig_market_persons_served"),
)


@dataclass(frozen=True)
class Twice:
    """The pages of the small demo, and its ledgers read a second time."""

    app: Changfeng
    books: Books
    areas: pd.DataFrame
    figures: Mapping[tuple[str, str, int], Figures]

    def draw(self, page: str, month: int, **query: str) -> Component:
        asked = {"month": key_of(month), **query}
        tree: Component = self.app.shell.draw(f"/{page}", {key: [value] for key, value in asked.items()}).tree
        return tree


@pytest.fixture(scope="module")
def twice(small_demo: SmallDemo, second_figures: Mapping[tuple[str, str, int], Figures]) -> Twice:
    site = small_demo.site.path
    listed = site / "reference" / "areas.csv"
    areas = pd.read_csv(listed, dtype=str).fillna("")
    return Twice(create_app(site), read_books(read_ledgers(small_demo.ledgers, listed), areas), areas, second_figures)


def words_of(tree: Component, name: str) -> str:
    """The title of a panel, all its words for a name that ends so, or the first sentence."""
    panel, _, part = name.partition(".")
    wanted = panel if part or panel == "state" else f"{panel}-title"
    return text(next(node for node in nodes(tree) if getattr(node, "id", None) == wanted))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("month", MONTHS, ids=key_of)
def test_every_panel_holds_what_the_files_hold(twice: Twice, page: str, month: int) -> None:
    for area in AREAS:
        tree = twice.draw(page, month, area=area)
        shown, expected = panels_of(tree), PAGES[page](twice.books, area, month)
        apart = differences(shown, expected)
        assert not apart, f"{area}: {len(apart)} differences\n" + "\n".join(apart[:20])
        unknown = {name for name in shown.keys() - expected.keys() - OUTSIDE if lines_of(shown, name)}
        assert not unknown, "panels that nobody has computed a second time"
        figures = {kpi: of for (kpi, code, at), of in twice.figures.items() if (code, at) == (area, month)}
        said = titles(page, twice.books, area, month, expected)
        said["state"] = [*said.get("state", []), *kpis_told(page, figures)]
        for name, pieces in said.items():
            missing = [piece for piece in pieces if piece not in words_of(tree, name)]
            assert not missing, (area, words_of(tree, name))


def test_what_is_compared_has_every_panel(twice: Twice) -> None:
    """All have lines of the district in June: a demo in which nothing happens would prove nothing."""
    for page, panels in PAGES.items():
        found = panels(twice.books, DISTRICT, JUNE)
        assert not [name for name, lines in found.items() if not lines], page


@pytest.mark.parametrize("month", [JUNE, DECEMBER], ids=key_of)
def test_categories_zoomed_into_hold_what_the_files_hold(twice: Twice, month: int) -> None:
    held = twice.books.hotline.at(DISTRICT, month)
    assert held is not None
    first = str(max(hotline.categories(held, ()), key=lambda line: int(line[1] or 0))[0])
    second = str(max(hotline.categories(held, (first,)), key=lambda line: int(line[1] or 0))[0])
    for path in ((first,), (first, second)):
        query = dict(zip(("category_1", "category_2"), path, strict=False))
        shown = panels_of(twice.draw("hotline", month, **query))
        assert not differences(shown, {"categories": hotline.categories(held, path)}), path


def only(held: Held | None, column: str, member: str) -> Held:
    """A ledger as a filter leaves it."""
    assert held is not None

    def kept(row: Row) -> bool:
        return bool(row[column] == member)

    return Held(list(filter(kept, held.rows)), held.area, held.month, held.first, held.unfiled)


def test_filtered_panels_hold_what_the_files_hold(twice: Twice) -> None:
    """A filter narrows the panels of its ledger, and leaves the split by its own dimension whole."""
    books, names = twice.books, twice.books.names
    hired = only(books.hiring.at(DISTRICT, JUNE), "人员类别", "高校毕业生")
    apart = differences(
        panels_of(twice.draw("employment", JUNE, person_group="高校毕业生")),
        {
            "streets": split(hired, employment.BY, "area", whole=True, names=names),
            "industry": split(hired, employment.BY, "行业"),
            "person_group": employment.panels(books, DISTRICT, JUNE)["person_group"],
        },
    )
    cases = only(books.rights.at(DISTRICT, JUNE), "案件类别", "举报投诉")
    apart += differences(
        panels_of(twice.draw("rights", JUNE, case_kind="举报投诉")),
        {"cases": rights.cases(cases), "backlog": rights.backlog(cases), "industry": split(cases, rights.CAME, "行业")},
    )
    orders = only(books.hotline.at(DISTRICT, JUNE), "承办科室", "社会保险科")
    apart += differences(
        panels_of(twice.draw("hotline", JUNE, department="社会保险科")),
        {"months": hotline.months(orders), "rates": hotline.rates(orders), "backlog": hotline.backlog_months(orders)},
    )
    fund = only(books.insurance.at(DISTRICT, JUNE), "险种", "失业保险")
    shown = panels_of(twice.draw("insurance", JUNE, insurance_type="失业保险"))
    apart += differences(shown, {"fund": insurance.fund(fund)})
    gig = only(books.gig_market.at(DISTRICT, JUNE), "行业工种", "餐饮服务")
    shown = panels_of(twice.draw("services", JUNE, trade="餐饮服务"))
    apart += differences(shown, {"gig-months": services.gig_months(gig)})
    apart += differences(shown, {"gig-streets": services.gig_streets(books, gig)})
    assert not apart, "\n".join(apart[:20])


@pytest.mark.parametrize("month", [JUNE, DECEMBER, FIRST], ids=key_of)
def test_rows_counted_on_the_page_of_quality_are_those_of_the_files(twice: Twice, month: int) -> None:
    apart = differences(panels_of(twice.draw("quality", month)), quality.panels(twice.books, month))
    assert not apart, "\n".join(apart[:20])


@pytest.mark.parametrize("month", [JUNE, JANUARY, DECEMBER], ids=key_of)
def test_the_page_of_streets_holds_the_second_computation(twice: Twice, month: int) -> None:
    names = {kpi.kpi: kpi.name for kpi in open_current(twice.app.shell.site).kpis}
    head, *shown = csvs(panels_of(twice.draw("streets", month))["matrix"])[0]
    apart = lines_apart(shown, streets.matrix(head, names, twice.areas, twice.figures, month))
    for kpi in KPIS:
        compared = panels_of(twice.draw("streets", month, kpi=kpi))
        measure = csvs(compared["ranking"])[0][0][1]
        apart += differences(compared, streets.comparison(kpi, measure, twice.areas, twice.figures, month))
    assert len(head) > 20
    assert not apart, "\n".join(apart[:20])


@pytest.mark.parametrize(("page", "name", "kpi"), SPLITS, ids=lambda word: str(word))
def test_parts_add_up_to_their_kpi(twice: Twice, page: str, name: str, kpi: str) -> None:
    """Also where rows do not say a member."""
    for month, area in itertools.product((JUNE, DECEMBER), (DISTRICT,) if name == "streets" else AREAS[:2]):
        parts = [int(line[1]) for line in lines_of(panels_of(twice.draw(page, month, area=area)), name)]
        assert sum(parts) == twice.figures[kpi, area, month]["ytd"], (area, key_of(month))
