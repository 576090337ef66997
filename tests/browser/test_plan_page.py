"""The plan's page in a real browser, at desk and at phone width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page

from scenarios.page import write_page
from tests.outcomes import full_day

DESK, PHONE = (1400, 900), (390, 844)


@dataclass
class Seen:
    """The open page, what it asked the network for, and what it complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def refuse(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "plan.html"
    write_page(full_day(), path)
    return path


@pytest.fixture(scope="module", params=[DESK, PHONE], ids=["desk", "phone"])
def seen(browser: Browser, file: Path, request: pytest.FixtureRequest) -> Iterator[Seen]:
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    found = Seen(page)
    page.on("request", lambda sent: found.requests.append(sent.url))
    page.on("console", lambda said: found.complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on("dialog", found.refuse)
    page.goto(file.as_uri())
    page.wait_for_selector("#map .scatterlayer .trace")
    page.wait_for_selector("#timeline .barlayer .trace")
    yield found
    page.close()


def test_nothing_is_asked_of_the_network_and_nothing_complains(seen: Seen, file: Path) -> None:
    seen.page.wait_for_timeout(300)
    assert seen.requests == [file.as_uri()]
    assert seen.complaints == []


def test_timeline_and_map_are_drawn(seen: Seen) -> None:
    assert seen.page.locator("#timeline .barlayer .point").count() >= 15
    assert seen.page.locator("#map .scatterlayer .js-line").count() == 2
    assert seen.page.locator("#map .scatterlayer .points path").count() == 6
    for name in ("timeline", "map"):
        box = seen.page.locator(f"#{name} .main-svg").first.bounding_box()
        assert box is not None
        assert box["width"] > 300
        assert box["height"] > 150


def test_the_page_is_no_wider_than_the_screen(seen: Seen) -> None:
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_job_list_can_be_read(seen: Seen) -> None:
    assert seen.page.get_by_role("heading", name="C1 城东抢修班").is_visible()
    assert seen.page.locator(".jobs .where", has_text="解放路 12 号").is_visible()
    assert seen.page.locator(".jobs .chip.at_risk").first.is_visible()


def test_a_bar_tells_its_ticket_when_pointed_at(seen: Seen) -> None:
    bar = seen.page.locator("#timeline .barlayer .point", has_text="T1").first
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    seen.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    seen.page.wait_for_selector("#timeline .hoverlayer .hovertext")
    said = seen.page.locator("#timeline .hoverlayer .hovertext").first.text_content() or ""
    assert "解放路 12 号" in said
    assert "30 min early" in said
