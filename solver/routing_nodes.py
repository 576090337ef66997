"""Which nodes the OR-Tools model has, where they lie, and the whole-number matrices between them.

Nodes are the visits that may still move, then the reloads, then the places where duties start and end.
Work that a crew is at already is no node: its duty starts where and when that work ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.arrays import FAR, Arrays, Indexed, Ints
from solver.result import Orders

RELOADS = 2
"""Reloads of parts that the model allows each duty; the schedule allows any number."""


@dataclass(frozen=True)
class Nodes:
    """The nodes of one model over n' movable visits, r reloads and q places; vehicles are the duties.

    A storm's ends are few places shared by many vehicles, and a matrix grows with the square of the nodes.
    """

    arrays: Arrays
    visits: list[int]
    """(n') visit of each node."""
    node: dict[int, int]
    """Node of each movable visit."""
    reloads: list[int]
    """(r) vehicle that may reload there; node n' + k is the k-th."""
    places: list[int]
    """(n' + r + q) place in the travel matrix."""
    starts: list[int]
    ends: list[int]
    departs: list[int]
    """Seconds at which each vehicle is free to leave its start."""
    under_way: Orders
    """What the crews are at: the head of each order, not modelled."""
    heads: Orders
    """Started and frozen visits that come first on each vehicle, without those under way."""

    @property
    def first_reload(self) -> int:
        """Node of the first reload."""
        return len(self.visits)

    @property
    def first_place(self) -> int:
        """Node of the first start or end."""
        return len(self.visits) + len(self.reloads)

    @property
    def horizon(self) -> int:
        """Seconds: no vehicle works later."""
        arrays = self.arrays
        direct = [depart + self.drive(v) for v, depart in enumerate(self.departs)]
        return max(*direct, int(arrays.duties["hard_end"].max()))

    def drive(self, vehicle: int) -> int:
        """Seconds from a vehicle's start straight to its end."""
        origin, home = self.places[self.starts[vehicle]], self.places[self.ends[vehicle]]
        return int(stretch(self.arrays, self.arrays.travel[origin, home]))

    def latest_end(self, vehicle: int) -> int:
        """Seconds; an empty vehicle too must be able to get home, or the model has no solution."""
        direct = self.departs[vehicle] + self.drive(vehicle)
        return max(int(self.arrays.duties[vehicle]["hard_end"]), direct)

    def able(self, visit: int) -> NDArray[np.intp]:
        """Vehicles that may do a visit."""
        return np.flatnonzero(self.arrays.choices["allowed"][self.arrays.duties["kind"], visit])

    def works(self, visit: int) -> Ints:
        """Seconds of work on a visit, one figure for each kind of crew that may do it; never empty."""
        choices = self.arrays.choices[:, visit]
        able = choices["service"][choices["allowed"] == 1]
        return np.asarray(able if len(able) else choices["service"], dtype=np.int64)

    def roads(self) -> Ints:
        """(nodes, nodes) seconds of driving."""
        return stretch(self.arrays, self.arrays.travel[np.ix_(self.places, self.places)])

    def services(self, kind: int) -> Ints:
        """(nodes,) seconds at each node for one kind of crew."""
        seconds = np.zeros(len(self.places), dtype=np.int64)
        seconds[: self.first_reload] = self.arrays.choices["service"][kind, self.visits]
        seconds[self.first_reload : self.first_place] = self.arrays.duties["reload"][self.reloads]
        return seconds


def nodes_of(indexed: Indexed) -> Nodes:
    """The nodes of a problem's model."""
    arrays = indexed.arrays
    heads = indexed.numbers(indexed.problem.heads)
    standing = arrays.visits["under_way"] > -FAR
    under_way = [[v for v in head if standing[v]] for head in heads]
    done = {v for head in under_way for v in head}
    visits = [v for v in range(len(arrays.visits)) if v not in done]
    reloads = [v for v in range(len(arrays.duties)) for _ in range(_reloads(arrays, v))]
    origins = [_origin(arrays, r, head) for r, head in enumerate(under_way)]
    homes = arrays.duties["home"].tolist()
    ends = {place: number for number, place in enumerate(dict.fromkeys([*origins, *homes]))}
    base = len(visits) + len(reloads)
    depots = arrays.duties["depot"][reloads].tolist()
    return Nodes(
        arrays=arrays,
        visits=visits,
        node={visit: node for node, visit in enumerate(visits)},
        reloads=reloads,
        places=[*arrays.visits["place"][visits].tolist(), *depots, *ends],
        starts=[base + ends[place] for place in origins],
        ends=[base + ends[place] for place in homes],
        departs=[_free(arrays, r, head) for r, head in enumerate(under_way)],
        under_way=under_way,
        heads=[[v for v in head if not standing[v]] for head in heads],
    )


def leaves(arrays: Arrays, duty: int, visit: int) -> int:
    """When the crew of `duty` leaves the work it is at."""
    row = arrays.visits[visit]
    return max(0, int(row["under_way"]) + int(arrays.choices["service"][arrays.duties[duty]["kind"], visit]))


def stretch(arrays: Arrays, seconds: Ints | NDArray[np.int32]) -> Ints:
    """Free-flow seconds at the mean speed of the days planned; the model knows no time of day."""
    traffic, longs = arrays.traffic, np.asarray(seconds, dtype=np.int64)
    if not len(traffic):
        return longs
    begin, end = int(arrays.duties["start"].min()), int(arrays.duties["hard_end"].max())
    bounds = np.clip(np.append(traffic["at"], FAR), begin, max(end, begin + 1))
    mean = max(1, int(np.average(traffic["permille"], weights=np.diff(bounds))))
    return -(-longs * 1000 // mean)


def _origin(arrays: Arrays, duty: int, head: Sequence[int]) -> int:
    return int(arrays.visits[head[-1]]["place"] if head else arrays.duties[duty]["origin"])


def _free(arrays: Arrays, duty: int, head: Sequence[int]) -> int:
    return max(int(arrays.duties[duty]["start"]), *(leaves(arrays, duty, v) for v in head), 0)


def _reloads(arrays: Arrays, duty: int) -> int:
    """None for a duty whose load can do for all it might be asked."""
    row = arrays.duties[duty]
    allowed = arrays.choices["allowed"][row["kind"]] == 1
    short = (arrays.needs[allowed].sum(axis=0) > arrays.carries[duty]).any()
    return RELOADS if row["depot"] >= 0 and short else 0
