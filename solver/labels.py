"""Routes of one duty by labels: the cheapest ones for given rewards, with a proof that no other is cheaper.

A label is a beginning of a route. Labels of one length are rows of arrays, extended by every visit at once;
of two with the same visits and the same last one, the later and dearer goes, and so does whatever cannot
come under the limit any more, whichever way it ends (:mod:`solver.endings`).

No route costs more here than it does in a plan. Where they differ, it is by what is left out here: parts and
reloads, longest on-call duties, workload, waiting, a changed time's price, and that other crews are waited for; and
breaks fall as suits the route.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.arrays import FAR, Arrays, Ints, Records

Floats = NDArray[np.float64]


class TooManyLabels(Exception):
    """The routes are too many to look at all of them, or the time is too short."""


class Labels(NamedTuple):
    """L beginnings of routes, of k visits each."""

    visits: Ints
    """(L, k) in order."""
    visited: Ints
    """(L,) as bits."""
    place: Ints
    clock: Ints
    """(L,) when the last visit is left."""
    cost: Floats
    """(L,) without what the way home costs."""
    rested: Ints
    """(L,) breaks taken: the next one's row."""

    def rows(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> Labels:
        """Some of them."""
        return Labels._make(column[chosen] for column in self)


@dataclass(frozen=True)
class Limits:
    """What is looked for: routes of less than `below`, rewards subtracted, among at most `labels` a length."""

    rewards: Floats
    """(n,) for each visit."""
    below: float
    go_on: Callable[[], bool]
    """Whether there is time for more."""
    labels: int = 20_000


class DutyRoutes:
    """All routes of one duty, to be looked through again and again."""

    def __init__(self, arrays: Arrays, duty: int, head: list[int]) -> None:
        self.arrays, self.head = arrays, head
        self.row = arrays.duties[duty]
        choices = arrays.choices[self.row["kind"]]
        self.allowed = choices["allowed"].astype(bool)
        self.work, self.price = choices["service"].astype(np.int64), choices["price"]
        self.places = arrays.visits["place"]
        self.bit = np.int64(1) << np.arange(len(self.places), dtype=np.int64)
        self.appointments = _padded(arrays, "windows", arrays.visits, "appointment")
        self.access = _padded(arrays, "windows", arrays.visits, "access")
        self.breaks = arrays.breaks[: self.row["break_to"]]
        self.travel = arrays.travel.astype(np.int64)
        if self.row["depot"] >= 0:
            # A way by the depot, which this knows nothing of, is no shorter than the way here.
            depot = self.travel[:, self.row["depot"], None] + self.travel[self.row["depot"]]
            self.travel = np.minimum(self.travel, depot)
        shortest = _shortest_ways(self.travel) * 1000 // int(arrays.policy["fastest"][0])
        self.way_home = shortest[self.places, self.row["home"]]
        tickets = arrays.tickets[arrays.visits["ticket"]]
        # What hangs on several crews or on others upstream is restored no earlier than the lead is done.
        self.restores = (arrays.visits["lead"] == 1) | (arrays.visits["solo"] == 1)
        self.tickets = tickets
        self.arrival_steps = _padded(arrays, "steps", arrays.visits, "step")
        self.restoration_steps = _padded(arrays, "steps", tickets, "step")

    def below(self, limits: Limits, gain: Callable[[Labels], Floats]) -> tuple[list[tuple[int, ...]], Floats]:
        """The routes that the limits ask for, and what each costs; of those with the same visits, the cheapest.

        Parameters
        ----------
        gain
            What the best ending of each label can bring at most.

        Raises
        ------
        TooManyLabels
            When the limits allow no more labels, or no more time.
        """
        found: list[tuple[Labels, Floats]] = []
        labels = self.start()
        while len(labels.clock):
            total = self.home(labels)
            low = total - _rewards(labels, limits.rewards) < limits.below
            if labels.visits.shape[1]:
                found.append((labels.rows(low), total[low]))
            labels = self.extended(labels)
            labels = labels.rows(labels.cost - _rewards(labels, limits.rewards) - gain(labels) < limits.below)
            if len(labels.clock) > limits.labels or not limits.go_on():
                raise TooManyLabels
            labels = _undominated(labels)
        paths = [tuple(path) for some, _ in found for path in some.visits.tolist()]
        return paths, np.concatenate([np.zeros(0), *(cost for _, cost in found)])

    def start(self) -> Labels:
        """Out at the duty's start, its head done."""
        zero = np.zeros(1, dtype=np.int64)
        labels = Labels(
            np.zeros((1, 0), dtype=np.int64),
            zero,
            zero + self.row["origin"],
            zero + self.row["start"],
            np.array([float(self.row["callout"])]),
            zero + self.row["break_from"],
        )
        for visit in self.head:
            under_way = int(self.arrays.visits[visit]["under_way"])
            labels = self._at_work(labels, visit, under_way) if under_way > -FAR else self.extended(labels, visit)
        return labels

    def _at_work(self, labels: Labels, visit: int, arrived: int) -> Labels:
        visits = np.full(len(labels.clock), visit)
        done = np.maximum(0, arrived + self.work[visits])
        cost = self._cost(visits, np.full_like(done, arrived), done)
        return self._moved(labels, np.arange(len(visits)), visits, np.maximum(labels.clock, done), cost, labels.rested)

    def extended(self, labels: Labels, only: int | None = None) -> Labels:
        """Every label with every visit after it, and with breaks before that or not."""
        parts = []
        while len(labels.clock):
            parts.append(self._after(labels, only))
            labels = self.rest(labels.rows(labels.rested < self.row["break_to"]))
        return Labels._make(np.concatenate(columns) for columns in zip(*parts, strict=True))

    def rest(self, labels: Labels) -> Labels:
        """The labels after their next break."""
        pause = self.breaks[labels.rested]
        clock = np.maximum(labels.clock, pause["earliest"]) + pause["seconds"]
        return labels._replace(clock=clock, rested=labels.rested + 1)

    def _after(self, labels: Labels, only: int | None) -> Labels:
        free = self.allowed & ((labels.visited[:, None] & self.bit) == 0)
        if only is not None:
            free &= np.arange(len(self.bit)) == only
        elif self.arrays.policy["has_first"][0]:
            others = self.bit[(self.arrays.visits["first"] == 0)].sum() & ~self.bit[self.head].sum()
            free &= ~((self.arrays.visits["first"] == 1) & ((labels.visited & others) != 0)[:, None])
        row, visit = np.nonzero(free)
        leave, rested, cost = self.steps(labels.rows(row), visit)
        fits = leave < FAR
        return self._moved(labels, row[fits], visit[fits], leave[fits], cost[fits], rested[fits])

    def steps(self, labels: Labels, visit: Ints) -> tuple[Ints, Ints, Floats]:
        """When each label's next visit is left (FAR: never in time), breaks taken by then, and what it costs."""
        rows = self.arrays.visits[visit]
        road = self._drive(labels.place, self.places[visit], labels.clock)
        arrival = labels.clock + road
        begin = self._ready(visit, np.maximum(arrival, rows["lock_from"]))
        leave, rested, fits = self._broken(begin, begin + self.work[visit], labels.rested, rows["interruptible"])
        fits &= (begin < FAR) & (begin <= rows["lock_to"])
        fits &= leave + self.way_home[visit] <= self.row["hard_end"]
        cost = self._cost(visit, arrival, leave) + float(self.arrays.policy["travel_rate"][0]) * road
        return np.where(fits, leave, FAR), rested, cost

    def _moved(self, labels: Labels, row: Ints, visit: Ints, clock: Ints, cost: Floats, rested: Ints) -> Labels:
        visits = np.concatenate([labels.visits[row], visit[:, None]], axis=1)
        visited = labels.visited[row] | self.bit[visit]
        return Labels(visits, visited, self.places[visit], clock, labels.cost[row] + cost, rested)

    def _broken(
        self, begin: Ints, leave: Ints, rested: Ints, interruptible: Ints
    ) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """Breaks inside the work, where it runs past their latest start; whether they may fall there."""
        leave, taken, rested, fits = leave.copy(), rested, rested.copy(), np.ones(len(leave), dtype=bool)
        for number in range(int(self.row["break_from"]), int(self.row["break_to"])):
            pause = self.breaks[number]
            inside = (rested == number) & (leave > pause["latest"])
            fits &= ~inside | ((interruptible == 1) & ((begin <= pause["latest"]) | (rested > taken)))
            leave[inside] += pause["seconds"]
            rested[inside] += 1
        return leave, rested, fits

    def _ready(self, visit: Ints, moment: Ints) -> Ints:
        """When work may start, no later than `dispatch.schedule` has it."""
        for _ in range(2):
            moment = _next_open(self.appointments, visit, moment, np.zeros_like(moment))
            moment = _next_open(self.access, visit, moment, self.work[visit])
        return moment

    def _drive(self, origin: Ints, destination: Ints, depart: Ints) -> Ints:
        """Seconds on the road, as `solver.kernel.walk.drive`."""
        traffic = self.arrays.traffic
        left = self.travel[origin, destination]
        if not len(traffic):
            return left
        left, clock = left * 1000, depart.copy()
        for number, period in enumerate(traffic):
            end = int(traffic[number + 1]["at"]) if number + 1 < len(traffic) else FAR
            speed = int(period["permille"])
            room = np.maximum(0, end - clock) * speed
            clock = np.where(left > room, np.maximum(clock, end), clock - (-left // speed))
            left = np.maximum(0, left - room)
        return clock - depart

    def _cost(self, visit: Ints, arrival: Ints, leave: Ints) -> Floats:
        """What the visits cost by themselves."""
        rows, tickets = self.arrays.visits[visit], self.tickets[visit]
        late = arrival - rows["arrive_by"]
        cost = self.price[visit] + rows["arrival_rate"] * np.maximum(0, late)
        cost += _stepped(self.arrival_steps, visit, late)
        late = leave - tickets["restore_by"]
        back = tickets["outage_rate"] * np.maximum(0, leave - tickets["dark_since"])
        back += tickets["restoration_rate"] * np.maximum(0, late) + _stepped(self.restoration_steps, visit, late)
        return np.asarray(cost + np.where(self.restores[visit], back, 0.0))

    def home(self, labels: Labels) -> Floats:
        """What the routes cost as they stand; infinity where home is out of reach."""
        clock, rested, home = labels.clock.copy(), labels.rested.copy(), np.full_like(labels.place, self.row["home"])
        for number in range(int(self.row["break_from"]), int(self.row["break_to"])):
            pause = self.breaks[number]
            way = self._drive(labels.place, home, clock)
            taken = (rested == number) & ((clock >= pause["earliest"]) | (clock + way > pause["latest"]))
            clock[taken] = np.maximum(clock[taken], pause["earliest"]) + pause["seconds"]
            rested[taken] += 1
        way = self._drive(labels.place, home, clock)
        policy = self.arrays.policy[0]
        total = labels.cost + policy["travel_rate"] * way
        total += policy["overtime_rate"] * np.maximum(0, clock + way - self.row["regular_end"])
        return np.where(clock + way > self.row["hard_end"], np.inf, total)


def _shortest_ways(travel: Ints) -> Ints:
    """By whichever places (Floyd and Warshall): rounded or measured times need not be the shortest."""
    ways = travel.copy()
    for place in range(len(ways)):
        ways = np.minimum(ways, ways[:, place, None] + ways[place])
    return ways


def _rewards(labels: Labels, rewards: Floats) -> Floats:
    return np.asarray(rewards[labels.visits].sum(axis=1))


def _undominated(labels: Labels) -> Labels:
    """Of labels with the same visits, last one and breaks taken, those that are earlier or cheaper."""
    last = labels.visits[:, -1] if labels.visits.shape[1] else labels.place
    labels = labels.rows(np.lexsort((labels.cost, labels.clock, labels.rested, last, labels.visited)))
    while len(labels.clock) > 1:
        same = (labels.visited[1:] == labels.visited[:-1]) & (labels.rested[1:] == labels.rested[:-1])
        same &= labels.visits[1:, -1] == labels.visits[:-1, -1]
        keep = np.append(True, ~(same & (labels.cost[1:] >= labels.cost[:-1])))
        if keep.all():
            break
        labels = labels.rows(keep)
    return labels


def _padded(arrays: Arrays, table: str, rows: Records, name: str) -> tuple[Ints, Records]:
    """How many entries of a table each row has, and the entries as (rows, most) records."""
    first, last = rows[f"{name}_from"], rows[f"{name}_to"]
    entries: Records = getattr(arrays, table)
    padded = np.zeros((len(rows), max(1, int((last - first).max(initial=0)))), dtype=entries.dtype)
    for number, (low, high) in enumerate(zip(first, last, strict=True)):
        padded[number, : high - low] = entries[low:high]
    return last - first, padded


def _next_open(windows: tuple[Ints, Records], visit: Ints, moment: Ints, needed: Ints) -> Ints:
    counts, table = windows[0][visit], windows[1][visit]
    at = np.maximum(moment[:, None], table["open"])
    usable = (np.arange(table.shape[1]) < counts[:, None]) & (at + needed[:, None] <= table["close"])
    return np.where(counts == 0, moment, np.where(usable, at, FAR).min(axis=1))


def _stepped(steps: tuple[Ints, Records], visit: Ints, late: Ints) -> Floats:
    counts, table = steps[0][visit], steps[1][visit]
    passed = (np.arange(table.shape[1]) < counts[:, None]) & (late[:, None] > table["after"])
    return np.asarray(np.where(passed, table["price"], 0.0).sum(axis=1))
