"""Every endpoint, whichever there are: as nobody, in each role that it is not for, and as another crew."""

from __future__ import annotations

import inspect
import re

import pytest
from fastapi.routing import APIRoute

from api.auth import signed_in
from dispatch.user import Role
from tests.api.test_idempotency import ROUTES, asked
from tests.databases import SqliteTemplates
from tests.desk import Desk, prepare

GUARDED = [route for route in ROUTES if signed_in in asked(route)]
OF_CREWS = [route for route in GUARDED if "{crew_id}" in route.path]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One for all: nothing here gets as far as to change anything."""
    with SqliteTemplates(tmp_path_factory.mktemp("access"), prepare).copy() as url:
        return Desk(url)


def name(route: APIRoute) -> str:
    return f"{method(route)} {route.path}"


def method(route: APIRoute) -> str:
    return sorted(route.methods or ())[0]


def address(route: APIRoute, crew_id: str = "C1") -> str:
    known = {"crew_id": crew_id, "plan": "current", "party": "0", "number": "0"}
    return re.sub(r"\{(\w+)[^}]*\}", lambda found: known.get(found[1], "X1"), route.path)


def roles_of(route: APIRoute) -> set[Role]:
    """The roles that its types let in; all of them where every user may ask."""
    guards = [inspect.getclosurevars(call).nonlocals for call in asked(route) if inspect.isfunction(call)]
    return set(Role).intersection(*(set(one["roles"]) for one in guards if "roles" in one))


@pytest.mark.parametrize("route", GUARDED, ids=name)
def test_nobody_is_let_in_without_a_token(desk: Desk, route: APIRoute) -> None:
    answer = desk.anonymous.request(method(route), address(route))
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("route", GUARDED, ids=name)
def test_no_other_role_than_those_named_is_let_in(desk: Desk, route: APIRoute) -> None:
    for role in set(Role) - roles_of(route):
        answer = desk.client(role).request(method(route), address(route), headers={"If-Match": '"1"'})
        assert answer.status_code == 403, f"{role}: {answer.status_code} {answer.text}"


@pytest.mark.parametrize("route", OF_CREWS, ids=name)
def test_a_crew_has_nothing_to_do_with_another(desk: Desk, route: APIRoute) -> None:
    answer = desk.client(Role.CREW).request(method(route), address(route, "C2"), headers={"If-Match": '"1"'})
    assert answer.status_code in (403, 404, 422)
    assert desk.client(Role.CREW).get("/crews/C2/jobs").status_code == 404
