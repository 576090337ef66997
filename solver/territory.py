"""Who searches where: workers that share one solution own the duties on their side of a line across the map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.arrays import Arrays, Ints
from solver.kernel.state import State


def divide(p: Arrays, state: State, workers: int, seed: int) -> list[Ints]:
    """Split duties, and visits with them, by a line in a random direction; the visits each worker owns."""
    across = _across(p, np.random.default_rng(seed).uniform(0, 2 * np.pi))
    duty_of = state.spots["duty"]
    planned = duty_of >= 0
    middle = across[p.duties["origin"]].copy()
    total = np.bincount(duty_of[planned], across[p.visits["place"][planned]], minlength=len(middle))
    count = np.bincount(duty_of[planned], minlength=len(middle))
    middle[count > 0] = total[count > 0] / count[count > 0]
    cuts = np.quantile(middle, np.linspace(0, 1, workers + 1)[1:-1])
    state.lists["owner"] = np.searchsorted(cuts, middle)
    state.spots["owner"] = np.where(
        planned, state.lists["owner"][duty_of], np.searchsorted(cuts, across[p.visits["place"]])
    )
    return [np.flatnonzero(state.spots["owner"] == worker) for worker in range(workers)]


def _across(p: Arrays, direction: float) -> NDArray[np.float64]:
    """How far each place lies in a direction, on a plane made of travel times to three far-apart places.

    In whole numbers, so that no processor's way of rounding decides who owns what.
    """
    far = int(np.argmax(p.travel[0]))
    opposite = int(np.argmax(p.travel[far]))
    third = int(np.argmax(np.minimum(p.travel[far], p.travel[opposite])))
    east, north = p.travel[far] - p.travel[opposite], p.travel[third] * 2.0
    return np.asarray(np.rint(east * np.cos(direction) + north * np.sin(direction)), dtype=np.float64)
