"""Where a visit fits best: an O(1) lower bound for every position, an exact walk only where it may win."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.arrays import FAR, Arrays, Ints, Records
from solver.kernel.compiled import inlined, inner
from solver.kernel.state import LIST, STOP, Floats, State, last_close, put, refresh, shortest_drive, take
from solver.kernel.ties import price_ties, push
from solver.kernel.walk import ready, restoration_cost, stepped, walk

BLINK = 0.01
"""Share of duties passed over at random (Christiaens and Vanden Berghe 2020; theirs are positions, but what is
known of a whole duty is used again here)."""


class Near(NamedTuple):
    """What lies near each visit."""

    visits: Ints
    """(n, K) the nearest other visits, nearest first."""
    duties: Ints
    """(n, D) the allowed duties that start nearest, nearest first, -1 after the last."""
    all_duties: Ints
    """(n,) 1 where `duties` holds every allowed duty."""
    keys: Floats
    """(k, n) orders in which visits may be put back, lowest first: dearest, longest, scarcest, soonest due, least
    free to move; those that tell the visits apart."""


CALLED = np.dtype(
    [
        ("stale", "i8"), ("touched", "i8"), ("seen", "i8"), ("candidate", "i8"), ("journal", "i8"),
        ("journal_place", "i8"),
    ],
    align=True,
)  # fmt: skip
PENDING = np.dtype(
    [("not_before", "i8"), ("key", "f8"), ("removed", "i8"), ("was_planned", "i8"), ("fresh", "i8"), ("string", "i8")],
    align=True,
)  # fmt: skip
COUNTERS = np.dtype([("call", "i8"), ("journal", "i8"), ("removed", "i8")], align=True)


class Desk(NamedTuple):
    """Scratch of one worker, so that the loops allocate nothing."""

    trial: Records
    """(L + 1,) the stops of a duty on trial."""
    load: Ints
    duties: Records
    """(m,) `stale`: to walk again, all zero between uses. `touched`: changed by the trial. `seen`: last call
    in which it was a candidate. The column `candidate` lists those; the column `journal` lists the duties
    changed in this step, `journal_place` (by duty) says where in that list, -1 for not."""
    lists: Records
    """(m,) the duties in the journal as they were."""
    journal: Records
    """(m, L) stops of the duties in the journal."""
    visits: Records
    """(n,) the column `removed` lists visits to insert, `key` their order; by visit: `not_before` before a
    trial, `was_planned` when the step began, `fresh` inserted by a trial not decided yet."""
    counters: Records
    """(1,) calls made, and the sizes of two lists."""


def new_desk(p: Arrays, s: State) -> Desk:
    """Scratch that fits the problem."""
    (m, longest), n = s.stops.shape, len(p.visits)
    duties = np.zeros(m, dtype=CALLED)
    duties["journal_place"] = -1
    return Desk(
        trial=np.zeros(longest + 1, dtype=STOP),
        load=np.zeros(p.needs.shape[1], dtype=np.int64),
        duties=duties,
        lists=np.zeros(m, dtype=LIST),
        journal=np.zeros((m, longest), dtype=STOP),
        visits=np.zeros(n, dtype=PENDING),
        counters=np.zeros(1, dtype=COUNTERS),
    )


def neighbours(p: Arrays, visits: int = 40, duties: int = 24) -> Near:
    """The nearest visits and allowed duties of every visit, by travel time."""
    n, m = len(p.visits), len(p.duties)
    width, depth = min(visits, max(0, n - 1)), min(duties, m)
    near = np.empty((n, width), dtype=np.int64)
    near_duties = np.full((n, depth), -1, dtype=np.int64)
    able_count = np.zeros(n, dtype=np.int64)
    duty_rows = p.travel[p.duties["origin"]]
    places = np.ascontiguousarray(p.visits["place"])
    allowed = p.choices["allowed"][p.duties["kind"]]
    same_crews = _share(p)
    for v in range(n):
        gaps = p.travel[places[v], places].astype(np.int64)
        gaps[~same_crews[v]] += FAR // 4
        gaps[v] = FAR
        near[v] = _smallest(gaps, width)
        able = np.flatnonzero(allowed[:, v])
        chosen = able[_smallest(duty_rows[able, places[v]], min(depth, len(able)))]
        near_duties[v, : len(chosen)] = chosen
        able_count[v] = len(able)
    return Near(near, near_duties, (able_count <= depth).astype(np.int64), _keys(p, able_count))


def _share(p: Arrays) -> NDArray[np.bool_]:
    """(n, n) whether any kind of crew may do both visits: others have no place to exchange."""
    allowed = p.choices["allowed"].astype(np.float32)
    return np.asarray(allowed.T @ allowed > 0)


def _keys(p: Arrays, able: Ints) -> Floats:
    visits, tickets = p.visits, p.tickets[p.visits["ticket"]]
    work = p.choices["service"][0].astype(np.float64)
    rates = visits["arrival_rate"] + tickets["outage_rate"] + tickets["restoration_rate"]
    opens, closes = _open_and_close(p)
    due = np.minimum(visits["arrive_by"], closes).astype(np.float64)
    keys = np.stack([-rates / (60.0 + work), -work, able.astype(np.float64), due, (closes - opens).astype(np.float64)])
    telling = keys.min(axis=1, initial=np.inf) < keys.max(axis=1, initial=-np.inf)
    return np.ascontiguousarray(keys[telling])


def _open_and_close(p: Arrays) -> tuple[Ints, Ints]:
    """(n,) between which seconds windows and locks let each visit start, as far as simple bounds tell."""
    opens, closes = p.visits["lock_from"].copy(), p.visits["lock_to"].copy()
    for kind in ("appointment", "access"):
        for v in np.flatnonzero(p.visits[f"{kind}_from"] < p.visits[f"{kind}_to"]):
            spans = p.windows[p.visits[v][f"{kind}_from"] : p.visits[v][f"{kind}_to"]]
            opens[v], closes[v] = max(opens[v], spans["open"].min()), min(closes[v], spans["close"].max())
    return opens, closes


def _smallest(values: Ints | Ints, count: int) -> NDArray[np.intp]:
    if count < len(values):
        part = np.argpartition(values, count)[:count]
        return part[np.argsort(values[part], kind="stable")]
    return np.argsort(values, kind="stable")[:count]


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
