"""A POST sent twice under one key is done once."""

from __future__ import annotations

from fastapi.routing import APIRoute

from api.app import ROUTERS
from api.auth import signed_in
from api.routing import once
from dispatch.user import Role
from tests.desk import FAULT, Desk

GIVES_SECRETS = {"/token", "/token/revoke", "/api-tokens", "/crews/{crew_id}/jobs-feed"}
"""Their answers are not kept, for they would keep a secret."""
SAID_AGAIN = {"/status/{token}/rating"}
"""Said again it stands in place of the first: no key is needed."""
STATUS = {"/status/{token}", "/status/{token}/rating"}
OPEN = {"/token", "/token/revoke", "/health", "/ready", "/metrics", "/crews/{crew_id}/jobs.ics", *STATUS}
"""The only routes that need no sign-in; calendar and status have a secret of their own."""

KEY = {"Idempotency-Key": "call-17"}
UNNAMED = {name: value for name, value in FAULT.items() if name != "id"}


def asked(route: APIRoute) -> set[object]:
    found: set[object] = set()
    waiting = list(route.dependant.dependencies)
    while waiting:
        one = waiting.pop()
        found.add(one.call)
        waiting.extend(one.dependencies)
    return found


ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def test_every_post_can_be_sent_twice() -> None:
    bare = {route.path for route in ROUTES if "POST" in (route.methods or ()) and once not in asked(route)}
    assert bare == GIVES_SECRETS | SAID_AGAIN


def test_every_route_but_the_named_ones_needs_a_sign_in() -> None:
    assert {route.path for route in ROUTES if signed_in not in asked(route)} == OPEN


def test_the_same_request_again_gets_the_same_answer(desk: Desk) -> None:
    first = desk.dispatcher.post("/tickets", json=UNNAMED, headers=KEY)
    again = desk.dispatcher.post("/tickets", json=UNNAMED, headers=KEY)
    assert (again.status_code, again.content, again.headers["etag"]) == (201, first.content, '"1"')
    assert again.headers["idempotent-replay"] == "true"
    assert len(desk.dispatcher.get("/tickets").json()["items"]) == 1


def test_another_request_under_the_key_is_refused(desk: Desk) -> None:
    desk.dispatcher.post("/tickets", json=UNNAMED, headers=KEY)
    other = desk.dispatcher.post("/tickets", json={**UNNAMED, "customers": 99}, headers=KEY)
    assert other.status_code == 422
    assert "new key" in other.json()["detail"]


def test_the_key_of_another_user_is_another_key(desk: Desk) -> None:
    desk.dispatcher.post("/tickets", json=UNNAMED, headers=KEY)
    assert desk.client(Role.SUPERVISOR).post("/tickets", json=UNNAMED, headers=KEY).status_code == 201
    assert len(desk.dispatcher.get("/tickets").json()["items"]) == 2


def test_a_request_that_failed_may_be_put_right_under_its_key(desk: Desk) -> None:
    assert desk.dispatcher.post("/tickets", json={**UNNAMED, "customers": -1}, headers=KEY).status_code == 422
    assert desk.dispatcher.post("/tickets", json=UNNAMED, headers=KEY).status_code == 201
