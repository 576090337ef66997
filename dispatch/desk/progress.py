"""What crews report: every report is kept, counts once and when its time has come, and moves its ticket along.

Whatever order reports arrive in, the state of a visit is folded anew from all of them (`dispatch.progress`). A ticket's
reports are taken one request at a time, so that two at one moment do not overlook each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dispatch.desk import intake
from dispatch.desk.trail import record
from dispatch.desk_ticket import DeskTicket
from dispatch.errors import NotFound
from dispatch.follow_up import FollowUp
from dispatch.identity import new_id
from dispatch.progress import CLOCK_TOLERANCE, ProgressEvent, VisitProgress, VisitState, progress_of
from dispatch.sentences import Sentence, say
from dispatch.store.repositories.progress import KeptReport
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.ticket_status import AFTER_REPORT, TRANSITIONS

CLOCK = "clock"
"""Who acts when a report's time has come, in the event log."""


class Outcome(StrEnum):
    """What became of a report."""

    TAKEN = "taken"
    REPEATED = "repeated"
    """It came before, and changed nothing now."""
    HELD_BACK = "heldBack"
    """From the future: the phone's clock is wrong. It is kept, and counts once its time has come."""
    REFUSED = "refused"
    """It cannot be kept; `reason` says why."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of one report, and how its ticket and visit stand now; of refused ones nothing is known."""

    event: ProgressEvent
    outcome: Outcome
    ticket: DeskTicket | None = None
    progress: VisitProgress | None = None
    follow_up_id: str | None = None
    reason: Sentence | None = None


def report(
    work: UnitOfWork, events: Sequence[ProgressEvent], *, own_only: bool, by: str, now: datetime
) -> tuple[Reported, ...]:
    """Take a crew's reports, in whatever order they come; one that cannot be kept holds up none of the others.

    Parameters
    ----------
    own_only
        Refuse reports about tickets that were never on a published list of the crew.
    """
    tickets = work.tickets.hold({event.visit.ticket_id for event in events})
    known = work.progress.known([event.event_id for event in events])
    outcomes: list[tuple[Outcome, Sentence | None]] = []
    for event in events:
        before = known.get(event.event_id)
        outcome, reason = _judged(work, event, before, tickets.get(event.visit.ticket_id), own_only, now)
        if outcome in (Outcome.TAKEN, Outcome.HELD_BACK):
            known[event.event_id] = KeptReport(event, now, outcome is Outcome.HELD_BACK)
            work.progress.add(known[event.event_id])
            record(work, f"progress.{event.kind}", f"ticket/{event.visit.ticket_id}", by=by, now=now, after=event)
        outcomes.append((outcome, reason))
    moved = {
        event.visit.ticket_id for event, (outcome, _) in zip(events, outcomes, strict=True) if outcome is Outcome.TAKEN
    }
    new = {event.event_id for event in events}
    tickets |= {ticket_id: _settle(work, tickets[ticket_id], new, by=by, now=now) for ticket_id in sorted(moved)}
    return tuple(_told(work, tickets, event, *outcome, now) for event, outcome in zip(events, outcomes, strict=True))


def count_what_was_held_back(work: UnitOfWork, *, now: datetime) -> int:
    """Let reports from the future count whose time has come; how many tickets they were about."""
    due = work.progress.waiting(now + CLOCK_TOLERANCE)
    for ticket in work.tickets.hold(due).values():
        ripe = [one for one in work.progress.of(ticket.id) if one.held_back and one.event.at <= now + CLOCK_TOLERANCE]
        for one in ripe:
            work.progress.save(replace(one, held_back=False))
        _settle(work, ticket, {one.event.event_id for one in ripe}, by=CLOCK, now=now)
    return len(due)


def _judged(
    work: UnitOfWork,
    event: ProgressEvent,
    before: KeptReport | None,
    ticket: DeskTicket | None,
    own_only: bool,
    now: datetime,
) -> tuple[Outcome, Sentence | None]:
    """What becomes of a report, and why it is refused."""
    visit = event.visit
    if ticket is None or (own_only and not work.plans.was_given(event.crew_id, visit.ticket_id)):
        return Outcome.REFUSED, NotFound("ticket", visit.ticket_id).sentence
    if visit.party >= len(ticket.work.parties):
        return Outcome.REFUSED, say(
            "report.no_such_party", ticket=ticket.id, party=visit.party, parties=len(ticket.work.parties)
        )
    if before is not None and before.event != event:
        return Outcome.REFUSED, say("report.id_reused", id=event.event_id)
    if before is not None:
        return (Outcome.HELD_BACK if before.held_back else Outcome.REPEATED), None
    return (Outcome.HELD_BACK if event.at > now + CLOCK_TOLERANCE else Outcome.TAKEN), None


def _settle(work: UnitOfWork, ticket: DeskTicket, new: set[str], *, by: str, now: datetime) -> DeskTicket:
    """The ticket as all its reports leave it, those in `new` for the first time; follow-ups are made."""
    reports = work.progress.of(ticket.id)
    for one in reports:
        if one.event.event_id in new and one.event.kind is VisitState.NEEDS_FOLLOW_UP and not one.held_back:
            _follow_up(work, ticket, one, reports, by=by, now=now)
    lead = ticket.work.visits[0]
    own = [one.event for one in reports if one.event.visit == lead]
    before = progress_of(lead, (event for event in own if event.event_id not in new), now)
    after = progress_of(lead, own, now)
    wanted = AFTER_REPORT[after.state]
    # The desk may have moved the ticket since the last report: only what is news moves it again.
    if (before.state, before.crew_id) == (after.state, after.crew_id) or wanted not in TRANSITIONS[ticket.status]:
        return ticket
    moved = ticket.changed(now, status=wanted)
    work.tickets.save(moved)
    record(work, f"ticket.{wanted}", intake.subject(ticket), by=by, now=now, before=ticket, after=moved)
    return moved


def _follow_up(
    work: UnitOfWork, ticket: DeskTicket, report: KeptReport, reports: Iterable[KeptReport], *, by: str, now: datetime
) -> None:
    """Make the ticket of the repair that is left, once for each visit."""
    same_visit = [one for one in reports if one.event.visit == report.event.visit]
    if any(one.follow_up_id is not None for one in same_visit):
        return
    event = report.event
    said = event.follow_up or FollowUp()
    seen = progress_of(event.visit, (one.event for one in same_visit), now)
    dark = 0 if VisitState.RESTORED in seen.first else ticket.work.customers
    repair = said.ticket(ticket.work, new_id("T"), event.at, dark if seen.still_dark is None else seen.still_dark)
    told = replace(ticket.intake, source="crew", description=said.note or event.reason or ticket.intake.description)
    made = intake.report(work, repair, told, ticket.region, follows_id=ticket.id, by=by, now=now)
    work.progress.save(replace(report, follow_up_id=made.id))


def _told(
    work: UnitOfWork,
    tickets: dict[str, DeskTicket],
    event: ProgressEvent,
    outcome: Outcome,
    reason: Sentence | None,
    now: datetime,
) -> Reported:
    if outcome is Outcome.REFUSED:
        return Reported(event, outcome, reason=reason)
    kept = [one for one in work.progress.of(event.visit.ticket_id) if one.event.visit == event.visit]
    progress = progress_of(event.visit, (one.event for one in kept), now)
    made = next((one.follow_up_id for one in kept if one.follow_up_id is not None), None)
    return Reported(event, outcome, tickets[event.visit.ticket_id], progress, made)
