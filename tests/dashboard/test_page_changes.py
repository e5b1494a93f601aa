"""From page to page without loading anew: address, title, page and charts change in one step, once all is there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dashboard.serving import BROWSER_MARKS, Watched

pytestmark = BROWSER_MARKS

READY = "html[data-ready=true]"
UNDRAWN = "[...document.querySelectorAll('.dash-graph')].filter(one => !one.querySelector('.main-svg')).length"


def opened(browser: Any, address: str, path: str = "/", width: int = 1366) -> Watched:
    watched = Watched(browser, width)
    watched.open(address.rstrip("/") + path)
    return watched


def go(page: Any, to: str) -> None:
    page.evaluate("to => window.pages.go(to, 'push')", to)


def test_the_page_is_marked_as_it_waits_and_ready_when_its_charts_are_drawn(address: str, browser: Any) -> None:
    page = opened(browser, address).page
    held: list[Any] = []
    page.route("**/_page/**", lambda route: held.append(route))
    page.evaluate("document.querySelector('nav a[href^=\"/hotline\"]').click()")
    page.wait_for_selector("#page[aria-busy=true]")
    assert page.locator(READY).count() == 0
    assert page.url.rstrip("/") == address.rstrip("/")  # the address is that of what is seen
    held[0].continue_()
    page.wait_for_selector(READY)
    assert page.url.endswith("/hotline")
    assert page.title().startswith("12345热线")
    assert page.locator("#page[aria-busy]").count() == 0
    assert page.evaluate(UNDRAWN) == 0
    assert "12345热线" in page.locator("#arrived").inner_text()
    page.close()


def test_the_last_click_counts(address: str, browser: Any) -> None:
    page = opened(browser, address).page
    held: list[Any] = []
    page.route("**/_page/hotline**", lambda route: held.append(route))
    page.evaluate("document.querySelector('nav a[href^=\"/hotline\"]').click()")
    page.wait_for_selector("#page[aria-busy=true]")
    page.evaluate("document.querySelector('nav a[href^=\"/talent\"]').click()")
    page.wait_for_selector(f"{READY} h1:has-text('人才')", state="attached")
    for one in held:
        one.abort()
    assert page.url.endswith("/talent")
    assert page.locator("#trouble").inner_text() == ""
    page.close()


def test_without_the_server_the_page_stays_and_says_so(address: str, browser: Any) -> None:
    page = opened(browser, address).page
    page.route("**/_page/**", lambda route: route.abort())
    page.click("nav a:has-text('人才')")
    page.wait_for_selector("#trouble:has-text('连接中断')")
    assert page.locator("#kpi-new_urban_jobs .v").inner_text() == "10,649"
    assert page.url.rstrip("/") == address.rstrip("/")
    assert page.locator(READY).count() == 1
    page.unroute("**/_page/**")
    page.click("#trouble button")
    page.wait_for_selector(f"{READY} h1:has-text('人才')", state="attached")
    assert page.locator("#trouble").inner_text() == ""
    page.close()


def test_back_and_forward_show_what_was_there_where_it_was(address: str, browser: Any) -> None:
    page = opened(browser, address, width=390).page
    page.evaluate("window.scrollTo({top: 700, behavior: 'instant'})")
    page.evaluate("document.querySelector('nav a[href^=\"/hotline\"]').click()")
    page.wait_for_selector(f"{READY} h1:has-text('12345热线')", state="attached")
    assert page.evaluate("scrollY") == 0
    page.go_back()
    page.wait_for_selector(f"{READY} h1:has-text('总览')", state="attached")
    assert page.evaluate("scrollY") == 700
    page.go_forward()
    page.wait_for_selector(f"{READY} h1:has-text('12345热线')", state="attached")
    page.close()


def test_other_clicks_are_the_browsers_own(address: str, browser: Any) -> None:
    page = opened(browser, address).page
    with page.context.expect_page() as other:
        page.click("nav a:has-text('人才')", modifiers=["Control"])
    other.value.close()
    assert page.url.rstrip("/") == address.rstrip("/")
    page.evaluate("window.stays = true")
    page.evaluate("document.querySelector('.theme a.choice').click()")  # the wall begins anew
    page.wait_for_selector("[data-wall]")
    assert page.evaluate("window.stays") is None
    page.close()


def test_the_keyboard_goes_on_where_it_was(address: str, browser: Any) -> None:
    watched = opened(browser, address)
    page = watched.page
    page.focus("summary[title=选择月份]")
    page.keyboard.press("Enter")
    page.focus("header .panel-menu a:has-text('3月') >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector(".state:has-text('2023年3月')")
    assert page.evaluate("document.activeElement.title") == "选择月份"
    page.focus("nav a:has-text('人才')")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('人才')", state="attached")
    assert page.evaluate("document.activeElement.textContent") == "人才"
    assert watched.complaints == []
    page.close()


def test_an_open_table_stays_open_in_another_month(address: str, browser: Any) -> None:
    page = opened(browser, address, "/employment").page
    page.locator("details.table summary").first.click()
    panel = page.locator("section:has(details.table[open])").get_attribute("id")
    go(page, "/employment?month=2023-03")
    assert page.locator("details.table[open]").count() == 1
    assert page.locator(f"#{panel} details.table[open]").count() == 1
    page.close()


def test_a_chart_that_cannot_be_drawn_says_so_in_its_place(address: str, browser: Any) -> None:
    watched = Watched(browser, 1366)
    watched.page.route("**/plotly-cartesian*", lambda route: route.abort())
    watched.open(address)
    page = watched.page
    assert page.locator("#trend-graph[data-failed]").inner_text() == "图表未能显示,数字见下方表格。"
    page.close()


def test_all_charts_are_there_before_the_page_is_printed(address: str, browser: Any) -> None:
    page = opened(browser, address).page
    page.evaluate("window.requestIdleCallback = () => {}; window.requestAnimationFrame = () => {}")
    go(page, "/employment")
    assert page.evaluate(UNDRAWN) == page.locator(".dash-graph").count() > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    widths = page.evaluate("[...document.querySelectorAll('.dash-graph .main-svg')].map(one => one.clientWidth)")
    assert page.evaluate(UNDRAWN) == 0
    assert set(widths) == {684}
    page.close()


def test_charts_of_a_page_that_is_left_are_given_back(address: str, browser: Any) -> None:
    page = opened(browser, address, "/employment").page
    page.evaluate("window.left = [...document.querySelectorAll('.js-plotly-plot')]")
    go(page, "/talent")
    assert page.evaluate("left.length > 0 && left.every(one => !one._fullLayout && !one.isConnected)")
    page.close()


def test_what_is_pointed_at_is_asked_for_once(address: str, browser: Any) -> None:
    watched = opened(browser, address)
    page = watched.page
    with page.expect_response("**/_page/talent*"):
        page.hover("nav a:has-text('人才')")
    page.click("nav a:has-text('人才')")
    page.wait_for_selector(f"{READY} h1:has-text('人才')", state="attached")
    assert len([url for url in watched.asked if "/_page/talent" in url]) == 1
    page.close()


@pytest.mark.parametrize("hash_link", ["#trend", "?kpi=subsidy#trend"])
def test_a_link_to_a_part_scrolls_there(address: str, browser: Any, hash_link: str) -> None:
    page = opened(browser, address, width=390).page
    page.evaluate(
        "to => { const link = document.createElement('a'); link.href = '/' + to;"
        " document.querySelector('main').append(link); link.click(); }",
        hash_link,
    )
    page.wait_for_function("() => Math.abs(document.getElementById('trend').getBoundingClientRect().top) < 40")
    assert page.url.endswith(hash_link)
    page.close()
