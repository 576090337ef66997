"""What dispatchers do at the board beside the plan: merge, split, call out, and find the place of a fault."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from tests.browser.served_desk import prepare_list, served_desk, sign_in
from tests.browser.windows import AXIS, DESK, PATIENCE_MS, ROW, Windows, report, serious
from tests.databases import SqliteTemplates
from tests.desk import CREW
from tests.map_server import Answer, Asked, map_server
from tests.service import Api


def call(api: Api, call_id: str, lat: float, **said: Any) -> str:
    at = datetime.now(UTC).replace(microsecond=0).isoformat()
    body = {"id": call_id, "at": at, "place": {"lat": lat, "lon": 120.2}, "customer": f"A-{call_id}", **said}
    answer = api.client.post("/calls", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["master_id"])


def test_calls_about_one_fault_are_seen_split_and_merged_again(windows: Windows, api: Api) -> None:
    ticket_id = call(api, "c1", 30.2, description="Sparks at the pole")
    assert call(api, "c2", 30.2001) == ticket_id
    page = windows.sign_in()
    page.locator("#search").fill(ticket_id)
    page.locator(f"#ticket-{ticket_id}").click()
    story = page.locator("#detail .story")
    expect(story).to_contain_text("Reports: 2 · customers: 2")
    expect(story).to_contain_text("Sparks at the pole")
    assert serious(page) == []

    story.locator("input[value=c2]").check()
    story.get_by_role("button", name="Split off").click()
    expect(story).to_contain_text("Reports: 1 · customers: 1")
    (other,) = {one["ticket_ids"][-1] for one in api.client.get("/incidents?status=open").json()["items"]} - {ticket_id}

    page.get_by_role("button", name="Merge…").click()
    expect(page.locator("#detail [name=other]")).to_have_value(other)
    page.get_by_role("button", name="Merge", exact=True).click()
    page.locator("#sure [value=yes]").click()
    expect(story).to_contain_text("Reports: 2 · customers: 2")
    # They were reported in one second: either goes on.
    states = {api.client.get(f"/tickets/{one}").json()["status"] for one in (ticket_id, other)}
    assert states == {"waitingToBeScheduled", "merged"}


def test_a_crew_off_duty_is_called_out_and_the_next_plan_may_use_it(windows: Windows, api: Api) -> None:
    page = windows.sign_in()
    page.locator("#call-out").click()
    assert serious(page) == []
    page.locator("#callout [name=crew]").select_option(CREW)
    page.locator("#callout [name=lead]").select_option("15")
    page.locator("#callout .primary").click()
    expect(page.locator("#notices")).to_contain_text(f"{CREW} is called out from")
    page.locator("#search").fill("T1")
    page.locator("#ticket-T1").click()
    page.get_by_role("button", name="Move…").click()
    expect(page.locator(f"#detail [name=crew] option[value={CREW}]")).to_have_count(1)
    page.locator("#detail [name=crew]").select_option(CREW)
    expect(page.locator("#detail .verdict")).to_have_text("Can be done")


def test_a_finger_that_rests_on_a_job_drags_it(windows: Windows, api: Api) -> None:
    report(api, "F1")
    page = windows.sign_in(viewport={"width": 1024, "height": 768}, has_touch=True)
    chip, line = page.locator("#lane [data-id=F1]"), page.locator("#timeline")
    expect(chip).to_be_visible()
    start, target = chip.bounding_box(), line.bounding_box()
    assert start is not None
    assert target is not None
    screen = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        told = {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        screen.send("Input.dispatchTouchEvent", told)

    touch("touchStart", (start["x"] + 12, start["y"] + 12))
    expect(page.locator("body")).to_have_class(re.compile("dragging"))
    touch("touchMove", (start["x"] + 20, start["y"] + 50))
    touch("touchMove", (target["x"] + target["width"] * 0.7, target["y"] + AXIS + ROW / 2))
    expect(page.locator("#effect .verdict")).to_have_text("Can be done")
    touch("touchEnd")
    expect(page.locator(".draft-note")).to_be_visible()
    expect(page.locator("#ticket-F1 .row-crew")).to_have_text("A1")


def test_a_merge_of_tickets_without_calls_keeps_the_first(windows: Windows, api: Api) -> None:
    for one in ("M1", "M2"):
        report(api, one)
    page = windows.sign_in()
    page.locator("#search").fill("M2")
    page.locator("#ticket-M2").click()
    page.get_by_role("button", name="Merge…").click()
    page.locator("#detail [name=other]").select_option("M1")
    page.get_by_role("button", name="Merge", exact=True).click()
    page.locator("#sure [value=yes]").click()
    expect(page.locator("#detail h2")).to_contain_text("M1")
    expect(page.locator("#detail .story")).to_contain_text("Goes on for M2 too.")


def test_an_address_is_found_by_the_desk_and_marked_on_the_map(browser: Browser, tmp_path: Path) -> None:
    def known(_: Asked) -> Answer:
        return 200, [{"lat": "30.01", "lon": "120.02", "display_name": "3, Mill Lane"}]

    templates = SqliteTemplates(tmp_path, prepare_list)
    with map_server(known) as maps:
        settings = {"geocoder": "nominatim", "geocoder_url": maps.url}
        with served_desk(templates, **settings) as served:
            context = browser.new_context(viewport=DESK, locale="en-GB")  # type: ignore[arg-type]
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            sign_in(page, f"{served.address}/board", "dispatcher")
            page.wait_for_selector("body[data-ready=true]")
            page.locator("#add-ticket").click()
            page.locator("#type-place").click()
            page.locator("#new-ticket [name=address]").fill("Mill Lane 3")
            page.locator("#find-place").click()
            page.get_by_role("button", name="3, Mill Lane").click()
            expect(page.locator("#new-ticket [name=lat]")).to_have_value("30.010000")
            assert serious(page) == []
            page.locator("#new-ticket .primary").click()
            expect(page.locator("#detail .what")).to_contain_text("3, Mill Lane")
            context.close()
