"""Plans as GeoJSON for maps and as CSV for spreadsheets, and how a request says which it wants."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Header, Query, Response

from api.etags import IfNoneMatch, answered
from api.schemas.plans import PlanView, RouteView, StopView
from scenarios.job_list_file import harmless


class PlanFormat(StrEnum):
    """How a plan is written."""

    JSON = "json"
    GEOJSON = "geojson"
    CSV = "csv"


MEDIA_TYPE = {
    PlanFormat.JSON: "application/json",
    PlanFormat.GEOJSON: "application/geo+json",
    PlanFormat.CSV: "text/csv",
}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The plan, in the format asked for by `format` or `Accept`",
        "content": {
            "application/geo+json": {"schema": {"type": "object"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    },
    304: {"description": "It is still what If-None-Match names"},
}
COLUMNS = (
    *("crew", "shift", "order", "ticket", "party", "depart", "arrival", "start", "leave", "travel_minutes"),
    *("address", "lat", "lon", "priority"),
)


def _wanted(
    format: Annotated[PlanFormat | None, Query(description="Goes before Accept.")] = None,  # noqa: A002 - on the wire
    accept: Annotated[str, Header()] = "",
) -> PlanFormat:
    asked = (kind for kind, media_type in MEDIA_TYPE.items() if media_type in accept)
    return format or next(asked, PlanFormat.JSON)


WantedFormat = Annotated[PlanFormat, Depends(_wanted)]


def plan_response(plan: PlanView, wanted: PlanFormat, zone: ZoneInfo, seen: IfNoneMatch) -> Response:
    """The plan in that format; 304 when the reader has it already. Only CSV has local times, with their offset."""
    if wanted is PlanFormat.JSON:
        body = plan.model_dump_json()
    elif wanted is PlanFormat.GEOJSON:
        body = json.dumps(geojson(plan), ensure_ascii=False)
    else:
        body = as_csv(plan, zone)
    return answered(body.encode(), MEDIA_TYPE[wanted], seen)


def geojson(plan: PlanView) -> dict[str, Any]:
    """RFC 7946: a point for each stop, and a line for each list of more than one."""
    features = [feature for route in plan.routes for feature in _features(route)]
    return {"type": "FeatureCollection", "features": features}


def _features(route: RouteView) -> Iterator[dict[str, Any]]:
    names = {"crew_id": route.crew_id, "shift": route.shift}
    placed = [stop for stop in route.stops if stop.place is not None]
    for stop in placed:
        facts = stop.model_dump(mode="json", exclude={"place", "pauses"})
        yield _feature({"type": "Point", "coordinates": _position(stop)}, {**names, **facts})
    if len(placed) > 1:
        yield _feature({"type": "LineString", "coordinates": [_position(stop) for stop in placed]}, names)


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _position(stop: StopView) -> list[float]:
    return [] if stop.place is None else [stop.place.lon, stop.place.lat]


def as_csv(plan: PlanView, zone: ZoneInfo) -> str:
    """One row a stop; with a byte-order mark, without which Excel garbles Chinese names."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for route in plan.routes:
        for stop in route.stops:
            moments = (stop.depart, stop.arrival, stop.start, stop.leave)
            times = (moment.astimezone(zone).isoformat() for moment in moments)
            lat, lon = (stop.place.lat, stop.place.lon) if stop.place is not None else ("", "")
            head = (harmless(route.crew_id), route.shift, stop.order, harmless(stop.ticket_id), stop.party)
            writer.writerow(
                (*head, *times, round(stop.travel_minutes, 1), harmless(stop.address), lat, lon, stop.priority)
            )
    return text.getvalue()
