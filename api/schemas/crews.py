"""Crews on the wire, with their shifts, members, absences, vehicles and positions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from api.schemas.wire import Count, Id, Minutes, Moment, Name, Point, Wire, minutes
from dispatch.crew import Break, Crew, Shift
from dispatch.desk.callouts import Callout
from dispatch.desk_crew import DeskCrew
from dispatch.skill import Skill

YARD = {"lat": 33.62, "lon": 114.65}
SHIFT: dict[str, Any] = {
    "start": "2026-03-02T08:00:00+08:00",
    "end": "2026-03-02T17:30:00+08:00",
    "start_place": YARD,
    "max_overtime_minutes": 120,
    "breaks": [{"earliest": "2026-03-02T11:30:00+08:00", "latest": "2026-03-02T13:00:00+08:00", "minutes": 30}],
}
Level = Annotated[int, Field(ge=1, le=9)]
Factor = Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)]


class BreakBody(Wire):
    """A break of so many minutes that starts between `earliest` and `latest`."""

    earliest: Moment
    latest: Moment
    minutes: Minutes

    def pause(self) -> Break:
        """The domain's break."""
        return Break(self.earliest, self.latest, timedelta(minutes=self.minutes))

    @classmethod
    def of(cls, pause: Break) -> BreakBody:
        """The wire's break."""
        return cls(earliest=pause.earliest, latest=pause.latest, minutes=int(minutes(pause.duration)))


class ShiftBody(Wire):
    """One duty of a crew, from its start place to its end place."""

    model_config = ConfigDict(json_schema_extra={"examples": [SHIFT]})

    start: Moment
    end: Moment
    start_place: Point
    end_place: Point | None = None
    """Without it, where it starts."""
    max_overtime_minutes: Minutes = 0
    breaks: Annotated[list[BreakBody], Field(max_length=10)] = []
    on_call: bool = False

    @model_validator(mode="after")
    def _is_a_shift(self) -> ShiftBody:
        self.shift()
        return self

    def shift(self, number: int | None = None) -> Shift:
        """The domain's shift."""
        start = self.start_place.place()
        return Shift(
            self.start,
            self.end,
            start,
            start if self.end_place is None else self.end_place.place(),
            timedelta(minutes=self.max_overtime_minutes),
            tuple(pause.pause() for pause in self.breaks),
            self.on_call,
            number,
        )


class ShiftView(ShiftBody):
    """A shift on the roster; plans know it by its number."""

    number: int

    @classmethod
    def of(cls, shift: Shift) -> ShiftView:
        """The view of a shift."""
        return cls(
            number=shift.number or 0,
            start=shift.start,
            end=shift.end,
            start_place=Point.of(shift.start_place),
            end_place=Point.of(shift.end_place),
            max_overtime_minutes=int(minutes(shift.max_overtime)),
            breaks=[BreakBody.of(pause) for pause in shift.breaks],
            on_call=shift.on_call,
        )


class CalloutBody(Wire):
    """A crew off duty is wanted now."""

    lead_minutes: Annotated[int, Field(ge=0, le=1440)] = 30
    """From the call until it can leave."""
    minutes: Annotated[int, Field(ge=15, le=1440)] = 240
    """How long it can stay."""
    place: Point | None = None
    """Where it leaves from, and goes back to; without it, where its latest shift ended."""

    def callout(self) -> Callout:
        """The domain's callout."""
        home = None if self.place is None else self.place.place()
        return Callout(timedelta(minutes=self.lead_minutes), timedelta(minutes=self.minutes), home)


class _Crew(Wire):
    """What can be said of a crew, at first or later. Unsaid fields keep their default, or the value they have."""

    name: Name = ""
    kind: Name = ""
    """troubleman, line, cable, tree, or your own word."""
    region: Name = ""
    skills: dict[Name, Level] = {}
    """As long as it has no members; then their certificates count."""
    members: Annotated[int, Field(ge=1, le=100)] = 1
    speed: dict[Name, Factor] = {}
    """Working time factor by skill; 1.2 takes a fifth longer."""
    equipment: set[Name] = set()
    """What it has beside its vehicles."""
    parts: dict[Name, Count] = {}
    depot: Point | None = None
    reload_minutes: Minutes = 15
    max_duty_minutes: Minutes | None = None
    min_rest_minutes: Minutes = 0
    callout_price: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] = 0.0

    def crew_fields(self) -> dict[str, Any]:
        """The fields of a domain crew that were said, as the domain has them."""
        said = {name: getattr(self, name) for name in self.model_fields_set - {"id", "shifts", "region"}}
        return dict(_domain(name, value) for name, value in said.items())


def _domain(name: str, value: Any) -> tuple[str, Any]:
    if name.endswith("_minutes"):
        return name.removesuffix("_minutes"), None if value is None else timedelta(minutes=value)
    if name == "skills":
        return name, tuple(Skill(*one) for one in value.items())
    if name in ("speed", "parts"):
        return name, tuple(value.items())
    if name == "depot":
        return name, None if value is None else value.place()
    return name, frozenset(value) if name == "equipment" else value


class NewCrew(_Crew):
    """A crew to keep, with its first shifts."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "East 1", "kind": "line", "region": "east", "skills": {"line": 2}, "shifts": [SHIFT]}]
        }
    )

    id: Id | None = None
    """Of the system it comes from; without it the desk gives one."""
    shifts: Annotated[list[ShiftBody], Field(max_length=100)] = []

    @model_validator(mode="after")
    def _is_a_crew(self) -> NewCrew:
        self.crew("new")
        return self

    def crew(self, own_id: str) -> Crew:
        """The domain's crew."""
        shifts = sorted((body.shift() for body in self.shifts), key=lambda shift: shift.start)
        return Crew(id=self.id or own_id, shifts=tuple(shifts), **self.crew_fields())


def _without_defaults(schema: dict[str, Any]) -> None:
    # Some clients send every default they read; here that would change what was not meant.
    for field in schema["properties"].values():
        field.pop("default", None)
    schema["examples"] = [{"kind": "cable", "min_rest_minutes": 480}]


class CrewAmendment(_Crew):
    """What gets another value; what is not sent stays as it is."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)


class CrewView(Wire):
    """A crew as the desk keeps it."""

    id: Id
    version: int
    active: bool
    changed_at: datetime
    name: str
    kind: str
    region: str
    skills: dict[str, int]
    members: int
    speed: dict[str, float]
    equipment: list[str]
    parts: dict[str, int]
    depot: Point | None
    reload_minutes: float
    max_duty_minutes: float | None
    min_rest_minutes: float
    callout_price: float

    @classmethod
    def of(cls, crew: DeskCrew) -> CrewView:
        """The view of a crew."""
        work = crew.work
        return cls(
            id=crew.id,
            version=crew.version,
            active=crew.active,
            changed_at=crew.changed_at,
            name=work.name,
            kind=work.kind,
            region=crew.region,
            skills={skill.name: skill.level for skill in work.skills},
            members=work.members,
            speed=dict(work.speed),
            equipment=sorted(work.equipment),
            parts=dict(work.parts),
            depot=None if work.depot is None else Point.of(work.depot),
            reload_minutes=minutes(work.reload),
            max_duty_minutes=None if work.max_duty is None else minutes(work.max_duty),
            min_rest_minutes=minutes(work.min_rest),
            callout_price=work.callout_price,
        )
