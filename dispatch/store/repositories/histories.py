"""Tickets and outages as they went, put together from reports, plans and the event log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch.desk_incident import DeskIncident, IncidentStatus
from dispatch.incidents import SignalKind
from dispatch.progress import FINISHED, VisitProgress, VisitState, progress_by_visit
from dispatch.stages import MINUTE, Stage
from dispatch.store.chunks import chunks
from dispatch.store.repositories.progress import report_of
from dispatch.store.tables.events import EventRow
from dispatch.store.tables.plans import PlanRow, PlanStopRow
from dispatch.store.tables.signals import IncidentRow, SignalRow
from dispatch.store.tables.tickets import ProgressRow, TicketRow
from dispatch.ticket_life import TicketLife
from dispatch.ticket_status import TicketStatus

NEVER_WERE = (TicketStatus.MERGED, TicketStatus.CANCELLED)
"""One fault is counted once, and what was withdrawn not at all."""
BY_STATE = {
    VisitState.ACCEPTED: Stage.ACCEPTED,
    VisitState.EN_ROUTE: Stage.EN_ROUTE,
    VisitState.MADE_SAFE: Stage.MADE_SAFE,
    VisitState.RESTORED: Stage.RESTORED,
}
BY_EVENT = {"ticket.reported": Stage.TRIAGED, "ticket.dispatched": Stage.DISPATCHED, "ticket.closed": Stage.CLOSED}


@dataclass(frozen=True)
class Outage:
    """A kept incident, when each meter of it came back, and when a crew restored it."""

    incident: DeskIncident
    back: dict[str, datetime]
    restored_at: datetime | None


class Histories:
    """Lives of tickets and outages that began in a stretch of time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lives(self, start: datetime, end: datetime, now: datetime) -> tuple[TicketLife, ...]:
        """The tickets reported from `start` to before `end`, in order."""
        query = select(TicketRow).where(TicketRow.reported_at >= start, TicketRow.reported_at < end)
        rows = self._session.scalars(
            query.where(TicketRow.status.not_in(NEVER_WERE)).order_by(TicketRow.reported_at, TicketRow.id)
        ).all()
        names = [row.id for row in rows]
        leads, moments, stops = self._leads(names, now), self._moments(names), self._last_stops(names)
        return tuple(_life(row, leads.get(row.id), moments[row.id], stops.get(row.id)) for row in rows)

    def outages(self, start: datetime, end: datetime, now: datetime) -> tuple[Outage, ...]:
        """The outages that began from `start` to before `end`; what was merged, false or a flicker is none."""
        query = select(IncidentRow).where(IncidentRow.reported_at >= start, IncidentRow.reported_at < end)
        rows = self._session.scalars(query.where(IncidentRow.status != IncidentStatus.MERGED).order_by(IncidentRow.id))
        kept = [row.incident for row in rows if row.incident.end not in ("false report", "flicker")]
        back = self._back([one.id for one in kept])
        leads = self._leads([one.ticket_ids[-1] for one in kept if one.ticket_ids], now)
        return tuple(Outage(one, back[one.id], _restored(one, leads)) for one in kept)

    def incidents_of(self, ticket_ids: Collection[str]) -> frozenset[str]:
        """Those of the tickets that belong to an incident."""
        found: set[str | None] = set()
        for some in chunks(ticket_ids):
            query = select(IncidentRow.ticket_id).where(IncidentRow.ticket_id.in_(some))
            found.update(self._session.scalars(query))
        return frozenset(one for one in found if one is not None)

    def _leads(self, ticket_ids: Collection[str], now: datetime) -> dict[str, VisitProgress]:
        """The progress of each ticket's lead."""
        reports = []
        for some in chunks(ticket_ids):
            query = select(ProgressRow).where(ProgressRow.ticket_id.in_(some), ProgressRow.party == 0)
            reports += [report_of(row) for row in self._session.scalars(query)]
        return {visit.ticket_id: one for visit, one in progress_by_visit(reports, now).items()}

    def _moments(self, ticket_ids: Collection[str]) -> defaultdict[str, dict[Stage, datetime]]:
        """When the desk did what, the first time."""
        found: defaultdict[str, dict[Stage, datetime]] = defaultdict(dict)
        for some in chunks([f"ticket/{name}" for name in ticket_ids]):
            query = select(EventRow.subject, EventRow.kind, func.min(EventRow.at, type_=EventRow.at.type)).where(
                EventRow.subject.in_(some), EventRow.kind.in_(BY_EVENT)
            )
            for subject, kind, at in self._session.execute(query.group_by(EventRow.subject, EventRow.kind)):
                found[subject.partition("/")[2]][BY_EVENT[kind]] = at
        return found

    def _last_stops(self, ticket_ids: Collection[str]) -> dict[str, PlanStopRow]:
        """The lead's stop in the last published plan that had it."""
        found: dict[str, PlanStopRow] = {}
        for some in chunks(ticket_ids):
            query = select(PlanStopRow).join(PlanRow, PlanRow.id == PlanStopRow.plan_id)
            wanted = query.where(PlanStopRow.ticket_id.in_(some), PlanStopRow.party == 0).order_by(PlanRow.number)
            found |= {row.ticket_id: row for row in self._session.scalars(wanted)}
        return found

    def _back(self, incident_ids: Collection[str]) -> defaultdict[str, dict[str, datetime]]:
        """When each meter last came back, by incident and customer."""
        found: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
        for some in chunks(incident_ids):
            query = select(SignalRow).where(SignalRow.incident_id.in_(some), SignalRow.kind != SignalKind.CALL)
            for row in self._session.scalars(query.order_by(SignalRow.at, SignalRow.id)):
                own = found[row.incident_id or ""]
                if row.kind is SignalKind.POWER_UP:
                    own[row.customer or ""] = row.at
                else:
                    own.pop(row.customer or "", None)
        return found


def _restored(incident: DeskIncident, leads: dict[str, VisitProgress]) -> datetime | None:
    lead = leads.get(incident.ticket_ids[-1]) if incident.ticket_ids else None
    return None if lead is None else lead.first.get(VisitState.RESTORED) or lead.first.get(VisitState.DONE)


def _life(
    row: TicketRow, lead: VisitProgress | None, known: dict[Stage, datetime], stop: PlanStopRow | None
) -> TicketLife:
    moments = {Stage.REPORTED: row.reported_at, **known}
    if lead is not None:
        moments |= {BY_STATE[state]: at for state, at in lead.first.items() if state in BY_STATE}
        if lead.first_on_site is not None:
            moments[Stage.ON_SITE] = lead.first_on_site
        if VisitState.DONE in lead.first:
            moments.setdefault(Stage.RESTORED, lead.first[VisitState.DONE])
    return TicketLife(
        row.work,
        row.arrive_by,
        row.restore_by,
        moments,
        crew_id=None if lead is None or lead.first_on_site is None else lead.crew_id,
        planned_drive=None if stop is None else (stop.arrival - stop.depart) / MINUTE,
        planned_work=None if stop is None else (stop.leave - stop.start) / MINUTE,
        left_at=None if lead is None else _first(lead.first[state] for state in FINISHED if state in lead.first),
    )


def _first(moments: Iterable[datetime]) -> datetime | None:
    return min(moments, default=None)
