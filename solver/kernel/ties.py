"""Visits whose times hang on other crews': the least fixed point of `dispatch.schedule`, and its price.

Starting together, precedence with delays, and outages nested in others.
"""

from __future__ import annotations

import numpy as np

from solver.arrays import FAR, Arrays, Ints, Records
from solver.kernel.compiled import inlined, inner
from solver.kernel.state import State, refresh
from solver.kernel.walk import restoration_cost


@inlined
def present(p: Arrays, s: State, t: int) -> bool:
    """Whether every party of ticket `t` is on a list."""
    for v in range(p.tickets[t].visit_from, p.tickets[t].visit_to):
        if s.spots[v].duty < 0:
            return False
    return True


@inner
def done_at(p: Arrays, s: State, t: int) -> int:
    """When the last planned party of `t` leaves; -FAR when none is planned."""
    done = -FAR
    for v in range(p.tickets[t].visit_from, p.tickets[t].visit_to):
        if s.spots[v].duty >= 0:
            done = max(done, s.spots[v].leave)
    return done


@inlined
def raise_to(p: Arrays, s: State, v: int, moment: int, called: Records) -> bool:
    """Let `v` start no earlier than `moment`; mark its duty where that moves it. Work under way does not move."""
    if moment <= s.spots[v].start or p.visits[v].under_way > -FAR:
        return False
    s.spots[v].not_before = moment
    called[s.spots[v].duty].stale = 1
    return True


@inner
def push_before(p: Arrays, s: State, t: int, done: int, called: Records) -> bool:
    """Raise the visits of `t` so that the longest of them ends no earlier than `done`; whether any moved."""
    low, high = p.tickets[t].visit_from, p.tickets[t].visit_to
    longest = 0
    for v in range(low, high):
        if s.spots[v].duty >= 0 and p.visits[v].under_way == -FAR:
            longest = max(longest, s.spots[v].leave - s.spots[v].start)
    moved = False
    for v in range(low, high):
        if s.spots[v].duty >= 0:
            moved |= raise_to(p, s, v, done - longest, called)
    return moved


@inlined
def push_round(p: Arrays, s: State, called: Records) -> int:
    """Raise every visit that a tie wants later: 1 where any was, 0 where none was, -1 where one cannot be."""
    moved = 0
    for t in p.waiting:
        together = -FAR
        begun = True
        for v in range(p.tickets[t].visit_from, p.tickets[t].visit_to):
            if s.spots[v].duty >= 0:
                together = max(together, s.spots[v].start)
                begun = begun and p.visits[v].under_way > -FAR
        if together == -FAR:
            continue
        for link in range(p.tickets[t].link_from, p.tickets[t].link_to):
            before = p.links[link].ticket
            done = done_at(p, s, before)
            if done == -FAR:
                continue
            together = max(together, done + p.links[link].least)
            if done < together - p.links[link].most:
                if push_before(p, s, before, together - p.links[link].most, called):
                    moved = 1
                elif not begun:
                    return -1
        for v in range(p.tickets[t].visit_from, p.tickets[t].visit_to):
            if s.spots[v].duty >= 0 and raise_to(p, s, v, together, called):
                moved = 1
    return moved


@inner
def push(p: Arrays, s: State, called: Records, load: Ints) -> bool:
    """Push until nothing moves, walking stale duties again; False where that cannot be.

    Visits may wait for each other for ever, or come too late after work that has begun and cannot be put off.
    Duties walked again are marked `touched`; none is `stale` before and after.
    """
    for _ in range(2 * s.spots.shape[0] + 2):
        moved = push_round(p, s, called)
        if moved == 0:
            return True
        feasible = moved > 0
        for r in range(called.shape[0]):
            if called[r].stale:
                called[r].stale = 0
                called[r].touched = 1
                refresh(p, s, r, load)
                if s.lists[r].cost == np.inf:
                    feasible = False
        if not feasible:
            return False
    return False


@inner
def price_ties(p: Arrays, s: State) -> float:
    """Price all restorations that hang on more than one visit; the sum."""
    total = 0.0
    for t in p.shared:
        s.debts[t] = 0.0
        if s.spots[p.tickets[t].visit_from].duty < 0:
            continue
        back = done_at(p, s, t)
        above = p.tickets[t].upstream
        for _ in range(p.shared.shape[0]):
            if above < 0 or above == t:
                break
            done = done_at(p, s, above)
            back = max(back, p.policy[0].horizon if done == -FAR else done)
            above = p.tickets[above].upstream
        s.debts[t] = restoration_cost(p, t, back)
        total += s.debts[t]
    return total


@inner
def settle(p: Arrays, s: State, called: Records, load: Ints) -> bool:
    """All ties anew from nothing pushed; whether that is feasible."""
    for v in range(s.spots.shape[0]):
        if s.spots[v].not_before > -FAR:
            s.spots[v].not_before = -FAR
            if s.spots[v].duty >= 0:
                called[s.spots[v].duty].stale = 1
    for r in range(called.shape[0]):
        if called[r].stale:
            called[r].stale = 0
            called[r].touched = 1
            refresh(p, s, r, load)
    return push(p, s, called, load)
