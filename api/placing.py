"""Reports with an address and no place: the geocoder is asked before the unit of work begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool

from api.auth import bearer_token, may_report, signed_in
from api.dependencies import Now, ServiceOf
from api.schemas.signals import CallBody, Calls
from api.schemas.tickets import FaultReport
from api.schemas.wire import Point
from dispatch.errors import InputErrors, InputFault, NotFound
from dispatch.geocoding import Found
from dispatch.sentences import say

Body = TypeVar("Body", FaultReport, CallBody)
MOST = 50
"""Addresses looked up for one request."""
CANDIDATES = 5
"""Places offered for one address."""
SENT_INSTEAD = 'a place: {"lat": 33.626, "lon": 114.641}'
LONGEST_NAME = 200


class Placing:
    """Finds places for one request, if whoever asks may report."""

    def __init__(
        self, request: Request, bearer: Annotated[str | None, Depends(bearer_token)], desk: ServiceOf, now: Now
    ) -> None:
        self._request, self._bearer, self._desk, self._now = request, bearer, desk, now

    async def placed(self, bodies: Mapping[str, Body]) -> list[Body]:
        """The bodies by their JSON path, each with its place.

        Raises
        ------
        NotSignedIn, Forbidden
        InputErrors
            With each that has neither place nor an address that can be found.
        ServiceAway
        """
        unplaced = {path: body.address for path, body in bodies.items() if body.place is None}
        found: Mapping[str, Found] = {}
        if unplaced:
            async with self._desk.readers:
                await run_in_threadpool(self._require_reporter)
            async with self._desk.lookups:
                found = await run_in_threadpool(self._look_up, unplaced)
        return [body if body.place is not None else _at(body, found[body.address]) for body in bodies.values()]

    async def candidates(self, address: str) -> Sequence[Found]:
        """What the geocoder makes of an address, the best first, for people to choose from.

        Raises
        ------
        NotSignedIn, Forbidden
        NotFound
            When no geocoder is configured.
        ServiceAway
        """
        async with self._desk.readers:
            await run_in_threadpool(self._require_reporter)
        geocoder = self._desk.geocoder
        if geocoder is None:
            raise NotFound("geocoder", "on this desk; say the place in latitude and longitude")
        async with self._desk.lookups:
            return await run_in_threadpool(geocoder.find, address, CANDIDATES)

    def _require_reporter(self) -> None:
        with self._desk.store.read() as work:
            may_report(signed_in(self._request, self._bearer, self._desk, work, self._now))

    def _look_up(self, unplaced: Mapping[str, str]) -> dict[str, Found]:
        addresses = dict.fromkeys(filter(None, unplaced.values()))
        if len(addresses) > MOST:
            message = say("fault.too_many_addresses", count=len(addresses))
            raise InputErrors([InputFault("body", message, field="$", allowed=f"{MOST} at once, or {SENT_INSTEAD}")])
        geocoder = self._desk.geocoder
        matches = {} if geocoder is None else {address: geocoder.find(address) for address in addresses}
        found = {address: best[0] for address, best in matches.items() if best}
        faults = [self._fault(path, address) for path, address in unplaced.items() if address not in found]
        if faults:
            raise InputErrors(faults)
        return found

    def _fault(self, path: str, address: str) -> InputFault:
        if not address:
            return InputFault("body", say("fault.no_place"), field=f"{path}.place", allowed=SENT_INSTEAD)
        if self._desk.geocoder is None:
            message = say("fault.no_geocoder")
            return InputFault("body", message, field=f"{path}.place", allowed=SENT_INSTEAD)
        message = say("fault.address_unknown")
        return InputFault("body", message, field=f"{path}.address", allowed=f"another spelling, or {SENT_INSTEAD}")


async def found_places(
    address: Annotated[str, Query(min_length=1, max_length=LONGEST_NAME)], placing: Annotated[Placing, Depends()]
) -> Sequence[Found]:
    """The candidates for an address."""
    return await placing.candidates(address)


async def placed_fault(body: FaultReport, placing: Annotated[Placing, Depends()]) -> FaultReport:
    """The report, with its place."""
    (placed,) = await placing.placed({"$": body})
    return placed


async def placed_call(body: CallBody, placing: Annotated[Placing, Depends()]) -> CallBody:
    """The call, with its place."""
    (placed,) = await placing.placed({"$": body})
    return placed


async def placed_calls(body: Calls, placing: Annotated[Placing, Depends()]) -> Sequence[CallBody]:
    """The calls, with their places."""
    return await placing.placed({f"$[{number}]": one for number, one in enumerate(body)})


def _at(body: Body, found: Found) -> Body:
    return body.model_copy(update={"place": Point.of(found.place), "geocoded": found.name[:LONGEST_NAME]})
