"""The services of others that the settings name."""

from __future__ import annotations

from functools import cache

from api.settings import Settings
from dispatch.geocoding import Geocoder, Nominatim
from dispatch.travel import Estimate, Osrm, RoadTimes, TravelTimes, Valhalla

ROAD_TABLES: dict[str, type[Osrm] | type[Valhalla]] = {"osrm": Osrm, "valhalla": Valhalla}


def geocoder_of(settings: Settings) -> Geocoder | None:
    """What finds addresses, if anything is to."""
    if settings.geocoder is None:
        return None
    return Nominatim(str(settings.geocoder_url), settings.geocoder_user_agent, settings.geocoder_patience)


def travel_of(settings: Settings) -> TravelTimes:
    """What tells how long drives take: one a process, so that all plans are made and judged by the same times."""
    if settings.travel == "estimate":
        return Estimate()
    return _road_times(settings.travel, str(settings.travel_url), settings.travel_patience)


@cache
def _road_times(kind: str, url: str, patience: float) -> RoadTimes:
    return RoadTimes(ROAD_TABLES[kind](url), Estimate(), patience)
