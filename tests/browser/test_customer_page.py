"""The customer's page in a real browser: without script, in both languages, for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.rounds import Rounds
from tests.browser.served_desk import PHONE, Served, prepare_list, served_desk
from tests.databases import SqliteTemplates
from tests.intake import iso
from tests.planned_desk import published

OF_PEOPLE = ("Wang", "Dog in the yard", "Wire down", "C1", "T1")
"""What the desk knows, and the page must not show."""


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk that has told T1's customer a time, and then a later one."""
    with served_desk(SqliteTemplates(tmp_path_factory.mktemp("sqlite"), prepare_list)) as found:
        rounds = Rounds(found.desk.app.state.service)
        rounds.make()
        published(found.desk, {"C1": "T2 T1"})
        rounds.make()
        yield found


def link(served: Served) -> str:
    page: str = served.desk.dispatcher.get("/tickets/T1/status-link").json()["page"]
    return served.address + page


def open_page(browser: Browser, **options: Any) -> Page:
    return browser.new_context(**{"viewport": PHONE, "locale": "en", **options}).new_page()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_without_script_a_fault_is_followed_and_its_repair_rated(browser: Browser, served: Served) -> None:
    page = open_page(browser, java_script_enabled=False)
    page.goto(link(served))
    expect(page.get_by_role("heading", level=1)).to_have_text("A crew is assigned")
    expect(page.locator(".told li")).to_have_count(2)
    shown = page.locator("body").inner_text()
    assert [word for word in OF_PEOPLE if word in shown] == []
    served.desk.clock.advance(timedelta(minutes=30))
    body = {"reports": [{"id": "r1", "ticket_id": "T1", "kind": "restored", "at": iso(30)}]}
    served.desk.dispatcher.post("/crews/C1/progress", json=body)
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Power is back")
    page.get_by_label("4 ★").check()
    page.get_by_label("well informed", exact=True).check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_have_text("Thank you for your rating.")
    with served.desk.store.read() as work:
        (rating,) = work.ratings.between(served.desk.clock.now, served.desk.clock.now + timedelta(hours=1))
    assert (rating.stars, set(rating.tags)) == (4, {"well informed"})
    page.context.close()


@pytest.mark.parametrize(("locale", "scheme"), [("en", "light"), ("zh-CN", "dark")])
def test_the_page_can_be_read_by_everybody_and_asks_nobody_else(
    browser: Browser, served: Served, locale: str, scheme: str
) -> None:
    page = open_page(browser, locale=locale, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(link(served))
    expect(page.locator("html")).to_have_attribute("lang", locale)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious(page) == []
    page.goto(f"{served.address}/outage/T1~guessed")
    expect(page.get_by_text("This link is not valid" if locale == "en" else "该链接无效")).to_be_visible()
    expect(page.locator("main a")).to_have_count(0)
    assert serious(page) == []
    assert {url.startswith(served.address) for url in asked} == {True}
    page.context.close()
