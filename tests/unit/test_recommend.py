"""Suggestions for a ticket: the best crews and times, lawful as they stand."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.balance import balance
from dispatch.receipts import whole_tickets
from dispatch.rules import check
from dispatch.ticket import Precedence, Started, Visit
from solver.recommend import recommend
from tests.builders import at, crew, duty_key, party, plan, problem, shift, skills, spot, ticket
from tests.random_problems import random_problem, random_sequences


def crews_of(found: object) -> list[str]:
    return [one.moves[0].duty.crew_id for one in found]  # type: ignore[attr-defined]


def test_the_nearest_free_crew_comes_first_with_its_time_and_cost() -> None:
    asked = ticket("T1", place=spot(20))
    case = problem((asked, ticket("T2", place=spot(-10))), (crew("C1"), crew("C2")))
    found = recommend(case, plan(case, {"C1": "T2"}), "T1")
    assert crews_of(found) == ["C2", "C1"]
    assert found[0].start == at(20)
    assert str(found[0].sentence) == (
        "Crew C2 could be there at 08:20, first of its list: saves 1 ticket from being left out, 460 min of late "
        "arrival, 285 min of late restoration and 4,000 customer-minutes; takes 40 min of travel."
    )


def test_a_crew_without_the_skill_or_the_time_is_not_suggested() -> None:
    asked = ticket("T1", parties=(party(60, "cable"),))
    crews = (
        crew("C1"),
        crew("C2", skills=skills("cable"), shifts=(shift(end=70),)),
        crew("C3", skills=skills("cable")),
    )
    case = problem([asked], crews)
    assert crews_of(recommend(case, plan(case, {}), "T1")) == ["C3"]


def test_a_planned_ticket_is_suggested_elsewhere_only() -> None:
    case = problem([ticket("T1")], (crew("C1"), crew("C2")))
    (found,) = recommend(case, plan(case, {"C1": "T1"}), "T1")
    assert crews_of([found]) == ["C2"]
    assert found.balance.cost == 0


def test_work_that_has_begun_stays_where_it_is() -> None:
    case = problem([ticket("T1", started=(Started("C1", at(-5)),))], (crew("C1"), crew("C2")))
    assert recommend(case, plan(case, {"C1": "T1"}), "T1") == ()


def test_a_joint_ticket_is_suggested_with_all_its_crews() -> None:
    joint = ticket("T1", parties=(party(60, "line"), party(30, "tree")))
    crews = (crew("C1", skills=skills("line")), crew("C2", skills=skills("tree")), crew("C3", skills=skills("tree")))
    case = problem((joint, ticket("T2", place=spot(-10))), crews)
    found = recommend(case, plan(case, {"C2": "T2"}), "T1")[0]
    assert [(move.visit, move.duty) for move in found.moves] == [
        (Visit("T1", 0), duty_key("C1")),
        (Visit("T1", 1), duty_key("C3")),
    ]
    assert str(found.sentence).startswith("Crew C1 with crew C3 could be there at 08:10")


def test_nothing_is_suggested_before_its_predecessor_is_planned() -> None:
    case = problem((ticket("T1", after=(Precedence("T2"),)), ticket("T2")), [crew()])
    assert recommend(case, plan(case, {}), "T1") == ()
    assert recommend(case, plan(case, {"C1": "T2"}), "T1")


def test_no_more_than_asked_for() -> None:
    case = problem([ticket("T1")], [crew(f"C{n}") for n in range(6)])
    assert len(recommend(case, plan(case, {}), "T1", count=2)) == 2


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_every_suggestion_is_lawful_and_costs_what_it_says(seed: int) -> None:
    case = random_problem(seed)
    stands = whole_tickets(case, random_sequences(case, Random(seed)))
    for asked in case.tickets[:4]:
        found = recommend(case, stands, asked.id)
        assert [one.balance.cost for one in found] == sorted((one.balance.cost for one in found), reverse=True)
        for one in found:
            assert not check(case, one.plan)
            assert set(asked.visits) <= set(one.plan.stops())
            assert one.balance == balance(case, stands, one.plan)


def test_strangers_are_refused() -> None:
    case = problem([ticket("T1")], [crew()])
    with pytest.raises(KeyError):
        recommend(case, plan(case, {}), "T9")
