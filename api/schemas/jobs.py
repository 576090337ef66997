"""A crew's job list on the wire."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import BaseModel

from api.schemas.wire import Id, Point, minutes
from dispatch.job_list import Job, JobList
from dispatch.progress import VisitState
from dispatch.ticket import Priority
from dispatch.ticket_status import TicketStatus


class Contact(BaseModel):
    """Whom to ask for at the place."""

    name: str
    phone: str


class CompanionView(BaseModel):
    """Another crew that starts together with this one, and how far its own share is."""

    crew_id: Id
    state: VisitState


class JobView(BaseModel):
    """One job of a crew, with all it needs on the way and at the place."""

    order: int
    """From 1."""
    ticket_id: Id
    party: int
    """Which of the ticket's crews this one is; 0 leads."""
    shift: int
    status: TicketStatus
    state: VisitState
    """How far this crew is with its own share."""
    priority: Priority
    depart: datetime
    arrival_from: datetime
    """The arrival window: other times inside it are told to nobody."""
    arrival_to: datetime
    start: datetime
    leave: datetime
    place: Point
    address: str
    fault_type: str
    description: str
    hazard: bool
    make_safe: bool
    safety_notes: str
    work_minutes: float
    skills: dict[str, int]
    """What this crew's share needs, by name, with the least level."""
    parts: dict[str, int]
    """To take along; the leading crew brings them."""
    equipment: list[str]
    customers: int
    critical_customers: int
    with_crews: list[CompanionView]
    contact: Contact | None
    """Only for the crew of the job and dispatchers."""

    @classmethod
    def of(cls, job: Job, tolerance: timedelta, *, contact: bool) -> JobView:
        """The view of a job; its arrival window is as wide as the changes that crews are not told of."""
        work, intake, leads = job.ticket.work, job.ticket.intake, job.visit.party == 0
        return cls(
            order=job.order,
            ticket_id=job.visit.ticket_id,
            party=job.visit.party,
            shift=job.shift,
            status=job.ticket.status,
            state=job.state,
            priority=work.priority,
            depart=job.depart,
            arrival_from=max(job.depart, job.arrival - tolerance),
            arrival_to=job.arrival + tolerance,
            start=job.start,
            leave=job.leave,
            place=Point.of(work.place),
            address=work.address,
            fault_type=work.fault_type,
            description=intake.description,
            hazard=work.hazard,
            make_safe=work.make_safe,
            safety_notes=intake.safety_notes,
            work_minutes=minutes(job.party.work),
            skills={skill.name: skill.level for skill in job.party.skills},
            parts=dict(work.parts) if leads else {},
            equipment=sorted(work.equipment) if leads else [],
            customers=work.customers,
            critical_customers=work.critical_customers,
            with_crews=[CompanionView(crew_id=one.crew_id, state=one.state) for one in job.companions],
            contact=Contact(name=intake.contact_name, phone=intake.contact_phone) if contact else None,
        )


class JobListView(BaseModel):
    """The jobs of a crew on the published plan, in order."""

    crew_id: Id
    plan: int | None
    """The number of the published plan; null before the first."""
    published_at: datetime | None
    jobs: list[JobView]

    @classmethod
    def of(cls, found: JobList, tolerance: timedelta, *, contact: bool) -> JobListView:
        """The view of a list."""
        jobs = [JobView.of(job, tolerance, contact=contact) for job in found.jobs]
        return cls(crew_id=found.crew_id, plan=found.plan, published_at=found.published_at, jobs=jobs)


class JobFeed(BaseModel):
    """The address of a crew's calendar feed; whoever has it can read the list, so it is shown this once."""

    path: str
