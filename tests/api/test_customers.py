"""What customers are told of their fault, held steady, and how they rate its repair."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from api.rounds import Rounds
from dispatch.user import Role
from tests.builders import at
from tests.desk import Desk
from tests.intake import call, iso, take
from tests.planned_desk import prepare_plans, published


def link(desk: Desk, thing: str) -> str:
    path: str = desk.dispatcher.get(f"{thing}/status-link").json()["path"]
    return path


def status(desk: Desk, path: str) -> dict[str, Any]:
    answer = desk.anonymous.get(path)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def rounds(desk: Desk) -> None:
    Rounds(desk.app.state.service).make()


def test_a_planned_ticket_has_an_arrival_window_and_a_restoration_time(desk: Desk) -> None:
    prepare_plans(desk)
    published(desk, {"C1": "T1"})
    rounds(desk)
    seen = status(desk, link(desk, "/tickets/T1"))
    assert (seen["state"], seen["arrival_from"], seen["arrival_to"]) == ("crew assigned", iso(0), iso(15))
    assert iso(15) < seen["expected"] < seen["latest"]
    assert [one["why"] for one in seen["told"]] == ["first estimate"]


def test_nothing_new_is_told_while_the_estimate_holds(desk: Desk) -> None:
    prepare_plans(desk)
    published(desk, {"C1": "T1"})
    rounds(desk)
    desk.clock.advance(timedelta(minutes=3))
    rounds(desk)
    assert len(desk.dispatcher.get("/tickets/T1/etrs").json()) == 1


def test_another_plan_is_told_with_the_reason(desk: Desk) -> None:
    prepare_plans(desk)
    published(desk, {"C1": "T1"})
    rounds(desk)
    published(desk, {"C1": "T2 T1"})
    rounds(desk)
    first, second = desk.dispatcher.get("/tickets/T1/etrs").json()
    assert (first["p50"] < second["p50"], second["reason"]) == (
        True,
        "work before it or its drive takes longer than expected",
    )


def test_the_estimate_of_the_crew_on_site_replaces_the_forecast(desk: Desk) -> None:
    prepare_plans(desk)
    published(desk, {"C1": "T1"})
    rounds(desk)
    desk.clock.advance(timedelta(minutes=12))
    report_progress(desk, "onSite", 12, expected_end=300)
    rounds(desk)
    last = desk.dispatcher.get("/tickets/T1/etrs").json()[-1]
    assert (last["p50"], last["reason"], last["confidence"]) == (iso(300), "the crew's own estimate on site", "high")


def report_progress(desk: Desk, kind: str, minute: float, expected_end: float | None = None) -> None:
    report = {"id": f"{kind}{minute:g}", "ticket_id": "T1", "kind": kind, "at": iso(minute)}
    said = {} if expected_end is None else {"expected_end": iso(expected_end)}
    answer = desk.dispatcher.post("/crews/C1/progress", json={"reports": [{**report, **said}]})
    assert [one["outcome"] for one in answer.json()["reports"]] == ["taken"], answer.text


def test_a_caller_sees_the_fault_their_call_belongs_to_wherever_it_was_merged(desk: Desk) -> None:
    take(desk, call("c1"), call("c2", 1, 5000))
    path = link(desk, "/calls/c2")
    assert status(desk, path)["reported_at"] == iso(1)
    first, second = sorted(desk.dispatcher.get("/incidents").json()["items"], key=lambda one: one["reported_at"])
    desk.dispatcher.post(f"/incidents/{first['id']}/join", json={"incidents": [second["id"]]})
    assert status(desk, path)["reported_at"] == iso(0)


def test_a_caller_with_a_fault_of_their_own_reads_the_advice(desk: Desk) -> None:
    take(desk, call("c1", fault_type="customer_side"))
    seen = status(desk, link(desk, "/calls/c1"))
    assert seen["state"] == "advice given"
    assert "main switch" in seen["guidance"]


def test_a_status_says_nothing_of_people(desk: Desk) -> None:
    take(desk, call("c1", contact_name="Wang", contact_phone="0394-555", address="Elm 1", description="my mother"))
    answer = desk.anonymous.get(link(desk, "/calls/c1"))
    assert not any(word in answer.text for word in ("Wang", "0394", "Elm", "mother", "A-c1"))


def test_a_token_is_not_guessed_and_asking_too_often_is_refused(desk: Desk) -> None:
    take(desk, call("c1"))
    good = link(desk, "/calls/c1")
    assert desk.anonymous.get(good[:-1] + ("A" if good[-1] != "A" else "B")).status_code == 404
    assert desk.anonymous.get("/status/c1~").status_code == 404
    answers = [desk.anonymous.get("/status/c1~x") for _ in range(desk.settings.status_asks)]
    assert (answers[0].status_code, answers[-1].status_code, answers[-1].headers["retry-after"]) == (404, 429, "60")
    desk.clock.advance(timedelta(minutes=1))
    assert desk.anonymous.get(good).status_code == 200


def test_a_repair_is_rated_when_power_is_back_and_once_by_each_customer(desk: Desk) -> None:
    prepare_plans(desk)
    path = link(desk, "/tickets/T1")
    rating = {"stars": 2, "tags": ["slow", "friendly"]}
    assert desk.anonymous.post(f"{path}/rating", json=rating).status_code == 409
    desk.clock.advance(timedelta(minutes=30))
    report_progress(desk, "restored", 30)
    assert status(desk, path)["may_be_rated"] is True
    assert desk.anonymous.post(f"{path}/rating", json=rating).json()["stars"] == 2
    assert desk.anonymous.post(f"{path}/rating", json={"stars": 4}).status_code == 200
    with desk.store.read() as work:
        assert [one.stars for one in work.ratings.between(at(-1), at(60))] == [4]
    assert desk.anonymous.post(f"{path}/rating", json={"stars": 6}).status_code == 422
    assert desk.client(Role.DISPATCHER).get("/tickets/T9/status-link").status_code == 404
