"""Tickets that belong together: what one fault asked for, first to make safe and then to repair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from math import cos, radians

import numpy as np

from dispatch.place import Place
from dispatch.ticket import Ticket

KM_PER_DEGREE = 111.2

Incident = tuple[Ticket, ...]


def incidents(tickets: Sequence[Ticket]) -> tuple[Incident, ...]:
    """The tickets in groups tied by `after` and `upstream`, in the order of their first tickets."""
    leader = {ticket.id: ticket.id for ticket in tickets}

    def lead(ticket_id: str) -> str:
        while leader[ticket_id] != ticket_id:
            ticket_id = leader[ticket_id]
        return ticket_id

    for ticket in tickets:
        for other in (*(link.ticket_id for link in ticket.after), ticket.upstream):
            if other in leader:
                leader[lead(ticket.id)] = lead(other)
    groups: dict[str, list[Ticket]] = {}
    for ticket in tickets:
        groups.setdefault(lead(ticket.id), []).append(ticket)
    return tuple(tuple(group) for group in groups.values())


def lots(seed: int, *names: object) -> np.random.Generator:
    """Random numbers of their own for each purpose: another change in between does not shift them."""
    text = "/".join(map(str, (seed, *names)))
    return np.random.default_rng(int.from_bytes(sha256(text.encode()).digest()[:8]))


def moved(incident: Incident, lot: np.random.Generator, place_km: float, minutes: float, within: Span) -> Incident:
    """The incident a little elsewhere and at another time, both normally distributed; links stay.

    Parameters
    ----------
    place_km, minutes
        Standard deviations, north and east alike.
    within
        Reports stay inside this stretch, the earliest of the incident first.
    """
    north, east = lot.normal(0.0, place_km / KM_PER_DEGREE, 2)
    first = min(ticket.reported_at for ticket in incident)
    earliest, latest = within
    when = min(max(first + timedelta(minutes=round(lot.normal(0.0, minutes))), earliest), latest)
    return tuple(_at(ticket, float(north), float(east), when - first, latest) for ticket in incident)


Span = tuple[datetime, datetime]


def reported_within(tickets: Iterable[Ticket], now: datetime) -> Span:
    """From the first report to the last, or to `now` when nothing was reported later."""
    times = [ticket.reported_at for ticket in tickets]
    return min(times, default=now), max([*times, now])


def copied(incident: Incident, rename: Callable[[str], str]) -> Incident:
    """The incident as another one under new ids; nobody has begun it, and its appointments were the other's."""
    own = {ticket.id for ticket in incident}
    return tuple(
        replace(
            ticket,
            id=rename(ticket.id),
            after=tuple(
                replace(link, ticket_id=rename(link.ticket_id)) for link in ticket.after if link.ticket_id in own
            ),
            upstream=rename(ticket.upstream) if ticket.upstream in own and ticket.upstream else None,
            started=(),
            appointments=(),
            access=(),
        )
        for ticket in incident
    )


def _at(ticket: Ticket, north: float, east: float, later: timedelta, latest: datetime) -> Ticket:
    lat = min(max(ticket.place.lat + north, -90.0), 90.0)
    lon = min(max(ticket.place.lon + east / max(0.05, cos(radians(ticket.place.lat))), -180.0), 180.0)
    reported = min(ticket.reported_at + later, latest)
    later = reported - ticket.reported_at
    return replace(
        ticket,
        place=Place(round(lat, 5), round(lon, 5)),
        reported_at=reported,
        arrive_by=ticket.arrive_by + later if ticket.arrive_by else None,
        restore_by=ticket.restore_by + later if ticket.restore_by else None,
    )
