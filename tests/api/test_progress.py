"""Crews' reports from the outside: kept once each, in any order, from the past and the future."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from random import Random
from typing import Any

import pytest

from dispatch.desk import intake
from dispatch.desk.progress import count_what_was_held_back
from dispatch.desk_ticket import Intake
from dispatch.plan_version import PlanStatus, PlanVersion
from dispatch.ticket_status import TicketStatus
from dispatch.user import Role
from tests.api.test_tickets import iso
from tests.builders import NOW, at, crew, minutes, plan, problem, shift, ticket
from tests.desk import CREW, Desk

KINDS = ("accepted", "enRoute", "onSite", "madeSafe", "partiallyRestored", "restored", "done")


def publish(desk: Desk, *ticket_ids: str) -> None:
    """The tickets are reported, and on the crew's published list."""
    case = problem([ticket(one) for one in ticket_ids], [crew(CREW, shifts=(shift(number=0),))])
    version = PlanVersion(
        "P-1", 1, PlanStatus.DRAFT, plan(case, {CREW: " ".join(ticket_ids)}), 1, NOW, "test", NOW, figures={}
    )
    with desk.store.write() as work:
        for one in case.tickets:
            intake.report(work, one, Intake(), "", by="test", now=NOW)
            before = work.tickets.get(one.id)
            work.tickets.save(before.changed(NOW, status=TicketStatus.DISPATCHED))
        work.plans.add(version)
        work.plans.save(
            PlanVersion(
                "P-1",
                1,
                PlanStatus.PUBLISHED,
                version.plan,
                1,
                NOW,
                "test",
                NOW,
                figures={},
                published_by="test",
                published_at=NOW,
            )
        )


def said(kind: str, minute: float, **changes: Any) -> dict[str, Any]:
    return {"id": f"{kind}-{minute}", "ticket_id": "T1", "kind": kind, "at": iso(minute), **changes}


def send(desk: Desk, *reports: dict[str, Any], role: Role = Role.CREW) -> list[dict[str, Any]]:
    answer = desk.client(role).post(f"/crews/{CREW}/progress", json={"reports": reports})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["reports"]
    return found


def status(desk: Desk, ticket_id: str = "T1") -> str:
    found: str = desk.dispatcher.get(f"/tickets/{ticket_id}").json()["status"]
    return found


def test_a_report_moves_its_ticket_and_is_answered_with_the_state(desk: Desk) -> None:
    publish(desk, "T1")
    (answer,) = send(desk, said("onSite", -3))
    assert (answer["outcome"], answer["ticket_status"], answer["state"]) == ("taken", "onSite", "onSite")
    assert (answer["since"], answer["arrived_at"], answer["crew_id"]) == (iso(-3), iso(-3), CREW)
    assert status(desk) == "onSite"


def test_reports_that_waited_for_a_signal_count_in_the_order_of_their_events(desk: Desk) -> None:
    publish(desk, "T1")
    answers = send(desk, said("done", -1), said("onSite", -30), said("enRoute", -40), said("restored", -5))
    assert {answer["state"] for answer in answers} == {"done"}
    assert status(desk) == "completed"
    send(desk, said("accepted", -50))
    assert status(desk) == "completed"


def test_a_report_sent_again_counts_once(desk: Desk) -> None:
    publish(desk, "T1")
    outcomes = [send(desk, said("onSite", -3))[0]["outcome"] for _ in range(2)]
    twice = [answer["outcome"] for answer in send(desk, said("madeSafe", -2), said("madeSafe", -2))]
    assert (outcomes, twice) == (["taken", "repeated"], ["taken", "repeated"])
    with desk.store.read() as work:
        assert len(work.progress.of("T1")) == 2
        assert [e.kind for e in work.events.about("ticket/T1") if e.kind.startswith("progress.")] == [
            "progress.onSite",
            "progress.madeSafe",
        ]


def test_another_report_under_a_known_id_is_refused_and_holds_up_none(desk: Desk) -> None:
    publish(desk, "T1")
    send(desk, said("accepted", -30, id="x"))
    refused, taken = send(desk, said("done", -3, id="x"), said("onSite", -20))
    assert (refused["outcome"], taken["outcome"]) == ("refused", "taken")
    assert "a new one needs a new id" in refused["reason"]
    assert status(desk) == "onSite"


def test_a_report_from_the_future_counts_once_its_time_has_come(desk: Desk) -> None:
    publish(desk, "T1")
    early, ahead = send(desk, said("onSite", 1), said("restored", 30))
    assert (early["outcome"], ahead["outcome"], ahead["state"]) == ("taken", "heldBack", "onSite")
    desk.clock.advance(minutes(27))
    with desk.store.write() as work:
        assert count_what_was_held_back(work, now=desk.clock.now) == 0
    desk.clock.advance(minutes(2))
    with desk.store.write() as work:
        assert count_what_was_held_back(work, now=desk.clock.now) == 1
    assert status(desk) == "restored"
    with desk.store.write() as work:
        assert count_what_was_held_back(work, now=desk.clock.now) == 0


def test_a_repair_that_is_left_is_a_ticket_with_its_own_clock_made_once(desk: Desk) -> None:
    publish(desk, "T1")
    left = {"parties": [{"work_minutes": 120, "skills": {"cable": 1}}], "priority": 4, "note": "joint burnt"}
    report = said("needsFollowUp", -6, follow_up=left, still_dark=2)
    (answer,) = send(desk, report)
    repair = desk.dispatcher.get(f"/tickets/{answer['follow_up_id']}").json()
    assert (repair["follows_id"], repair["reported_at"], repair["arrive_by"]) == ("T1", iso(-6), iso(39))
    assert (repair["customers"], repair["priority"], repair["description"]) == (2, 4, "joint burnt")
    assert repair["parties"] == [{"work_minutes": 120, "skills": {"cable": 1}}]
    again, other = send(desk, report, said("needsFollowUp", -4))
    assert again["follow_up_id"] == other["follow_up_id"] == answer["follow_up_id"]
    assert len(desk.dispatcher.get("/tickets").json()["items"]) == 2
    assert status(desk) == "completed"


def test_a_rejection_says_why_and_frees_the_ticket(desk: Desk) -> None:
    publish(desk, "T1")
    bare = desk.client(Role.CREW).post(f"/crews/{CREW}/progress", json={"reports": [said("rejected", -1)]})
    assert (bare.status_code, bare.json()["errors"][0]["path"]) == (422, "$.reports[0]")
    send(desk, said("rejected", -1, reason="no insulated ladder"))
    assert status(desk) == "waitingToBeScheduled"
    with desk.store.read() as work:
        day = work.running_day.read(NOW)
    assert day.progress[day.ticket["T1"].visits[0]].rejected_by == {CREW}


def test_an_old_report_does_not_undo_what_the_desk_did_since(desk: Desk) -> None:
    publish(desk, "T1")
    send(desk, said("rejected", -10, reason="no ladder"))
    with desk.store.write() as work:
        before = work.tickets.get("T1")
        work.tickets.save(before.changed(NOW, status=TicketStatus.DISPATCHED))
    send(desk, said("accepted", -20))
    assert status(desk) == "dispatched"


def test_a_report_about_a_cancelled_ticket_is_kept(desk: Desk) -> None:
    publish(desk, "T1")
    desk.dispatcher.post("/tickets/T1/cancel")
    (answer,) = send(desk, said("onSite", -1))
    assert (answer["outcome"], answer["ticket_status"], answer["state"]) == ("taken", "cancelled", "onSite")


def test_crews_report_for_themselves_on_what_they_were_given(desk: Desk) -> None:
    publish(desk, "T1")
    desk.dispatcher.post("/crews", json={"id": "C2"})
    desk.dispatcher.post("/tickets", json={**ticket_body(), "id": "T9"})
    other = desk.client(Role.CREW).post("/crews/C2/progress", json={"reports": [said("onSite", -1)]})
    assert other.status_code == 404
    strange, missing = send(desk, said("onSite", -1, ticket_id="T9"), said("onSite", -2, ticket_id="T404"))
    assert (strange["reason"], missing["reason"]) == ("there is no ticket T9", "there is no ticket T404")
    assert send(desk, said("onSite", -1, ticket_id="T9"), role=Role.DISPATCHER)[0]["outcome"] == "taken"
    assert desk.client(Role.PLANNER).post(f"/crews/{CREW}/progress", json={"reports": []}).status_code == 403


def ticket_body() -> dict[str, Any]:
    return {
        "place": {"lat": 30.0, "lon": 120.01},
        "priority": 3,
        "area_class": "urban",
        "parties": [{"work_minutes": 60}],
    }


@pytest.mark.parametrize("tickets", [30, pytest.param(150, marks=pytest.mark.benchmark)])
def test_of_many_reports_at_one_time_none_is_lost_and_none_counts_twice(desk: Desk, tickets: int) -> None:
    """Of each ticket up to seven reports out of order, two sent twice, one from the future: 200 posts, or 1,000."""
    ids = [f"T{number}" for number in range(tickets)]
    publish(desk, *ids)
    random = Random(5)
    last = {one: random.randrange(len(KINDS)) for one in ids}
    once = [
        said(kind, rank - 60, id=f"{one}-{kind}", ticket_id=one)
        for one, (rank, kind) in product(ids, enumerate(KINDS))
        if rank <= last[one]
    ]
    ahead = [said("done", 600, id=f"{one}-ahead", ticket_id=one) for one in ids]
    posts = [*once, *ahead, *random.sample(once, 2 * tickets)]
    random.shuffle(posts)

    def post(report: dict[str, Any]) -> str:
        answer = client.post(f"/crews/{CREW}/progress", json={"reports": [report]})
        assert answer.status_code == 200, answer.text
        outcome: str = answer.json()["reports"][0]["outcome"]
        return outcome

    # Entered, the client keeps one event loop for all threads, as a server does.
    with desk.client(Role.CREW) as client, ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(post, posts))
    assert outcomes.count("repeated") == 2 * tickets
    assert outcomes.count("taken") == len(once)
    with desk.store.read() as work:
        kept = [one for ticket_id in ids for one in work.progress.of(ticket_id)]
        lines = [e for ticket_id in ids for e in work.events.about(f"ticket/{ticket_id}") if "progress." in e.kind]
        states = {one: work.tickets.get(one).status for one in ids}
    assert sorted(one.event.event_id for one in kept) == sorted(one["id"] for one in [*once, *ahead])
    assert len(lines) == len(kept)
    wanted = {one: "completed" if KINDS[last[one]] == "done" else KINDS[last[one]] for one in ids}
    assert states == wanted
    assert all(one.held_back == (one.event.at == at(600)) for one in kept)
