"""Every rule of `dispatch.rules`, as the OR-Tools model states it: one function a rule.

What is stated more simply than the schedule has it is said at its function; the search's exact
arithmetic and the rules themselves judge what comes out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from solver.arrays import FAR, Arrays
from solver.routing_nodes import Nodes, leaves


@dataclass(frozen=True)
class Statement:
    """A routing model in the making. The index of a visit or reload is its node, for starts and ends come last."""

    routing: Any
    solver: Any
    nodes: Nodes
    clock: Any
    """The dimension of time; a cumul is when work starts."""

    @property
    def arrays(self) -> Arrays:
        """The problem."""
        return self.nodes.arrays

    def starts_at(self, visit: int) -> Any:
        """The variable of when work on a visit starts."""
        return self.clock.CumulVar(self.nodes.node[visit])

    def planned(self, visit: int) -> Any:
        """The variable of whether a visit is planned."""
        return self.routing.ActiveVar(self.nodes.node[visit])

    def movable(self, ticket: int) -> list[int]:
        """The visits of a ticket that no crew is at yet."""
        row = self.arrays.tickets[ticket]
        return [v for v in range(row["visit_from"], row["visit_to"]) if v in self.nodes.node]


def may_wait(nodes: Nodes) -> bool:
    """Whether any rule can make a crew wait; without one the clock has no slack, and is much faster."""
    arrays = nodes.arrays
    waits = len(arrays.windows) or len(arrays.breaks) or len(arrays.waiting) or (arrays.visits["lock_from"] > 0).any()
    return bool(waits)


def state_rules(model: Statement) -> None:
    """All rules; `once` and `clock` are the routing model's own."""
    able(model)
    heads(model)
    windows_and_locks(model)
    shifts(model)
    breaks(model)
    whole_and_together(model)
    precedence(model)
    priority_first(model)
    stocked(model)
    change_budget(model)


def able(model: Statement) -> None:
    """A crew holds the skills, brings the equipment, is not refused, and is the one locked."""
    for visit, node in model.nodes.node.items():
        # SetAllowedVehiclesForIndex rejects lists from Python.
        model.routing.VehicleVar(node).SetValues([-1, *model.nodes.able(visit).tolist()])
    for number, vehicle in enumerate(model.nodes.reloads):
        node = model.nodes.first_reload + number
        model.routing.VehicleVar(node).SetValues([-1, vehicle])
        model.routing.AddDisjunction([node], 0)


def heads(model: Statement) -> None:
    """Started and frozen work stays at the head of its crew's list, in its order."""
    for vehicle, head in enumerate(model.nodes.heads):
        before = model.routing.Start(vehicle)
        for visit in head:
            model.routing.NextVar(before).SetValue(model.nodes.node[visit])
            before = model.nodes.node[visit]


def windows_and_locks(model: Statement) -> None:
    """Work starts inside an appointment and the locked time, and lies inside an access window.

    The slowest able crew's work must fit the access window, and a ticket's parties share their times.
    """
    for ticket in range(len(model.arrays.tickets)):
        visits = model.movable(ticket)
        free = [(0, model.nodes.horizon)]
        for visit in visits:
            free = _meet(free, _times(model, visit))
        for visit in visits:
            if not free:
                model.routing.VehicleVar(model.nodes.node[visit]).SetValue(-1)
                continue
            start = model.starts_at(visit)
            start.SetRange(free[0][0], free[-1][1])
            for (_, closed), (opens, _) in pairwise(free):
                start.RemoveInterval(closed + 1, opens - 1)


def _times(model: Statement, visit: int) -> list[tuple[int, int]]:
    arrays, row = model.arrays, model.arrays.visits[visit]
    work = int(model.nodes.works(visit).max())
    free = [(int(row["lock_from"]), int(row["lock_to"]))]
    for low, high, needed in (("appointment_from", "appointment_to", 0), ("access_from", "access_to", work)):
        spans = arrays.windows[row[low] : row[high]]
        if len(spans):
            free = _meet(free, [(int(span["open"]), int(span["close"]) - needed) for span in spans])
    return free


def _meet(ours: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The overlaps of two lists of spans, in order of time and joined where they overlap."""
    common = sorted((max(a, c), min(b, d)) for a, b in ours for c, d in theirs if max(a, c) <= min(b, d))
    joined: list[tuple[int, int]] = []
    for opens, closes in common:
        if joined and opens <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined


def shifts(model: Statement) -> None:
    """A duty ends by its hard end; on call, it is no longer than the longest duty, and begins when the crew leaves.

    A crew on call may leave later here than the schedule lets it where that makes a ticket pay.
    """
    for vehicle, duty in enumerate(model.arrays.duties):
        depart, latest = model.nodes.departs[vehicle], model.nodes.latest_end(vehicle)
        start, end = model.routing.Start(vehicle), model.routing.End(vehicle)
        floats = duty["floats"] and not model.nodes.under_way[vehicle]
        model.clock.CumulVar(start).SetRange(depart, latest if floats else depart)
        model.clock.CumulVar(end).SetMax(latest)
        if duty["longest"] < FAR:
            longest = int(duty["longest"]) - (depart - int(duty["start"]))
            model.clock.SetSpanUpperBoundForVehicle(max(model.nodes.drive(vehicle), longest), vehicle)


def breaks(model: Statement) -> None:
    """Each break that the duty outlasts is taken in its window.

    It may interrupt a drive here but no work: the schedule has it the other way round (make-safe work apart).
    """
    for vehicle, duty in enumerate(model.arrays.duties):
        rows = model.arrays.breaks[duty["break_from"] : duty["break_to"]]
        if not len(rows):
            continue
        depart = model.nodes.departs[vehicle]
        intervals = [
            model.solver.FixedDurationIntervalVar(
                max(depart, int(row["earliest"])), max(depart, int(row["latest"])), int(row["seconds"]), False, "break"
            )
            for row in rows
        ]
        visit_times = np.zeros(model.routing.Size(), dtype=np.int64)
        services = model.nodes.services(int(duty["kind"]))[: model.nodes.first_place]
        visit_times[: len(services)] = services
        model.clock.SetBreakIntervalsOfVehicle(intervals, vehicle, visit_times.tolist())


def whole_and_together(model: Statement) -> None:
    """A ticket gets all the crews it asks for, starting together, or none.

    Local search moves one visit at a time and so never brings such a ticket in once it is left out;
    only the first plan does. Parties of a ticket under way or at a head are free of each other.
    """
    fixed = {visit for head in model.nodes.heads for visit in head}
    for ticket in model.arrays.waiting.tolist():
        visits = model.movable(ticket)
        for visit in visits[1:]:
            model.solver.Add(model.starts_at(visit) == model.starts_at(visits[0]))
        row = model.arrays.tickets[ticket]
        if len(visits) == row["visit_to"] - row["visit_from"] and not fixed.intersection(visits):
            for visit in visits[1:]:
                model.solver.Add(model.planned(visit) == model.planned(visits[0]))


def precedence(model: Statement) -> None:
    """A ticket starts its delay after the ones before it end, and only if they are planned.

    Work before it is taken to last as long as its slowest able crew needs, for a longest delay its
    fastest. At a head a ticket stays whatever becomes of the ones before it.
    """
    fixed = {visit for head in model.nodes.heads for visit in head}
    for ticket in model.arrays.waiting.tolist():
        row = model.arrays.tickets[ticket]
        for link in model.arrays.links[row["link_from"] : row["link_to"]]:
            before = model.movable(int(link["ticket"]))
            for visit in model.movable(ticket):
                _after_under_way(model, visit, link)
                for other in before:
                    delay = int(model.nodes.works(other).max() + link["least"])
                    model.clock.AddNodePrecedence(model.nodes.node[other], model.nodes.node[visit], delay)
                    if visit not in fixed:
                        model.solver.Add(model.planned(visit) <= model.planned(other))
                if before and link["most"] < FAR:
                    _no_later(model, visit, before, int(link["most"]))


def _no_later(model: Statement, visit: int, before: list[int], most: int) -> None:
    longest = max(before, key=lambda v: model.nodes.works(v).min())
    delay = int(model.nodes.works(longest).min()) + most
    # Only of a planned visit: the clocks of what is left out stand anywhere.
    slack = 2 * model.nodes.horizon * (1 - model.planned(visit))
    model.solver.Add(model.starts_at(visit) <= model.starts_at(longest) + delay + slack)


def _after_under_way(model: Statement, visit: int, link: np.void) -> None:
    row = model.arrays.tickets[link["ticket"]]
    done = [
        leaves(model.arrays, duty, other)
        for duty, head in enumerate(model.nodes.under_way)
        for other in head
        if row["visit_from"] <= other < row["visit_to"]
    ]
    if not done:
        return
    slack = 2 * model.nodes.horizon * (1 - model.planned(visit))
    model.solver.Add(model.starts_at(visit) + slack >= max(done) + int(link["least"]))
    if not model.movable(int(link["ticket"])) and link["most"] < FAR:
        model.solver.Add(model.starts_at(visit) <= max(done) + int(link["most"]) + slack)


def priority_first(model: Statement) -> None:
    """On each list, tickets of the first priorities stand before the others that may still move.

    No others may be followed by a first; of a duty's reloads, the first comes before all others and the
    rest after all firsts, lest they stand between.
    """
    if not model.arrays.policy[0]["has_first"]:
        return
    heading = {visit for head in model.nodes.heads for visit in head}
    moving = [(visit, node) for visit, node in model.nodes.node.items() if visit not in heading]
    firsts = [node for visit, node in moving if model.arrays.visits[visit]["first"]]
    others = [node for visit, node in moving if not model.arrays.visits[visit]["first"]]
    reloads = _reloads_by_vehicle(model.nodes).values()
    early, late = [nodes[0] for nodes in reloads], [node for nodes in reloads for node in nodes[1:]]
    for node in (*others, *late):
        model.routing.NextVar(node).RemoveValues([*firsts, *early])


def _reloads_by_vehicle(nodes: Nodes) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for number, vehicle in enumerate(nodes.reloads):
        found[vehicle].append(nodes.first_reload + number)
    return found


def stocked(model: Statement) -> None:
    """A crew has the parts it uses; at a reload its load is full again.

    What its head needs beyond a full load is not counted, for the head stays as it is.
    """
    nodes, arrays = model.nodes, model.arrays
    for part in range(arrays.needs.shape[1]):
        full = arrays.carries[:, part]
        used = np.zeros(len(nodes.places), dtype=np.int64)
        used[: nodes.first_reload] = arrays.needs[nodes.visits, part]
        for vehicle, head in enumerate(nodes.heads):
            left = int(full[vehicle])
            for node in (nodes.node[visit] for visit in head):
                used[node] = min(used[node], left)
                left -= int(used[node])
        used[nodes.first_reload : nodes.first_place] = -full[nodes.reloads]
        name, most = f"part {part}", int(full.max(initial=0))
        drawn = model.routing.RegisterUnaryTransitVector(used.tolist())
        model.routing.AddDimensionWithVehicleCapacity(drawn, most, full.tolist(), True, name)
        load = model.routing.GetDimensionOrDie(name)
        for index in range(model.routing.Size()):
            if not nodes.first_reload <= index < nodes.first_place:
                load.SlackVar(index).SetValue(0)


def change_budget(model: Statement) -> None:
    """No more visits than the budget allows change crew, move beyond its tolerance, or are dropped."""
    policy, visits, crews = model.arrays.policy[0], model.arrays.visits, model.arrays.duties["crew"]
    if policy["budget"] >= FAR:
        return
    kept, changed = [], 0
    for visit in np.flatnonzero(visits["published_crew"] >= 0).tolist():
        row, tolerance = visits[visit], int(policy["budget_tolerance"])
        if visit not in model.nodes.node:
            changed += bool(abs(row["under_way"] - row["published_start"]) > tolerance)
            continue
        same = np.flatnonzero(crews == row["published_crew"]).tolist()
        due = int(row["published_start"])
        crew = model.solver.IsMemberVar(model.routing.VehicleVar(model.nodes.node[visit]), same)
        kept.append(crew * model.solver.IsBetweenVar(model.starts_at(visit), due - tolerance, due + tolerance))
    must_stay = len(kept) - max(0, int(policy["budget"]) - changed)
    if must_stay > 0:
        model.solver.Add(model.solver.Sum(kept) >= must_stay)
