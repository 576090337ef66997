"""The crew's page on a phone: the list, reports without signal, and what is sent when it is back."""

from __future__ import annotations

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.served_desk import Served, pass_time, phone_of, sign_in
from tests.desk import Desk
from tests.planned_desk import published

MOST_BYTES = 1500
"""Of a refresh that brings nothing new, both ways, headers and all."""
PUT_AWAY = """() => {
    Object.defineProperty(document, "hidden", { value: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def state_of(page: Page, ticket_id: str) -> str | None:
    return page.locator(f".job[data-ticket={ticket_id}]").get_attribute("data-state")


def tap(page: Page, step: str) -> None:
    page.locator(f".job.next .large[data-step={step}]").click()


def reports(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.read() as work:
        return [(one.event.kind, one.event.at.strftime("%H:%M")) for one in work.progress.of("T1")]


def test_reports_made_without_signal_outlive_a_reload_and_arrive_once(
    page: Page, phone: BrowserContext, served: Served
) -> None:
    desk, _, mast = served
    # The browser's own offline mode lets a worker's page send now and then; it is only there to tell the page.
    mast.lose_signal()
    phone.set_offline(True)
    for step in ("accepted", "enRoute", "onSite"):
        tap(page, step)
        expect(page.locator(f".job[data-ticket=T1][data-state={step}]")).to_be_visible()
        pass_time(desk, phone, 10)
    page.reload()
    expect(page.locator("#queue li")).to_have_count(3)
    assert (state_of(page, "T1"), page.locator(".job").count()) == ("onSite", 2)
    assert page.get_by_text("Dog in the yard").first.is_visible()
    assert reports(desk) == []
    mast.find_signal()
    phone.set_offline(False)
    page.reload()
    expect(page.locator("#queue")).to_be_hidden()
    expect(page.locator("#link")).to_have_text("connected")
    page.reload()
    expect(page.locator(".job[data-ticket=T1][data-state=onSite]")).to_be_visible()
    assert reports(desk) == [("accepted", "08:00"), ("enRoute", "08:10"), ("onSite", "08:20")]


def test_an_answer_that_was_lost_makes_no_second_report(page: Page, served: Served) -> None:
    desk = served.desk
    lose = "**/progress"
    page.route(lose, lambda route: (route.fetch(), route.abort()))
    tap(page, "accepted")
    expect(page.locator("#link")).to_have_text("not connected")
    assert len(reports(desk)) == 1
    page.unroute(lose)
    page.reload()
    expect(page.locator("#link")).to_have_text("connected")
    assert [kind for kind, _ in reports(desk)] == ["accepted"]


def test_a_tap_is_sent_after_a_moment_in_which_it_can_be_taken_back(
    page: Page, phone: BrowserContext, served: Served
) -> None:
    phone.clock.pause_at(served.desk.clock())
    page.fill(".job.next textarea", "Key at the neighbour's")
    tap(page, "accepted")
    expect(page.locator("#fresh")).to_contain_text("T1: accepted")
    page.click("#undo")
    expect(page.locator(".job[data-ticket=T1][data-state=assigned] textarea")).to_have_value("Key at the neighbour's")
    with page.expect_response("**/crews/C1/jobs"):
        phone.clock.run_for(60_000)
    assert reports(served.desk) == []
    tap(page, "accepted")
    # The moment begins when the phone has kept the report.
    expect(page.locator("#fresh")).to_be_visible()
    with page.expect_response("**/crews/C1/progress"):
        phone.clock.run_for(5_000)
    expect(page.locator("#fresh")).to_be_hidden()
    assert [kind for kind, _ in reports(served.desk)] == ["accepted"]


def test_what_waits_for_a_signal_can_be_taken_back(page: Page, phone: BrowserContext, served: Served) -> None:
    served.mast.lose_signal()
    phone.set_offline(True)
    tap(page, "accepted")
    expect(page.locator(".job[data-ticket=T1][data-state=accepted]")).to_be_visible()
    page.reload()
    page.locator("#queue").get_by_role("button", name="Take back").click()
    expect(page.locator(".job[data-ticket=T1][data-state=assigned]")).to_be_visible()
    expect(page.locator("#queue")).to_be_hidden()
    served.mast.find_signal()
    phone.set_offline(False)
    page.reload()
    expect(page.locator("#link")).to_have_text("connected")
    assert reports(served.desk) == []


def test_a_page_that_is_left_sends_on_its_way_out(page: Page, phone: BrowserContext, served: Served) -> None:
    phone.clock.pause_at(served.desk.clock())
    tap(page, "accepted")
    expect(page.locator("#fresh")).to_be_visible()
    page.goto("about:blank")
    give_up = time.monotonic() + PATIENCE_MS / 1000
    while not reports(served.desk):
        assert time.monotonic() < give_up, "the report was not sent"
        time.sleep(0.05)


def test_a_phone_that_is_put_away_sends_at_once(page: Page, phone: BrowserContext, served: Served) -> None:
    phone.clock.pause_at(served.desk.clock())
    tap(page, "accepted")
    expect(page.locator("#fresh")).to_be_visible()
    with page.expect_response("**/crews/C1/progress"):
        page.evaluate(PUT_AWAY)
    assert [kind for kind, _ in reports(served.desk)] == ["accepted"]


def test_what_changed_is_shown_until_it_was_seen(page: Page, served: Served) -> None:
    desk = served.desk
    published(desk, {"C1": "T2", "C2": "T1"})
    page.reload()
    expect(page.locator("#changes li")).to_have_count(2)
    expect(page.locator("#changes .gone")).to_contain_text("Taken off your list: T1")
    page.click("#see")
    expect(page.locator("#changes")).to_be_hidden()
    page.reload()
    expect(page.locator("#link")).to_have_text("connected")
    expect(page.locator(".job")).to_have_count(1)
    expect(page.locator("#changes")).to_be_hidden()


def test_a_note_goes_along_with_the_step(page: Page, served: Served) -> None:
    page.fill(".job.next textarea", "Key at the neighbour's")
    with page.expect_response(lambda answer: answer.url.endswith("/progress")):
        tap(page, "accepted")
    with served.desk.store.read() as work:
        assert [one.event.reason for one in work.progress.of("T1")] == ["Key at the neighbour's"]


def test_a_refresh_without_news_costs_next_to_nothing(page: Page) -> None:
    with page.expect_response("**/crews/C1/jobs") as answered:
        page.evaluate("dispatchEvent(new Event('online'))")
    assert answered.value.status == 304
    sizes = answered.value.request.sizes()
    assert sizes["responseBodySize"] == 0
    assert sizes["requestHeadersSize"] + sizes["responseHeadersSize"] < MOST_BYTES


def test_signing_out_leaves_no_list_on_the_phone(page: Page) -> None:
    page.click(".menu summary")
    page.click("form[action='/sign-out'] button")
    page.wait_for_url("**/sign-in")
    assert page.evaluate("caches.keys()") == []
    kept = """new Promise((resolve) => { indexedDB.open("crewdispatch").onsuccess = ({ target: { result } }) => {
        result.transaction("lists").objectStore("lists").count().onsuccess = ({ target }) => resolve(target.result)
    } })"""
    assert page.evaluate(kept) == 0


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("zh-CN", True)])
def test_the_page_can_be_used_by_everybody_and_asks_nobody_else(
    browser: Browser, served: Served, language: str, dark: bool
) -> None:
    desk, address, _ = served
    context = phone_of(browser, desk, language=language, dark=dark)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    sign_in(page, f"{address}/crew")
    expect(page.locator(".job")).to_have_count(2)
    assert all(url.startswith(address) for url in asked)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    context.close()
