"""The problem: heads, what is published, what is tied, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.problem import Lock, PlanningProblem
from dispatch.ticket import Precedence, Started, TicketPrices
from tests.builders import NOW, at, crew, duty_key, party, plan, problem, shift, ticket, visit, window


def published(lists: dict[str, str], freeze: float | None = None) -> PlanningProblem:
    case = problem([ticket("T1"), ticket("T2"), ticket("T3")], [crew("C1"), crew("C2")])
    return replace(case, previous=plan(case, lists), freeze_until=None if freeze is None else at(freeze))


def test_the_empty_problem_ends_now() -> None:
    case = problem([], [])
    assert (case.horizon, case.duties, case.heads, case.published) == (NOW, (), {}, {})


def test_the_horizon_is_the_last_hard_end() -> None:
    assert problem([], [crew("C1"), crew("C2", shifts=(shift(0, 900),))]).horizon == at(900)


def test_ids_are_unique() -> None:
    with pytest.raises(ValueError, match="two tickets"):
        problem([ticket("T1"), ticket("T1")], [])
    with pytest.raises(ValueError, match="two crews"):
        problem([], [crew("C1"), crew("C1")])


def test_now_and_the_freeze_are_aware() -> None:
    with pytest.raises(ValueError, match="now"):
        problem([], [], now=NOW.replace(tzinfo=None))
    with pytest.raises(ValueError, match="freeze"):
        problem([], [], freeze_until=NOW.replace(tzinfo=None))


def test_heads_are_what_a_crew_is_at_then_what_it_drives_to_then_what_is_frozen() -> None:
    case = published({"C1": "T3 T1 T2"}, freeze=500)
    started = (
        replace(case.tickets[0], started=(Started("C1"),)),
        replace(case.tickets[1], started=(Started("C1", at(-5)),)),
        case.tickets[2],
    )
    assert replace(case, tickets=started).heads == {duty_key("C1"): (visit("T2"), visit("T1"), visit("T3"))}


def test_frozen_work_that_another_crew_has_started_is_that_crews() -> None:
    case = published({"C1": "T1 T2"}, freeze=60)
    started = (replace(case.tickets[0], started=(Started("C2"),)), *case.tickets[1:])
    assert replace(case, tickets=started).heads == {duty_key("C2"): (visit("T1"),)}


def test_visits_that_are_there_no_longer_are_neither_frozen_nor_published() -> None:
    pair = problem([ticket("T1", parties=(party(), party())), ticket("T2")], [crew("C1"), crew("C2")])
    previous = plan(pair, {"C1": "T1 T2", "C2": "T1/1"})
    case = problem([ticket("T1")], [crew("C1"), crew("C2")], previous=previous, freeze_until=at(500))
    assert case.heads == {duty_key("C1"): (visit("T1"),)}
    assert set(case.published) == {visit("T1")}


def test_a_lock_to_another_crew_takes_a_visit_out_of_the_freeze() -> None:
    case = published({"C1": "T1 T2"}, freeze=500)
    moved = replace(case, locks=(Lock(visit("T1"), "C2"), Lock(visit("T2"), start=window(0, 900))))
    assert moved.heads == {duty_key("C1"): (visit("T2"),)}


def test_published_visits_of_crews_without_duty_are_not_counted() -> None:
    case = published({"C1": "T1", "C2": "T2"})
    assert set(replace(case, crews=(crew("C1"),)).published) == {visit("T1")}


def test_tickets_are_tied_by_parties_precedence_and_outages() -> None:
    case = problem(
        [
            ticket("T1"),
            ticket("T2", after=(Precedence("T1"),)),
            ticket("T3", parties=(party(), party())),
            ticket("T4", after=(Precedence("done"),), upstream="elsewhere"),
            ticket("T5", upstream="T6"),
            ticket("T6"),
        ],
        [],
    )
    assert [one.id for one in case.tied_tickets] == ["T2", "T3"]
    assert case.tied_ids == {"T1", "T2", "T3", "T5", "T6"}


def test_time_matters_to_priced_published_locked_and_tied_visits_alone() -> None:
    free = TicketPrices(left_out=9.0)
    names = ("T1", "T2", "T3", "T4", "T5")
    tickets = [ticket(name, prices=free) for name in names]
    tickets[1] = replace(tickets[1], prices=None)
    tickets[3] = replace(tickets[3], after=(Precedence("T5"),))
    case = problem(tickets, [crew()], locks=(Lock(visit("T3"), "C1"),))
    assert [name for name in names if case.time_matters(visit(name))] == ["T2", "T3", "T4", "T5"]
    case = replace(case, previous=plan(case, {"C1": "T1"}))
    assert case.time_matters(visit("T1"))
