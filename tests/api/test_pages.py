"""Signing in with a browser, and what pages let in."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from dispatch.user import Role
from scenarios.changes.table import CHANGES
from scenarios.what_if import keys
from tests.desk import FAULT, PASSWORD, Desk

OWN = {"Origin": "http://testserver"}


def browser(desk: Desk) -> TestClient:
    return TestClient(desk.app, follow_redirects=False)


def sign_in(client: TestClient, login: str = "dispatcher", password: str = PASSWORD, **fields: str) -> Any:
    return client.post("/sign-in", data={"login": login, "password": password, **fields}, headers=OWN)


def test_a_password_opens_a_session_that_no_script_can_read(desk: Desk) -> None:
    client = browser(desk)
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/board")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get("/me").json()["login"] == "dispatcher"


def test_over_https_the_cookie_goes_nowhere_else(desk: Desk) -> None:
    client = TestClient(desk.app, base_url="https://desk.example", follow_redirects=False)
    answer = client.post(
        "/sign-in", data={"login": "dispatcher", "password": PASSWORD}, headers={"Origin": "https://desk.example"}
    )
    assert "secure" in answer.headers["set-cookie"].lower()


def test_a_wrong_password_is_said_and_counted(desk: Desk) -> None:
    client = browser(desk)
    for _ in range(10):
        assert sign_in(client, password="wrong").status_code == 401
    assert sign_in(client).status_code == 429


def test_a_session_ends_after_a_long_shift(desk: Desk) -> None:
    client = browser(desk)
    sign_in(client)
    desk.clock.advance(timedelta(hours=16))
    assert client.get("/me").status_code == 401
    assert client.get("/board").headers["location"] == "/sign-in?back=/board"


def test_signing_out_ends_the_session_itself(desk: Desk) -> None:
    client = browser(desk)
    cookie = sign_in(client).headers["set-cookie"].split(";")[0]
    client.post("/sign-out", headers=OWN)
    assert client.get("/board").status_code == 303
    assert browser(desk).get("/me", headers={"Cookie": cookie}).status_code == 401


def test_another_password_ends_the_sessions_of_the_old_one(desk: Desk) -> None:
    client = browser(desk)
    sign_in(client)
    desk.dispatcher.put("/me/password", json={"old": PASSWORD, "new": "another long pass phrase"})
    assert client.get("/me").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {**OWN, "Sec-Fetch-Site": "cross-site"},
        {**OWN, "Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_page_writes_nothing_with_the_cookie(desk: Desk, headers: dict[str, str]) -> None:
    client = browser(desk)
    sign_in(client)
    assert client.post("/tickets", json=FAULT, headers=headers).status_code == 403
    assert client.post("/sign-out", headers=headers).status_code == 403
    assert client.get("/tickets/T1").status_code == 404
    assert client.post("/tickets", json=FAULT, headers=OWN).status_code == 201


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/\n/evil"])
def test_nobody_is_led_to_another_site(desk: Desk, back: str) -> None:
    assert sign_in(browser(desk), back=back).headers["location"] == "/board"


def test_after_the_sign_in_comes_the_page_that_was_wanted(desk: Desk) -> None:
    assert sign_in(browser(desk), back="/board").headers["location"] == "/board"


def test_language_and_colours_are_kept_by_the_browser(desk: Desk) -> None:
    client = browser(desk)
    assert '<html lang="en" data-theme="auto">' in client.get("/sign-in").text
    client.post("/look", data={"language": "zh-CN", "theme": "dark", "back": "/sign-in"}, headers=OWN)
    assert '<html lang="zh-CN" data-theme="dark">' in client.get("/sign-in").text


def test_pages_run_their_own_scripts_alone_and_stand_in_no_frame(desk: Desk) -> None:
    policy = desk.anonymous.get("/sign-in").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_page_for_others_says_so_in_the_readers_language(desk: Desk) -> None:
    client = browser(desk)
    sign_in(client, login="crew")
    answer = client.get("/board", headers={"Accept-Language": "zh"})
    assert answer.status_code == 403
    assert "您的角色无权访问此页面" in answer.text


def test_files_are_kept_for_good_under_an_address_of_their_content(desk: Desk) -> None:
    page = desk.anonymous.get("/sign-in").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = desk.anonymous.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


def test_roles_come_to_their_own_first_page(desk: Desk) -> None:
    for role, path in ((Role.CREW, "/crew"), (Role.PLANNER, "/board"), (Role.SUPERVISOR, "/board")):
        client = browser(desk)
        sign_in(client, login=role.value)
        assert client.get("/").headers["location"] == path
        assert client.get(path).status_code == 200


def test_the_planners_page_is_for_those_who_run_what_ifs(desk: Desk) -> None:
    for role in Role:
        client = browser(desk)
        sign_in(client, login=role.value)
        may = role in (Role.PLANNER, Role.SUPERVISOR, Role.ADMIN)
        assert client.get("/planner").status_code == (200 if may else 403)
        assert client.get("/planner/format").status_code == (200 if may else 403)
        assert client.get("/planner/compare?id=W-1").status_code == (404 if may else 403)
        assert ('href="/planner"' in client.get("/crew" if role is Role.CREW else "/board").text) is may


def test_a_phone_finds_icons_of_the_sizes_they_say(desk: Desk) -> None:
    client = browser(desk)
    sign_in(client, login="crew")
    icons = client.get("/crew/manifest.webmanifest").json()["icons"]
    said = {icon["src"]: icon["sizes"] for icon in icons if icon["type"] == "image/png"}
    page = client.get("/crew").text
    said[page.split('rel="apple-touch-icon" href="')[1].split('"')[0]] = "180x180"
    pictures = {address: Image.open(BytesIO(client.get(address).content)) for address in said}
    assert {address: "{}x{}".format(*one.size) for address, one in pictures.items()} == said
    assert sorted(said.values()) == ["180x180", "192x192", "512x512"]


def test_what_a_what_if_file_may_hold_is_told_from_what_reads_it(desk: Desk) -> None:
    client = browser(desk)
    sign_in(client, login="planner")
    page = client.get("/planner/format").text
    assert all(f'id="{name}"' in page for name in CHANGES)
    assert all(f"<code>{column.name}</code>" in page for column in keys.TOP)
