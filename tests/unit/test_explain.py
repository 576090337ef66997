"""Each reason for leaving a ticket out: its code, and the facts in its sentence."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from dispatch.duty import DutyKey
from dispatch.plan import Reason, Sequences
from dispatch.problem import ChangeBudget, Lock, PlanningProblem
from dispatch.ticket import Precedence, Priority, TicketPrices, Visit
from solver.explain import unassigned_reasons
from tests.builders import at, crew, party, plan, policy, problem, shift, skills, spot, ticket, window
from tests.random_problems import random_problem, random_sequences


def reason_for(case: PlanningProblem, ticket_id: str = "T1", sequences: Sequences | None = None) -> tuple[Reason, str]:
    found = {entry.ticket_id: entry for entry in unassigned_reasons(case, sequences or {})}
    return found[ticket_id].reason, str(found[ticket_id].sentence)


def test_a_skill_nobody_holds_is_named() -> None:
    case = problem([ticket(parties=(party(60, "cable:2"),))], [crew(skills=skills("cable"))])
    reason, sentence = reason_for(case)
    assert reason is Reason.SKILL
    assert "cable:2" in sentence


def test_gear_that_no_crew_brings() -> None:
    reason, sentence = reason_for(problem([ticket(equipment=frozenset({"bucket truck"}))], [crew()]))
    assert reason is Reason.EQUIPMENT
    assert "bucket truck" in sentence


def test_a_refused_crew() -> None:
    reason, _ = reason_for(problem([ticket(forbidden_crews=frozenset({"C1"}))], [crew()]))
    assert reason is Reason.CREW


def test_parts_nobody_carries() -> None:
    reason, sentence = reason_for(problem([ticket(parts=(("fuse", 2),))], [crew(parts=(("fuse", 1),))]))
    assert reason is Reason.PARTS
    assert "fuse" in sentence


def test_a_lock_to_a_crew_without_the_skill() -> None:
    asked = ticket(parties=(party(60, "cable"),))
    crews = [crew("C1", skills=skills("cable")), crew("C2")]
    case = problem([asked], crews, locks=(Lock(Visit("T1"), crew_id="C2"),))
    assert reason_for(case)[0] is Reason.LOCK


def test_an_appointment_that_closes_before_anyone_can_come() -> None:
    case = problem([ticket(place=spot(100, 0), appointments=(window(0, 30),))], [crew()])
    reason, sentence = reason_for(case)
    assert reason is Reason.TIME_WINDOW
    assert "08:30" in sentence


def test_a_shift_too_short_for_the_work() -> None:
    case = problem([ticket(parties=(party(120),))], [crew(shifts=(shift(0, 60),))])
    reason, sentence = reason_for(case)
    assert reason is Reason.SHIFT
    assert "09:00" in sentence


def test_what_comes_after_a_ticket_left_out() -> None:
    first = ticket("T0", parties=(party(60, "cable"),))
    case = problem([first, ticket("T1", after=(Precedence("T0"),))], [crew()])
    reason, sentence = reason_for(case)
    assert reason is Reason.PRECEDENCE
    assert "T0" in sentence


def test_a_ticket_that_costs_more_than_leaving_it_out() -> None:
    cheap = ticket(place=spot(60, 0), arrive_by=at(0), prices=TicketPrices(arrival_late_minute=10.0, left_out=1.0))
    reason, sentence = reason_for(problem([cheap], [crew()]))
    assert reason is Reason.COST
    assert "leaving it out costs 1" in sentence


def test_crews_that_are_full_are_busy_until_a_time_and_go_home_at_another() -> None:
    jobs = [ticket("T0", parties=(party(360),)), ticket("T1", parties=(party(120),))]
    reason, sentence = reason_for(problem(jobs, [crew()]), sequences={DutyKey("C1", 0): (Visit("T0"),)})
    assert reason is Reason.SHIFT
    assert "busy until 14:10 and its shift ends 16:00" in sentence
    assert "20 min short" in sentence


def budget_case(changes: int) -> PlanningProblem:
    jobs = [ticket("T0", priority=Priority.ROUTINE), ticket("T1", priority=Priority.EMERGENCY)]
    case = problem(jobs, [crew()], policy=policy(first_priorities=frozenset({Priority.EMERGENCY})))
    published = plan(case, {"C1": "T0"})
    return replace(case, previous=published, change_budget=ChangeBudget(changes))


def test_a_change_budget_is_named_only_when_it_is_what_stands_in_the_way() -> None:
    sequences = {DutyKey("C1", 0): (Visit("T0"),)}
    reason, sentence = reason_for(budget_case(0), sequences=sequences)
    assert reason is Reason.CHANGE_BUDGET
    assert "1 more" in sentence
    assert reason_for(budget_case(1), sequences=sequences)[0] is Reason.COST


def test_two_crews_at_one_time_that_only_fit_apart() -> None:
    reason, sentence = reason_for(problem([ticket(parties=(party(60), party(60)))], [crew("C1")]))
    assert reason is Reason.SHIFT
    assert "2 crews" in sentence


@pytest.mark.parametrize("seed", range(100))
def test_every_ticket_left_out_gets_one_reason_and_none_raises(seed: int) -> None:
    case = random_problem(seed)
    sequences = random_sequences(case, Random(seed), left_out=0.5)
    planned = {visit.ticket_id for order in sequences.values() for visit in order}
    reasons = unassigned_reasons(case, sequences)
    assert [entry.ticket_id for entry in reasons] == [t.id for t in case.tickets if t.id not in planned]
    assert all(entry.sentence for entry in reasons)
