"""How fast crews get through: slower or faster roads, and a road that is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import time, timedelta

import numpy as np
from numpy.typing import NDArray

from dispatch.place import Place
from dispatch.ticket import AreaClass
from dispatch.travel import Estimate, Traffic, TravelMatrix
from scenarios import cells, clock_cells
from scenarios.changes.change import Change, ChangeError, key
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Closure:
    """A line across which the direct way is closed, and how much longer the way round is."""

    start: Place
    end: Place
    detour: timedelta


@dataclass(frozen=True)
class ClosedRoads(Estimate):
    """An estimate with closures: a drive whose straight line crosses one takes its detour as well."""

    closures: tuple[Closure, ...] = ()

    def matrix(self, places: Sequence[Place], area_classes: Sequence[AreaClass]) -> TravelMatrix:
        """The estimate's matrix with the detours added."""
        plain = super().matrix(places, area_classes)
        seconds = plain.seconds.copy()
        for closure in self.closures:
            crossed = _crossing(plain.places, closure)
            seconds[crossed] += round(closure.detour.total_seconds())
        return TravelMatrix(plain.places, seconds, plain.traffic)


@dataclass(frozen=True, kw_only=True)
class CloseRoads(Change):
    """A road, bridge or pass is closed, given as a line across it: who would drive over the line goes round."""

    start: Place = key(cells.place, "One end of the line: latitude, blank, longitude.", "37.82 -122.37")
    end: Place = key(cells.place, "Its other end.", "37.79 -122.36")
    detour_minutes: timedelta = key(cells.minutes, "How much longer the way round takes, on empty roads.", "45")

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Add the closure to those there are."""
        if self.start == self.end:
            raise ChangeError("end", "is where the line starts", "the line's other end")
        if not self.detour_minutes:
            raise ChangeError("detour_minutes", "changes nothing", "above 0")
        travel = day.travel
        known = {field.name: getattr(travel, field.name) for field in fields(Estimate)}
        before = travel.closures if isinstance(travel, ClosedRoads) else ()
        fresh = Closure(self.start, self.end, self.detour_minutes)
        return replace(day, travel=ClosedRoads(**known, closures=(*before, fresh)))


@dataclass(frozen=True, kw_only=True)
class SpeedFactor(Change):
    """All drives, or those of one area class or some hours of the day, at another speed."""

    factor: float = key(cells.factor_up_to(5), "Times the speed: 0.7 is slower by 30 percent.", "0.7")
    area: AreaClass | None = key(cells.one_of(AreaClass), "Only in this area class. Empty: everywhere.", "rural", None)
    since: time | None = key(clock_cells.clock, "Only from this time of day on; for all area classes.", "14:00", None)
    until: time | None = key(clock_cells.clock, "Up to this time of day. Empty: to the end of the day.", "20:00", None)

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Change the free-flow speeds, or the traffic of those hours."""
        if self.factor == 1:
            raise ChangeError("factor", "changes nothing", "above 0, not 1")
        if self.since is None and self.until is None:
            speeds = {
                area: speed * (self.factor if self.area in (None, area) else 1.0)
                for area, speed in day.travel.speeds_kmh.items()
            }
            return replace(day, travel=replace(day.travel, speeds_kmh=speeds))
        if self.area is not None:
            raise ChangeError("area", "cannot be had with hours: traffic is the same everywhere", "one of the two")
        return replace(day, travel=replace(day.travel, traffic=self._slowed(day)))

    def _slowed(self, day: Scenario) -> Traffic:
        since, until = self.since or time(0), self.until
        if until is not None and until <= since:
            raise ChangeError(
                "until", "is not after `since`; hours over midnight are two changes", f"after {since:%H:%M}"
            )
        old = day.travel.traffic
        begins = sorted({time(0), since, *([until] if until else []), *old.begins})
        permille = []
        for begin in begins:
            was = old.permille[sum(one <= begin for one in old.begins) - 1] if old.begins else 1000
            inside = since <= begin and (until is None or begin < until)
            permille.append(max(1, round(was * self.factor)) if inside else was)
        return Traffic(tuple(begins), tuple(permille), day.policy.zone)


def _crossing(places: Sequence[Place], closure: Closure) -> NDArray[np.bool_]:
    """(n, n): whether the straight line between two places crosses the closure; by signs of areas of triangles."""
    lat = np.array([place.lat for place in places])
    lon = np.array([place.lon for place in places])
    a, b = closure.start, closure.end
    side = np.sign((b.lon - a.lon) * (lat - a.lat) - (b.lat - a.lat) * (lon - a.lon))

    def turn(end: Place) -> NDArray[np.float64]:
        east, north = lon[None, :] - lon[:, None], lat[None, :] - lat[:, None]
        area: NDArray[np.float64] = east * (end.lat - lat[:, None]) - north * (end.lon - lon[:, None])
        return np.sign(area)

    crossed: NDArray[np.bool_] = (side[:, None] * side[None, :] < 0) & (turn(a) * turn(b) <= 0)
    return crossed
