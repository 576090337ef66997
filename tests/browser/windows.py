"""Browsers at the board of a real service, and what their users do there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

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
