"""Recreate: put visits back one by one, each at its cheapest place."""

from __future__ import annotations

import numpy as np

from solver.arrays import Arrays
from solver.kernel.compiled import inlined, inner
from solver.kernel.desk import Desk, remember
from solver.kernel.near import Near
from solver.kernel.place import best_place, commit_tied
from solver.kernel.state import State, put, refresh, take
from solver.kernel.ties import present, price_ties, settle

BLINK = 0.01
"""Share of duties passed over at random (Christiaens and Vanden Berghe 2020; theirs are positions, but what is
known of a whole duty is used again here)."""
KEYLESS = 4
"""Orders without a key to choose from: farthest first, and three times at random."""


@inlined
def recreate(p: Arrays, s: State, d: Desk, near: Near, worker: int, building: bool) -> None:
    """Insert what was removed, each at its cheapest place."""
    sort_removed(p, s, d, near, building)
    blink = 0.0 if building else BLINK
    for i in range(d.counters[0].removed):
        v = d.visits[i].removed
        if s.spots[v].duty < 0:
            insert_ticket(p, s, d, near, v, worker, blink)


@inlined
def sort_removed(p: Arrays, s: State, d: Desk, near: Near, building: bool) -> None:
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
        d.visits[i].key = key + 1e12 * waits_for(p, s, p.visits[v].ticket)
    for i in range(1, size):
        v, key = d.visits[i].removed, d.visits[i].key
        j = i - 1
        while j >= 0 and d.visits[j].key > key:
            d.visits[j + 1].removed, d.visits[j + 1].key = d.visits[j].removed, d.visits[j].key
            j -= 1
        d.visits[j + 1].removed, d.visits[j + 1].key = v, key


@inlined
def waits_for(p: Arrays, s: State, t: int) -> int:
    """How many tickets, one after the other, are to be inserted before `t`: none when those before it are planned."""
    for link in range(p.tickets[t].link_from, p.tickets[t].link_to):
        if not present(p, s, p.links[link].ticket):
            return int(p.tickets[t].depth)
    return 0


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
    """Insert all missing parties of a tied ticket, one after the other; undo when one finds no place.

    The best place of one party alone may be a bad one for all, so which comes first is left to chance.
    """
    for link in range(p.tickets[t].link_from, p.tickets[t].link_to):
        if not present(p, s, p.links[link].ticket):
            return False
    low, high = p.tickets[t].visit_from, p.tickets[t].visit_to
    total = 0.0
    fits = True
    first = np.random.randint(0, high - low) if blink > 0.0 else 0
    for k in range(high - low):
        v = low + (first + k) % (high - low)
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
