"""The overview in Chromium: three widths, no script, no other host, no scroll sideways, the chart drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dashboard.serving import BROWSER_MARKS, WIDTHS, Watched

pytestmark = BROWSER_MARKS


@pytest.mark.parametrize("width", WIDTHS)
def test_overview(address: str, browser: object, width: int) -> None:
    watched = Watched(browser, width)
    watched.open(address)
    page = watched.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert watched.complaints == []
    assert [url for url in watched.asked if not url.startswith((address, "data:"))] == []
    assert page.locator("#trend-graph .main-svg").count() > 0
    assert page.locator("#kpi-new_urban_jobs .v").inner_text() == "10,649"
    page.close()


def test_without_scripts_the_figures_stand(address: str, browser: object) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(address)
    assert page.locator("#kpi-new_urban_jobs .v").inner_text() == "10,649"
    assert page.locator("#kpi-new_urban_jobs .v").is_visible()
    context.close()


def test_nothing_moves_when_the_charts_are_drawn(address: str, browser: object) -> None:
    watched = Watched(browser, 1366)
    watched.page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.moved += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    watched.open(address)
    assert watched.page.evaluate("window.moved") < 0.02
    watched.page.close()


def test_links_change_the_page_and_back_goes_back(address: str, browser: object) -> None:
    watched = Watched(browser, 1366)
    watched.open(address)
    page = watched.page
    page.click("summary[title=选择月份]")
    page.click(".panel-menu >> text=3月 >> nth=0")
    page.wait_for_selector(".state:has-text('2023年3月')")
    assert "month=2023-03" in page.url
    assert page.locator("details.menu[open]").count() == 0
    page.click("#kpi-subsidy h3 a")
    page.wait_for_selector("#trend-title:has-text('人才补贴')")
    page.go_back()
    page.go_back()
    page.wait_for_selector(".state:has-text('2023年6月')")
    assert watched.complaints == []
    page.close()


def test_definition_is_one_click_away(address: str, browser: object) -> None:
    watched = Watched(browser, 1366)
    watched.open(address)
    watched.page.click("#kpi-new_urban_jobs .definition summary")
    assert watched.page.locator("#kpi-new_urban_jobs dl").is_visible()
    assert "就业服务中心" in watched.page.locator("#kpi-new_urban_jobs dl").inner_text()
    assert watched.page.url.rstrip("/") == address.rstrip("/")
    watched.page.close()


def test_an_opened_definition_closes_by_key_and_by_turning_away(address: str, browser: object) -> None:
    watched = Watched(browser, 1366)
    watched.open(address)
    page = watched.page
    page.click("#kpi-new_urban_jobs .definition summary")
    page.keyboard.press("Escape")
    assert page.locator("details.definition[open]").count() == 0
    page.click("#kpi-new_urban_jobs .definition summary")
    page.click("#kpi-reemployed .definition summary")
    assert page.locator("details.definition[open]").count() == 1
    page.click("#state")
    assert page.locator("details.definition[open]").count() == 0
    page.close()


def test_charts_are_drawn_for_paper_and_for_the_screen_again(address: str, browser: object) -> None:
    watched = Watched(browser, 1920)
    watched.open(address)
    page = watched.page
    drawn = "document.querySelector('#trend-graph .main-svg').getBoundingClientRect().width"
    on_screen = page.evaluate(drawn)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(drawn) == 684
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function(f"{drawn} === {on_screen}", timeout=5_000)
    page.emulate_media(media="print")
    assert page.locator(".demo").is_visible()
    assert not page.locator(".definition").first.is_visible()
    page.close()


AXE = (
    "/",
    "/?area=430103002&kpi=pension_coverage_rate",
    "/?month=2099-01",
    "/nope",
    "/quality",
    "/rows",
    "/rows?set=hotline.closed&span=year",
)


@pytest.mark.parametrize("query", AXE)
def test_axe_finds_nothing(address: str, browser: object, query: str) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="axe-core (axe-playwright-python) is not installed")
    watched = Watched(browser, 1366)
    watched.open(address.rstrip("/") + query)
    watched.page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = watched.page.evaluate("axe.run()")
    assert len(found["passes"]) > 20
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    watched.page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reader_goes_from_a_rate_to_its_orders_and_takes_them_along(
    address: str, browser: object, width: int
) -> None:
    """满意率 to 不满意 in two clicks; the grid draws what the file holds, and asks no other host."""
    watched = Watched(browser, width)
    watched.open(address)
    page = watched.page
    page.click("#kpi-hotline_satisfaction_rate .to-rows a >> nth=0")
    page.wait_for_selector("#state:has-text('满意工单')")
    page.click(".rows-sets a:text-is('不满意工单')")
    page.wait_for_selector("#state:has-text('不满意工单')")
    page.wait_for_selector(".ag-row .ag-cell:not(:empty)")  # columns out of sight are not drawn
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    with page.expect_download() as download:
        page.click("text=下载CSV")
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    shown = page.locator("#state").inner_text().partition("共")[2].partition("件")[0]
    assert len([line for line in lines if "6月台账" not in line and ",不满意," in line]) == int(shown)
    assert watched.complaints == []
    assert [url for url in watched.asked if not url.startswith((address, "data:", "blob:"))] == []
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_targets_are_large_enough_for_a_finger(address: str, browser: object, width: int) -> None:
    watched = Watched(browser, width)
    watched.open(address)
    small = watched.page.evaluate(
        "[...document.querySelectorAll('summary, .choice, nav a, .act, .matrix th a')]"
        ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 24).map(e => e.textContent)"
    )
    assert small == []
    watched.page.close()


def test_on_a_phone_a_street_is_found_by_its_kpi(address: str, browser: object) -> None:
    """From a column's head to the streets in that KPI, from a street's name to its own page and on to the next."""
    watched = Watched(browser, 390)
    watched.open(f"{address.rstrip('/')}/streets")
    page = watched.page
    page.locator("#matrix thead a").first.click()
    name = page.locator("#matrix thead a").first.inner_text().replace("\n", "")
    page.wait_for_selector(f"#ranking-title:has-text('{name}')")
    assert "#ranking" in page.url
    page.locator("#ranking li a").first.click()
    page.wait_for_selector("#standing-title")
    page.click(".neighbours a:has-text('→')")
    page.wait_for_selector("#standing-title:has-text('城南路')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.complaints == []
    page.close()


def test_categories_of_the_hotline_zoom_and_the_dissatisfied_are_two_clicks_away(address: str, browser: object) -> None:
    watched = Watched(browser, 390)
    watched.open(address.rstrip("/") + "/hotline")
    page = watched.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("#categories .ranking a >> nth=0")
    page.wait_for_selector("#categories-title:has-text('社会保险诉求中养老保险最多')")
    page.go_back()
    page.wait_for_selector("#categories-title:has-text('诉求中社会保险最多')")
    page.click("#rates .rates tbody tr:first-child td:last-child a")
    page.wait_for_selector(".rows-page")
    assert "set=hotline.dissatisfied" in page.url
    assert watched.complaints == []
    page.close()


def test_a_clerk_finds_why_rows_came_back(address: str, browser: object) -> None:
    """Two clicks from the overview at most: the file, how many rows, the reason, where the returned workbook lies."""
    watched = Watched(browser, 1366)
    watched.open(address)
    page = watched.page
    page.click(".attention a:has-text('看数据质量')")
    page.wait_for_selector("#returned-title:has-text('12行退回待补正')")
    said = page.locator("#returned").inner_text()
    assert "身份证号末位校验码不符,请核对原件。" in said
    assert "returned/2023-07-03/6月台账_退回.xlsx" in said
    assert watched.complaints == []
    page.close()
