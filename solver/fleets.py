"""Fleets: duties any of which can do another's list at the same cost, so that one route serves them all."""

from __future__ import annotations

from collections.abc import Sequence

from solver.arrays import Arrays
from solver.result import Orders

OWN = ("crew", "break_from", "break_to")
"""What names a duty and its table rows; the rest says what it can do and what that costs."""


def fleets(arrays: Arrays) -> list[list[int]]:
    """The duties of each fleet, in order. A duty with fixed work is a fleet of its own, and so is each crew's
    where a published plan makes it matter who does what.
    """
    published = bool((arrays.visits["published_crew"] >= 0).any())
    found: dict[tuple[object, ...], list[int]] = {}
    for duty, row in enumerate(arrays.duties):
        facts = [row[name].item() for name in row.dtype.names or () if name not in OWN]
        breaks = arrays.breaks[row["break_from"] : row["break_to"]].tolist()
        alone = duty if row["head"] else None
        crew = int(row["crew"]) if published else None
        key = (*facts, tuple(breaks), tuple(arrays.carries[duty].tolist()), alone, crew)
        found.setdefault(key, []).append(duty)
    return list(found.values())


def given_out(fleets: Sequence[Sequence[int]], routes: Sequence[tuple[int, tuple[int, ...]]], known: Orders) -> Orders:
    """A duty for each route of a fleet, by its number: the one that has it in the `known` orders, else a free one."""
    home = {(number, tuple(known[duty])): duty for number, duties in enumerate(fleets) for duty in duties}
    orders: Orders = [[] for _ in known]
    for number, visits in sorted(routes, key=lambda route: route not in home):
        free = (duty for duty in fleets[number] if not orders[duty])
        orders[home[number, visits] if (number, visits) in home else next(free)] = list(visits)
    return orders
