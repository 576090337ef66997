"""The scratch of one worker, and the journal from which a step is undone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solver.arrays import Arrays, Ints, Records
from solver.kernel.compiled import inlined, inner
from solver.kernel.state import LIST, STOP, State, refresh, take
from solver.kernel.ties import price_ties, settle

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


@inner
def begin_step(d: Desk) -> None:
    """Nothing removed, nothing remembered."""
    for j in range(d.counters[0].journal):
        d.duties[d.duties[j].journal].journal_place = -1
    d.counters[0].journal = 0
    for i in range(d.counters[0].removed):
        d.visits[d.visits[i].removed].was_planned = 0
    d.counters[0].removed = 0


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
