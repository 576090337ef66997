"""What the store keeps as JSON comes back as it was."""

from __future__ import annotations

import json

import pytest

from dispatch.crew import Crew
from dispatch.plan import Plan
from dispatch.policy import Policy
from dispatch.store.columns import from_json, to_json
from dispatch.ticket import Ticket
from tests.builders import ticket
from tests.random_problems import random_plan, random_problem


@pytest.mark.parametrize("seed", range(25))
def test_tickets_crews_policies_and_plans_come_back_as_they_were(seed: int) -> None:
    case = random_problem(seed)
    for one in case.tickets:
        assert from_json(Ticket, json.loads(json.dumps(to_json(one)))) == one
    for crew in case.crews:
        assert from_json(Crew, json.loads(json.dumps(to_json(crew)))) == crew
    assert from_json(Policy, json.loads(json.dumps(to_json(case.policy)))) == case.policy
    plan = random_plan(case, seed)
    assert from_json(Plan, json.loads(json.dumps(to_json(plan)))) == plan


def test_a_document_that_breaks_a_rule_of_the_domain_is_refused() -> None:
    document = to_json(ticket("T1")) | {"customers": -1}
    with pytest.raises(ValueError, match="negative number of customers"):
        from_json(Ticket, document)
