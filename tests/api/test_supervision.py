"""Promises in danger: called out before and after they are missed, up the chain, until somebody answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dispatch.desk import supervision
from dispatch.escalation import Escalation
from dispatch.user import Role
from tests.api.test_tickets import report
from tests.desk import Desk


def watch(desk: Desk, minutes: float = 0) -> tuple[Escalation, ...]:
    desk.clock.advance(timedelta(minutes=minutes))
    with desk.store.write() as work:
        return supervision.watch(work, by="test", now=desk.clock.now)


def current(desk: Desk) -> list[tuple[str, str, str]]:
    found = desk.dispatcher.get("/escalations").json()
    return [(one["promise"], one["danger"], one["called"]) for one in found]


def only(desk: Desk) -> dict[str, Any]:
    (found,) = desk.dispatcher.get("/escalations").json()
    one: dict[str, Any] = found
    return one


def test_nobody_is_called_while_there_is_time(desk: Desk) -> None:
    report(desk)
    assert watch(desk, 29) == ()


def test_the_chain_is_called_one_after_the_other_until_its_end(desk: Desk) -> None:
    report(desk)
    watch(desk, 31)
    assert current(desk) == [("arrival", "about to be missed", "shift supervisor")]
    assert watch(desk, 9) == ()
    watch(desk, 1)
    assert current(desk) == [("arrival", "about to be missed", "duty manager")]
    watch(desk, 5)
    assert current(desk) == [("arrival", "missed", "head of operations")]
    assert watch(desk, 60) == ()


def test_who_acknowledges_is_left_alone_until_the_promise_is_missed_after_all(desk: Desk) -> None:
    report(desk)
    watch(desk, 31)
    answer = desk.dispatcher.post(f"/escalations/{only(desk)['id']}/acknowledge")
    assert (answer.json()["acknowledged_by"], answer.json()["next_at"]) == ("U-dispatcher", None)
    assert watch(desk, 13) == ()
    watch(desk, 2)
    seen = only(desk)
    assert (seen["danger"], seen["level"], seen["acknowledged_by"]) == ("missed", 1, None)


def test_a_dispatcher_calls_higher_up_at_once(desk: Desk) -> None:
    report(desk)
    watch(desk, 31)
    assert desk.dispatcher.post(f"/escalations/{only(desk)['id']}/escalate").json()["called"] == "duty manager"


def test_it_ends_when_the_promise_is_kept_or_the_ticket_withdrawn(desk: Desk) -> None:
    report(desk)
    watch(desk, 31)
    own_id = only(desk)["id"]
    desk.dispatcher.post("/tickets/T1/cancel")
    watch(desk, 1)
    assert current(desk) == []
    assert desk.dispatcher.post(f"/escalations/{own_id}/acknowledge").status_code == 409


def test_the_restoration_has_a_clock_of_its_own(desk: Desk) -> None:
    report(desk)
    watch(desk, 215)
    assert {one[0] for one in current(desk)} == {"arrival", "restoration"}


def test_planners_look_and_do_not_answer(desk: Desk) -> None:
    report(desk)
    watch(desk, 31)
    planner = desk.client(Role.PLANNER)
    assert len(planner.get("/escalations").json()) == 1
    assert planner.post(f"/escalations/{only(desk)['id']}/acknowledge").status_code == 403
