"""Ruin and recreate: Slack Induction by String Removals (Christiaens and Vanden Berghe 2020), for dispatch.

A step removes strings of visits from neighbouring duties, puts them back one by one at their cheapest
place in some order, and keeps the result by simulated annealing. Steps are undone from a journal.
"""

from __future__ import annotations

import numpy as np

from solver.arrays import FAR, Arrays, Ints
from solver.kernel.compiled import entry, inlined, inner
from solver.kernel.place import BLINK, Desk, Near, best_place, commit_tied
from solver.kernel.state import State, put, refresh, take
from solver.kernel.ties import present, price_ties, settle

MOST_REMOVED = 10.0
LONGEST_STRING = 10.0
MOST_LEFT_OUT_TRIED = 6
KEYLESS = 4
"""Orders without a key to choose from: farthest first, and three times at random."""


@inner
def remember(s: State, d: Desk, r: int) -> None:
    """Note duty `r` in the journal before its first change in this step."""
    if d.duties[r].journal_place >= 0:
        return
    place = d.counters[0].journal
    d.duties[place].journal = r
    d.duties[r].journal_place = place
    d.lists[place] = s.lists[r]
    for i in range(s.lists[r].length):
        d.journal[place, i] = s.stops[r, i]
    d.counters[0].journal = place + 1


@inlined
def undo(p: Arrays, s: State, d: Desk) -> None:
    """Put every duty of the journal back as it was."""
    for j in range(d.counters[0].journal):
        r = d.duties[j].journal
        for i in range(s.lists[r].length):
            s.spots[s.stops[r, i].visit].duty = -1
    for j in range(d.counters[0].journal):
        r = d.duties[j].journal
        versions = s.lists[r].versions
        s.lists[r] = d.lists[j]
        s.lists[r].versions = versions
        for i in range(s.lists[r].length):
            s.stops[r, i] = d.journal[j, i]
            v = s.stops[r, i].visit
            s.spots[v].duty, s.spots[v].start, s.spots[v].leave = r, s.stops[r, i].start, s.stops[r, i].leave
    if p.policy[0].has_ties:
        for j in range(d.counters[0].journal):
            refresh(p, s, d.duties[j].journal, d.load)
        settle(p, s, d.duties, d.load)
        price_ties(p, s)


@inner
def remove(s: State, d: Desk, v: int) -> None:
    """Take `v` off its list, to be inserted again."""
    r = s.spots[v].duty
    remember(s, d, r)
    take(s, r, v)
    d.visits[d.counters[0].removed].removed = v
    d.counters[0].removed += 1
    d.visits[v].was_planned = 1


@inlined
def remove_string(p: Arrays, s: State, d: Desk, v: int, most: int) -> None:
    """Remove a string around `v` from its duty, whole or (half the time) with a kept piece in its middle."""
    r = s.spots[v].duty
    head = min(p.duties[r].head, s.lists[r].length)
    free = s.lists[r].length - head
    size = min(most, free)
    at = head
    while s.stops[r, at].visit != v:
        at += 1
    kept = 0
    if size > 1 and np.random.random() < 0.5:
        while size + kept < free and np.random.random() > 0.01:
            kept += 1
            if np.random.random() < 0.5:
                break
    span = size + kept
    first = np.random.randint(max(head, at - span + 1), min(at, s.lists[r].length - span) + 1)
    hole = first + np.random.randint(0, size + 1) if kept else first + span
    count = 0
    for i in range(first, first + span):
        if kept and hole <= i < hole + kept:
            continue
        d.visits[count].string = s.stops[r, i].visit
        count += 1
    for i in range(count):
        u = d.visits[i].string
        if not p.tickets[p.visits[u].ticket].pinned:
            remove(s, d, u)


@inlined
def close_removal(p: Arrays, s: State, d: Desk) -> None:
    """Remove with a visit its ticket's other parties, and every ticket that comes after."""
    again = True
    while again:
        again = False
        for t in p.waiting:
            low, high = p.tickets[t].visit_from, p.tickets[t].visit_to
            planned, missing = 0, 0
            for v in range(low, high):
                if s.spots[v].duty >= 0:
                    planned += 1
                else:
                    missing += 1
            if planned == 0 or p.tickets[t].pinned:
                continue
            broken = missing > 0
            for link in range(p.tickets[t].link_from, p.tickets[t].link_to):
                broken = broken or not present(p, s, p.links[link].ticket)
            if broken:
                again = True
                for v in range(low, high):
                    if s.spots[v].duty >= 0:
                        remove(s, d, v)


@inlined
def ruin(p: Arrays, s: State, d: Desk, near: Near, mine: Ints, worker: int, longest: float) -> None:
    """Remove strings from the duties around a random visit, and choose visits left out to try again."""
    strings = 4.0 * MOST_REMOVED / (1.0 + longest) - 1.0
    wanted = int(np.random.random() * strings + 1.0)
    seed = mine[np.random.randint(0, mine.shape[0])]
    done = 0
    for j in range(-1, near.visits.shape[1]):
        if done >= wanted:
            break
        v = seed if j < 0 else near.visits[seed, j]
        r = s.spots[v].duty
        if s.spots[v].owner != worker:
            continue
        if r < 0:
            continue
        if s.lists[r].owner != worker or d.duties[r].journal_place >= 0 or p.tickets[p.visits[v].ticket].pinned:
            continue
        most = int(np.random.random() * min(longest, float(s.lists[r].length)) + 1.0)
        remove_string(p, s, d, v, most)
        done += 1
    if p.policy[0].has_ties:
        close_removal(p, s, d)
    recall_left_out(p, s, d, near, mine, worker, seed)


@inlined
def longest_string(s: State, worker: int) -> float:
    """The most visits of one duty to remove at once: as many as its duties have on average."""
    planned, duties = 0, 0
    for r in range(s.lists.shape[0]):
        if s.lists[r].owner == worker and s.lists[r].length > 0:
            planned += s.lists[r].length
            duties += 1
    return max(1.0, min(LONGEST_STRING, planned / max(1, duties)))


@inner
def recall(p: Arrays, s: State, d: Desk, v: int) -> None:
    """Add the ticket of `v` to what is to be inserted, unless it is planned or there already."""
    t = p.visits[v].ticket
    for u in range(p.tickets[t].visit_from, p.tickets[t].visit_to):
        if s.spots[u].duty >= 0:
            continue
        there = False
        for i in range(d.counters[0].removed):
            there = there or d.visits[i].removed == u
        if not there:
            d.visits[d.counters[0].removed].removed = u
            d.counters[0].removed += 1


@inlined
def recall_left_out(p: Arrays, s: State, d: Desk, near: Near, mine: Ints, worker: int, seed: int) -> None:
    """Try some of the visits left out near the seed, and one or two from anywhere."""
    tried = 0
    for j in range(-1, near.visits.shape[1]):
        v = seed if j < 0 else near.visits[seed, j]
        if s.spots[v].duty < 0 and s.spots[v].owner == worker and tried < MOST_LEFT_OUT_TRIED:
            recall(p, s, d, v)
            tried += 1
    for _ in range(2):
        v = mine[np.random.randint(0, mine.shape[0])]
        if s.spots[v].duty < 0:
            recall(p, s, d, v)


@inlined
def sort_removed(p: Arrays, d: Desk, near: Near, building: bool) -> None:
    """Order what is to be inserted by one of the keys, at random or farthest first; chains in their order.

    A plan is built by the first key.
    """
    size, keys = d.counters[0].removed, near.keys.shape[0]
    middle = p.visits[d.visits[0].removed].place if size else 0
    kind = 0 if building else np.random.randint(-KEYLESS, keys)
    for i in range(size):
        v = d.visits[i].removed
        if kind >= 0 and keys > 0:
            key = near.keys[kind, v]
        elif kind == -1:
            key = -float(p.travel[middle, p.visits[v].place])
        else:
            key = np.random.random()
        d.visits[i].key = key + 1e12 * p.tickets[p.visits[v].ticket].depth
    for i in range(1, size):
        v, key = d.visits[i].removed, d.visits[i].key
        j = i - 1
        while j >= 0 and d.visits[j].key > key:
            d.visits[j + 1].removed, d.visits[j + 1].key = d.visits[j].removed, d.visits[j].key
            j -= 1
        d.visits[j + 1].removed, d.visits[j + 1].key = v, key


@inlined
def insert_ticket(p: Arrays, s: State, d: Desk, near: Near, v: int, worker: int, blink: float) -> bool:
    """Insert every missing party of the ticket of `v` at its best place, or none; whether it was worth it."""
    t = p.visits[v].ticket
    if not p.visits[v].tied:
        added, r, position = best_place(p, s, d, near, v, worker, blink)
        if r < 0 or added >= p.tickets[t].left_out:
            return False
        remember(s, d, r)
        if s.lists[r].tied_on > 0:
            commit_tied(p, s, d, r, position, v)
            price_ties(p, s)
        else:
            put(s, r, position, v)
            refresh(p, s, r, d.load)
        return True
    return insert_tied(p, s, d, near, t, worker, blink)


@inlined
def insert_tied(p: Arrays, s: State, d: Desk, near: Near, t: int, worker: int, blink: float) -> bool:
    """Insert all missing parties of a tied ticket, one after the other; undo when one finds no place."""
    for link in range(p.tickets[t].link_from, p.tickets[t].link_to):
        if not present(p, s, p.links[link].ticket):
            return False
    low, high = p.tickets[t].visit_from, p.tickets[t].visit_to
    total = 0.0
    fits = True
    for v in range(low, high):
        if s.spots[v].duty >= 0:
            continue
        added, r, position = best_place(p, s, d, near, v, worker, blink)
        if r < 0:
            fits = False
            break
        remember(s, d, r)
        commit_tied(p, s, d, r, position, v)
        price_ties(p, s)
        d.visits[v].fresh = 1
        total += added
    fits = fits and total < p.tickets[t].left_out
    for v in range(low, high):
        if d.visits[v].fresh and not fits:
            r = s.spots[v].duty
            take(s, r, v)
            refresh(p, s, r, d.load)
        d.visits[v].fresh = 0
    if not fits:
        settle(p, s, d.duties, d.load)
        price_ties(p, s)
    return fits


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
def recreate(p: Arrays, s: State, d: Desk, near: Near, worker: int, building: bool) -> None:
    """Insert what was removed, each at its cheapest place."""
    sort_removed(p, d, near, building)
    blink = 0.0 if building else BLINK
    for i in range(d.counters[0].removed):
        v = d.visits[i].removed
        if s.spots[v].duty < 0:
            insert_ticket(p, s, d, near, v, worker, blink)


@inner
def renew(p: Arrays, s: State, d: Desk) -> None:
    """All times of the orders as they stand, and every visit planned nowhere to be inserted."""
    for r in range(s.lists.shape[0]):
        for i in range(s.lists[r].length):
            s.spots[s.stops[r, i].visit].duty = r
        refresh(p, s, r, d.load)
        s.lists[r].dirty = 1
    if p.policy[0].has_ties:
        settle(p, s, d.duties, d.load)
        price_ties(p, s)
    for v in range(s.spots.shape[0]):
        if s.spots[v].duty < 0:
            d.visits[d.counters[0].removed].removed = v
            d.counters[0].removed += 1


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


@inner
def begin_step(d: Desk) -> None:
    """Nothing removed, nothing remembered."""
    for j in range(d.counters[0].journal):
        d.duties[d.duties[j].journal].journal_place = -1
    d.counters[0].journal = 0
    for i in range(d.counters[0].removed):
        d.visits[d.visits[i].removed].was_planned = 0
    d.counters[0].removed = 0


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
