"""When customers are told power will be back: forecast from the published plan, held steady, changed with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch.desk.today import Today
from dispatch.desk.trail import record
from dispatch.etr import next_etr
from dispatch.forecast import TicketForecast, forecast
from dispatch.progress import AT_WORK
from dispatch.rebase import rebased
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.ticket_etr import TicketEtr
from dispatch.travel.matrix import TravelTimes

PLANNER = "planner"
"""Who acts when the desk does by itself, in the event log."""


@dataclass(frozen=True)
class Outlook:
    """What the plan promises as the day stands, and what crews on site say themselves, by ticket."""

    forecasts: Mapping[str, TicketForecast]
    crews_say: Mapping[str, datetime]


def look_ahead(work: UnitOfWork, travel: TravelTimes, now: datetime) -> Outlook:
    """Forecast the published plan as it stands now; this takes a while on a large day, and changes nothing.

    Raises
    ------
    NotFound
        When the desk has no policy yet.
    InfeasiblePlan
        When not even the work under way keeps the rules.
    """
    today = Today.of(work, travel, now)
    if today.day.published is None:
        return Outlook({}, {})
    plan = rebased(today.problem, today.published).plan
    drives = work.service_policies.current().policy.travel
    found = forecast(today.problem, plan, today.day.spread_over_expected, drives)
    said = {
        one.visit.ticket_id: one.expected_end
        for one in today.day.progress.values()
        if one.state in AT_WORK and one.visit.party == 0 and one.expected_end is not None
    }
    return Outlook(found, said)


def tell(work: UnitOfWork, outlook: Outlook, *, by: str, now: datetime) -> tuple[TicketEtr, ...]:
    """Publish what has moved far enough; the estimates that are new."""
    rules = work.service_policies.current().policy.etr
    told = work.etrs.latest(list(outlook.forecasts))
    found = []
    for ticket_id, ahead in outlook.forecasts.items():
        before = told.get(ticket_id)
        published = None if before is None else before.etr
        etr = next_etr(published, ahead, now, crew_says=outlook.crews_say.get(ticket_id), rules=rules)
        if etr is published:
            continue
        after = TicketEtr(ticket_id, etr, ahead.arrival_p50, ahead.arrival_p90)
        work.etrs.add(after)
        record(work, "etr.published", f"etr/{ticket_id}", by=by, now=now, before=before, after=after)
        found.append(after)
    return tuple(found)
