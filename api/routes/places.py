"""From an address to places to choose from, where a geocoder is configured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends

from api.auth import Reporter
from api.placing import found_places
from api.routing import desk_router
from api.schemas.tickets import PlaceFound
from dispatch.geocoding import Found

router = desk_router("/places", "intake")


@router.get("", dependencies=[Depends(found_places)])
def find_places(found: Annotated[Sequence[Found], Depends(found_places)], _: Reporter) -> list[PlaceFound]:
    """Look an address up: the best matches, to choose from. The desk asks the geocoder; no browser does."""
    return [PlaceFound.of(one) for one in found]
