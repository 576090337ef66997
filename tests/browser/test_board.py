"""The board on a real service in a real browser: looked at, worked with, and watched by a second dispatcher."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.windows import PHONE, Windows, drag, keep_notices, report, serious
from tests.service import Api


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
    page.locator("#detail .actions button").first.press("Enter")
    page.keyboard.type("B2")
    expect(page.locator("#detail .verdict")).to_have_text("Can be done")
    page.locator("#detail .primary").press("Enter")
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
    expect(page.locator("body")).to_have_css("background-color", "rgb(16, 21, 27)")


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


def test_in_chinese_broken_rules_and_reasons_are_chinese_too(windows: Windows, api: Api) -> None:
    report(api, "N8", diving=1)
    moved = api.client.post("/plans/current/moves", json={"ticket_id": "T2", "crew_id": None})
    assert moved.status_code == 201, moved.text
    page = windows.sign_in(locale="zh-CN")
    english = re.compile("[a-z]{3,} [a-z]{3,}")

    page.locator("#lane [data-id=N8]").click()
    page.locator("#detail").get_by_role("button", name="改派…").click()
    expect(page.locator("#detail .violation").first).to_contain_text("不具备工单 N8 所需的技能 diving")
    expect(page.locator("#detail")).not_to_have_text(english)

    page.locator("#version").select_option(str(moved.json()["number"]))
    page.locator("#lane [data-id=T2]").click()
    expect(page.locator("#detail .note")).to_contain_text("由人工移出列表。")
    expect(page.locator("#detail")).not_to_have_text(english)
    page.locator("#compare").click()
    expect(page.locator("#diff-body .changes").first).to_contain_text("T2")
    expect(page.locator("#diff-body")).not_to_have_text(english)
