"""The search's working solution: orders, times, and what bounds need to know of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.arrays import FAR, Arrays, Ints, Records
from solver.kernel.compiled import inlined, inner
from solver.kernel.walk import walk

STOP = np.dtype(
    [
        ("arrival", "i8"), ("start", "i8"), ("leave", "i8"), ("latest", "i8"), ("slope", "f8"),
        ("visit", "i8"), ("best", "i8"), ("place", "i8"), ("leg", "i8"), ("idle", "i8"), ("rigid", "i8"),
    ],
    align=True,
)  # fmt: skip
LIST = np.dtype(
    [
        ("cost", "f8"), ("end", "i8"), ("length", "i8"), ("best_length", "i8"), ("home_leg", "i8"), ("least", "i8"),
        ("waited", "i8"), ("tied_on", "i8"), ("dirty", "i8"), ("owner", "i8"), ("version", "i8"), ("versions", "i8"),
    ],
    align=True,
)  # fmt: skip
KNOWN = np.dtype([("least", "f8"), ("version", "i4"), ("position", "i4")], align=True)
SPOT = np.dtype(
    [("start", "i8"), ("leave", "i8"), ("not_before", "i8"), ("duty", "i8"), ("owner", "i8")],
    align=True,
)  # fmt: skip


Floats = NDArray[np.float64]


class State(NamedTuple):
    """A solution in the making: m duties of at most L visits, n visits, k tickets.

    Several workers share one state; each touches only the duties and visits it owns.
    """

    stops: Records
    """(m, L) `visit` and `best` are the orders now and at best. `place` and `leg`: where the stop is, and the
    free-flow seconds to it from the place before. `idle`: the crew waits at or before the stop.
    `latest`: latest arrival that leaves the rest feasible, optimistic. `slope`: least cost of each second
    the arrival comes later. `rigid`: a later arrival makes the duty end as much later."""
    lists: Records
    """(m,) `home_leg`: free-flow seconds from the last stop, 0 without any. `least`: seconds of work and shortest
    drives, which no duty undercuts. `waited`: seconds on site before work starts, at most. `cost` leaves out
    restorations that hang on others; `tied_on` counts visits tied to others; `version` names the order and times
    of the duty, of `versions` so far; `dirty` is 1 where the order differs from the best; `owner` is the worker
    that may touch it."""
    spots: Records
    """(n,) where each visit stands: `duty` is -1 for visits on no list; ties let it start `not_before`."""
    known: Records
    """(n, m) while the duty is at `version`: inserting the visit adds `least`, at `position`; -1 where it is only
    known to add no less."""
    debts: Floats
    """(k,) cost of the restorations that hang on more than one visit."""


def empty_state(p: Arrays) -> State:
    """A state with nothing planned."""
    n, m = len(p.visits), len(p.duties)
    longest = min(n, 8 * -(-n // max(1, m)) + 64)
    state = State(
        stops=np.zeros((m, longest), dtype=STOP),
        lists=np.zeros(m, dtype=LIST),
        spots=np.zeros(n, dtype=SPOT),
        known=np.full((n, m), -1, dtype=KNOWN),
        debts=np.zeros(len(p.tickets)),
    )
    state.lists["end"] = p.duties["start"]
    state.spots["duty"] = -1
    state.spots["not_before"] = -FAR
    return state


@inlined
def shortest_drive(p: Arrays, origin: int, destination: int) -> int:
    """Seconds no drive between the two undercuts, at whatever time."""
    seconds = int(p.travel[origin, destination])
    if p.traffic.shape[0] > 0:
        seconds = seconds * 1000 // p.policy[0].fastest
    return seconds


@inlined
def last_close(p: Arrays, low: int, high: int) -> int:
    """When the last of the windows low..high-1 closes."""
    last = p.windows[low].close
    for w in range(low + 1, high):
        last = max(last, p.windows[w].close)
    return last


@inner
def refresh(p: Arrays, s: State, r: int, load: Ints) -> None:
    """Walk duty `r` again and renew all that bounds read of it."""
    length = s.lists[r].length
    s.lists[r].versions += 1
    s.lists[r].version = s.lists[r].versions
    s.lists[r].cost = walk(p, r, s.stops[r], length, s.spots, load)
    s.lists[r].tied_on = 0
    if length == 0 or s.lists[r].cost == np.inf:
        s.lists[r].end = p.duties[r].start
    else:
        last = s.stops[r, length - 1].visit
        s.lists[r].end = s.stops[r, length - 1].leave + shortest_drive(p, p.visits[last].place, p.duties[r].home)
    kind = p.duties[r].kind
    flat = p.traffic.shape[0] == 0
    next_place = p.duties[r].home
    next_latest = p.duties[r].hard_end
    next_slope, rigid = 0.0, flat
    s.lists[r].home_leg, least, waited = 0, 0, 0
    for i in range(length - 1, -1, -1):
        v = s.stops[r, i].visit
        s.spots[v].start, s.spots[v].leave = s.stops[r, i].start, s.stops[r, i].leave
        s.lists[r].tied_on += p.visits[v].tied
        work = int(p.choices[kind, v].service)
        latest = min(next_latest - shortest_drive(p, p.visits[v].place, next_place) - work, p.visits[v].lock_to)
        low, high = p.visits[v].appointment_from, p.visits[v].appointment_to
        if low < high:
            latest = min(latest, last_close(p, low, high))
        low, high = p.visits[v].access_from, p.visits[v].access_to
        if low < high:
            latest = min(latest, last_close(p, low, high) - work)
        slope = 0.0
        if s.stops[r, i].idle:
            rigid = False
        else:
            if s.stops[r, i].arrival > p.visits[v].arrive_by:
                slope += p.visits[v].arrival_rate
            if flat:
                slope += next_slope
                if p.visits[v].solo:
                    t = p.visits[v].ticket
                    slope += p.tickets[t].outage_rate
                    if s.stops[r, i].leave > p.tickets[t].restore_by:
                        slope += p.tickets[t].restoration_rate
        s.stops[r, i].latest, s.stops[r, i].slope, s.stops[r, i].rigid = latest, slope, rigid
        waited += s.stops[r, i].start - s.stops[r, i].arrival
        least += work + shortest_drive(p, p.visits[v].place, next_place)
        place = p.visits[v].place
        s.stops[r, i].place = place
        if i + 1 < length:
            s.stops[r, i + 1].leg = p.travel[place, next_place]
        else:
            s.lists[r].home_leg = p.travel[place, next_place]
        next_latest, next_slope, next_place = latest, slope, place
    if length > 0:
        s.stops[r, 0].leg = p.travel[p.duties[r].origin, next_place]
        least += shortest_drive(p, p.duties[r].origin, next_place)
    s.lists[r].least, s.lists[r].waited = least, waited


@inlined
def put(s: State, r: int, position: int, v: int) -> None:
    """Insert `v` into duty `r`; times are not renewed."""
    for i in range(s.lists[r].length, position, -1):
        s.stops[r, i].visit = s.stops[r, i - 1].visit
    s.stops[r, position].visit = v
    s.lists[r].length += 1
    s.spots[v].duty = r


@inlined
def take(s: State, r: int, v: int) -> None:
    """Remove `v` from duty `r`; times are not renewed."""
    kept = 0
    for i in range(s.lists[r].length):
        if s.stops[r, i].visit != v:
            s.stops[r, kept].visit = s.stops[r, i].visit
            kept += 1
    s.lists[r].length = kept
    s.spots[v].duty = -1
