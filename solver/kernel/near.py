"""What lies near each visit: other visits, duties, and the orders in which visits may be put back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.arrays import FAR, Arrays, Ints
from solver.kernel.state import Floats


class Near(NamedTuple):
    """What lies near each visit."""

    visits: Ints
    """(n, K) the nearest other visits, nearest first."""
    duties: Ints
    """(n, D) the allowed duties that start nearest, nearest first, -1 after the last."""
    all_duties: Ints
    """(n,) 1 where `duties` holds every allowed duty."""
    keys: Floats
    """(k, n) orders in which visits may be put back, lowest first: dearest, longest, scarcest, soonest due, least
    free to move; those that tell the visits apart."""


def neighbours(p: Arrays, visits: int = 40, duties: int = 24) -> Near:
    """The nearest visits and allowed duties of every visit, by travel time."""
    n, m = len(p.visits), len(p.duties)
    width, depth = min(visits, max(0, n - 1)), min(duties, m)
    near = np.empty((n, width), dtype=np.int64)
    near_duties = np.full((n, depth), -1, dtype=np.int64)
    able_count = np.zeros(n, dtype=np.int64)
    duty_rows = p.travel[p.duties["origin"]]
    places = np.ascontiguousarray(p.visits["place"])
    allowed = p.choices["allowed"][p.duties["kind"]]
    same_crews = _share(p)
    for v in range(n):
        gaps = p.travel[places[v], places].astype(np.int64)
        gaps[~same_crews[v]] += FAR // 4
        gaps[v] = FAR
        near[v] = _smallest(gaps, width)
        able = np.flatnonzero(allowed[:, v])
        chosen = able[_smallest(duty_rows[able, places[v]], min(depth, len(able)))]
        near_duties[v, : len(chosen)] = chosen
        able_count[v] = len(able)
    return Near(near, near_duties, (able_count <= depth).astype(np.int64), _keys(p, able_count))


def _share(p: Arrays) -> NDArray[np.bool_]:
    """(n, n) whether any kind of crew may do both visits: others have no place to exchange."""
    allowed = p.choices["allowed"].astype(np.float32)
    return np.asarray(allowed.T @ allowed > 0)


def _keys(p: Arrays, able: Ints) -> Floats:
    visits, tickets = p.visits, p.tickets[p.visits["ticket"]]
    work = p.choices["service"][0].astype(np.float64)
    rates = visits["arrival_rate"] + tickets["outage_rate"] + tickets["restoration_rate"]
    opens, closes = _open_and_close(p)
    due = np.minimum(visits["arrive_by"], closes).astype(np.float64)
    keys = np.stack([-rates / (60.0 + work), -work, able.astype(np.float64), due, (closes - opens).astype(np.float64)])
    telling = keys.min(axis=1, initial=np.inf) < keys.max(axis=1, initial=-np.inf)
    return np.ascontiguousarray(keys[telling])


def _open_and_close(p: Arrays) -> tuple[Ints, Ints]:
    """(n,) between which seconds windows and locks let each visit start, as far as simple bounds tell."""
    opens, closes = p.visits["lock_from"].copy(), p.visits["lock_to"].copy()
    for kind in ("appointment", "access"):
        for v in np.flatnonzero(p.visits[f"{kind}_from"] < p.visits[f"{kind}_to"]):
            spans = p.windows[p.visits[v][f"{kind}_from"] : p.visits[v][f"{kind}_to"]]
            opens[v], closes[v] = max(opens[v], spans["open"].min()), min(closes[v], spans["close"].max())
    return opens, closes


def _smallest(values: Ints | Ints, count: int) -> NDArray[np.intp]:
    if count < len(values):
        part = np.argpartition(values, count)[:count]
        return part[np.argsort(values[part], kind="stable")]
    return np.argsort(values, kind="stable")[:count]
