"""Literature instances in the domain's whole seconds: one distance unit is a thousand seconds.

A thousandth is what their best-known costs are rounded to, so nothing is lost; prices of `UNIT_PRICE`
a minute make the score come out in the instance's own units.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from dispatch.place import Place
from dispatch.policy import Policy, ResponseTargets, Weights
from dispatch.ticket import AreaClass, Priority, TicketPrices
from dispatch.travel import TravelMatrix
from dispatch.window import TimeWindow

SECONDS = 1000
UNIT_PRICE = 60 / SECONDS
"""Per minute: what makes one unit of time cost 1."""

MUST_SERVE = TicketPrices(left_out=1e6)
"""Every customer is to be served: no plan gets better by leaving one out."""

START = datetime(2024, 1, 1, tzinfo=UTC)
"""Stands for the instance's 0."""


def span(units: float) -> timedelta:
    """So many units as whole seconds, rounded."""
    return timedelta(seconds=round(units * SECONDS))


def moment(units: float) -> datetime:
    """The moment so many units after the instance's 0."""
    return START + span(units)


def window(opens: float, closes: float) -> TimeWindow:
    """From `opens` to `closes`."""
    return TimeWindow(moment(opens), moment(closes))


def places(points: Sequence[tuple[float, float]]) -> tuple[Place, ...]:
    """Distinct places for the points of a plane: neighbours stay neighbours, travel comes from a matrix."""
    return tuple(Place(round(y / 100, 5) + number * 1e-7, round(x / 100, 5)) for number, (x, y) in enumerate(points))


def matrix(where: tuple[Place, ...], distances: Sequence[Sequence[float]]) -> TravelMatrix:
    """Travel times equal to the distances, each rounded to a thousandth; staying takes none."""
    seconds = np.rint(np.array(distances) * SECONDS).astype(np.int32)
    np.fill_diagonal(seconds, 0)
    return TravelMatrix(where, seconds)


def euclidean(points: Sequence[tuple[float, float]]) -> list[list[float]]:
    """Distances in the plane."""
    xy = np.array(points)
    distances: list[list[float]] = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)).tolist()
    return distances


def travel_policy(name: str, price: float = UNIT_PRICE, waiting: float = 0.0) -> Policy:
    """A policy that prices travel and waiting alone."""
    free = dict.fromkeys(Priority, 0.0)
    promised = dict.fromkeys(AreaClass, timedelta(days=365))
    weights = Weights(
        arrival_late_minute=free,
        restoration_late_minute=free,
        left_out=free,
        customer_minute=0.0,
        travel_minute=price,
        overtime_minute=0.0,
        waiting_minute=waiting,
    )
    return Policy(name, "1", ResponseTargets(arrival=promised, restoration=promised), weights)
