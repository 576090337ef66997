"""The customer's page: the same facts as over the interface, in sentences, and a rating by a plain form."""

from __future__ import annotations

from datetime import timedelta

from api.rounds import Rounds
from tests.desk import Desk
from tests.intake import call, iso, take
from tests.planned_desk import prepare_plans, published


def page_of(desk: Desk, thing: str) -> str:
    path: str = desk.dispatcher.get(f"{thing}/status-link").json()["page"]
    return path


def report(desk: Desk, kind: str, minute: float) -> None:
    body = {"reports": [{"id": kind, "ticket_id": "T1", "kind": kind, "at": iso(minute)}]}
    assert desk.dispatcher.post("/crews/C1/progress", json=body).status_code == 200


def test_the_page_says_when_somebody_comes_and_when_power_is_back(desk: Desk) -> None:
    prepare_plans(desk)
    published(desk, {"C1": "T1"})
    Rounds(desk.app.state.service).make()
    answer = desk.anonymous.get(page_of(desk, "/tickets/T1"))
    assert answer.status_code == 200
    for words in ("A crew is assigned", "The crew arrives", "Power is back", "First reported"):
        assert words in answer.text
    assert "已安排抢修班组" in desk.anonymous.get(answer.request.url.path, headers={"Accept-Language": "zh"}).text
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text


def test_why_a_time_changed_is_told(desk: Desk) -> None:
    prepare_plans(desk)
    published(desk, {"C1": "T1"})
    Rounds(desk.app.state.service).make()
    published(desk, {"C1": "T2 T1"})
    Rounds(desk.app.state.service).make()
    assert "takes longer than expected" in desk.anonymous.get(page_of(desk, "/tickets/T1")).text


def test_a_repair_is_rated_by_a_form_once_power_is_back(desk: Desk) -> None:
    prepare_plans(desk)
    path = page_of(desk, "/tickets/T1")
    assert "/rating" not in desk.anonymous.get(path).text
    assert desk.anonymous.post(f"{path}/rating", data={"stars": 4}).status_code == 409
    desk.clock.advance(timedelta(minutes=30))
    report(desk, "restored", 30)
    assert f'action="{path}/rating"' in desk.anonymous.get(path).text
    answer = desk.anonymous.post(f"{path}/rating", data={"stars": "4", "tags": ["fast", "well informed"]})
    assert "Thank you" in answer.text
    with desk.store.read() as work:
        (rating,) = work.ratings.between(desk.clock() - timedelta(hours=1), desk.clock() + timedelta(hours=1))
    assert (rating.stars, set(rating.tags)) == (4, {"fast", "well informed"})
    assert desk.anonymous.post(f"{path}/rating", data={"stars": "6"}).status_code == 422


def test_a_caller_with_advice_reads_it_and_nothing_of_people(desk: Desk) -> None:
    take(desk, call("c1", fault_type="customer_side", contact_name="Wang", contact_phone="0394-555", address="Elm 1"))
    text = desk.anonymous.get(page_of(desk, "/calls/c1")).text
    assert "main switch" in text
    assert not any(word in text for word in ("Wang", "0394", "Elm"))


def test_a_wrong_address_is_a_page_and_asking_too_often_is_refused(desk: Desk) -> None:
    answer = desk.anonymous.get("/outage/T1~x")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    for _ in range(desk.settings.status_asks):
        answer = desk.anonymous.get("/outage/T1~x")
    assert (answer.status_code, answer.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert 0 < int(answer.headers["retry-after"]) <= desk.settings.status_window.total_seconds()
