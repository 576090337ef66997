"""Area classes by polygon: which promise holds at a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.place import Place
from dispatch.ticket import AreaClass


@dataclass(frozen=True, slots=True)
class Area:
    """A polygon of one area class; the ring is closed from its last corner to its first.

    Raises
    ------
    ValueError
        When it has fewer than three corners.
    """

    area_class: AreaClass
    ring: tuple[Place, ...]
    name: str = ""

    def __post_init__(self) -> None:
        if len(self.ring) < 3:
            raise ValueError(f"area {self.name} has {len(self.ring)} corners; a polygon needs three")

    def holds(self, place: Place) -> bool:
        """Whether the place is inside: a ray to the east crosses the ring an odd number of times.

        Places on an edge belong to one side of it; areas that share the edge never both hold or both miss them.
        """
        inside = False
        for here, there in zip(self.ring, (*self.ring[1:], self.ring[0]), strict=True):
            if (here.lat > place.lat) == (there.lat > place.lat):
                continue
            crossing = here.lon + (place.lat - here.lat) / (there.lat - here.lat) * (there.lon - here.lon)
            if place.lon < crossing:
                inside = not inside
        return inside


def area_class_of(place: Place, areas: Sequence[Area], otherwise: AreaClass = AreaClass.RURAL) -> AreaClass:
    """The class of the first area that holds the place."""
    return next((area.area_class for area in areas if area.holds(place)), otherwise)
