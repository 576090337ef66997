"""The why-not matrix: for every crew the rule in its way and the smallest remedy, which is then tried."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.crew import Crew
from dispatch.plan import Reason
from dispatch.problem import Lock, PlanningProblem
from dispatch.receipts import whole_tickets
from dispatch.ticket import Precedence, Started, Ticket, Visit
from solver.why_not import Answer, why_not
from tests.builders import at, crew, minutes, party, plan, problem, shift, skills, spot, ticket, window
from tests.random_problems import random_problem, random_sequences

T1 = Visit("T1")


def answer(case: PlanningProblem, lists: dict[str, str] | None = None, crew_id: str = "C1") -> Answer:
    return next(one for one in why_not(case, plan(case, lists or {}), T1) if one.crew_id == crew_id)


def alone(asked: Ticket, who: Crew, **changes: object) -> Answer:
    return answer(problem([asked], [who], **changes))


def test_a_crew_that_fits_says_when_and_at_what_cost() -> None:
    found = alone(ticket(), crew())
    assert (found.reason, found.remedy) == (None, None)
    assert str(found.sentence) == "Crew C1 fits: there at 08:10, at a cost of 24."


def test_a_missing_skill_gear_or_refusal_says_what_would_help() -> None:
    unskilled = alone(ticket(parties=(party(60, "cable:2"),)), crew(skills=skills("cable")))
    assert (unskilled.reason, str(unskilled.sentence)) == (Reason.SKILL, "Crew C1 lacks cable:2 for ticket T1.")
    assert str(unskilled.remedy) == "Someone who holds it would have to go along."
    bare = alone(ticket(equipment=frozenset({"bucket"})), crew())
    assert (bare.reason, str(bare.remedy)) == (Reason.EQUIPMENT, "It would have to take the gear along.")
    assert alone(ticket(forbidden_crews=frozenset({"C1"})), crew()).reason is Reason.CREW


def test_missing_parts_are_counted() -> None:
    found = alone(ticket(parts=(("fuse", 3),)), crew(parts=(("fuse", 1),)))
    assert (found.reason, str(found.remedy)) == (Reason.PARTS, "It would have to load 2 fuse more.")


def test_a_lock_to_another_crew_would_have_to_be_released() -> None:
    case = problem([ticket()], [crew("C1"), crew("C2")], locks=(Lock(T1, "C2"),))
    assert (answer(case).reason, str(answer(case).sentence)) == (Reason.LOCK, "It is locked to crew C2.")
    assert answer(case, crew_id="C2").reason is None


def test_a_full_list_says_how_much_longer_would_do_and_that_much_does() -> None:
    case = problem((ticket("T1"), ticket("T2")), [crew(shifts=(shift(end=100),))])
    found = answer(case, {"C1": "T2"})
    assert (found.reason, found.extra_time) == (Reason.SHIFT, minutes(40))
    assert str(found.sentence) == "Crew C1 would be 40 min past the end of its duty, 09:40."
    assert str(found.remedy) == "Crew C1 fits with 40 min more, until 10:20."
    longer = problem(case.tickets, [crew(shifts=(shift(end=100, max_overtime=minutes(40)),))])
    assert answer(longer, {"C1": "T2"}).reason is None


def test_a_window_that_closes_too_soon_says_how_much_longer_it_would_have_to_be_open() -> None:
    found = alone(ticket(place=spot(100), appointments=(window(0, 30),)), crew())
    assert (found.reason, str(found.remedy)) == (
        Reason.TIME_WINDOW,
        "Its window would have to stay open 70 min longer.",
    )


def test_other_work_in_the_way_says_when_the_crew_could_be_there_without_it() -> None:
    tight = ticket("T1", appointments=(window(0, 15),))
    other = ticket("T2", appointments=(window(0, 15),))
    found = answer(problem((tight, other), [crew()]), {"C1": "T2"})
    assert found.reason is Reason.TIME_WINDOW
    assert str(found.remedy) == "Without its other tickets crew C1 could be there at 08:10."


def test_a_predecessor_left_out_would_have_to_be_planned() -> None:
    found = answer(problem((ticket("T1", after=(Precedence("T2"),)), ticket("T2")), [crew()]))
    assert (found.reason, str(found.remedy)) == (Reason.PRECEDENCE, "Ticket T2 would have to be planned.")


def test_begun_work_is_with_the_crew_that_began_it() -> None:
    case = problem([ticket("T1", started=(Started("C2", at(-5)),))], [crew("C1"), crew("C2")])
    assert str(answer(case, {"C2": "T1"}).sentence) == "It is begun or frozen with crew C2."
    assert answer(case, {"C2": "T1"}, "C2").reason is None


def test_the_better_of_two_shifts_speaks_for_a_crew() -> None:
    case = problem([ticket()], [crew(shifts=(shift(end=30), shift(1440, 1900)))])
    (found,) = why_not(case, plan(case, {}), T1)
    assert found.reason is None


def test_strangers_are_refused() -> None:
    case = problem([ticket()], [crew()])
    with pytest.raises(KeyError):
        why_not(case, plan(case, {}), Visit("T9"))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_the_time_said_to_be_enough_is_enough_and_less_is_not(seed: int) -> None:
    rules = {"skills", "windows", "breaks", "overtime", "priority", "speed", "traffic"} - {"priority"}
    case = random_problem(seed, rules)
    stands = whole_tickets(case, random_sequences(case, Random(seed)))
    for asked in case.tickets[:4]:
        for found in why_not(case, stands, asked.visits[0]):
            if found.extra_time is None:
                continue
            enough = why_not(_longer(case, found.crew_id, found.extra_time), stands, found.visit)
            less = why_not(_longer(case, found.crew_id, found.extra_time - minutes(1)), stands, found.visit)
            assert next(one for one in enough if one.crew_id == found.crew_id).reason is None
            assert next(one for one in less if one.crew_id == found.crew_id).reason is not None


def _longer(case: PlanningProblem, crew_id: str, extra: object) -> PlanningProblem:
    def stretched(one: Crew) -> Crew:
        last = one.shifts[0]
        return replace(one, shifts=(replace(last, max_overtime=max(minutes(0), last.max_overtime + extra)),))  # type: ignore[operator]

    return replace(case, crews=tuple(stretched(one) if one.id == crew_id else one for one in case.crews))
