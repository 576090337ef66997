"""Plans are published one at a time, refused when the day has moved on, rebased, and brought back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from dispatch.user import Role
from tests.builders import minutes
from tests.desk import Desk
from tests.planned_desk import current, draft, prepare_plans, publish, published, sentences


@pytest.fixture(autouse=True)
def _plans(desk: Desk) -> None:
    prepare_plans(desk)


def test_before_the_first_plan_there_is_none(desk: Desk) -> None:
    answer = desk.dispatcher.get("/plans/current")
    assert (answer.status_code, answer.json()["detail"]) == (404, "there is no published plan")


def test_a_published_draft_is_the_current_plan_and_its_tickets_are_dispatched(desk: Desk) -> None:
    made = draft(desk, {"C1": "T1"})
    answer = publish(desk, made)
    assert (answer.status_code, answer.json()["status"], answer.json()["number"]) == (200, "published", 1)
    assert answer.json()["published_by"] == "U-dispatcher"
    assert current(desk) == {"C1": ["T1"]}
    status = {name: desk.dispatcher.get(f"/tickets/{name}").json()["status"] for name in ("T1", "T2")}
    assert status == {"T1": "dispatched", "T2": "waitingToBeScheduled"}


def test_a_ticket_taken_off_all_lists_waits_again(desk: Desk) -> None:
    published(desk, {"C1": "T1"})
    published(desk, {"C1": "T2"})
    assert desk.dispatcher.get("/tickets/T1").json()["status"] == "waitingToBeScheduled"
    assert desk.dispatcher.get("/plans/1").json()["status"] == "superseded"


def test_the_diff_says_what_moves_for_whom_and_why(desk: Desk) -> None:
    published(desk, {"C1": "T1 T2"})
    made = draft(desk, {"C1": "T1", "C2": "T2"})
    found = desk.dispatcher.get(f"/plans/{made.number}/diff").json()
    (change,) = found["changes"]
    assert (change["kind"], change["old_crew"], change["new_crew"]) == ("moved", "C1", "C2")
    assert change["why"].startswith("It saves")
    assert (found["crews_to_tell"], found["against"], found["not_kept"]) == (["C1", "C2"], 1, [])
    # T2 is restored 80 minutes sooner, for ten customers.
    assert found["bought"]["customer_minutes"] == 800


def test_two_drafts_of_one_plan_cannot_both_be_published(desk: Desk) -> None:
    published(desk, {"C1": "T1 T2"})
    first, second = draft(desk, {"C1": "T1", "C2": "T2"}), draft(desk, {"C2": "T1 T2"})
    assert publish(desk, first).status_code == 200
    refused = publish(desk, second)
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert sentences(refused) == ["Plan 2 was published since it was made."]
    assert {change["ticket_id"] for change in refused.json()["diff"]["changes"]} == {"T1", "T2"}
    assert current(desk) == {"C1": ["T1"], "C2": ["T2"]}


def test_of_two_who_publish_at_once_one_wins_and_one_sees_why_not(desk: Desk) -> None:
    published(desk, {"C1": "T1 T2"})
    drafts = [draft(desk, {"C1": "T1", "C2": "T2"}), draft(desk, {"C2": "T1 T2"})]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one: publish(desk, one), drafts))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (lost,) = (answer.json() for answer in answers if answer.status_code == 409)
    assert "was published since it was made" in lost["detail"]
    listed = desk.dispatcher.get("/plans", params={"status": "published"}).json()["items"]
    assert len(listed) == 1


def test_a_draft_is_published_once(desk: Desk) -> None:
    made = published(desk, {"C1": "T1"})
    again = publish(desk, made)
    assert (again.status_code, "is published" in again.json()["detail"]) == (409, True)


def test_time_that_passes_moves_the_times_and_stops_nothing(desk: Desk) -> None:
    made = draft(desk, {"C1": "T1 T2"})
    desk.clock.advance(minutes(30))
    assert publish(desk, made).status_code == 200
    stop = desk.dispatcher.get("/plans/current").json()["routes"][0]["stops"][0]
    assert stop["arrival"] == "2026-03-02T08:40:00Z"


def test_a_ticket_cancelled_since_falls_away_in_silence(desk: Desk) -> None:
    made = draft(desk, {"C1": "T1 T2"})
    desk.dispatcher.post("/tickets/T1/cancel")
    assert publish(desk, made).status_code == 200
    assert current(desk) == {"C1": ["T2"]}


def test_a_lock_made_since_stops_a_draft_that_breaks_it_and_a_rebase_honours_it(desk: Desk) -> None:
    made = draft(desk, {"C1": "T1 T2"})
    assert desk.dispatcher.put("/locks/T2/0", json={"crew_id": "C2"}).status_code == 200
    refused = publish(desk, made)
    assert sentences(refused) == ["Ticket T2 is locked to crew C2; the plan has crew C1."]
    rebased = desk.dispatcher.post(f"/plans/{made.number}/rebase")
    assert (rebased.status_code, rebased.headers["location"]) == (201, "/plans/2")
    assert desk.dispatcher.post("/plans/2/publish").status_code == 200
    assert current(desk) == {"C1": ["T1"], "C2": ["T2"]}


def test_a_rebased_draft_follows_the_plan_published_meanwhile(desk: Desk) -> None:
    late = draft(desk, {"C2": "T1 T2"})
    published(desk, {"C1": "T1"})
    assert publish(desk, late).status_code == 409
    number = desk.dispatcher.post(f"/plans/{late.number}/rebase").json()["number"]
    assert desk.dispatcher.post(f"/plans/{number}/publish").status_code == 200
    assert current(desk) == {"C2": ["T1", "T2"]}


def test_an_earlier_plan_comes_back_as_a_new_version(desk: Desk) -> None:
    published(desk, {"C1": "T1 T2"})
    published(desk, {"C2": "T1"})
    back = desk.dispatcher.post("/plans/1/rollback")
    assert (back.status_code, back.json()["number"], back.json()["status"]) == (201, 3, "published")
    assert current(desk) == {"C1": ["T1", "T2"]}
    again = desk.dispatcher.post("/plans/3/rollback")
    assert (again.status_code, "is published" in again.json()["detail"]) == (409, True)


def test_a_refused_draft_is_over(desk: Desk) -> None:
    made = draft(desk, {"C1": "T1"})
    assert desk.dispatcher.post(f"/plans/{made.number}/refuse").json()["status"] == "refused"
    assert publish(desk, made).status_code == 409


def test_publishing_leaves_its_trace_and_names_the_crews_to_tell(desk: Desk) -> None:
    made = published(desk, {"C1": "T1", "C2": "T2"})
    with desk.store.read() as work:
        drafted, told = work.events.about(f"plan/{made.id}")
    assert (drafted.kind, told.kind, told.actor) == ("plan.drafted", "plan.published", "U-dispatcher")
    assert told.after is not None
    assert (told.after["crews_to_tell"], told.after["changes"]) == (["C1", "C2"], 2)


def test_a_retry_under_the_same_key_publishes_once(desk: Desk) -> None:
    made = draft(desk, {"C1": "T1"})
    key = {"Idempotency-Key": "publish-1"}
    answers = [desk.dispatcher.post(f"/plans/{made.number}/publish", headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("role", [Role.CREW, Role.PLANNER, Role.AUDITOR, Role.INTEGRATION, Role.ADMIN])
def test_only_dispatchers_and_supervisors_publish(desk: Desk, role: Role) -> None:
    made = draft(desk, {"C1": "T1"})
    for verb in ("publish", "refuse", "rebase", "rollback"):
        assert desk.client(role).post(f"/plans/{made.number}/{verb}").status_code == 403
        assert desk.anonymous.post(f"/plans/{made.number}/{verb}").status_code == 401
    assert desk.client(Role.CREW).get("/plans/current").status_code == 403
