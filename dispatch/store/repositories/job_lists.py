"""Crews' job lists, read from the stops of the published plan; and the secrets of their calendar feeds."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.job_list import Job, JobList, JobListStamp
from dispatch.plan_version import PlanStatus
from dispatch.store.repositories.tickets import Tickets
from dispatch.store.tables.plans import PlanRow, PlanStopRow
from dispatch.store.tables.tickets import TicketRow
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
        columns = (PlanStopRow.ticket_id, PlanStopRow.party, PlanStopRow.position, TicketRow.version)
        rows = self._session.execute(_stops(select(*columns), plan_id, crew_id))
        return JobListStamp(plan_id, tuple((row[0], row[1], row[2], row[3]) for row in rows))

    def of(self, crew_id: str) -> JobList:
        """The crew's list."""
        published = select(PlanRow.id, PlanRow.number, PlanRow.policy, PlanRow.published_at)
        plan = self._session.execute(published.where(PlanRow.status == PlanStatus.PUBLISHED)).one_or_none()
        if plan is None:
            return JobList(crew_id, None, None, None)
        rows = self._session.scalars(_stops(select(PlanStopRow), plan.id, crew_id)).all()
        tickets = Tickets(self._session).known({row.ticket_id for row in rows})
        partners = self._partners(plan.id, crew_id, [row.ticket_id for row in rows])
        jobs: list[Job] = []
        for row in rows:
            ticket, visit = tickets[row.ticket_id], Visit(row.ticket_id, row.party)
            if visit in ticket.work.visits:
                others = tuple(partners[row.ticket_id])
                times = (row.depart, row.arrival, row.start, row.leave)
                jobs.append(Job(len(jobs) + 1, row.shift, visit, *times, ticket, others))
        return JobList(crew_id, plan.number, plan.policy, plan.published_at, tuple(jobs))

    def _partners(self, plan_id: str, crew_id: str, ticket_ids: list[str]) -> defaultdict[str, list[str]]:
        query = select(PlanStopRow.ticket_id, PlanStopRow.crew_id).where(
            PlanStopRow.plan_id == plan_id, PlanStopRow.ticket_id.in_(ticket_ids), PlanStopRow.crew_id != crew_id
        )
        found: defaultdict[str, list[str]] = defaultdict(list)
        for ticket_id, other in self._session.execute(query.order_by(PlanStopRow.party)):
            found[ticket_id].append(other)
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
