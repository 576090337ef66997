"""Crews and their roster: shifts, members, absences, vehicles."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Path, Query, Response, UploadFile

from api.auth import CrewOrRosterer, CrewOrStaff, Rosterer, Staff, require_own_crew
from api.cursors import WantedPage
from api.dependencies import Now, Work
from api.etags import ExpectedVersion, tag
from api.routing import desk_router
from api.schemas.crews import CalloutBody, CrewAmendment, CrewView, NewCrew, ShiftBody, ShiftView
from api.schemas.roster import (
    AbsenceBody,
    AbsenceView,
    CrewKindBody,
    ImportedView,
    MemberBody,
    MemberView,
    VehicleBody,
    VehicleView,
)
from api.schemas.wire import Id, Listing, Moment, Name
from api.uploads import uploaded
from dispatch.desk import callouts, crews
from dispatch.desk.roster_import import Outcome, misfits, take_over
from dispatch.identity import new_id
from dispatch.store.repositories.crews import CrewFilter
from scenarios.roster_table import read_roster

router = desk_router("", "crews")
CrewId = Annotated[Id, Path(examples=["C-7K3QX9M2VA"])]
Number = Annotated[int, Path(ge=0, le=1_000_000)]
SHOWN = timedelta(days=14)
"""How far ahead shifts are shown unless asked for more."""


@router.post("/crews", status_code=201)
def add_crew(body: NewCrew, user: Rosterer, work: Work, now: Now, response: Response) -> CrewView:
    """Keep a new crew, with the shifts it comes with."""
    made = crews.add(work, body.crew(new_id("C")), body.region, by=user.id, now=now)
    response.headers["Location"] = f"/crews/{made.id}"
    tag(response, made.version)
    return CrewView.of(made)


@router.post("/crews/import")
def import_crews(
    file: UploadFile, user: Rosterer, work: Work, now: Now, region: Annotated[Name, Query()] = ""
) -> ImportedView:
    """Take over the crews of a CSV or XLSX table, one row a shift: all or none, with every fault by row and column.

    The same table again changes nothing. Of a known crew only what the table has columns for is changed, and its
    shifts by their start; `region` is that of new crews.
    """
    with uploaded(file, "crews") as folder:
        table = read_roster(folder, ZoneInfo(work.policies.current().policy.zone), partial(misfits, work))
    became = take_over(work, table.crews, table.said, region, by=user.id, now=now)
    return ImportedView(**{outcome.value: became[outcome] for outcome in Outcome})


@router.get("/crews")
def list_crews(
    _: Staff,
    work: Work,
    page: WantedPage,
    region: Annotated[list[Name], Query()] = [],  # noqa: B006 - FastAPI copies it
    active: bool | None = None,
) -> Listing[CrewView]:
    """List crews in order of id."""
    found = work.crews.page(CrewFilter(region, active), page.after, page.limit)
    return Listing(items=[CrewView.of(crew) for crew in found.items], next=page.next_of(found))


@router.get("/crews/{crew_id}")
def show_crew(crew_id: CrewId, user: CrewOrStaff, work: Work, response: Response) -> CrewView:
    """Show one crew; its ETag is what a change of it, or of its shifts and members, must name."""
    require_own_crew(user, crew_id)
    crew = work.crews.get(crew_id)
    tag(response, crew.version)
    return CrewView.of(crew)


@router.patch("/crews/{crew_id}")
def amend_crew(
    crew_id: CrewId,
    body: CrewAmendment,
    user: Rosterer,
    version: ExpectedVersion,
    work: Work,
    now: Now,
    response: Response,
) -> CrewView:
    """Amend a crew: what is not sent stays."""
    region = body.region if "region" in body.model_fields_set else None
    crew = crews.amend(work, crew_id, version, body.crew_fields(), region, by=user.id, now=now)
    tag(response, crew.version)
    return CrewView.of(crew)


@router.post("/crews/{crew_id}/retire")
def retire_crew(crew_id: CrewId, user: Rosterer, work: Work, now: Now, response: Response) -> CrewView:
    """Give a crew no more work; what is on its list is free at the next plan."""
    crew = crews.retire(work, crew_id, by=user.id, now=now)
    tag(response, crew.version)
    return CrewView.of(crew)


@router.get("/crews/{crew_id}/shifts")
def list_shifts(
    crew_id: CrewId,
    user: CrewOrStaff,
    work: Work,
    now: Now,
    response: Response,
    start: Moment | None = None,
    end: Moment | None = None,
) -> list[ShiftView]:
    """List the crew's shifts between two moments: from now for a fortnight, unless asked otherwise."""
    require_own_crew(user, crew_id)
    tag(response, work.crews.get(crew_id).version)
    first = start or now
    return [ShiftView.of(shift) for shift in work.crews.shifts(crew_id, first, end or first + SHOWN)]


@router.post("/crews/{crew_id}/shifts", status_code=201)
def add_shift(crew_id: CrewId, body: ShiftBody, user: Rosterer, work: Work, now: Now, response: Response) -> ShiftView:
    """Put a shift on the roster, on call or not."""
    crew, shift = crews.add_shift(work, crew_id, body.shift(), by=user.id, now=now)
    tag(response, crew.version)
    return ShiftView.of(shift)


@router.post("/crews/{crew_id}/call-out", status_code=201)
def call_out_crew(
    crew_id: CrewId, body: CalloutBody, user: Rosterer, work: Work, now: Now, response: Response
) -> ShiftView:
    """Call out a crew that is off duty: an on-call shift after the lead time, for the next plan to use at its price."""
    crew, shift = callouts.call_out(work, crew_id, body.callout(), by=user.id, now=now)
    tag(response, crew.version)
    return ShiftView.of(shift)


@router.put("/crews/{crew_id}/shifts/{number}")
def change_shift(
    crew_id: CrewId,
    number: Number,
    body: ShiftBody,
    user: Rosterer,
    version: ExpectedVersion,
    work: Work,
    now: Now,
    response: Response,
) -> ShiftView:
    """Give a shift other times, places, breaks or overtime."""
    crew, shift = crews.change_shift(work, crew_id, version, body.shift(number), by=user.id, now=now)
    tag(response, crew.version)
    return ShiftView.of(shift)


@router.delete("/crews/{crew_id}/shifts/{number}", status_code=204)
def withdraw_shift(
    crew_id: CrewId, number: Number, user: Rosterer, version: ExpectedVersion, work: Work, now: Now
) -> None:
    """Take a shift off the roster."""
    crews.withdraw_shift(work, crew_id, version, number, by=user.id, now=now)


@router.get("/crews/{crew_id}/members")
def list_members(crew_id: CrewId, user: CrewOrStaff, work: Work, response: Response) -> list[MemberView]:
    """List the people of a crew, with their certificates."""
    require_own_crew(user, crew_id)
    tag(response, work.crews.get(crew_id).version)
    return [MemberView.of(member) for member in work.members.of(crew_id)]


@router.post("/crews/{crew_id}/members", status_code=201)
def add_member(
    crew_id: CrewId, body: MemberBody, user: Rosterer, work: Work, now: Now, response: Response
) -> MemberView:
    """Take a person into a crew."""
    member = body.member(crew_id, new_id("M"))
    tag(response, crews.add_member(work, member, by=user.id, now=now).version)
    return MemberView.of(member)


@router.put("/crews/{crew_id}/members/{member_id}")
def change_member(
    crew_id: CrewId,
    member_id: Annotated[Id, Path()],
    body: MemberBody,
    user: Rosterer,
    version: ExpectedVersion,
    work: Work,
    now: Now,
    response: Response,
) -> MemberView:
    """Give a member other certificates or another name, or take them out of the crew (`active` false)."""
    member = body.member(crew_id, member_id)
    tag(response, crews.change_member(work, version, member, by=user.id, now=now).version)
    return MemberView.of(member)


@router.get("/crews/{crew_id}/absences")
def list_absences(crew_id: CrewId, user: CrewOrStaff, work: Work, now: Now) -> list[AbsenceView]:
    """List the absences of a crew and its members that are not over."""
    require_own_crew(user, crew_id)
    work.crews.get(crew_id)
    return [AbsenceView.of(away) for away in work.members.absences(crew_id=crew_id, since=now)]


@router.post("/crews/{crew_id}/absences", status_code=201)
def report_absence(crew_id: CrewId, body: AbsenceBody, user: CrewOrRosterer, work: Work, now: Now) -> AbsenceView:
    """Say that a member, or the whole crew, is away; the next plan no longer counts on them."""
    require_own_crew(user, crew_id)
    away = body.absence(crew_id, new_id("A"))
    crews.report_absence(work, away, by=user.id, now=now)
    return AbsenceView.of(away)


@router.delete("/crews/{crew_id}/absences/{absence_id}", status_code=204)
def take_back_absence(
    crew_id: CrewId, absence_id: Annotated[Id, Path()], user: CrewOrRosterer, work: Work, now: Now
) -> None:
    """Say that they are back, or will not be away after all."""
    require_own_crew(user, crew_id)
    crews.take_back_absence(work, crew_id, absence_id, by=user.id, now=now)


@router.get("/vehicles")
def list_vehicles(_: Staff, work: Work, page: WantedPage) -> Listing[VehicleView]:
    """List vehicles in order of id."""
    found = work.vehicles.page(page.after, page.limit)
    return Listing(items=[VehicleView.of(vehicle) for vehicle in found.items], next=page.next_of(found))


@router.put("/vehicles/{vehicle_id}")
def put_vehicle(
    vehicle_id: Annotated[Id, Path()], body: VehicleBody, user: Rosterer, work: Work, now: Now
) -> VehicleView:
    """Keep a vehicle as it is said: new, or in place of what was said before."""
    vehicle = body.vehicle(vehicle_id)
    crews.put_vehicle(work, vehicle, by=user.id, now=now)
    return VehicleView.of(vehicle)


@router.put("/crew-kinds/{kind}")
def put_crew_kind(
    kind: Annotated[Id, Path()], body: CrewKindBody, user: Rosterer, work: Work, now: Now
) -> CrewKindBody:
    """Say with how few members crews of a kind still go out."""
    crews.put_least_members(work, kind, body.least_members, by=user.id, now=now)
    return body
