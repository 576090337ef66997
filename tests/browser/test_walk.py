"""A fault's whole way through the real service: board, plan, a crew without signal, and a second board that watches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.live_desk import live_desk
from tests.browser.mast import Mast, mast
from tests.browser.served_desk import PHONE, sign_in
from tests.browser.windows import DESK, PATIENCE_MS, drag, report, serious
from tests.desk import CREW
from tests.service import Api

CREWS_ROW = 2
"""Below the two crews that have work already."""
STEPS = ("accepted", "enRoute", "onSite")


@pytest.fixture
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with live_desk(tmp_path_factory.mktemp("desk")) as served:
        now = datetime.now(UTC).replace(microsecond=0)
        span = {"start": (now - timedelta(hours=1)).isoformat(), "end": (now + timedelta(hours=8)).isoformat()}
        shift = {**span, "start_place": {"lat": 30.0, "lon": 120.0}}
        assert served.client.post(f"/crews/{CREW}/shifts", json=shift).status_code == 201
        yield served


@pytest.fixture
def signal(api: Api) -> Iterator[Mast]:
    """What the phone's connections hang on."""
    with mast(api.port) as standing:
        yield standing


@pytest.fixture
def pages(browser: Browser, api: Api, signal: Mast) -> Iterator[tuple[Page, Page, Page]]:
    """A dispatcher's board in English, a supervisor's dark one in Chinese, and the crew's phone."""
    board = browser.new_context(viewport=DESK, locale="en-GB")  # type: ignore[arg-type]
    watching = browser.new_context(viewport=DESK, locale="zh-CN", color_scheme="dark")  # type: ignore[arg-type]
    phone = browser.new_context(viewport=PHONE, locale="en-GB", has_touch=True)  # type: ignore[arg-type]
    opened = board.new_page(), watching.new_page(), phone.new_page()
    for page in opened:
        page.set_default_timeout(PATIENCE_MS)
    address = f"http://127.0.0.1:{api.port}"
    for page, login in zip(opened, ("dispatcher", "supervisor"), strict=False):
        sign_in(page, f"{address}/board", login)
        page.wait_for_selector("body[data-ready=true]")
    sign_in(opened[2], f"{signal.address}/crew")
    yield opened
    for context in (board, watching, phone):
        context.close()


def see_the_effect_and_drop(page: Page) -> None:
    drag(page, "N1", row=CREWS_ROW)
    expect(page.locator("#effect .verdict")).to_have_text("Can be done")
    expect(page.locator("#effect .balance")).to_contain_text("Travel")
    expect(page.locator("#effect .clock-changes")).to_contain_text("N1")
    page.mouse.up()
    expect(page.locator(".draft-note")).to_be_visible()


def plan_again_and_publish(page: Page) -> None:
    page.locator("#replan").click()
    page.locator("[name=seconds]").select_option("2")
    page.locator("#replan-fields .primary").click()
    changes = page.locator("#diff[open] .changes").first
    expect(changes).to_contain_text(f"is new for {CREW}", timeout=3 * PATIENCE_MS)
    assert serious(page) == []
    page.locator("#publish").click()
    expect(page.locator("#version option").first).to_have_text("Published plan 3")


def report_without_signal(phone: Page, signal: Mast) -> None:
    # Until the worker holds the whole page, it needs the signal.
    phone.evaluate("navigator.serviceWorker.ready")
    signal.lose_signal()
    phone.context.set_offline(True)
    for step in STEPS:
        phone.locator(f".job.next .large[data-step={step}]").tap()
        expect(phone.locator(f".job[data-ticket=N1][data-state={step}]")).to_be_visible()
    expect(phone.locator("#queue li")).to_have_count(len(STEPS))


def find_signal_again(phone: Page, signal: Mast) -> None:
    signal.find_signal()
    phone.context.set_offline(False)
    phone.reload()
    expect(phone.locator("#queue")).to_be_hidden()


def shows_each_report_once(board: Page, named: list[str]) -> None:
    expect(board.locator("#detail .reports b")).to_have_text(named)


def test_from_the_fault_to_the_crew_and_back(pages: tuple[Page, Page, Page], api: Api, signal: Mast) -> None:
    board, watching, phone = pages
    report(api, "N1")
    see_the_effect_and_drop(board)
    expect(watching.locator("#version option", has_text="草案")).to_have_count(1)
    plan_again_and_publish(board)
    expect(watching.locator("#version option").first).to_have_text("已发布方案 3")
    assert serious(watching) == []

    phone.reload()
    expect(phone.locator(".job[data-ticket=N1]")).to_be_visible()
    assert serious(phone) == []
    for page in (board, watching):
        page.locator("#ticket-N1").click()
        expect(page.locator("#detail h2")).to_contain_text("N1")
    report_without_signal(phone, signal)
    assert api.client.get("/tickets/N1").json()["status"] == "dispatched"

    find_signal_again(phone, signal)
    shows_each_report_once(board, ["accepted", "on the way", "on site"])
    shows_each_report_once(watching, ["已接单", "途中", "已到场"])
    expect(board.locator("#detail")).to_contain_text("on site")
