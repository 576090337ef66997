"""The board on a real service in a real browser: looked at, worked with, and watched by a second dispatcher."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from tests.browser.live_desk import live_desk
from tests.desk import PASSWORD
from tests.service import Api

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PATIENCE_MS = 30_000
ROW, AXIS = 36, 26


@dataclass
class Window:
    """One browser, what hosts it asked, and what it complained of."""

    context: BrowserContext
    page: Page
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def asked(self, request: Request) -> None:
        self.hosts.add(urlsplit(request.url).netloc)

    def said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


class Windows:
    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self.address = browser, address
        self.open: list[Window] = []

    def sign_in(self, login: str = "dispatcher", **options: Any) -> Page:
        page = self.start(**options)
        page.goto(f"{self.address}/board")
        page.locator("[name=login]").fill(login)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("form.sign-in button").click()
        page.wait_for_selector("body[data-ready=true]", timeout=PATIENCE_MS)
        return page

    def start(self, **options: Any) -> Page:
        context = self._browser.new_context(**{"viewport": DESK, "locale": "en-GB", **options})
        window = Window(context, context.new_page())
        window.page.set_default_timeout(PATIENCE_MS)
        window.page.on("request", window.asked)
        window.page.on("pageerror", lambda error: window.complaints.append(str(error)))
        window.page.on("console", window.said)
        self.open.append(window)
        return window.page


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with live_desk(tmp_path_factory.mktemp("desk")) as served:
        yield served


@pytest.fixture
def windows(browser: Browser, api: Api) -> Iterator[Windows]:
    """Browsers; afterwards each has asked nobody but the service, and complained of nothing."""
    made = Windows(browser, f"http://127.0.0.1:{api.port}")
    yield made
    for window in made.open:
        window.context.close()
    assert {host for window in made.open for host in window.hosts} == {urlsplit(made.address).netloc}
    assert [said for window in made.open for said in window.complaints] == []


def report(api: Api, ticket_id: str, **skills: int) -> None:
    body = {
        "id": ticket_id,
        "place": {"lat": 30.002, "lon": 120.004},
        "priority": 3,
        "area_class": "urban",
        "parties": [{"work_minutes": 30, "skills": skills}],
    }
    assert api.client.post("/tickets", json=body).status_code == 201


def drag(page: Page, ticket_id: str, row: int) -> None:
    """Take a ticket from the lane of those on nobody's list to the middle of a crew's row, and hold it there."""
    chip, timeline = (
        page.locator(f"#lane [data-id={ticket_id}]").bounding_box(),
        page.locator("#timeline").bounding_box(),
    )
    assert chip is not None
    assert timeline is not None
    page.mouse.move(chip["x"] + 12, chip["y"] + 12)
    page.mouse.down()
    page.mouse.move(chip["x"] + 40, chip["y"] + 60)
    page.mouse.move(timeline["x"] + timeline["width"] * 0.7, timeline["y"] + AXIS + (row + 0.5) * ROW, steps=4)


def keep_notices(page: Page) -> None:
    """Notices go by themselves: keep what they say on the page's body."""
    page.evaluate("""new MutationObserver((changes) => {
        for (const { addedNodes } of changes)
            for (const node of addedNodes) document.body.dataset.noticed += node.textContent
    }).observe(document.getElementById("notices"), { childList: true })""")


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes']]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_a_day_at_the_board_seen_live_by_a_second_dispatcher(windows: Windows, api: Api) -> None:
    page = windows.sign_in()
    other = windows.sign_in("supervisor", locale="zh-CN", color_scheme="dark")
    expect(other.locator("#version option").first).to_have_text("已发布方案 1")
    keep_notices(other)

    report(api, "N1")
    for board in (page, other):
        expect(board.locator("#lane [data-id=N1]")).to_be_visible()

    drag(page, "N1", row=0)
    expect(page.locator("#effect .verdict")).to_have_text("Can be done")
    expect(page.locator("#effect .balance")).to_contain_text("Travel")
    expect(page.locator("#effect .clock-changes")).to_contain_text("N1")
    page.mouse.up()
    expect(page.locator(".draft-note")).to_be_visible()
    assert [(lock["ticket_id"], lock["crew_id"]) for lock in api.client.get("/locks").json()] == [("N1", "A1")]
    expect(other.locator("#version option", has_text="草案")).to_have_count(1)

    page.locator("#replan").click()
    page.locator("[name=seconds]").select_option("2")
    page.locator("#replan-fields .primary").click()
    page.wait_for_selector("#diff[open] .changes", timeout=60_000)
    expect(page.locator("#diff-body .changes").first).to_contain_text("N1")
    expect(page.locator("#diff-body .changes").first).to_contain_text("is new for A1")
    page.locator("#publish").click()
    expect(page.locator("#version option").first).to_have_text("Published plan 3")

    expect(other.locator("#version option").first).to_have_text("已发布方案 3")
    expect(other.locator("#ticket-N1 .row-crew")).to_have_text("A1")
    expect(other.locator("body")).to_have_attribute("data-noticed", re.compile("新方案已发布"))

    page.locator("#undo").click()
    page.locator("#sure [value=yes]").click()
    expect(page.locator("#version option").first).to_have_text("Published plan 4")


def test_a_move_that_breaks_a_rule_says_why_and_is_not_made(windows: Windows, api: Api) -> None:
    report(api, "N2", diving=1)
    page = windows.sign_in()
    drag(page, "N2", row=0)
    expect(page.locator("#effect .violation b")).to_have_text("Skill, gear or parts are missing")
    page.mouse.up()
    expect(page.locator("#notices")).to_contain_text("stays where it was")
    expect(page.locator("#lane [data-id=N2]")).to_be_visible()


def test_everything_can_be_done_by_keyboard(windows: Windows, api: Api) -> None:
    report(api, "N3")
    page = windows.sign_in()
    page.locator("#search").fill("N3")
    page.locator("#list").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#detail h2")).to_contain_text("N3")
    expect(page.locator("#announced")).to_contain_text("On nobody's list")
    page.locator("#detail .actions button").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("B2")
    expect(page.locator("#detail .verdict")).to_have_text("Can be done")
    page.locator("#detail .primary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".draft-note")).to_be_visible()
    expect(page.locator("#ticket-N3 .row-crew")).to_have_text("B2")


def test_a_ticket_is_added_where_the_map_is_clicked(windows: Windows, api: Api) -> None:
    page = windows.sign_in()
    page.locator("#add-ticket").click()
    page.locator("#map").click(position={"x": 300, "y": 40})
    page.locator("[name=address]").fill("Mill Lane 3")
    page.locator("#new-ticket .primary").click()
    expect(page.locator("#detail .what")).to_contain_text("Mill Lane 3")
    latest = api.client.get("/tickets?limit=1").json()["items"][0]
    assert latest["address"] == "Mill Lane 3"
    assert abs(latest["place"]["lat"] - 30) < 0.1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(windows: Windows, scheme: str) -> None:
    page = windows.start(color_scheme=scheme)
    page.goto(f"{windows.address}/sign-in")
    assert serious(page) == []
    page = windows.sign_in(color_scheme=scheme)
    page.locator(".row").first.click()
    assert serious(page) == []
    page.goto(f"{windows.address}/overview")
    expect(page.locator(".tile")).to_have_count(9)
    assert serious(page) == []


def test_language_and_colours_are_switched_on_the_page(windows: Windows) -> None:
    page = windows.sign_in()
    page.locator(".menu summary").click()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("#replan")).to_have_text("重新排程")
    page.locator(".menu summary").click()
    page.get_by_role("button", name="深色").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 21, 27)"


def test_on_a_phone_one_view_is_shown_at_a_time(windows: Windows) -> None:
    page = windows.sign_in(viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("#timeline")).to_be_visible()
    page.get_by_role("button", name="Tickets").click()
    expect(page.locator("#list")).to_be_visible()
    expect(page.locator("#timeline")).to_be_hidden()
    page.get_by_role("button", name="Map").click()
    expect(page.locator("#map")).to_be_visible()


def test_an_auditor_looks_and_changes_nothing(windows: Windows) -> None:
    page = windows.sign_in("auditor")
    for control in ("#replan", "#add-ticket", "#undo"):
        expect(page.locator(control)).to_be_hidden()
