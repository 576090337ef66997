"""Every error has its status, and every answer to one is a problem."""

from __future__ import annotations

from collections.abc import Iterator

from api.problems import STATUS, json_path
from dispatch.errors import DispatchError
from tests.desk import Desk


def every(kind: type[DispatchError]) -> Iterator[type[DispatchError]]:
    for below in kind.__subclasses__():
        yield below
        yield from every(below)


def test_every_error_of_the_tree_has_its_status() -> None:
    assert set(every(DispatchError)) == set(STATUS)


def test_paths_are_json_paths() -> None:
    assert json_path(("body", "parties", 0, "work_minutes")) == "$.parties[0].work_minutes"
    assert json_path(("query", "limit")) == "query.limit"


def test_what_is_not_there_is_a_problem_too(desk: Desk) -> None:
    for answer, status in ((desk.anonymous.get("/nowhere"), 404), (desk.anonymous.delete("/health"), 405)):
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status


def test_no_fault_repeats_what_was_sent(desk: Desk) -> None:
    answer = desk.anonymous.post("/token", data={"grant_type": "password", "username": "x", "password": "p" * 501})
    assert answer.status_code == 422
    assert "ppp" not in answer.text
