"""Ruin: take strings of visits off neighbouring duties, and with them all that hangs on them."""

from __future__ import annotations

import numpy as np

from solver.arrays import Arrays, Ints
from solver.kernel.compiled import inlined, inner
from solver.kernel.desk import Desk, remove
from solver.kernel.near import Near
from solver.kernel.state import State
from solver.kernel.ties import present

MOST_REMOVED = 10.0
LONGEST_STRING = 10.0
MOST_LEFT_OUT_TRIED = 6


@inlined
def longest_string(s: State, worker: int) -> float:
    """The most visits of one duty to remove at once: as many as its duties have on average."""
    planned, duties = 0, 0
    for r in range(s.lists.shape[0]):
        if s.lists[r].owner == worker and s.lists[r].length > 0:
            planned += s.lists[r].length
            duties += 1
    return max(1.0, min(LONGEST_STRING, planned / max(1, duties)))


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
