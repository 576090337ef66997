"""Drives by Valhalla's matrix service (valhalla.github.io, sources_to_targets)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import httpx
import numpy as np

from dispatch.place import Place
from dispatch.travel.road import Seconds


@dataclass(frozen=True)
class Valhalla:
    """A Valhalla server: `url` up to before ``/sources_to_targets``."""

    url: str
    side: int = 50
    """Valhalla's own limit is 2500 pairs, unless its operator has set another one."""

    def seconds(self, client: httpx.Client, origins: Sequence[Place], destinations: Sequence[Place]) -> Seconds:
        """(origins, destinations) seconds; NaN where Valhalla says null."""
        asked = {"sources": _points(origins), "targets": _points(destinations), "costing": "auto"}
        answer = client.post(f"{self.url.rstrip('/')}/sources_to_targets", json=asked).raise_for_status()
        rows = answer.json()["sources_to_targets"]
        return np.array([[cell["time"] for cell in row] for row in rows], dtype=np.float64)


def _points(places: Sequence[Place]) -> list[dict[str, float]]:
    return [{"lat": place.lat, "lon": place.lon} for place in places]
