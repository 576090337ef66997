"""What crews report, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from api.schemas.tickets import Parties, PartyBody
from api.schemas.wire import Count, Id, Moment, Name, Note, Wire
from api.sentences import translated
from dispatch.desk.progress import Outcome, Reported
from dispatch.follow_up import FollowUp
from dispatch.progress import ProgressEvent, VisitState
from dispatch.sentences import say
from dispatch.ticket import Priority, Visit
from dispatch.ticket_status import TicketStatus

Kind = Literal[
    VisitState.REJECTED,
    VisitState.ACCEPTED,
    VisitState.EN_ROUTE,
    VisitState.ON_SITE,
    VisitState.MADE_SAFE,
    VisitState.PARTIALLY_RESTORED,
    VisitState.WAITING_ON_MATERIAL,
    VisitState.NEEDS_FOLLOW_UP,
    VisitState.RESTORED,
    VisitState.DONE,
]


class FollowUpBody(Wire):
    """The repair that is left; what is not said is as on the ticket."""

    parties: Parties | None = None
    priority: Priority | None = None
    parts: dict[Name, Count] = {}
    equipment: set[Name] = set()
    note: Note = ""

    def follow_up(self) -> FollowUp:
        """The domain's follow-up."""
        parties = tuple(map(PartyBody.party, self.parties or ()))
        parts = tuple(sorted(self.parts.items()))
        return FollowUp(parties, self.priority, parts, frozenset(self.equipment), self.note)


class ReportBody(Wire):
    """One report; sent again under its `id` it counts once."""

    id: Id
    """Made by the sender."""
    ticket_id: Id
    party: Annotated[int, Field(ge=0, le=9)] = 0
    kind: Kind
    at: Moment
    """When it happened."""
    reason: Note = ""
    """Why the ticket is rejected; with other reports a remark."""
    expected_end: Moment | None = None
    """When the crew expects to be done."""
    material_at: Moment | None = None
    still_dark: Count | None = None
    """Customers still without power."""
    follow_up: FollowUpBody | None = None

    @model_validator(mode="after")
    def _is_a_report(self) -> ReportBody:
        self.event("new")
        if self.kind is VisitState.REJECTED and not self.reason:
            raise ValueError(say("fault.rejected_without_reason"))
        return self

    def event(self, crew_id: str) -> ProgressEvent:
        """The domain's report."""
        return ProgressEvent(
            event_id=self.id,
            visit=Visit(self.ticket_id, self.party),
            crew_id=crew_id,
            kind=self.kind,
            at=self.at,
            reason=self.reason,
            expected_end=self.expected_end,
            material_at=self.material_at,
            still_dark=self.still_dark,
            follow_up=None if self.follow_up is None else self.follow_up.follow_up(),
        )


class Reports(Wire):
    """Reports as they were made, one or all that waited for a signal; their order does not matter."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "reports": [
                        {"id": "7f3c", "ticket_id": "T1", "kind": "enRoute", "at": "2026-03-02T09:00:00+08:00"},
                        {"id": "7f3d", "ticket_id": "T1", "kind": "onSite", "at": "2026-03-02T09:20:00+08:00"},
                    ]
                }
            ]
        }
    )

    reports: Annotated[list[ReportBody], Field(min_length=1, max_length=500)]


class ReportedView(Wire):
    """What became of a report, and how its ticket and visit stand now."""

    id: Id
    outcome: Outcome
    reason: str
    """Why it was refused, in the language of `Accept-Language`."""
    code: str | None
    """Of the reason, the same in every language."""
    ticket_id: Id
    ticket_status: TicketStatus | None
    party: int
    state: VisitState | None
    since: datetime | None
    crew_id: Id | None
    arrived_at: datetime | None
    follow_up_id: Id | None
    """The ticket of the repair that is left."""

    @classmethod
    def of(cls, one: Reported) -> ReportedView:
        """The view of what became of a report."""
        seen = one.progress
        return cls(
            id=one.event.event_id,
            outcome=one.outcome,
            reason="" if one.reason is None else translated(one.reason),
            code=None if one.reason is None else one.reason.code,
            ticket_id=one.event.visit.ticket_id,
            ticket_status=None if one.ticket is None else one.ticket.status,
            party=one.event.visit.party,
            state=None if seen is None else seen.state,
            since=None if seen is None else seen.since,
            crew_id=None if seen is None else seen.crew_id,
            arrived_at=None if seen is None else seen.arrived_at,
            follow_up_id=one.follow_up_id,
        )


class ReportedList(Wire):
    """One entry for each report, in the order in which they were sent."""

    reports: list[ReportedView]
