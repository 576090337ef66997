"""The travel matrix of one plan, and the protocol of what can make one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dispatch.place import Place
from dispatch.ticket import AreaClass
from dispatch.travel.traffic import Traffic


@dataclass(frozen=True, eq=False)
class TravelMatrix:
    """Free-flow travel seconds between places, and the traffic that stretches them.

    Parameters
    ----------
    places
        n distinct places.
    seconds
        (n, n) int32, from row to column; the diagonal is 0.
    traffic
        Speeds by time of day.
    """

    places: tuple[Place, ...]
    seconds: NDArray[np.int32]
    traffic: Traffic = Traffic()
    index: dict[Place, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        n = len(self.places)
        if self.seconds.shape != (n, n):
            raise ValueError(f"travel matrix is {self.seconds.shape}, for {n} places it must be ({n}, {n})")
        object.__setattr__(self, "index", {place: number for number, place in enumerate(self.places)})

    def free_flow_seconds(self, origin: Place, destination: Place) -> int:
        """Seconds from `origin` to `destination` on empty roads."""
        return int(self.seconds[self.index[origin], self.index[destination]])

    def drive(self, origin: Place, destination: Place, depart: datetime) -> timedelta:
        """How long the drive takes when it leaves at `depart`."""
        return self.traffic.drive(depart, self.free_flow_seconds(origin, destination))


class TravelTimes(Protocol):
    """A source of travel times; asked once a plan."""

    def matrix(self, places: Sequence[Place], area_classes: Sequence[AreaClass]) -> TravelMatrix:
        """The matrix over the distinct places; `area_classes` gives the class of each place."""
        ...
