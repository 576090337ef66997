"""What the rest of a duty can bring at most: an upper bound for every place, time and set of late visits.

Dynamic programming backwards over a grid of times, rounded down, and over routes that may come back to a
visit once they have forgotten it: at each visit they remember those of its neighbours that they have made
(ng-routes, Baldacci, Mingozzi and Roberti 2011).
"""

from __future__ import annotations

import numpy as np

from solver.arrays import FAR, Ints
from solver.labels import DutyRoutes, Floats, Labels, TooManyLabels

MOMENTS = 200
"""Times in the grid of a duty."""
NEIGHBOURS = 5


class Endings:
    """The best endings of one duty's routes, for whatever rewards."""

    def __init__(self, routes: DutyRoutes) -> None:
        row = routes.row
        self.routes = routes
        self.visits = np.setdiff1d(np.flatnonzero(routes.allowed), routes.head)
        self.number = np.full(len(routes.places), -1)
        self.number[self.visits] = np.arange(len(self.visits))
        span = int(row["hard_end"] - row["start"])
        self.grain = max(1, -(-span // MOMENTS))
        if len(self.visits) and self.grain > routes.work[self.visits].min():
            raise TooManyLabels
        self.moments = int(row["start"]) + self.grain * np.arange(max(1, span // self.grain + 1))
        self.near, self.after, self.free = _memory(routes.travel[np.ix_(*[routes.places[self.visits]] * 2)])
        breaks = range(int(row["break_from"]), int(row["break_to"]) + 1)
        self.tables = [self._table(rested) for rested in breaks]

    def _table(self, rested: int) -> tuple[Ints, Ints, Floats, Floats, Ints]:
        """With so many breaks taken: moment, breaks and cost of every next visit, cost of home, moment after a rest."""
        m, n = len(self.moments), len(self.visits)
        grid = _grid(self, rested)
        row, other = np.repeat(np.arange(m * n), n), np.tile(np.arange(n), m * n)
        leave, breaks, cost = self.routes.steps(grid.rows(row), self.visits[other])
        after = self.routes.rest(grid).clock if rested < self.routes.row["break_to"] else np.full(m * n, FAR)
        shape = (m, n, n)
        return (
            self._moment(leave).reshape(shape),
            (breaks - self.routes.row["break_from"]).reshape(shape),
            cost.reshape(shape),
            self.routes.home(grid).reshape(m, n),
            self._moment(after).reshape(m, n),
        )

    def _moment(self, clock: Ints) -> Ints:
        """Which moment of the grid a time is rounded down to; one past the last for times beyond."""
        number = (clock - self.routes.row["start"]) // self.grain
        return np.asarray(np.clip(number, 0, len(self.moments)))

    def gains(self, rewards: Floats) -> Floats:
        """(breaks taken, moments + 1, n, memories) the most that an ending brings: rewards less costs."""
        m, n = len(self.moments), len(self.visits)
        best = np.full((len(self.tables), m + 1, n, self.free.shape[0]), -np.inf)
        other = np.arange(n)
        for rested in reversed(range(len(self.tables))):
            moment, breaks, cost, home, rest = self.tables[rested]
            best[rested, :m] = -home[:, :, None]
            if rested + 1 < len(self.tables):
                np.maximum(best[rested, :m], best[rested + 1, rest, other], out=best[rested, :m])
            for now in reversed(range(m)):
                value = best[breaks[now], moment[now], other, self.after]
                value += (rewards[self.visits] - cost[now]) + self.free
                np.maximum(best[rested, now], value.max(axis=2, initial=-np.inf).T, out=best[rested, now])
        return best

    def gain(self, best: Floats, labels: Labels) -> Floats:
        """What `gains` says of each label."""
        if not labels.visits.shape[1] or not len(labels.clock):
            return np.full(len(labels.clock), np.inf)
        last = self.number[labels.visits[:, -1]]
        made = (labels.visited[:, None] & self.routes.bit[self.visits[self.near[last]]]) != 0
        memory = (made << np.arange(self.near.shape[1])).sum(axis=1)
        return np.asarray(best[labels.rested - self.routes.row["break_from"], self._moment(labels.clock), last, memory])


def _grid(endings: Endings, rested: int) -> Labels:
    """A label at every moment and visit."""
    m, n = len(endings.moments), len(endings.visits)
    size = m * n
    return Labels(
        np.zeros((size, 0), dtype=np.int64),
        np.zeros(size, dtype=np.int64),
        np.tile(endings.routes.places[endings.visits], m),
        np.repeat(endings.moments, n),
        np.zeros(size),
        np.full(size, rested),
    )


def _memory(travel: Ints) -> tuple[Ints, Ints, Floats]:
    """Each visit's neighbours (n, k); by memory, visit and next visit: the memory there, and 0 or -inf for made."""
    n = len(travel)
    away = travel + np.where(np.eye(n, dtype=bool), FAR, 0)
    near = np.argsort(away, axis=1, kind="stable")[:, : min(NEIGHBOURS, max(0, n - 1))]
    memories = np.arange(1 << near.shape[1])
    knows = np.zeros((len(memories), n, n), dtype=bool)
    for place in range(near.shape[1]):
        knows[:, np.arange(n), near[:, place]] = ((memories >> place) & 1 == 1)[:, None]
    here = np.broadcast_to(np.eye(n, dtype=bool), knows.shape)
    free = np.where(knows | here, -np.inf, 0.0)
    kept = knows | here
    after = np.zeros((len(memories), n, n), dtype=np.int64)
    for place in range(near.shape[1]):
        after += kept[:, :, near[:, place]].astype(np.int64) << place
    return near, after, free
