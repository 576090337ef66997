"""Crews' job lists, read from the stops of the published plan; and the secrets of their calendar feeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch.desk_ticket import DeskTicket
from dispatch.job_list import Companion, Job, JobList, JobListStamp, own_state
from dispatch.plan_version import PlanStatus
from dispatch.progress import VisitProgress, progress_by_visit
from dispatch.store.chunks import chunks
from dispatch.store.repositories.progress import report_of
from dispatch.store.repositories.tickets import Tickets
from dispatch.store.tables.plans import PlanRow, PlanStopRow
from dispatch.store.tables.tickets import ProgressRow, TicketRow
from dispatch.store.tables.users import JobFeedRow
from dispatch.ticket import Visit
from dispatch.ticket_status import TicketStatus

WITHDRAWN = (TicketStatus.CLOSED, TicketStatus.CANCELLED, TicketStatus.MERGED)
"""Nobody need go there: off the list at once, not only with the next plan."""


class JobLists:
    """Job lists by crew."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def stamp(self, crew_id: str) -> JobListStamp:
        """What the crew's list depends on, without reading the tickets themselves."""
        plan_id = self._session.scalar(select(PlanRow.id).where(PlanRow.status == PlanStatus.PUBLISHED))
        if plan_id is None:
            return JobListStamp(None)
        counted = select(func.count()).where(ProgressRow.ticket_id == TicketRow.id, ~ProgressRow.held_back)
        reports = counted.correlate(TicketRow).scalar_subquery()
        columns = (PlanStopRow.ticket_id, PlanStopRow.party, PlanStopRow.position, TicketRow.version, reports)
        rows = self._session.execute(_stops(select(*columns), plan_id, crew_id))
        return JobListStamp(plan_id, tuple((row[0], row[1], row[2], row[3], row[4]) for row in rows))

    def of(self, crew_id: str, now: datetime) -> JobList:
        """The crew's list, with what crews have reported until `now`."""
        published = select(PlanRow.id, PlanRow.number, PlanRow.policy, PlanRow.published_at)
        plan = self._session.execute(published.where(PlanRow.status == PlanStatus.PUBLISHED)).one_or_none()
        if plan is None:
            return JobList(crew_id, None, None, None)
        rows = self._session.scalars(_stops(select(PlanStopRow), plan.id, crew_id)).all()
        ticket_ids = {row.ticket_id for row in rows}
        tickets = Tickets(self._session).known(ticket_ids)
        progress = self._progress(ticket_ids, now)
        partners = self._partners(plan.id, crew_id, tickets, progress)
        jobs: list[Job] = []
        for row in rows:
            ticket, visit = tickets[row.ticket_id], Visit(row.ticket_id, row.party)
            if visit in ticket.work.visits:
                times = (row.depart, row.arrival, row.start, row.leave)
                state = own_state(ticket, visit, crew_id, progress.get(visit))
                others = tuple(partners[row.ticket_id])
                jobs.append(Job(len(jobs) + 1, row.shift, visit, *times, ticket, state, others))
        return JobList(crew_id, plan.number, plan.policy, plan.published_at, tuple(jobs))

    def _progress(self, ticket_ids: Collection[str], now: datetime) -> dict[Visit, VisitProgress]:
        query = select(ProgressRow).where(~ProgressRow.held_back)
        found = (self._session.scalars(query.where(ProgressRow.ticket_id.in_(some))) for some in chunks(ticket_ids))
        return progress_by_visit((report_of(row) for rows in found for row in rows), now)

    def _partners(
        self,
        plan_id: str,
        crew_id: str,
        tickets: Mapping[str, DeskTicket],
        progress: Mapping[Visit, VisitProgress],
    ) -> defaultdict[str, list[Companion]]:
        query = select(PlanStopRow.ticket_id, PlanStopRow.party, PlanStopRow.crew_id).where(
            PlanStopRow.plan_id == plan_id, PlanStopRow.ticket_id.in_(tickets), PlanStopRow.crew_id != crew_id
        )
        found: defaultdict[str, list[Companion]] = defaultdict(list)
        for ticket_id, party, other in self._session.execute(query.order_by(PlanStopRow.party)):
            visit = Visit(ticket_id, party)
            state = own_state(tickets[ticket_id], visit, other, progress.get(visit))
            found[ticket_id].append(Companion(other, state))
        return found

    def put_feed(self, crew_id: str, digest: str, by: str, now: datetime) -> None:
        """Keep the digest of a feed's secret, in place of the one before."""
        self.remove_feed(crew_id)
        self._session.add(JobFeedRow(crew_id=crew_id, digest=digest, made_by=by, made_at=now))
        self._session.flush()

    def remove_feed(self, crew_id: str) -> None:
        """End the crew's feed, if it has one."""
        row = self._session.get(JobFeedRow, crew_id)
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def feed_digest(self, crew_id: str) -> str | None:
        """The digest of the secret of the crew's feed; None without a feed."""
        row = self._session.get(JobFeedRow, crew_id)
        return None if row is None else row.digest


def _stops(query: Any, plan_id: str, crew_id: str) -> Any:
    """The crew's stops that are not withdrawn, in order."""
    return (
        query.join(TicketRow, TicketRow.id == PlanStopRow.ticket_id)
        .where(PlanStopRow.plan_id == plan_id, PlanStopRow.crew_id == crew_id, TicketRow.status.not_in(WITHDRAWN))
        .order_by(PlanStopRow.depart, PlanStopRow.shift, PlanStopRow.position)
    )
