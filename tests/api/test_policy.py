"""The policy from the outside: read by staff, set by supervisors, always as a new version."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.user import Role
from tests.desk import FAULT, Desk


def current(desk: Desk) -> dict[str, Any]:
    body: dict[str, Any] = desk.dispatcher.get("/policy").json()
    return {name: value for name, value in body.items() if name not in ("number", "made_by", "made_at")}


def test_what_is_put_is_what_is_shown(desk: Desk) -> None:
    body = current(desk)
    body["targets"]["arrival_minutes"]["urban"] = 30
    put = desk.client(Role.SUPERVISOR).put("/policy", json=body, headers={"If-Match": '"1"'})
    assert (put.status_code, put.headers["etag"], put.json()["number"]) == (200, '"2"', 2)
    assert current(desk) == body


def test_promises_already_made_stay(desk: Desk) -> None:
    before = desk.dispatcher.post("/tickets", json=FAULT).json()
    body = current(desk)
    body["targets"]["arrival_minutes"]["urban"] = 30
    desk.client(Role.SUPERVISOR).put("/policy", json=body, headers={"If-Match": '"1"'})
    after = desk.dispatcher.post("/tickets", json={**FAULT, "id": "T2"}).json()
    assert desk.dispatcher.get("/tickets/T1").json()["arrive_by"] == before["arrive_by"] > after["arrive_by"]
    assert (before["policy"], after["policy"]) == (1, 2)


def test_of_two_who_change_it_the_second_is_told(desk: Desk) -> None:
    supervisor, body = desk.client(Role.SUPERVISOR), current(desk)
    assert supervisor.put("/policy", json=body, headers={"If-Match": '"1"'}).status_code == 200
    assert supervisor.put("/policy", json=body, headers={"If-Match": '"1"'}).status_code == 412
    assert supervisor.put("/policy", json=body).status_code == 428


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.PLANNER, Role.AUDITOR, Role.CREW, Role.INTEGRATION])
def test_others_do_not_set_it(desk: Desk, role: Role) -> None:
    answer = desk.client(role).put("/policy", json=current(desk), headers={"If-Match": '"1"'})
    assert answer.status_code == 403


def test_a_price_is_missing_for_no_priority(desk: Desk) -> None:
    body = current(desk)
    del body["weights"]["left_out"]["4"]
    answer = desk.client(Role.SUPERVISOR).put("/policy", json=body, headers={"If-Match": '"1"'})
    assert [fault["path"] for fault in answer.json()["errors"]] == ["$.weights.left_out"]
