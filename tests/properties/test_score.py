"""What holds for the cost of every plan, over random problems with the rules mixed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.rules import check
from dispatch.score import Term, score
from tests.random_problems import RULES, random_plan, random_problem

seeds = st.integers(0, 10**6)
sweep = settings(deadline=None, max_examples=60)


@sweep
@given(seeds)
def test_the_total_is_the_sum_of_its_terms_and_of_tickets_and_duties(seed: int) -> None:
    case = random_problem(seed)
    found = score(case, random_plan(case, seed))
    shares = [*found.by_ticket.values(), *found.by_duty.values()]
    assert found.total == pytest.approx(sum(found.terms.values()))
    assert found.total == pytest.approx(sum(sum(share.values()) for share in shares))
    by_term: dict[Term, float] = defaultdict(float)
    for share in shares:
        for term, price in share.items():
            by_term[term] += price
    assert {term: found.terms[term] for term in by_term} == pytest.approx(dict(by_term))


@sweep
@given(seeds)
def test_nothing_is_ever_earned(seed: int) -> None:
    case = random_problem(seed)
    found = score(case, random_plan(case, seed))
    assert all(price >= 0 for share in (*found.by_ticket.values(), *found.by_duty.values()) for price in share.values())


@sweep
@given(seeds)
def test_a_ticket_pays_for_its_clocks_or_for_being_left_out(seed: int) -> None:
    case = random_problem(seed)
    plan = random_plan(case, seed)
    planned = {visit.ticket_id for visit in plan.stops()}
    clocks = {Term.ARRIVAL_LATENESS, Term.RESTORATION_LATENESS, Term.OUTAGE}
    for ticket_id, share in score(case, plan).by_ticket.items():
        assert not set(share) & ({Term.LEFT_OUT} if ticket_id in planned else clocks)


@sweep
@given(seeds, st.integers(-(10**7), 10**7))
def test_the_same_day_at_another_time_costs_the_same_and_breaks_the_same_rules(seed: int, seconds: int) -> None:
    case = random_problem(seed, [rule for rule in RULES if rule != "traffic"])
    moved = translated(case, timedelta(seconds=seconds))
    plan, later = random_plan(case, seed), random_plan(moved, seed)
    assert later == translated(plan, timedelta(seconds=seconds))
    assert score(moved, later).terms == pytest.approx(score(case, plan).terms)
    assert [breach.rule for breach in check(moved, later)] == [breach.rule for breach in check(case, plan)]


@sweep
@given(seeds)
def test_a_published_plan_costs_no_change_and_any_budget_covers_it(seed: int) -> None:
    case = random_problem(seed, [rule for rule in RULES if rule not in {"published", "frozen", "budget"}])
    plan = random_plan(case, seed)
    assert score(replace(case, previous=plan), plan).terms[Term.CHANGE] == 0


def translated(value: Any, by: timedelta) -> Any:
    """The same with every moment in it moved; the map stays as it is."""
    if isinstance(value, datetime):
        return value + by
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(translated(item, by) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in fields(value) if field.init and field.name not in {"travel", "policy"})
        return replace(value, **{name: translated(getattr(value, name), by) for name in names})
    return value
