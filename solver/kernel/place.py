"""Where a visit fits best: an O(1) lower bound for every position, an exact walk only where it may win."""

from __future__ import annotations

import numpy as np

from solver.arrays import FAR, Arrays
from solver.kernel.compiled import inlined, inner
from solver.kernel.desk import Desk
from solver.kernel.near import Near
from solver.kernel.state import State, last_close, put, refresh, shortest_drive, take
from solver.kernel.ties import price_ties, push
from solver.kernel.walk import ready, restoration_cost, stepped, walk


@inlined
def bound(p: Arrays, s: State, r: int, position: int, v: int, best: float) -> float:
    """At most what inserting `v` at `position` of duty `r` adds; infinity where it cannot fit."""
    kind, length = p.duties[r].kind, s.lists[r].length
    here = p.visits[v].place
    if position == 0:
        before, clock = p.duties[r].origin, p.duties[r].start
    else:
        before, clock = s.stops[r, position - 1].place, s.stops[r, position - 1].leave
    if position == length:
        after, leg = p.duties[r].home, s.lists[r].home_leg
    else:
        after, leg = s.stops[r, position].place, s.stops[r, position].leg
    # Both from the row of this place, which stays in the processor's cache while its best place is sought.
    road = int(p.travel_to[here, before]) + int(p.travel[here, after]) - leg
    work = int(p.choices[kind, v].service)
    # A crew that waits further on may do this instead.
    cost = p.choices[kind, v].price + p.policy[0].travel_rate * road
    cost -= p.policy[0].waiting_rate * min(s.lists[r].waited, road + work)
    if length == 0:
        cost += p.duties[r].callout
    if p.duties[r].floats and s.lists[r].least + work + road > p.duties[r].longest:
        return np.inf
    at = clock + shortest_drive(p, before, here)
    late = at - p.visits[v].arrive_by
    if late > 0:
        cost += p.visits[v].arrival_rate * late
    if cost >= best:
        return cost
    begin = ready(p, v, max(at, s.spots[v].not_before, p.visits[v].lock_from), work)
    if begin == FAR or begin > p.visits[v].lock_to:
        return np.inf
    cost += stepped(p, p.visits[v].step_from, p.visits[v].step_to, late)
    done = begin + work
    if p.visits[v].solo:
        cost += restoration_cost(p, p.visits[v].ticket, done)
    then = done + shortest_drive(p, here, after)
    if position == length:
        if then > p.duties[r].hard_end:
            return np.inf
        end = then
    else:
        if then > s.stops[r, position].latest:
            return np.inf
        delay = then - s.stops[r, position].arrival
        if delay <= 0:
            return cost
        cost += s.stops[r, position].slope * delay
        if not s.stops[r, position].rigid:
            return cost
        end = s.lists[r].end + delay
        if end > p.duties[r].hard_end:
            return np.inf
    over = max(0, end - p.duties[r].regular_end) - max(0, s.lists[r].end - p.duties[r].regular_end)
    return cost + p.policy[0].overtime_rate * over


@inlined
def latest_start(p: Arrays, v: int) -> int:
    """No crew may start work on `v` later than this; optimistic."""
    latest = p.visits[v].lock_to
    if p.visits[v].appointment_from < p.visits[v].appointment_to:
        latest = min(latest, last_close(p, p.visits[v].appointment_from, p.visits[v].appointment_to))
    if p.visits[v].access_from < p.visits[v].access_to:
        latest = min(latest, last_close(p, p.visits[v].access_from, p.visits[v].access_to))
    return latest


@inlined
def added_cost(p: Arrays, s: State, d: Desk, r: int, position: int, v: int) -> float:
    """What inserting `v` at `position` of duty `r` adds to that duty: an exact walk."""
    length = s.lists[r].length
    for i in range(position):
        d.trial[i].visit = s.stops[r, i].visit
    d.trial[position].visit = v
    for i in range(position, length):
        d.trial[i + 1].visit = s.stops[r, i].visit
    cost = walk(p, r, d.trial, length + 1, s.spots, d.load)
    return cost - s.lists[r].cost


@inner
def commit_tied(p: Arrays, s: State, d: Desk, r: int, position: int, v: int) -> bool:
    """Insert `v` and push all that hangs on it; marks the duties changed in `d.touched`."""
    put(s, r, position, v)
    refresh(p, s, r, d.load)
    d.duties[r].touched = 1
    if s.lists[r].cost == np.inf:
        return False
    return push(p, s, d.duties, d.load)


@inlined
def added_tied(p: Arrays, s: State, d: Desk, r: int, position: int, v: int) -> float:
    """What inserting `v` adds to the whole plan, ties pushed and priced; nothing is changed afterwards."""
    for v_other in range(s.spots.shape[0]):
        d.visits[v_other].not_before = s.spots[v_other].not_before
    before = 0.0
    for q in range(s.lists.shape[0]):
        d.duties[q].touched = 0
        before += s.lists[q].cost
    for t in p.shared:
        before += s.debts[t]
    added = np.inf
    if commit_tied(p, s, d, r, position, v):
        added = price_ties(p, s) - before
        for q in range(s.lists.shape[0]):
            added += s.lists[q].cost
    take(s, r, v)
    for v_other in range(s.spots.shape[0]):
        s.spots[v_other].not_before = d.visits[v_other].not_before
    for q in range(s.lists.shape[0]):
        if d.duties[q].touched:
            refresh(p, s, q, d.load)
    price_ties(p, s)
    return added


@inlined
def gather(p: Arrays, s: State, d: Desk, near: Near, v: int, worker: int) -> int:
    """Collect the duties worth trying for `v` in `d.candidates`; their number."""
    d.counters[0].call += 1
    call = d.counters[0].call
    size = 0
    for r in near.duties[v]:
        if r < 0:
            break
        if s.lists[r].owner == worker:
            d.duties[r].seen = call
            d.duties[size].candidate = r
            size += 1
    if near.all_duties[v]:
        return size
    for u in near.visits[v]:
        r = s.spots[u].duty
        if r >= 0 and s.lists[r].owner == worker and d.duties[r].seen != call:
            d.duties[r].seen = call
            if p.choices[p.duties[r].kind, v].allowed:
                d.duties[size].candidate = r
                size += 1
    for j in range(d.counters[0].journal):
        r = d.duties[j].journal
        if d.duties[r].seen != call:
            d.duties[r].seen = call
            if p.choices[p.duties[r].kind, v].allowed:
                d.duties[size].candidate = r
                size += 1
    return size


@inner
def best_place(p: Arrays, s: State, d: Desk, near: Near, v: int, worker: int, blink: float) -> tuple[float, int, int]:
    """Cheapest feasible place of `v` among the worker's candidates: (added cost, duty, position); duty -1 for none."""
    best, best_duty, best_position = np.inf, -1, -1
    size = gather(p, s, d, near, v, worker)
    room = s.stops.shape[1]
    latest = latest_start(p, v)
    for c in range(size):
        r = d.duties[c].candidate
        if s.lists[r].length >= room or s.lists[r].cost == np.inf:
            continue
        if blink > 0.0 and np.random.random() < blink:
            continue
        tied = p.policy[0].has_ties and (p.visits[v].tied or s.lists[r].tied_on > 0)
        open_question = s.known[v, r].least < best and s.known[v, r].position < 0
        if tied or open_question or s.known[v, r].version != s.lists[r].version:
            find_in(p, s, d, r, v, latest, best, tied)
        if s.known[v, r].least < best and s.known[v, r].position >= 0:
            best, best_duty, best_position = s.known[v, r].least, r, s.known[v, r].position
    return best, best_duty, best_position


@inlined
def find_in(p: Arrays, s: State, d: Desk, r: int, v: int, latest: int, best: float, tied: bool) -> None:
    """Note in `s.known` the cheapest place of `v` in duty `r`, or that there is none below `best`."""
    least, place = np.inf, -1
    length = s.lists[r].length
    for position in range(p.duties[r].head if p.duties[r].head <= length else length, length + 1):
        if position > 0 and s.stops[r, position - 1].leave > latest:
            break
        enough = min(best, least)
        added = bound(p, s, r, position, v, enough)
        exact = added < enough
        if exact:
            added = added_cost(p, s, d, r, position, v)
        if exact and tied and added < enough:
            added = added_tied(p, s, d, r, position, v)
        if added < least:
            least, place = added, position if exact else -1
    s.known[v, r].least, s.known[v, r].position = least, place
    s.known[v, r].version = -1 if tied else s.lists[r].version
