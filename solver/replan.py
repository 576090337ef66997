"""The first plan of a solve: cheapest insertion, and where a plan is running, that one with the fewest changes."""

from __future__ import annotations

import numpy as np

from solver.arrays import FAR, Arrays, Indexed, Ints
from solver.kernel.ruin_recreate import search
from solver.result import Orders
from solver.run import starting_point
from solver.search import FROZEN, Annealing

MOST_NEW = 10
"""With more new tickets than this, and no change budget, the day is another one: plain insertion."""
CHANGES = (0, 1, 2, 3, 5, 8, 13)
"""How many visits may change to make room for new tickets, tried in turn."""
STEPS, MOST_STEPS = 200, 2000
"""Steps of each try: for each new ticket (some 15 ms), and at most."""
CHANGE = 1e6
"""While room is made, a change costs more than anything else does."""


def first_plan(annealing: Annealing, indexed: Indexed) -> float:
    """Build the first plan in `annealing`; its cost, infinity where fixed work alone breaks a rule.

    A running plan stays as it is, and new tickets get room with as few changes as will do. Only then are
    tickets inserted that it had left out already; under a change budget that is left to the search.
    """
    orders, new = indexed.numbers(starting_point(indexed.problem)), _new_visits(indexed)
    if indexed.problem.previous is None or (len(new) > MOST_NEW and not annealing.budgeted):
        return annealing.build(orders)
    cost = annealing.build(orders, insert=False)
    if cost == float("inf"):
        return cost
    return annealing.build(_make_room(annealing, new), insert=not annealing.budgeted)


def _new_visits(indexed: Indexed) -> Ints:
    """The lead visits of tickets that the running plan neither has nor left out, as far as any crew may do them."""
    previous = indexed.problem.previous
    if previous is None:
        return np.array([], dtype=np.int64)
    seen = {visit.ticket_id for visit in previous.stops()} | {entry.ticket_id for entry in previous.unassigned}
    new = [indexed.number[ticket.visits[0]] for ticket in indexed.problem.tickets if ticket.id not in seen]
    return np.array([visit for visit in new if indexed.arrays.choices["allowed"][:, visit].any()], dtype=np.int64)


def _make_room(annealing: Annealing, new: Ints) -> Orders:
    """The orders in `annealing` with the new visits' tickets, as far as they find room: a short descent around them."""
    state, desk, p = annealing.states[0], annealing.desks[0], _priced(annealing.arrays, new)
    most, everything = int(p.policy["budget"][0]), np.arange(len(p.visits))
    # Times and costs as they are when changes have their price.
    search(p, state, desk, annealing.nowhere, everything, 0, 0, FROZEN, FROZEN, 0.0, annealing.seed)
    for changes in CHANGES:
        left = new[state.spots["duty"][new] < 0]
        if not len(left):
            break
        p.policy["budget"] = min(changes, most)
        steps, seed = min(MOST_STEPS, STEPS * len(left)), annealing.seed + changes
        search(p, state, desk, annealing.near, left, 0, steps, FROZEN, FROZEN, 0.0, seed)
    return [state.stops["visit"][r, : state.lists["length"][r]].tolist() for r in range(len(state.lists))]


def _priced(arrays: Arrays, new: Ints) -> Arrays:
    """The problem with a price on each change that outweighs all others, and one on leaving out what is new."""
    policy, tickets = arrays.policy.copy(), arrays.tickets.copy()
    if policy["budget"][0] == FAR:
        policy["budget_tolerance"] = policy["price_tolerance"]
    policy["price_tolerance"], policy["changed_time"] = policy["budget_tolerance"], CHANGE
    published = arrays.visits["ticket"][arrays.visits["published_crew"] >= 0]
    tickets["left_out"][published] += CHANGE
    tickets["left_out"][arrays.visits["ticket"][new]] += 1000 * CHANGE
    return arrays._replace(policy=policy, tickets=tickets)
