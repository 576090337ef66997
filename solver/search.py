"""The search on all cores: threads over the compiled kernel, which holds no interpreter lock.

Small problems: every worker anneals the whole problem on its own, and from round to round the worst
takes over the best. Large ones: workers share one solution, each owning the duties on its side of a
line that turns from round to round, so that work grows with the tickets and not with their square.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from solver.arrays import FAR, Arrays, Ints
from solver.kernel.desk import Desk, new_desk
from solver.kernel.near import Near, neighbours
from solver.kernel.ruin_recreate import search
from solver.kernel.state import State, empty_state
from solver.result import Orders
from solver.territory import divide
from solver.ties import too_late, whole

SHARED_FROM = 400
"""Visits from which workers share one solution."""
CALIBRATING_STEPS = 200
FROZEN = 1e-9
"""A temperature at which only the better is kept."""
CHUNK_SECONDS = 0.05
HOT, COLD = 1.0, 0.015
"""First and last temperature, as multiples of what a step for the worse costs on average."""
SECONDS_PER_VISIT = 1 / 15
"""With less time than this for each visit the search starts cooler: there is no time to come back from afar."""


@dataclass(frozen=True, slots=True)
class Cooling:
    """How far the search is: by wall time, or by steps where the answer must repeat."""

    seconds: float
    steps: int | None
    begun: float

    def passed(self, steps_done: int) -> float:
        """Share of the search behind us, 1 at its end."""
        if self.steps is not None:
            return steps_done / self.steps if steps_done < self.steps else 1.0
        return min(1.0, (time.monotonic() - self.begun) / max(1e-9, self.seconds))


@dataclass
class Annealing:
    """A problem being searched by `workers` threads.

    Parameters
    ----------
    arrays
        The problem.
    seed
        Same seed, steps and workers: same plan.
    """

    arrays: Arrays
    seed: int
    workers: int
    near: Near = field(init=False)
    nowhere: Near = field(init=False)
    """As `near`, with no duty for any visit: what is planned nowhere stays so."""
    states: list[State] = field(init=False)
    desks: list[Desk] = field(init=False)
    spare: State = field(init=False)
    steps_done: int = 0
    best_cost: float = np.inf
    on_routes: Callable[[Orders, list[float]], None] | None = None
    """Takes orders met and what each duty's costs: of every worker, after every round."""
    _best: tuple[Ints, Ints] | None = None
    _calls: int = 0
    _start_cost: float = 0.0

    def __post_init__(self) -> None:
        self.near = neighbours(self.arrays)
        duties, every = np.full_like(self.near.duties, -1), np.ones_like(self.near.all_duties)
        self.nowhere = self.near._replace(duties=duties, all_duties=every)
        self._met: list[list[tuple[Orders, list[float]]]] = [[] for _ in range(self.workers)]
        state = empty_state(self.arrays)
        whole = bool(self.arrays.policy["has_ties"][0]) or self.budgeted
        apart = len(self.arrays.visits) < SHARED_FROM or whole or len(self.arrays.duties) < self.workers
        copies = self.workers - 1 if apart else 0
        self.states = [state, *(empty_state(self.arrays) for _ in range(copies))]
        self.spare = empty_state(self.arrays)
        self.desks = [new_desk(self.arrays, state) for _ in range(self.workers)]

    @property
    def shared(self) -> bool:
        """Whether all workers work on one solution."""
        return len(self.states) == 1 and self.workers > 1

    @property
    def budgeted(self) -> bool:
        """Whether a budget limits the changes against a published plan."""
        return bool(self.arrays.policy["budget"][0] < FAR)

    def build(self, orders: Orders, insert: bool = True) -> float:
        """Cheapest insertion into `orders`, or they alone; a list that cannot be kept loses its end. The cost.

        With a visit goes its ticket's whole share: the other parties, and the tickets that come after it.
        """
        state = self.states[0]
        kept = [list(order) for order in orders]
        while True:
            kept = whole(self.arrays, kept)
            self._load(state, kept)
            self._renew(state, insert=False)
            if late := too_late(self.arrays, state.spots):
                kept = [[visit for visit in order if visit not in late] for order in kept]
                continue
            broken = [r for r in range(len(kept)) if not np.isfinite(state.lists["cost"][r])]
            if not any(len(kept[r]) > int(self.arrays.duties["head"][r]) for r in broken):
                break
            for r in broken:
                kept[r] = kept[r][: max(int(self.arrays.duties["head"][r]), len(kept[r]) - 1)]
        if insert:
            self._load(state, kept)
            self._renew(state, insert)
        cost = self.cost(state)
        self._note(state, cost)
        return cost

    def take(self, orders: Orders) -> bool:
        """Put `orders` in place of the worst worker's, if they are better than all before; whether they are."""
        before = self.best_cost
        self._load(self.spare, orders)
        self._renew(self.spare, insert=not self.budgeted)
        self._note(self.spare, self.cost(self.spare))
        if self.best_cost < before:
            _copy(self.spare, max(self.states, key=self.cost))
        return self.best_cost < before

    def cost(self, state: State) -> float:
        """The whole cost of a state's current orders."""
        out = state.spots["duty"][self.arrays.tickets["visit_from"]] < 0
        left_out = self.arrays.tickets["left_out"][out]
        # Exact sums: how numpy rounds on the way depends on the machine's vector unit.
        return math.fsum((*state.lists["cost"], *state.debts[self.arrays.shared], *left_out))

    def best_orders(self) -> Orders:
        """The best orders so far, by duty."""
        assert self._best is not None
        stops, lengths = self._best
        return [stops[r, : lengths[r]].tolist() for r in range(len(lengths))]

    def anneal(self, cooling: Cooling, go_on: Callable[[], bool]) -> None:
        """Search until the cooling is over or `go_on`, asked after every round, says no."""
        if not len(self.arrays.visits) or not len(self.arrays.duties) or not np.isfinite(self.best_cost):
            return
        loss = self._typical_loss()
        effort = cooling.seconds if cooling.steps is None else cooling.steps / 10_000
        hot = max(1e-6, loss * HOT * min(1.0, effort / SECONDS_PER_VISIT / len(self.arrays.visits)))
        cold = max(1e-9, min(hot, loss * COLD))
        for state in self.states[1:]:
            _copy(self.states[0], state)
        with ThreadPoolExecutor(self.workers) as pool:
            while cooling.passed(self.steps_done) < 1.0 and go_on():
                self._round(pool, cooling, lambda passed: hot * (cold / hot) ** passed)

    def _typical_loss(self) -> float:
        """What a step for the worse costs on average, from a few steps that keep only the better."""
        mine = np.arange(len(self.arrays.visits))
        state, desk = self.states[0], self.desks[0]
        steps, heat = CALIBRATING_STEPS, FROZEN
        _, _, loss = search(self.arrays, state, desk, self.near, mine, 0, steps, heat, heat, 0.0, self.seed)
        self._note_best(state)
        return loss

    def _round(self, pool: ThreadPoolExecutor, cooling: Cooling, heat: Callable[[float], float]) -> None:
        passed, done = cooling.passed(self.steps_done), self.steps_done
        until = time.monotonic() + min(0.4, max(0.05, cooling.seconds / 12))
        steps = (
            None if cooling.steps is None else max(1, min(2000 * self.workers, cooling.steps - done) // self.workers)
        )
        owned = self._owned()
        self._calls += 1

        def now_heat() -> float:
            return heat(max(passed, cooling.passed(done)))

        def work(worker: int) -> tuple[float, int]:
            state = self.states[0 if self.shared else worker]
            return self._stint(state, worker, owned[worker], steps, until, now_heat)

        results = list(pool.map(work, range(self.workers)))
        self.steps_done += max(self.workers, sum(count for _, count in results))
        if self.shared:
            state = self.states[0]
            self._note(state, self._start_cost + sum(best for best, _ in results))
        else:
            self._exchange()

    def _owned(self) -> list[Ints]:
        """The visits that each worker may move in this round."""
        state = self.states[0]
        if not self.shared:
            return [np.arange(len(self.arrays.visits))] * self.workers
        self._start_cost = self.cost(state)
        return divide(self.arrays, state, self.workers, self.seed + self._calls)

    def _stint(
        self, state: State, worker: int, mine: Ints, steps: int | None, until: float, heat: Callable[[], float]
    ) -> tuple[float, int]:
        """One worker's share of a round: how much its best lies below its start, and the steps made."""
        owner = worker if self.shared else 0
        rows = state.lists["owner"] == owner
        state.stops["best"][rows] = state.stops["visit"][rows]
        state.lists["best_length"][rows] = state.lists["length"][rows]
        state.lists["dirty"][rows] = 0
        if not len(mine):
            return 0.0, 0
        current, best, done, chunk = 0.0, 0.0, 0, 50
        seed = (self.seed * 7919 + self._calls * 104_729 + worker * 1_299_709) % (1 << 31)
        while steps is None or done < steps:
            count = chunk if steps is None else min(500, steps - done)
            begun, warm = time.monotonic(), heat()
            desk, gap = self.desks[worker], current - best
            change, low, _ = search(
                self.arrays, state, desk, self.near, mine, owner, count, warm, warm, gap, seed + done
            )
            best, current, done = min(best, current + low), current + change, done + count
            self._meet(worker, state)
            if steps is None:
                spent = max(1e-5, time.monotonic() - begun)
                chunk = int(min(5000, max(5, chunk * CHUNK_SECONDS / spent)))
                if time.monotonic() >= until:
                    break
        return best, done

    def _exchange(self) -> None:
        """Note the best of all workers' rounds; the worst worker goes on from the best one's place."""
        costs = [self.cost(state) for state in self.states]
        for state in self.states:
            self._note_best(state)
        self._tell_routes()
        if len(self.states) > 1 and self._calls % 4 == 0:
            _copy(self.states[int(np.argmin(costs))], self.states[int(np.argmax(costs))])

    def _meet(self, worker: int, state: State) -> None:
        if self.on_routes is not None:
            self._met[worker].append((_orders(state, "visit", "length"), state.lists["cost"].tolist()))

    def _tell_routes(self) -> None:
        """Worker by worker, for in which order they ended is chance."""
        for met in self._met:
            for orders, costs in met:
                assert self.on_routes is not None
                self.on_routes(orders, costs)
            met.clear()

    def _note_best(self, state: State) -> None:
        """Price the best orders of a round anew in a spare state, which may find room for more, and note them."""
        self._load(self.spare, _orders(state, "best", "best_length"))
        # Insertion looks at the cost only, and a budget has to be kept.
        self._renew(self.spare, insert=not self.budgeted)
        self._meet(0, self.spare)
        self._note(self.spare, self.cost(self.spare))

    def _note(self, state: State, cost: float) -> None:
        if cost < self.best_cost - 1e-7:
            self.best_cost = cost
            self._best = (state.stops["best"].copy(), state.lists["best_length"].copy())

    def _load(self, state: State, orders: Orders) -> None:
        state.spots["duty"], state.lists["owner"], state.spots["owner"] = -1, 0, 0
        for r, order in enumerate(orders):
            state.lists["length"][r] = len(order)
            state.stops["visit"][r, : len(order)] = order

    def _renew(self, state: State, insert: bool) -> None:
        """Work out all times, and insert what fits."""
        mine, near = np.arange(len(self.arrays.visits)), self.near if insert else self.nowhere
        search(self.arrays, state, self.desks[0], near, mine, 0, 0, 1.0, 1.0, 0.0, self.seed)


def _orders(state: State, visits: str, length: str) -> Orders:
    """A state's orders, now or at best, by duty."""
    return [row[:count].tolist() for row, count in zip(state.stops[visits], state.lists[length], strict=True)]


def _copy(origin: State, destination: State) -> None:
    for source, target in zip(origin, destination, strict=True):
        np.copyto(target, source)
