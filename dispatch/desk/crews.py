"""The roster is kept: crews with their shifts, members and vehicles, when they are away, and where they are.

A crew and all that belongs to it have one version, so that two people cannot give it overlapping shifts at one moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from dispatch.crew import Crew, Shift
from dispatch.desk.trail import record
from dispatch.desk_crew import Busy, CrewKind, CrewMember, CrewPosition, DeskAbsence, DeskCrew, Vehicle
from dispatch.errors import Conflict, InputErrors, InputFault, NotFound, StaleVersion
from dispatch.progress import CLOCK_TOLERANCE
from dispatch.sentences import say
from dispatch.store.unit_of_work import UnitOfWork


def add(work: UnitOfWork, crew: Crew, region: str, *, by: str, now: datetime) -> DeskCrew:
    """Keep a new crew, with the shifts it comes with.

    Raises
    ------
    Conflict
        When its id is taken.
    """
    made = DeskCrew(replace(crew, shifts=(), position=None), now, region)
    work.crews.add(made)
    record(work, "crew.added", subject(made.id), by=by, now=now, after=made)
    for shift in crew.shifts:
        _put_on(work, made.id, shift, by=by, now=now)
    return made


def amend(
    work: UnitOfWork,
    crew_id: str,
    version: int,
    changes: Mapping[str, Any],
    region: str | None,
    *,
    by: str,
    now: datetime,
) -> DeskCrew:
    """Change what a crew is, as seen at `version`.

    Raises
    ------
    NotFound
    StaleVersion
    InputErrors
        When the changed crew would be none.
    """
    before = _seen(work, crew_id, version)
    try:
        crew = replace(before.work, **changes)
    except ValueError as error:
        raise InputErrors([InputFault(subject(crew_id), str(error))]) from error
    after = before.changed(now, work=crew, region=before.region if region is None else region)
    work.crews.save(after)
    record(work, "crew.amended", subject(crew_id), by=by, now=now, before=before, after=after)
    return after


def retire(work: UnitOfWork, crew_id: str, *, by: str, now: datetime) -> DeskCrew:
    """Give a crew no more work; what is on its list is free at the next plan. To retire it again changes nothing.

    Raises
    ------
    NotFound
    """
    before = work.crews.get(crew_id)
    if not before.active:
        return before
    after = before.changed(now, active=False)
    work.crews.save(after)
    record(work, "crew.retired", subject(crew_id), by=by, now=now, before=before, after=after)
    return after


def add_shift(work: UnitOfWork, crew_id: str, shift: Shift, *, by: str, now: datetime) -> tuple[DeskCrew, Shift]:
    """Put a shift on the roster; it gets a number for good.

    Raises
    ------
    NotFound
    Conflict
        When the crew is retired, or has a shift at that time.
    """
    crew = work.crews.get(crew_id)
    if not crew.active:
        raise Conflict(say("conflict.crew_retired", crew=crew_id))
    return _touch(work, crew, now), _put_on(work, crew_id, shift, by=by, now=now)


def change_shift(
    work: UnitOfWork, crew_id: str, version: int, shift: Shift, *, by: str, now: datetime
) -> tuple[DeskCrew, Shift]:
    """Give the shift of this number other times, places, breaks or overtime.

    Raises
    ------
    NotFound
    StaleVersion
    Conflict
        When the crew has another shift at that time.
    """
    crew = _seen(work, crew_id, version)
    before = work.crews.shift(crew_id, shift.number or 0)
    _require_room(work, crew_id, shift)
    work.crews.save_shift(crew_id, shift)
    record(work, "shift.changed", subject(crew_id), by=by, now=now, before=before, after=shift)
    return _touch(work, crew, now), shift


def withdraw_shift(work: UnitOfWork, crew_id: str, version: int, number: int, *, by: str, now: datetime) -> DeskCrew:
    """Take a shift off the roster.

    Raises
    ------
    NotFound
    StaleVersion
    """
    crew = _seen(work, crew_id, version)
    before = work.crews.shift(crew_id, number)
    work.crews.withdraw_shift(crew_id, number)
    record(work, "shift.withdrawn", subject(crew_id), by=by, now=now, before=before)
    return _touch(work, crew, now)


def add_member(work: UnitOfWork, member: CrewMember, *, by: str, now: datetime) -> DeskCrew:
    """Take a person into a crew.

    Raises
    ------
    NotFound
    Conflict
        When the id is taken.
    """
    crew = work.crews.get(member.crew_id)
    work.members.add(member)
    record(work, "member.added", subject(crew.id), by=by, now=now, after=member)
    return _touch(work, crew, now)


def change_member(work: UnitOfWork, version: int, member: CrewMember, *, by: str, now: datetime) -> DeskCrew:
    """Give a member other certificates or another name, or take them out of the crew (`active` false).

    Raises
    ------
    NotFound
        Also when the member belongs to another crew.
    StaleVersion
    """
    crew = _seen(work, member.crew_id, version)
    before = work.members.get(member.member.id)
    if before.crew_id != crew.id:
        raise NotFound("member", member.member.id)
    work.members.save(member)
    record(work, "member.changed", subject(crew.id), by=by, now=now, before=before, after=member)
    return _touch(work, crew, now)


def report_absence(work: UnitOfWork, away: DeskAbsence, *, by: str, now: datetime) -> None:
    """A member, or the whole crew, is away; from the next plan on nobody counts on them.

    Raises
    ------
    NotFound
        Also when the member belongs to another crew.
    """
    crew = work.crews.get(away.absence.crew_id)
    member_id = away.absence.member_id
    if member_id is not None and work.members.get(member_id).crew_id != crew.id:
        raise NotFound("member", member_id)
    work.members.add_absence(away)
    record(work, "absence.reported", subject(crew.id), by=by, now=now, after=away)


def take_back_absence(work: UnitOfWork, crew_id: str, absence_id: str, *, by: str, now: datetime) -> None:
    """They are back, or will not be away after all: what is past of the absence stays, the rest is taken back.

    Raises
    ------
    NotFound
    """
    before = work.members.absence(absence_id)
    span = before.absence.span
    if before.absence.crew_id != crew_id:
        raise NotFound("absence", absence_id)
    if now <= span.start:
        work.members.remove_absence(absence_id)
        record(work, "absence.taken_back", subject(crew_id), by=by, now=now, before=before)
    elif now < span.end:
        after = replace(before, absence=replace(before.absence, span=replace(span, end=now)))
        work.members.save_absence(after)
        record(work, "absence.ended", subject(crew_id), by=by, now=now, before=before, after=after)


def put_vehicle(work: UnitOfWork, vehicle: Vehicle, *, by: str, now: datetime) -> None:
    """Keep a vehicle as it is said: new, or in place of what was said before.

    Raises
    ------
    NotFound
        When there is no such crew.
    """
    if vehicle.crew_id is not None:
        work.crews.get(vehicle.crew_id)
    before = work.vehicles.find(vehicle.id)
    if before is None:
        work.vehicles.add(vehicle)
    else:
        work.vehicles.save(vehicle)
    record(work, "vehicle.put", f"vehicle/{vehicle.id}", by=by, now=now, before=before, after=vehicle)


def put_least_members(work: UnitOfWork, kind: str, count: int, *, by: str, now: datetime) -> None:
    """Say with how few members crews of a kind still go out."""
    before = work.crews.crew_kind(kind)
    after = CrewKind(kind, count)
    work.crews.put_crew_kind(after)
    record(work, "crew_kind.put", f"crew_kind/{kind}", by=by, now=now, before=before, after=after)


def report_position(work: UnitOfWork, seen: CrewPosition, *, by: str, now: datetime) -> CrewPosition:
    """Keep where a crew is, unless a later place is known; the place that counts comes back.

    Where people are is no business of the event log: it notes only until when a crew says it is busy.

    Raises
    ------
    NotFound
    InputErrors
        When it comes from the future.
    """
    work.crews.get(seen.crew_id)
    if seen.at > now + CLOCK_TOLERANCE:
        message = say("fault.ahead_of_clock", now=now.isoformat())
        raise InputErrors([InputFault("body", message, field="$.at")])
    before = work.crews.position(seen.crew_id)
    if before is not None and before.at > seen.at:
        return before
    work.crews.put_position(seen)
    if seen.free_from != (None if before is None else before.free_from):
        record(work, "crew.busy", subject(seen.crew_id), by=by, now=now, after=Busy(seen.free_from))
    return seen


def subject(crew_id: str) -> str:
    """What the event log calls the crew."""
    return f"crew/{crew_id}"


def _seen(work: UnitOfWork, crew_id: str, version: int) -> DeskCrew:
    crew = work.crews.get(crew_id)
    if version != crew.version:
        raise StaleVersion("crew", crew_id, crew.version)
    return crew


def _touch(work: UnitOfWork, crew: DeskCrew, now: datetime) -> DeskCrew:
    """The next version of a crew of which something that belongs to it has changed."""
    after = crew.changed(now)
    work.crews.save(after)
    return after


def _put_on(work: UnitOfWork, crew_id: str, shift: Shift, *, by: str, now: datetime) -> Shift:
    _require_room(work, crew_id, shift)
    numbered = work.crews.add_shift(crew_id, shift)
    record(work, "shift.added", subject(crew_id), by=by, now=now, after=numbered)
    return numbered


def _require_room(work: UnitOfWork, crew_id: str, shift: Shift) -> None:
    others = [one for one in work.crews.shifts(crew_id, shift.start, shift.end) if one.number != shift.number]
    if others:
        first = others[0]
        span = {"start": first.start.isoformat(), "end": first.end.isoformat()}
        raise Conflict(say("conflict.shifts_overlap", crew=crew_id, shift=str(first.number), **span))
