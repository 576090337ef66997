"""What holds of the difference of any two plans."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.errors import InfeasiblePlan
from dispatch.plan import Plan
from dispatch.plan_diff import ChangeKind, apply, carried_on, diff
from dispatch.problem import PlanningProblem
from dispatch.rebase import rebased
from dispatch.receipts import whole_tickets
from dispatch.score import score
from tests.random_problems import random_problem, random_sequences

seeds = st.integers(0, 10**6)
sweep = settings(deadline=None, max_examples=60)


def two_plans(seed: int) -> tuple[PlanningProblem, Plan, Plan]:
    case, rng = random_problem(seed), Random(seed)
    old, new = (whole_tickets(case, random_sequences(case, rng, left_out=0.3)) for _ in range(2))
    return case, old, new


def as_it_goes_on(case: PlanningProblem, old: Plan) -> Plan:
    try:
        return rebased(replace(case, locks=()), old).plan
    except InfeasiblePlan:
        return carried_on(case, old)


@sweep
@given(seeds)
def test_the_old_plan_and_the_difference_make_the_new_one(seed: int) -> None:
    case, old, new = two_plans(seed)
    there, back = diff(case, old, new, receipts=False), diff(case, new, old, receipts=False)
    assert apply(old, there) == new
    assert apply(new, back) == old
    assert {one.visit for one in there.changes} == {one.visit for one in back.changes}
    goes_on = as_it_goes_on(case, old)
    assert there.bought.cost == pytest.approx(score(case, goes_on).total - score(case, new).total, abs=1e-6)


@sweep
@given(seeds)
def test_every_visit_that_changes_lists_is_named_once_and_its_crews_are_told(seed: int) -> None:
    case, old, new = two_plans(seed)
    found = diff(case, old, new, receipts=False)
    was, now = old.stops(), new.stops()
    moved = {visit for visit in was.keys() & now.keys() if was[visit][0].crew_id != now[visit][0].crew_id}
    named = [one.visit for one in found.changes]
    assert len(set(named)) == len(named)
    assert {one.visit for one in found.changes if one.kind is ChangeKind.MOVED} == moved
    assert {one.visit for one in found.changes if one.kind is ChangeKind.ADDED} == now.keys() - was.keys()
    assert {one.visit for one in found.changes if one.kind is ChangeKind.DROPPED} == was.keys() - now.keys()
    assert set(found.crews_to_tell) >= {was[visit][0].crew_id for visit in moved}


@settings(deadline=None, max_examples=20)
@given(seeds)
def test_a_receipt_is_given_or_says_what_binds_it(seed: int) -> None:
    case, old, new = two_plans(seed)
    for change in diff(case, old, new).changes:
        if change.kind in (ChangeKind.RETIMED, ChangeKind.GONE):
            continue
        assert change.receipt is not None
        assert (change.receipt.bought is None) == (change.receipt.bound_by is not None)
