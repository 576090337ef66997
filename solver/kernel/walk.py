"""One duty walked forward in whole seconds: the clock of `dispatch.schedule` and the prices of `dispatch.score`.

Held equal to both by property tests. A walk that breaks a hard rule costs infinity.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from solver.arrays import FAR, Arrays, Ints, Records
from solver.kernel.compiled import inlined, inner

INFEASIBLE = np.inf
Numbers = Ints


@inlined
def drive(p: Arrays, origin: int, destination: int, depart: int) -> int:
    """Seconds on the road when leaving at `depart`."""
    seconds = int(p.travel[origin, destination])
    if p.traffic.shape[0] > 0:
        seconds = stretched(p.traffic, seconds, depart)
    return seconds


@inner
def stretched(traffic: Records, free_flow: int, depart: int) -> int:
    """A drive through the day's speeds; see `dispatch.travel.traffic`."""
    k = 0
    while k + 1 < traffic.shape[0] and traffic[k + 1].at <= depart:
        k += 1
    left = free_flow * 1000
    clock = depart
    while k + 1 < traffic.shape[0]:
        span = traffic[k + 1].at - clock
        if left <= span * traffic[k].permille:
            break
        left -= span * traffic[k].permille
        clock = traffic[k + 1].at
        k += 1
    return clock - depart + (left + traffic[k].permille - 1) // traffic[k].permille


@inlined
def ready(p: Arrays, v: int, moment: int, work: int) -> int:
    """When work on `v` may start from `moment` on; FAR for never."""
    begin = moment
    if p.visits[v].appointment_from < p.visits[v].appointment_to or p.visits[v].access_from < p.visits[v].access_to:
        begin = ready_in(p.windows, p.visits[v], moment, work)
    return begin


@inner
def ready_in(windows: Records, visit: Any, moment: int, work: int) -> int:
    """The earliest start in an appointment and in an access window, as `dispatch.schedule.earliest_start`."""
    while True:
        start = next_open(windows, visit.appointment_from, visit.appointment_to, moment, 0)
        if start == FAR:
            return FAR
        reached = next_open(windows, visit.access_from, visit.access_to, start, work)
        if reached == FAR or reached == start:
            return reached
        moment = reached


@inlined
def next_open(windows: Records, low: int, high: int, moment: int, needed: int) -> int:
    """Earliest time from `moment` on with `needed` seconds left in one of the windows low..high-1; FAR for never."""
    best = moment if low == high else FAR
    for w in range(low, high):
        at = max(moment, windows[w].open)
        if at + needed <= windows[w].close and at < best:
            best = at
    return best


@inlined
def in_access(p: Arrays, v: int, start: int, leave: int) -> bool:
    """Whether all of the work lies in one access window, or there are none."""
    inside = p.visits[v].access_from == p.visits[v].access_to
    for w in range(p.visits[v].access_from, p.visits[v].access_to):
        inside = inside or (p.windows[w].open <= start and leave <= p.windows[w].close)
    return inside


@inlined
def stepped(p: Arrays, low: int, high: int, late: int) -> float:
    """The fixed prices of all steps that a lateness has passed."""
    total = 0.0
    for k in range(low, high):
        if late > p.steps[k].after:
            total += p.steps[k].price
    return total


@inlined
def restoration_cost(p: Arrays, t: int, back: int) -> float:
    """What a ticket restored at `back` pays for its restore-by clock and its customers' minutes."""
    late = back - p.tickets[t].restore_by
    cost = p.tickets[t].outage_rate * max(0, back - p.tickets[t].dark_since)
    if late > 0:
        cost += p.tickets[t].restoration_rate * late
    return cost + stepped(p, p.tickets[t].step_from, p.tickets[t].step_to, late)


@inlined
def visit_cost(p: Arrays, r: int, v: int, arrival: int, start: int, leave: int) -> float:
    """What one visit pays by itself: its arrival, its own restoration, who does it, and a changed time."""
    cost = p.choices[p.duties[r].kind, v].price
    late = arrival - p.visits[v].arrive_by
    if late > 0:
        cost += p.visits[v].arrival_rate * late
    cost += stepped(p, p.visits[v].step_from, p.visits[v].step_to, late)
    if p.visits[v].solo:
        cost += restoration_cost(p, p.visits[v].ticket, leave)
    if (
        p.visits[v].published_crew == p.duties[r].crew
        and abs(start - p.visits[v].published_start) > p.policy[0].price_tolerance
    ):
        cost += p.policy[0].changed_time
    return cost


@inlined
def spare_of(p: Arrays, r: int, v: int, start: int, leave: int) -> int:
    """How much later `v` could start inside the windows it starts in (the duty's hard end at the latest)."""
    latest = p.duties[r].hard_end
    for w in range(p.visits[v].appointment_from, p.visits[v].appointment_to):
        if p.windows[w].open <= start <= p.windows[w].close:
            latest = min(latest, p.windows[w].close)
    for w in range(p.visits[v].access_from, p.visits[v].access_to):
        if p.windows[w].open <= start <= p.windows[w].close:
            latest = min(latest, p.windows[w].close - (leave - start))
    return latest - start


@inner
def walk(
    p: Arrays,
    r: int,
    stops: Records,
    length: int,
    spots: Records,
    load: Ints,
) -> float:
    """Walk duty `r` through `stops[:length]`; fill their times; return its cost, infinity when infeasible.

    `idle` is 1 where the crew waits at or before stop i, so that a delay from before may be absorbed.
    """
    if length == 0:
        return 0.0
    kind = p.duties[r].kind
    clock = p.duties[r].start
    place = p.duties[r].origin
    due, last_due = p.duties[r].break_from, p.duties[r].break_to
    cost = p.duties[r].callout
    road, busy, waited, spare = 0, 0, 0, FAR
    parts = load.shape[0]
    for k in range(parts):
        load[k] = p.carries[r, k]
    passed_lower = False
    for i in range(length):
        v = stops[i].visit
        work = int(p.choices[kind, v].service)
        busy += work
        stops[i].idle = 0
        if p.visits[v].under_way > -FAR:
            at = p.visits[v].under_way
            done = max(0, at + work)
            clock = max(clock, done)
            stops[i].arrival, stops[i].start, stops[i].leave = at, at, done
            place = p.visits[v].place
            cost += visit_cost(p, r, v, at, at, done)
            spare = 0
            continue
        if not p.choices[kind, v].allowed:
            return INFEASIBLE
        if p.policy[0].has_first and i >= p.duties[r].head:
            if not p.visits[v].first:
                passed_lower = True
            elif passed_lower:
                return INFEASIBLE
        reload = False
        for k in range(parts):
            if load[k] < p.needs[v, k]:
                reload = True
        if reload:
            if p.duties[r].depot < 0:
                return INFEASIBLE
            for k in range(parts):
                load[k] = p.carries[r, k]
                if load[k] < p.needs[v, k]:
                    return INFEASIBLE
        for k in range(parts):
            load[k] -= p.needs[v, k]
        while True:
            if due < last_due and clock >= p.breaks[due].earliest:
                clock += p.breaks[due].seconds
                due += 1
                continue
            here, from_place, leg = clock, place, 0
            if reload:
                leg = drive(p, place, p.duties[r].depot, clock)
                here = clock + leg + p.duties[r].reload
                from_place = p.duties[r].depot
            last_leg = drive(p, from_place, p.visits[v].place, here)
            at = here + last_leg
            begin = ready(p, v, max(at, spots[v].not_before, p.visits[v].lock_from), work)
            if begin == FAR:
                return INFEASIBLE
            done = begin + work
            if due < last_due and done > p.breaks[due].latest:
                if p.visits[v].interruptible and begin <= p.breaks[due].latest:
                    break
                clock = max(clock, p.breaks[due].earliest) + p.breaks[due].seconds
                stops[i].idle = 1
                due += 1
                continue
            break
        road += leg + last_leg
        if begin > p.visits[v].lock_to:
            return INFEASIBLE
        if due < last_due and done > p.breaks[due].latest and p.visits[v].interruptible:
            resumed = begin
            while due < last_due and done > p.breaks[due].latest:
                resumed = max(resumed, p.breaks[due].earliest) + p.breaks[due].seconds
                done += p.breaks[due].seconds
                due += 1
            if not in_access(p, v, begin, done):
                return INFEASIBLE
        if begin > at:
            stops[i].idle = 1
        if p.visits[v].time_matters:
            spare = min(spare, waited)
        waited += begin - at
        if p.duties[r].floats and not p.visits[v].time_matters:
            spare = min(spare, waited + spare_of(p, r, v, begin, done))
        stops[i].arrival, stops[i].start, stops[i].leave = at, begin, done
        cost += visit_cost(p, r, v, at, begin, done)
        clock = done
        place = p.visits[v].place
    home = drive(p, place, p.duties[r].home, clock)
    while due < last_due:
        if clock < p.breaks[due].earliest and clock + home <= p.breaks[due].latest:
            break
        clock = max(clock, p.breaks[due].earliest) + p.breaks[due].seconds
        home = drive(p, place, p.duties[r].home, clock)
        due += 1
    road += home
    end = clock + home
    if end > p.duties[r].hard_end:
        return INFEASIBLE
    at_home = max(0, min(waited, spare)) if p.duties[r].floats else 0
    if p.duties[r].longest < FAR and end - p.duties[r].start - at_home > p.duties[r].longest:
        return INFEASIBLE
    minutes = (busy + road) / 60.0
    cost += p.policy[0].waiting_rate * (waited - at_home)
    cost += p.policy[0].travel_rate * road + p.policy[0].workload * minutes * minutes / p.duties[r].regular_minutes
    if end > p.duties[r].regular_end:
        cost += p.policy[0].overtime_rate * (end - p.duties[r].regular_end)
    return cost
