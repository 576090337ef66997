"""Members, absences, vehicles and positions on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from api.schemas.wire import Count, Id, Moment, Name, Point, Wire
from dispatch.desk_crew import CrewMember, CrewPosition, DeskAbsence, Vehicle
from dispatch.roster import Absence, Certificate, Member
from dispatch.skill import Skill
from dispatch.window import TimeWindow


class CertificateBody(Wire):
    """A skill a person holds, until it expires."""

    skill: Annotated[Name, Field(min_length=1)]
    level: Annotated[int, Field(ge=1, le=9)] = 1
    expires_at: Moment | None = None

    def certificate(self) -> Certificate:
        """The domain's certificate."""
        return Certificate(Skill(self.skill, self.level), self.expires_at)


class MemberBody(Wire):
    """A person of a crew; with `active` false no longer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Li", "certificates": [{"skill": "line", "expires_at": "2027-01-01T00:00:00+08:00"}]}]
        }
    )

    name: Name = ""
    certificates: Annotated[list[CertificateBody], Field(max_length=50)] = []
    active: bool = True

    @model_validator(mode="after")
    def _each_skill_once(self) -> MemberBody:
        names = [one.skill for one in self.certificates]
        if len(set(names)) < len(names):
            raise ValueError("certificates name a skill twice; give the level held")
        return self

    def member(self, crew_id: str, own_id: str) -> CrewMember:
        """The domain's member."""
        held = tuple(one.certificate() for one in sorted(self.certificates, key=lambda one: one.skill))
        return CrewMember(crew_id, Member(own_id, held), self.name, self.active)


class MemberView(MemberBody):
    """A member as the desk keeps them."""

    id: Id

    @classmethod
    def of(cls, member: CrewMember) -> MemberView:
        """The view of a member."""
        held = [
            CertificateBody(skill=one.skill.name, level=one.skill.level, expires_at=one.expires)
            for one in member.member.certificates
        ]
        return cls(id=member.member.id, name=member.name, certificates=held, active=member.active)


class AbsenceBody(Wire):
    """From `start` until before `end` one member is away, or without one the whole crew."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"start": "2026-03-02T12:00:00+08:00", "end": "2026-03-03T00:00:00+08:00", "reason": "sick"}]
        }
    )

    start: Moment
    end: Moment
    member_id: Id | None = None
    reason: Name = ""

    @model_validator(mode="after")
    def _is_an_absence(self) -> AbsenceBody:
        self.absence("new", "new")
        return self

    def absence(self, crew_id: str, own_id: str) -> DeskAbsence:
        """The domain's absence."""
        return DeskAbsence(own_id, Absence(crew_id, TimeWindow(self.start, self.end), self.member_id, self.reason))


class AbsenceView(AbsenceBody):
    """An absence as the desk keeps it."""

    id: Id

    @classmethod
    def of(cls, away: DeskAbsence) -> AbsenceView:
        """The view of an absence."""
        absence = away.absence
        return cls(
            id=away.id,
            start=absence.span.start,
            end=absence.span.end,
            member_id=absence.member_id,
            reason=absence.reason,
        )


class VehicleBody(Wire):
    """A vehicle: whose it is, its gear, and the parts it carries when full."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Bucket 7", "equipment": ["bucket_truck"], "parts": {"fuse": 12}}]}
    )

    crew_id: Id | None = None
    name: Name = ""
    equipment: set[Name] = set()
    parts: dict[Name, Count] = {}

    def vehicle(self, own_id: str) -> Vehicle:
        """The domain's vehicle."""
        parts = tuple(sorted(self.parts.items()))
        return Vehicle(own_id, self.crew_id, self.name, frozenset(self.equipment), parts)


class VehicleView(VehicleBody):
    """A vehicle as the desk keeps it."""

    id: Id

    @classmethod
    def of(cls, vehicle: Vehicle) -> VehicleView:
        """The view of a vehicle."""
        return cls(
            id=vehicle.id,
            crew_id=vehicle.crew_id,
            name=vehicle.name,
            equipment=set(vehicle.equipment),
            parts=dict(vehicle.parts),
        )


class CrewKindBody(Wire):
    """What holds for all crews of a kind: with fewer members they do not go out."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"least_members": 2}]})

    least_members: Annotated[int, Field(ge=1, le=100)]


class ImportedView(Wire):
    """What became of the crews of a table."""

    added: int
    changed: int
    unchanged: int


class PositionBody(Wire):
    """Where a crew is; `free_from` while other things keep it busy."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"place": {"lat": 33.62, "lon": 114.65}, "at": "2026-03-02T09:12:30+08:00"}]}
    )

    place: Point
    at: Moment
    free_from: Moment | None = None

    def position(self, crew_id: str) -> CrewPosition:
        """The domain's position."""
        return CrewPosition(crew_id, self.place.place(), self.at, self.free_from)


class PositionView(Wire):
    """Where a crew was last."""

    place: Point
    at: datetime
    free_from: datetime | None

    @classmethod
    def of(cls, seen: CrewPosition) -> PositionView:
        """The view of a position."""
        return cls(place=Point.of(seen.place), at=seen.at, free_from=seen.free_from)
