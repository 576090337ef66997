"""The running day, read whole: what the planner sees, and plans by hand are judged by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.crew import Crew
from dispatch.live_day import LiveDay, Sighting
from dispatch.place import Place
from dispatch.plan_version import PlanStatus
from dispatch.problem import Lock
from dispatch.progress import ProgressEvent, progress_by_visit
from dispatch.regions import Regions
from dispatch.roster import Absence, Certificate, Member
from dispatch.skill import Skill
from dispatch.store.repositories.locks import Locks
from dispatch.store.repositories.plans import Plans
from dispatch.store.repositories.policies import Policies
from dispatch.store.repositories.progress import report_of
from dispatch.store.repositories.service_policies import ServicePolicies
from dispatch.store.repositories.tickets import ticket_of
from dispatch.store.tables.crews import (
    AbsenceRow,
    CertificationRow,
    CrewKindRow,
    CrewRow,
    MemberRow,
    PositionRow,
    ShiftRow,
    VehicleRow,
)
from dispatch.store.tables.plans import PlanRow, PlanStopRow
from dispatch.store.tables.tickets import ProgressRow, TicketRow
from dispatch.ticket import Ticket
from dispatch.ticket_status import TicketStatus
from dispatch.window import TimeWindow

WITHDRAWN = (TicketStatus.CLOSED, TicketStatus.CANCELLED, TicketStatus.MERGED)
"""Nobody goes there any more, whatever crews have reported."""
LONG_OVER = timedelta(days=2)
"""Nobody is still at work on a shift that ended so long ago."""
Row = TypeVar("Row")


class RunningDay:
    """The day as it is in the database, in a dozen queries however many tickets there are."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self, now: datetime) -> LiveDay:
        """All tickets that are open or on the published plan, and all active crews.

        Raises
        ------
        NotFound
            When the desk has no policy yet.
        """
        published = Plans(self._session).published()
        tickets = self._tickets()
        crews = tuple(self._crews(now))
        progress = progress_by_visit(self._progress([ticket.id for ticket, _ in tickets]), now)
        reported = {visit.ticket_id for visit in progress}
        return LiveDay(
            tickets=tuple(ticket for ticket, _ in tickets),
            crews=crews,
            policy=Policies(self._session).current().policy,
            progress=progress,
            published=published.plan if published is not None else None,
            locks=self._locks(),
            cancelled=frozenset(ticket.id for ticket, status in tickets if _needs_nobody(ticket, status, reported)),
            members=self._members(),
            least_members={row.kind: row.least_members for row in self._all(CrewKindRow)},
            absences=tuple(map(_absence, self._all(AbsenceRow))),
            work=ServicePolicies(self._session).current().policy.work,
            sightings={row.crew_id: Sighting(Place(row.lat, row.lon), row.at) for row in self._all(PositionRow)},
        )

    def has_crew(self, crew_id: str) -> bool:
        """Whether there is such a crew, active or not."""
        return self._session.get(CrewRow, crew_id) is not None

    def regions(self) -> Regions:
        """Where the open tickets and the active crews belong."""
        tickets = select(TicketRow.id, TicketRow.region).where(TicketRow.status.not_in(WITHDRAWN))
        crews = select(CrewRow.id, CrewRow.region).where(CrewRow.active)
        return Regions(
            {row.id: row.region for row in self._session.execute(tickets)},
            {row.id: row.region for row in self._session.execute(crews)},
        )

    def _tickets(self) -> list[tuple[Ticket, TicketStatus]]:
        planned = (
            select(PlanStopRow.ticket_id)
            .join(PlanRow, PlanRow.id == PlanStopRow.plan_id)
            .where(PlanRow.status == PlanStatus.PUBLISHED)
        )
        open_ones = TicketRow.status.not_in((TicketStatus.REPORTED, *WITHDRAWN))
        query = select(TicketRow).where(open_ones | TicketRow.id.in_(planned)).order_by(TicketRow.id)
        return [(ticket_of(row).to_plan(), row.status) for row in self._session.scalars(query)]

    def _progress(self, ticket_ids: Sequence[str]) -> Iterable[ProgressEvent]:
        query = select(ProgressRow).where(ProgressRow.ticket_id.in_(ticket_ids))
        return map(report_of, self._session.scalars(query))

    def _locks(self) -> tuple[Lock, ...]:
        return tuple(one.lock for one in Locks(self._session).all())

    def _crews(self, now: datetime) -> Iterable[Crew]:
        known = select(ShiftRow).where(~ShiftRow.withdrawn, ShiftRow.ends_at > now - LONG_OVER)
        shifts = _by_crew(self._session.scalars(known.order_by(ShiftRow.crew_id, ShiftRow.starts_at)))
        busy = {row.crew_id: row.free_from for row in self._all(PositionRow)}
        vehicles = _by_crew(self._all(VehicleRow))
        for row in self._session.scalars(select(CrewRow).where(CrewRow.active).order_by(CrewRow.id)):
            own = vehicles[row.id]
            gear = row.crew.equipment.union(*(vehicle.equipment for vehicle in own))
            parts = dict(row.crew.parts)
            for vehicle in own:
                for name, count in vehicle.parts.items():
                    parts[name] = parts.get(name, 0) + count
            yield replace(
                row.crew,
                shifts=tuple(shift.shift for shift in shifts[row.id]),
                equipment=gear,
                parts=tuple(parts.items()),
                free_from=busy.get(row.id),
            )

    def _members(self) -> dict[str, tuple[Member, ...]]:
        held: defaultdict[str, list[Certificate]] = defaultdict(list)
        for row in self._all(CertificationRow):
            held[row.member_id].append(Certificate(Skill(row.skill, row.level), row.expires_at))
        members = _by_crew(self._session.scalars(select(MemberRow).where(MemberRow.active).order_by(MemberRow.id)))
        return {
            crew_id: tuple(Member(row.id, tuple(held[row.id])) for row in rows) for crew_id, rows in members.items()
        }

    def _all(self, kind: type[Row]) -> Sequence[Row]:
        return self._session.scalars(select(kind)).all()


def _needs_nobody(ticket: Ticket, status: TicketStatus, reported: Container[str]) -> bool:
    """Whether the ticket was withdrawn, or meters show that power is back though no crew has done anything."""
    return status in WITHDRAWN or (status is TicketStatus.RESTORED and ticket.id not in reported)


def _by_crew(rows: Iterable[Row]) -> defaultdict[Any, list[Row]]:
    found: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.crew_id].append(row)  # type: ignore[attr-defined]
    return found


def _absence(row: AbsenceRow) -> Absence:
    return Absence(row.crew_id, TimeWindow(row.starts_at, row.ends_at), row.member_id, row.reason)
