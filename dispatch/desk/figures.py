"""The figures of a stretch of time, from what is in the store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dispatch.indices import Interruption
from dispatch.service_figures import (
    HISTORY,
    ServiceFigures,
    compliance,
    crew_figures,
    interruptions,
    rating_figures,
    reliability,
    repeat_faults,
    stages_of,
)
from dispatch.stages import Stage
from dispatch.store.repositories.histories import Outage
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.ticket_life import TicketLife


def count(work: UnitOfWork, start: datetime, end: datetime, now: datetime) -> ServiceFigures:
    """All figures of the tickets and outages that began from `start` to before `end`.

    Raises
    ------
    NotFound
        When the desk has no policy yet.
    """
    lives = work.histories.lives(start, end, now)
    ratings = work.ratings.between(start, end)
    outages = work.histories.outages(min(start, end - HISTORY), end, now)
    history, _ = _steps(outages)
    current = [one for one in outages if one.incident.reported_at >= start]
    single, single_dark = _of_tickets(work, lives)
    _, still_dark = _steps(current)
    return ServiceFigures(
        stages=stages_of(lives),
        compliance=compliance(lives),
        crews=crew_figures(lives, ratings),
        ratings=rating_figures(ratings),
        repeats=repeat_faults((one.incident.reported_at, one.incident.transformers) for one in current),
        reliability=reliability(
            [*history, *single],
            start,
            work.service_policies.current().policy.customers_served,
            work.policies.current().policy.zone,
            still_dark + single_dark,
        ),
    )


def _steps(outages: Iterable[Outage]) -> tuple[list[Interruption], int]:
    found, dark = list[Interruption](), 0
    for one in outages:
        incident = one.incident
        steps, rest = interruptions(incident.customers, incident.reported_at, one.back, one.restored_at)
        found += steps
        dark += rest
    return found, dark


def _of_tickets(work: UnitOfWork, lives: Iterable[TicketLife]) -> tuple[list[Interruption], int]:
    """Tickets that other systems report whole, with no calls or meter events behind them."""
    own = {life.ticket.id: life for life in lives}
    found, dark = list[Interruption](), 0
    for ticket_id in sorted(own.keys() - work.histories.incidents_of(own)):
        life = own[ticket_id]
        steps, rest = interruptions(
            life.ticket.customers, life.ticket.reported_at, {}, life.moments.get(Stage.RESTORED)
        )
        found += steps
        dark += rest
    return found, dark
