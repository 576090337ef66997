"""Ruin and recreate: Slack Induction by String Removals (Christiaens and Vanden Berghe 2020), for dispatch.

A step removes strings of visits from neighbouring duties, puts them back one by one at their cheapest
place in some order, and keeps the result by simulated annealing. Steps are undone from a journal.
"""

from __future__ import annotations

import numpy as np

from solver.arrays import FAR, Arrays, Ints
from solver.kernel.compiled import entry, inlined, inner
from solver.kernel.desk import Desk, begin_step, undo
from solver.kernel.near import Near
from solver.kernel.recreate import recreate, renew
from solver.kernel.ruin import longest_string, ruin
from solver.kernel.state import State, refresh
from solver.kernel.ties import price_ties, settle


@entry
def search(
    p: Arrays,
    s: State,
    d: Desk,
    near: Near,
    mine: Ints,
    worker: int,
    steps: int,
    hot: float,
    cold: float,
    above_best: float,
    seed: int,
) -> tuple[float, float, float]:
    """Ruin and recreate `steps` times on the worker's duties while the temperature falls from `hot` to `cold`.

    With 0 steps: renew all times and insert whatever is planned nowhere, dearest per hour first; the result
    counts as the best. `above_best` is how much the state costs more than the best.

    Returns how much the current cost and the best cost have changed, and what the steps for the worse cost on
    average, those that leave a ticket out or bring one in apart: their prices say nothing of moves. The best
    orders are in `s.stops`.
    """
    np.random.seed(seed)
    building = steps == 0
    cooling = 1.0 if building else (cold / hot) ** (1.0 / steps)
    heat = hot
    current, best = 0.0, -above_best
    worse, worsened = 0.0, 0
    longest = longest_string(s, worker)
    ties = p.policy[0].has_ties != 0
    budget = p.policy[0].budget
    used = changes(p, s) if budget < FAR else 0
    cost_before = whole_cost(p, s) if ties else 0.0
    for _ in range(max(1, steps)):
        begin_step(d)
        if building:
            renew(p, s, d)
        else:
            ruin(p, s, d, near, mine, worker, longest)
            for j in range(d.counters[0].journal):
                refresh(p, s, d.duties[j].journal, d.load)
            if ties:
                settle(p, s, d.duties, d.load)
                price_ties(p, s)
        recreate(p, s, d, near, worker, building)
        if building:
            keep_best(s, worker)
            break
        change = whole_cost(p, s) - cost_before if ties else step_cost(p, s, d)
        if change > 1e-9 and serves_the_same(s, d):
            worse += change
            worsened += 1
        accepted = change < -heat * np.log(np.random.random())
        if accepted and budget < FAR:
            use = changes(p, s)
            accepted = use <= max(budget, used)
            if accepted:
                used = use
        if accepted:
            current += change
            cost_before += change
            for j in range(d.counters[0].journal):
                s.lists[d.duties[j].journal].dirty = 1
            if current < best - 1e-7:
                best = current
                keep_best(s, worker)
        else:
            undo(p, s, d)
        heat *= cooling
    begin_step(d)
    return current, best, worse / max(1, worsened)


@inner
def changes(p: Arrays, s: State) -> int:
    """How many visits stand otherwise than in the published plan, beyond the budget's tolerance."""
    count = 0
    for v in range(s.spots.shape[0]):
        if p.visits[v].published_crew < 0:
            continue
        r = s.spots[v].duty
        if (
            r < 0
            or p.duties[r].crew != p.visits[v].published_crew
            or abs(s.spots[v].start - p.visits[v].published_start) > p.policy[0].budget_tolerance
        ):
            count += 1
    return count


@inlined
def step_cost(p: Arrays, s: State, d: Desk) -> float:
    """What the step has changed in duties and tickets left out; restorations tied to others not counted."""
    cost = 0.0
    for j in range(d.counters[0].journal):
        cost += s.lists[d.duties[j].journal].cost - d.lists[j].cost
    for i in range(d.counters[0].removed):
        v = d.visits[i].removed
        if p.visits[v].lead:
            if d.visits[v].was_planned and s.spots[v].duty < 0:
                cost += p.tickets[p.visits[v].ticket].left_out
            elif not d.visits[v].was_planned and s.spots[v].duty >= 0:
                cost -= p.tickets[p.visits[v].ticket].left_out
    return cost


@inner
def serves_the_same(s: State, d: Desk) -> bool:
    """Whether the step has brought no ticket in and left none out."""
    for i in range(d.counters[0].removed):
        v = d.visits[i].removed
        if d.visits[v].was_planned != (s.spots[v].duty >= 0):
            return False
    return True


@inner
def whole_cost(p: Arrays, s: State) -> float:
    """The plan's whole cost: duties, restorations tied to others, tickets left out."""
    cost = 0.0
    for r in range(s.lists.shape[0]):
        cost += s.lists[r].cost
    for t in p.shared:
        cost += s.debts[t]
    for t in range(p.tickets.shape[0]):
        if s.spots[p.tickets[t].visit_from].duty < 0:
            cost += p.tickets[t].left_out
    return cost


@inner
def keep_best(s: State, worker: int) -> None:
    """The worker's duties as they are become the best."""
    for r in range(s.lists.shape[0]):
        if s.lists[r].dirty and s.lists[r].owner == worker:
            s.lists[r].dirty = 0
            s.lists[r].best_length = s.lists[r].length
            for i in range(s.lists[r].length):
                s.stops[r, i].best = s.stops[r, i].visit
