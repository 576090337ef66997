"""Tickets and crews as integer arrays, and back: the only place that knows indices.

Visits are numbered in the problem's order of tickets and parties, duties in its order of duties,
places as in the travel matrix. Times are whole seconds from the problem's now; prices are per second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from dispatch.duty import DutyKey
from dispatch.plan import Sequences
from dispatch.problem import PlanningProblem
from dispatch.ticket import Precedence, Step, Visit
from dispatch.window import TimeWindow
from solver.fitness import Fitness, fitness

Entry = TypeVar("Entry")
Records = NDArray[np.void]
Ints = NDArray[np.int64]

FAR = 1 << 40
"""Seconds: later than any time, and negated earlier than any."""


def _record(**fields: str) -> np.dtype[np.void]:
    return np.dtype(list(fields.items()), align=True)


PERIOD = _record(at="i8", permille="i8")
DUTY = _record(
    start="i8", regular_end="i8", hard_end="i8", longest="i8", callout="f8", regular_minutes="f8", reload="i8",
    break_from="i8", break_to="i8", kind="i8", crew="i8", origin="i8", home="i8", depot="i8", head="i8", floats="i8",
)  # fmt: skip
BREAK = _record(earliest="i8", latest="i8", seconds="i8")
VISIT = _record(
    arrive_by="i8", arrival_rate="f8", under_way="i8", lock_from="i8", lock_to="i8", published_start="i8",
    ticket="i8", place="i8", step_from="i8", step_to="i8", appointment_from="i8", appointment_to="i8",
    access_from="i8", access_to="i8", published_crew="i8",
    lead="i8", solo="i8", interruptible="i8", first="i8", time_matters="i8", tied="i8",
)  # fmt: skip
CHOICE = _record(price="f8", service="i4", allowed="i4")
TICKET = _record(
    restore_by="i8", restoration_rate="f8", outage_rate="f8", dark_since="i8", left_out="f8",
    visit_from="i8", visit_to="i8", step_from="i8", step_to="i8", link_from="i8", link_to="i8",
    upstream="i8", depth="i8", pinned="i8",
)  # fmt: skip
STEP = _record(after="i8", price="f8")
WINDOW = _record(open="i8", close="i8")
LINK = _record(least="i8", most="i8", ticket="i8")
POLICY = _record(
    travel_rate="f8", overtime_rate="f8", waiting_rate="f8", workload="f8", changed_time="f8", price_tolerance="i8",
    budget_tolerance="i8", budget="i8", horizon="i8", fastest="i8", has_first="i8", has_ties="i8",
)  # fmt: skip


class Arrays(NamedTuple):
    """The frozen array form of a problem with n visits, m duties, k tickets, c kinds of crews, q parts in use.

    Rows are records, not one array a field: numba's compile time grows with the number of arrays,
    and a walk reads a row's fields together. ``x_from``..``x_to`` are slices of the table x.
    """

    travel: NDArray[np.int32]
    """(places, places) free-flow seconds."""
    travel_to: NDArray[np.int32]
    """(places, places) the same, transposed: a row holds the ways to its place."""
    traffic: Records
    """Speeds: from `at` on, `permille` of free flow; empty for free flow always."""
    duties: Records
    """(m,) `longest` and `floats` are for on-call crews: FAR for no limit, 1 where the crew leaves home as
    late as costs nothing. `kind` is the row in `choices`, `depot` a place or -1, `head` the number of
    visits that never move."""
    breaks: Records
    carries: Ints
    """(m, q) parts on board when full."""
    visits: Records
    """(n,) `under_way` is the arrival of the crew on site, -FAR for none; `solo` is 1 where the ticket's
    restoration hangs on this visit's leave alone; `published_crew` is -1 for none; `first` is 1 where
    the priority comes first on every list."""
    choices: Records
    """(c, n) whether a kind may do a visit, its seconds of work, and the price of the choice."""
    steps: Records
    windows: Records
    needs: Ints
    """(n, q) parts used."""
    tickets: Records
    """(k,) `upstream` is -1 for none; `depth` counts the tickets before it in its longest chain; `pinned`
    is 1 where the ticket, once planned, stays: at a head, or before one that is."""
    links: Records
    """Precedence: `ticket` is done at least `least` and at most `most` seconds before."""
    waiting: Ints
    """Tickets whose start hangs on other crews: several parties, or after others."""
    shared: Ints
    """Tickets whose restoration hangs on more than their one visit."""
    policy: Records
    """(1,) `fastest` is the permille of the day's fastest speed."""


@dataclass(frozen=True)
class Indexed:
    """A problem, its arrays, and the way between their names."""

    problem: PlanningProblem
    arrays: Arrays
    visits: tuple[Visit, ...]
    duties: tuple[DutyKey, ...]
    number: dict[Visit, int]

    def numbers(self, sequences: Sequences) -> list[list[int]]:
        """Each duty's visits as numbers, in the order of duties; what the problem does not have is skipped."""
        return [[self.number[visit] for visit in sequences.get(key, ()) if visit in self.number] for key in self.duties]

    def sequences(self, numbers: Iterable[Sequence[int]]) -> dict[DutyKey, tuple[Visit, ...]]:
        """The visits of each duty that has any."""
        named = zip(self.duties, numbers, strict=True)
        return {key: tuple(self.visits[number] for number in order) for key, order in named if len(order)}


def index(problem: PlanningProblem) -> Indexed:
    """The array form of `problem`."""
    visits = tuple(visit for ticket in problem.tickets for visit in ticket.visits)
    number = {visit: position for position, visit in enumerate(visits)}
    arrays = _Build(problem, visits, fitness(problem, visits)).arrays()
    return Indexed(problem, arrays, visits, tuple(duty.key for duty in problem.duties), number)


@dataclass(frozen=True)
class _Build:
    """One problem on its way into arrays."""

    problem: PlanningProblem
    visits: tuple[Visit, ...]
    fit: Fitness
    steps: list[Step] = field(default_factory=list)
    """The rows of three tables, filled while the visits and tickets that speak of them are."""
    windows: list[TimeWindow] = field(default_factory=list)
    links: list[Precedence] = field(default_factory=list)

    def seconds(self, moment: datetime) -> int:
        return round((moment - self.problem.now).total_seconds())

    def arrays(self) -> Arrays:
        problem, parts = self.problem, self.part_names()
        number = {ticket.id: position for position, ticket in enumerate(problem.tickets)}
        duties, breaks = self.duties()
        visits, tickets = self.visit_rows(number), self.ticket_rows(number)
        traffic = self.traffic()
        shared = (t for t in problem.tickets if len(t.parties) > 1 or t.upstream in problem.ticket)
        return Arrays(
            travel=np.ascontiguousarray(problem.travel.seconds, dtype=np.int32),
            travel_to=np.ascontiguousarray(problem.travel.seconds.T, dtype=np.int32),
            traffic=traffic,
            duties=duties,
            breaks=breaks,
            carries=_table([_counts(duty.crew.parts, parts) for duty in problem.duties], len(parts)),
            visits=visits,
            choices=self.choices(),
            steps=_rows(STEP, ((_whole(step.after), step.price) for step in self.steps)),
            windows=_rows(WINDOW, ((self.seconds(w.start), self.seconds(w.end)) for w in self.windows)),
            needs=_table([_counts(self.parts(visit), parts) for visit in self.visits], len(parts)),
            tickets=tickets,
            links=_rows(
                LINK, ((_whole(k.min_delay), _whole(k.max_delay, FAR), number[k.ticket_id]) for k in self.links)
            ),
            waiting=_ints(number[ticket.id] for ticket in problem.tied_tickets),
            shared=_ints(number[ticket.id] for ticket in shared),
            policy=self.policy(max(traffic["permille"], default=1000)),
        )

    def traffic(self) -> Records:
        problem = self.problem
        if not problem.travel.traffic.begins:
            return _rows(PERIOD, ())
        begin = min((duty.start for duty in problem.duties), default=problem.now)
        changes = problem.travel.traffic.changes(begin, problem.horizon + timedelta(days=2))
        return _rows(PERIOD, ((self.seconds(moment), permille) for moment, permille in changes))

    def duties(self) -> tuple[Records, Records]:
        problem, place = self.problem, self.problem.travel.index
        crew_number = {crew.id: number for number, crew in enumerate(problem.crews)}
        flat = not problem.travel.traffic.begins
        rows = np.zeros(len(problem.duties), dtype=DUTY)
        breaks: list[tuple[int, int, int]] = []
        for row, duty in zip(rows, problem.duties, strict=True):
            row["kind"], row["crew"] = self.fit.row[duty.crew_id], crew_number[duty.crew_id]
            row["origin"], row["home"] = place[duty.start_place], place[duty.end_place]
            row["start"], row["regular_end"] = self.seconds(duty.start), self.seconds(duty.regular_end)
            row["hard_end"], row["longest"] = self.seconds(duty.hard_end), _whole(duty.max_length, FAR)
            row["floats"] = duty.on_call and flat and not duty.breaks
            row["callout"] = duty.crew.callout_price
            row["regular_minutes"] = max(1.0, (duty.regular_end - duty.start).total_seconds() / 60)
            row["head"] = len(problem.heads.get(duty.key, ()))
            row["depot"] = -1 if duty.crew.depot is None else place[duty.crew.depot]
            row["reload"] = _whole(duty.crew.reload)
            row["break_from"] = len(breaks)
            breaks.extend((self.seconds(b.earliest), self.seconds(b.latest), _whole(b.duration)) for b in duty.breaks)
            row["break_to"] = len(breaks)
        return rows, _rows(BREAK, breaks)

    def part_names(self) -> tuple[str, ...]:
        """Parts that any ticket uses; what nobody uses need not be counted."""
        return tuple(sorted({name for ticket in self.problem.tickets for name, count in ticket.parts if count}))

    def parts(self, visit: Visit) -> tuple[tuple[str, int], ...]:
        """The parts a visit draws."""
        return self.problem.ticket[visit.ticket_id].parts if visit.party == 0 else ()

    def choices(self) -> Records:
        table = np.zeros(self.fit.allowed.shape, dtype=CHOICE)
        table["allowed"], table["service"], table["price"] = self.fit.allowed, self.fit.service, self.fit.price
        return table

    def visit_rows(self, number: dict[str, int]) -> Records:
        problem, first = self.problem, self.problem.policy.first_priorities
        crew_number = {crew.id: position for position, crew in enumerate(problem.crews)}
        rows = np.zeros(len(self.visits), dtype=VISIT)
        for row, visit in zip(rows, self.visits, strict=True):
            ticket, prices = problem.ticket[visit.ticket_id], problem.prices[visit.ticket_id]
            lead = visit.party == 0
            row["ticket"], row["place"] = number[ticket.id], problem.travel.index[ticket.place]
            row["lead"], row["arrive_by"] = lead, self.seconds(problem.policy.targets.arrive_by(ticket))
            row["arrival_rate"] = prices.arrival_late_minute / 60 if lead else 0.0
            row["step_from"], row["step_to"] = _append(self.steps, prices.arrival_steps if lead else ())
            row["solo"] = len(ticket.parties) == 1 and ticket.upstream not in problem.ticket
            row["interruptible"] = not ticket.make_safe
            row["under_way"] = self.seconds(problem.arrived[visit]) if visit in problem.arrived else -FAR
            row["lock_from"], row["lock_to"] = self.lock(visit)
            row["appointment_from"], row["appointment_to"] = _append(self.windows, ticket.appointments)
            row["access_from"], row["access_to"] = _append(self.windows, ticket.access)
            row["published_crew"] = -1
            if visit in problem.published:
                key, start = problem.published[visit]
                row["published_crew"], row["published_start"] = crew_number[key.crew_id], self.seconds(start)
            row["first"] = ticket.priority in first
            row["time_matters"], row["tied"] = problem.time_matters(visit), ticket.id in problem.tied_ids
        return rows

    def lock(self, visit: Visit) -> tuple[int, int]:
        """The seconds between which locks let the visit start."""
        spans = [lock.start for lock in self.problem.locks_by_visit.get(visit, ()) if lock.start is not None]
        begins, ends = [self.seconds(s.start) for s in spans], [self.seconds(s.end) for s in spans]
        return max(begins, default=-FAR), min(ends, default=FAR)

    def ticket_rows(self, number: dict[str, int]) -> Records:
        problem = self.problem
        pinned, depth = _pinned(problem), _depths(problem)
        rows = np.zeros(len(problem.tickets), dtype=TICKET)
        visits = 0
        for row, ticket in zip(rows, problem.tickets, strict=True):
            prices = problem.prices[ticket.id]
            row["restore_by"] = self.seconds(problem.policy.targets.restore_by(ticket))
            row["restoration_rate"] = prices.restoration_late_minute / 60
            row["outage_rate"], row["left_out"] = prices.outage_minute / 60, prices.left_out
            row["dark_since"] = max(0, self.seconds(ticket.reported_at))
            row["visit_from"], row["visit_to"] = visits, visits + len(ticket.parties)
            visits += len(ticket.parties)
            row["step_from"], row["step_to"] = _append(self.steps, prices.restoration_steps)
            row["link_from"], row["link_to"] = _append(self.links, problem.comes_after(ticket))
            row["upstream"] = number.get(ticket.upstream or "", -1)
            row["depth"], row["pinned"] = depth[ticket.id], ticket.id in pinned
        return rows

    def policy(self, fastest: int) -> Records:
        problem, weights = self.problem, self.problem.policy.weights
        budget = problem.change_budget
        row = np.zeros(1, dtype=POLICY)
        row["travel_rate"], row["overtime_rate"] = weights.travel_minute / 60, weights.overtime_minute / 60
        row["waiting_rate"] = weights.waiting_minute / 60
        row["workload"], row["changed_time"] = weights.workload, weights.changed_time
        row["price_tolerance"] = _whole(weights.change_tolerance)
        row["budget_tolerance"] = 0 if budget is None else _whole(budget.tolerance)
        row["budget"] = FAR if budget is None else budget.changes
        row["horizon"], row["fastest"] = self.seconds(problem.horizon), fastest
        row["has_first"], row["has_ties"] = bool(problem.policy.first_priorities), bool(problem.tied_ids)
        return row


def _pinned(problem: PlanningProblem) -> set[str]:
    pinned = {visit.ticket_id for head in problem.heads.values() for visit in head}
    todo = list(pinned)
    while todo:
        before = {link.ticket_id for link in problem.comes_after(problem.ticket[todo.pop()])} - pinned
        pinned |= before
        todo.extend(before)
    return pinned


def _depths(problem: PlanningProblem) -> dict[str, int]:
    """By ticket; a ring of tickets, which no plan can hold, counts as deep as there are tickets."""
    depth = dict.fromkeys(problem.ticket, 0)
    for _ in range(len(problem.tickets)):
        deeper = {
            ticket.id: max(depth[link.ticket_id] + 1 for link in problem.comes_after(ticket))
            for ticket in problem.tied_tickets
            if problem.comes_after(ticket)
        }
        if all(depth[ticket_id] == deep for ticket_id, deep in deeper.items()):
            break
        depth |= deeper
    return depth


def _whole(span: timedelta | None, missing: int = 0) -> int:
    return missing if span is None else round(span.total_seconds())


def _counts(parts: Iterable[tuple[str, int]], names: Sequence[str]) -> list[int]:
    held = dict(parts)
    return [held.get(name, 0) for name in names]


def _append(table: list[Entry], rows: Sequence[Entry]) -> tuple[int, int]:
    """Append `rows` to a table; the slice where they now stand."""
    table.extend(rows)
    return len(table) - len(rows), len(table)


def _rows(dtype: np.dtype[np.void], rows: Iterable[tuple[float, ...]]) -> Records:
    return np.array(list(rows), dtype=dtype)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _table(rows: Sequence[Sequence[int]], width: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)
