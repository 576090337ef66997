"""Travel times over the road network, from a server of tables; where it has none, the estimate stands in."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Protocol

import httpx
import numpy as np
from numpy.typing import NDArray

from dispatch.place import Place
from dispatch.ticket import AreaClass
from dispatch.travel.geodesic import Estimate
from dispatch.travel.matrix import TravelMatrix

Seconds = NDArray[np.float64]
KEPT_PLACES = 3000
"""Among so many places what a server said is kept; then the oldest knowledge goes all at once."""
AWAY_SECONDS = 60.0
"""A server that failed is left alone for so long."""
log = logging.getLogger("crewdispatch")


class RoadTable(Protocol):
    """A server that gives the seconds between two lists of places."""

    @property
    def side(self) -> int:
        """So many places it takes on each side of one table."""
        ...

    def seconds(self, client: httpx.Client, origins: Sequence[Place], destinations: Sequence[Place]) -> Seconds:
        """(origins, destinations) seconds; NaN where it knows no way.

        Raises
        ------
        httpx.HTTPError, ValueError, LookupError, TypeError
            When the server fails, or answers in another form.
        """
        ...


class RoadTimes:
    """Travel times of a road table, asked for in tiles and kept; the estimate fills what is missing, cell by cell.

    Parameters
    ----------
    patience
        Seconds that all the asking for one matrix may take; what is not asked by then is estimated this time.
    """

    def __init__(self, table: RoadTable, estimate: Estimate, patience: float = 10.0) -> None:
        self._table, self._estimate, self._patience = table, estimate, patience
        self._index: dict[Place, int] = {}
        # NaN is not asked yet, infinity is no way.
        self._known: Seconds = np.empty((0, 0))
        self._away_until = 0.0
        self._told = False
        self._lock = Lock()

    def matrix(self, places: Sequence[Place], area_classes: Sequence[AreaClass]) -> TravelMatrix:
        """Whole seconds, rounded up, with the estimate's traffic."""
        estimated = self._estimate.matrix(places, area_classes)
        with self._lock:
            known = self._asked(estimated.places)
        missing = ~np.isfinite(known)
        self._tell(int(missing.sum()), missing.size)
        seconds = np.where(missing, estimated.seconds, np.ceil(known)).astype(np.int32)
        return TravelMatrix(estimated.places, seconds, estimated.traffic)

    def _asked(self, places: Sequence[Place]) -> Seconds:
        """What is known between the places, after asking for what is not."""
        rows = self._rows(places)
        if time.monotonic() >= self._away_until and np.isnan(self._known[np.ix_(rows, rows)]).any():
            try:
                self._ask(places, rows)
            except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
                self._away_until = time.monotonic() + AWAY_SECONDS
                log.warning("the road server gives no usable answer: %s", type(error).__name__)
        return self._known[np.ix_(rows, rows)]

    def _rows(self, places: Sequence[Place]) -> NDArray[np.intp]:
        """The places' rows in what is known, which grows as need be."""
        fresh = [place for place in places if place not in self._index]
        if len(self._index) + len(fresh) > KEPT_PLACES:
            self._index, self._known, fresh = {}, np.empty((0, 0)), list(places)
        self._index |= {place: number for number, place in enumerate(fresh, len(self._index))}
        self._known = np.pad(self._known, (0, len(fresh)), constant_values=np.nan)
        np.fill_diagonal(self._known, 0.0)
        return np.array([self._index[place] for place in places], dtype=np.intp)

    def _ask(self, places: Sequence[Place], rows: NDArray[np.intp]) -> None:
        deadline = time.monotonic() + self._patience
        with httpx.Client(timeout=self._patience) as client:
            for origins, destinations in self._tiles(len(places)):
                # Of a tile only the rows and columns that have something to ask.
                unasked = np.isnan(self._known[np.ix_(rows[origins], rows[destinations])])
                origins, destinations = origins[unasked.any(axis=1)], destinations[unasked.any(axis=0)]
                if not len(origins):
                    continue
                if time.monotonic() > deadline:
                    return
                asked = [places[one] for one in origins], [places[one] for one in destinations]
                found = self._table.seconds(client, *asked)
                if found.shape != (len(origins), len(destinations)) or (found < 0).any():
                    raise ValueError("the table has another form than what was asked for")
                self._known[np.ix_(rows[origins], rows[destinations])] = np.where(np.isnan(found), np.inf, found)
                np.fill_diagonal(self._known, 0.0)

    def _tiles(self, count: int) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        sides = [np.arange(start, min(start + self._table.side, count)) for start in range(0, count, self._table.side)]
        return ((origins, destinations) for origins in sides for destinations in sides)

    def _tell(self, missing: int, cells: int) -> None:
        """Once, until a whole matrix comes from the roads again."""
        if missing and not self._told:
            log.warning("%d of %d drives are estimated: the road server has no time for them", missing, cells)
        self._told = missing > 0
