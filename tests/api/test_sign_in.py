"""Signing in, staying signed in, and being stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dispatch.user import Role
from tests.desk import PASSWORD, Desk


def sign_in(desk: Desk, password: str = PASSWORD, login: str = "dispatcher") -> Any:
    return desk.anonymous.post("/token", data={"grant_type": "password", "username": login, "password": password})


def renew(desk: Desk, token: str) -> Any:
    return desk.anonymous.post("/token", data={"grant_type": "refresh_token", "refresh_token": token})


def me(desk: Desk, token: str) -> Any:
    return desk.anonymous.get("/me", headers={"Authorization": f"Bearer {token}"})


def test_a_password_opens_the_door_for_a_quarter_of_an_hour(desk: Desk) -> None:
    token = sign_in(desk).json()["access_token"]
    assert me(desk, token).json()["login"] == "dispatcher"
    desk.clock.advance(timedelta(minutes=15))
    assert me(desk, token).status_code == 401


@pytest.mark.parametrize(("login", "password"), [("dispatcher", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_login_or_password_is_refused_in_the_same_words(desk: Desk, login: str, password: str) -> None:
    answer = sign_in(desk, password, login)
    assert (answer.status_code, answer.json()["detail"]) == (401, "login or password is wrong")


def test_a_token_of_another_key_is_refused(desk: Desk, database_url: str) -> None:
    other = Desk(database_url, secret_key="x" * 32)
    token = sign_in(other).json()["access_token"]
    other.close()
    assert me(desk, token).status_code == 401


def test_a_refresh_token_is_good_once_and_gives_the_next(desk: Desk) -> None:
    first = sign_in(desk).json()["refresh_token"]
    second = renew(desk, first).json()["refresh_token"]
    assert renew(desk, second).status_code == 200


def test_a_refresh_token_used_twice_ends_the_whole_sign_in(desk: Desk) -> None:
    first = sign_in(desk).json()["refresh_token"]
    second = renew(desk, first).json()["refresh_token"]
    assert renew(desk, first).status_code == 401
    assert renew(desk, second).status_code == 401


def test_a_refresh_token_ends(desk: Desk) -> None:
    token = sign_in(desk).json()["refresh_token"]
    desk.clock.advance(timedelta(days=14))
    assert renew(desk, token).status_code == 401


def test_signing_out_ends_the_refresh_token(desk: Desk) -> None:
    token = sign_in(desk).json()["refresh_token"]
    assert desk.anonymous.post("/token/revoke", data={"token": token}).status_code == 204
    assert renew(desk, token).status_code == 401


def test_too_many_failures_are_slowed_down_even_with_the_right_password(desk: Desk) -> None:
    for _ in range(10):
        assert sign_in(desk, "wrong").status_code == 401
        desk.clock.advance(timedelta(seconds=6))
    refused = sign_in(desk)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "840")
    assert sign_in(desk, login="planner").status_code == 200
    desk.clock.advance(timedelta(seconds=840))
    assert sign_in(desk).status_code == 200


def test_a_closed_account_is_out_at_once(desk: Desk) -> None:
    tokens = sign_in(desk).json()
    closed = desk.client(Role.ADMIN).patch("/users/U-dispatcher", json={"active": False})
    assert closed.json()["active"] is False
    assert me(desk, tokens["access_token"]).status_code == 401
    assert renew(desk, tokens["refresh_token"]).status_code == 401
    assert sign_in(desk).status_code == 401


def test_an_api_token_is_shown_once_and_can_be_revoked(desk: Desk) -> None:
    made = desk.dispatcher.post("/api-tokens", json={"name": "script", "days": 1}).json()
    assert me(desk, made["token"]).status_code == 200
    assert "token" not in desk.dispatcher.get("/api-tokens").json()[-1]
    desk.dispatcher.delete(f"/api-tokens/{made['id']}")
    assert me(desk, made["token"]).status_code == 401


def test_an_api_token_ends(desk: Desk) -> None:
    made = desk.dispatcher.post("/api-tokens", json={"name": "script", "days": 1}).json()
    desk.clock.advance(timedelta(days=1))
    assert me(desk, made["token"]).status_code == 401


def test_tokens_of_others_are_for_admins_and_integrations(desk: Desk) -> None:
    body = {"name": "gateway", "user_id": "U-integration"}
    assert desk.dispatcher.post("/api-tokens", json=body).status_code == 403
    made = desk.client(Role.ADMIN).post("/api-tokens", json=body).json()
    assert me(desk, made["token"]).json()["role"] == "integration"
    other = {"name": "mine", "user_id": "U-supervisor"}
    assert desk.client(Role.ADMIN).post("/api-tokens", json=other).status_code == 403


def test_another_password_ends_the_sign_ins_of_the_old_one(desk: Desk) -> None:
    tokens = sign_in(desk).json()
    body = {"old": PASSWORD, "new": "another long pass phrase"}
    assert desk.dispatcher.put("/me/password", json={**body, "old": "wrong"}).status_code == 403
    assert desk.dispatcher.put("/me/password", json=body).status_code == 204
    assert renew(desk, tokens["refresh_token"]).status_code == 401
    assert sign_in(desk).status_code == 401
    assert sign_in(desk, body["new"]).status_code == 200


def test_no_secret_is_in_the_event_log(desk: Desk) -> None:
    made = desk.dispatcher.post("/api-tokens", json={"name": "script"}).json()
    new = {"login": "ling", "role": "planner", "password": "a long pass phrase"}
    assert desk.client(Role.ADMIN).post("/users", json=new).status_code == 201
    with desk.store.read() as work:
        log = repr(work.events.after(0, 1000))
    assert "user.added" in log
    assert made["token"] not in log
    assert "pass phrase" not in log
    assert "argon2" not in log
