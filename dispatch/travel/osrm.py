"""Drives by OSRM's table service (project-osrm.org, HTTP API v1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import httpx
import numpy as np

from dispatch.place import Place
from dispatch.travel.road import Seconds


@dataclass(frozen=True)
class Osrm:
    """An OSRM server: `url` up to before ``/table``."""

    url: str
    side: int = 100
    """OSRM's own limit, unless its operator has set another one (``--max-table-size``)."""

    def seconds(self, client: httpx.Client, origins: Sequence[Place], destinations: Sequence[Place]) -> Seconds:
        """(origins, destinations) seconds; NaN where OSRM says null."""
        points = ";".join(f"{place.lon:.6f},{place.lat:.6f}" for place in (*origins, *destinations))
        first = len(origins)
        asked = {
            "annotations": "duration",
            "sources": ";".join(map(str, range(first))),
            "destinations": ";".join(map(str, range(first, first + len(destinations)))),
        }
        answer = client.get(f"{self.url.rstrip('/')}/table/v1/driving/{points}", params=asked).raise_for_status()
        return np.array(answer.json()["durations"], dtype=np.float64)
