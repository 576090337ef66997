"""What every request is given: the clock, and a unit of work that lasts as long as the request."""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import Depends, Request

from api.event_feed import EventFeed
from api.passwords import Passwords
from api.patience import Patience
from api.settings import Settings
from dispatch.geocoding import Geocoder
from dispatch.store.engine import CONNECTIONS
from dispatch.store.unit_of_work import Store, UnitOfWork
from dispatch.travel import TravelTimes

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WRITERS = 5
"""Requests that write at one time; the other connections are for readers."""
LOOKUPS = 2
"""Requests that wait for the geocoder at one time."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time it is."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Service:
    """What the app is made of; `app.state.service`."""

    settings: Settings
    store: Store
    clock: Clock
    key: bytes
    passwords: Passwords
    feed: EventFeed
    patience: Patience
    travel: TravelTimes
    geocoder: Geocoder | None
    # Requests wait for their turn in the event loop. Were they to wait for a connection in the threads that
    # also run the endpoints, those that have one could not go on.
    readers: Semaphore = field(default_factory=lambda: Semaphore(CONNECTIONS - WRITERS))
    writers: Semaphore = field(default_factory=lambda: Semaphore(WRITERS))
    lookups: Semaphore = field(default_factory=lambda: Semaphore(LOOKUPS))


def service(request: Request) -> Service:
    """The service behind the app."""
    return cast("Service", request.app.state.service)


async def _service(request: Request) -> Service:
    # Awaited where it stands: a plain function would wait for a thread in each request.
    return service(request)


ServiceOf = Annotated[Service, Depends(_service)]


async def now(desk: ServiceOf) -> datetime:
    """The moment of the request, in whole seconds as the domain counts."""
    return desk.clock().replace(microsecond=0)


async def _turn(request: Request, desk: ServiceOf) -> AsyncIterator[None]:
    async with desk.readers if request.method in SAFE_METHODS else desk.writers:
        yield


def _work(
    request: Request, desk: ServiceOf, _: Annotated[None, Depends(_turn, scope="function")]
) -> Iterator[UnitOfWork]:
    reads = request.method in SAFE_METHODS
    with desk.store.read() if reads else desk.store.write() as work:
        yield work


Now = Annotated[datetime, Depends(now)]
# Its end, the commit, comes before the answer is sent: what was answered is stored.
Work = Annotated[UnitOfWork, Depends(_work, scope="function")]
