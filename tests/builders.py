"""Small makers of domain objects with good defaults, so that a test says only what it is about.

The map is a grid on which one minute of driving is one thousandth of a degree, so that travel is
exact and sums can be done in one's head.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from dispatch.crew import Crew, Shift
from dispatch.duty import DutyKey
from dispatch.place import Place
from dispatch.plan import Plan, Reason, Unassigned
from dispatch.policy import Policy, ResponseTargets, Weights
from dispatch.problem import PlanningProblem, travel_for
from dispatch.progress import ProgressEvent, VisitState
from dispatch.schedule import schedule
from dispatch.sentences import as_written
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Party, Priority, Ticket, Visit
from dispatch.travel import Traffic, TravelMatrix
from dispatch.window import TimeWindow

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def at(n: float) -> datetime:
    """So many minutes after `NOW`."""
    return NOW + minutes(n)


def window(start: float, end: float) -> TimeWindow:
    return TimeWindow(at(start), at(end))


def spot(east: float = 0, north: float = 0) -> Place:
    """So many minutes of driving east and north of the yard."""
    return Place(30 + north / 1000, 120 + east / 1000)


YARD = spot()


@dataclass(frozen=True)
class Grid:
    """Travel along a grid of streets: minutes east plus minutes north, exactly."""

    traffic: Traffic = Traffic()

    def matrix(self, places: Sequence[Place], area_classes: Sequence[AreaClass]) -> TravelMatrix:
        unique = tuple(dict.fromkeys(places))
        east = np.array([place.lon for place in unique])
        north = np.array([place.lat for place in unique])
        apart = np.abs(east[:, None] - east) + np.abs(north[:, None] - north)
        return TravelMatrix(unique, np.rint(apart * 60_000).astype(np.int32), self.traffic)


def skills(*names: str) -> tuple[Skill, ...]:
    """`"line"` is line work at level 1, `"line:2"` at level 2."""
    split = (name.partition(":") for name in names)
    return tuple(Skill(name, int(level or 1)) for name, _, level in split)


def party(work: float = 60, *needed: str) -> Party:
    return Party(minutes(work), skills(*needed))


def ticket(id: str = "T1", **changes: Any) -> Ticket:  # noqa: A002 - it is the field's name
    """An hour's work for any crew, ten minutes east of the yard, ten customers dark for half an hour."""
    plain = Ticket(
        id=id,
        place=spot(10),
        reported_at=at(-30),
        area_class=AreaClass.URBAN,
        priority=Priority.HIGH,
        parties=(party(60),),
        customers=10,
    )
    return replace(plain, **changes)


def shift(start: float = 0, end: float = 480, **changes: Any) -> Shift:
    """Eight hours from `NOW`, from the yard and back, without overtime."""
    return replace(Shift(at(start), at(end), YARD, YARD), **changes)


def crew(id: str = "C1", **changes: Any) -> Crew:  # noqa: A002 - it is the field's name
    """A crew on one plain shift."""
    return replace(Crew(id=id, shifts=(shift(),)), **changes)


def weights(**changes: Any) -> Weights:
    plain = Weights(
        arrival_late_minute=dict(zip(Priority, (8.0, 4.0, 2.0, 1.0), strict=True)),
        restoration_late_minute=dict(zip(Priority, (4.0, 2.0, 1.0, 0.5), strict=True)),
        left_out=dict(zip(Priority, (8000.0, 4000.0, 2000.0, 1000.0), strict=True)),
    )
    return replace(plain, **changes)


def targets(**changes: Any) -> ResponseTargets:
    plain = ResponseTargets(
        arrival=dict(zip(AreaClass, map(minutes, (45, 90, 120)), strict=True)),
        restoration=dict(zip(AreaClass, map(minutes, (180, 240, 240)), strict=True)),
    )
    return replace(plain, **changes)


def policy(**changes: Any) -> Policy:
    """45/90/120 minutes to arrive, 3 h/4 h/4 h to restore, prices that fall with the priority."""
    return replace(Policy("test", "1", targets(), weights()), **changes)


def problem(tickets: Iterable[Ticket], crews: Iterable[Crew], **changes: Any) -> PlanningProblem:
    """Seen at `NOW`; `traffic` may be given in place of a whole `travel` matrix."""
    tickets, crews = tuple(tickets), tuple(crews)
    source = Grid(changes.pop("traffic", Traffic()))
    settings = {"now": NOW, "policy": policy(), **changes}
    if "travel" not in settings:
        settings["travel"] = travel_for(source, tickets, crews)
    return PlanningProblem(tickets=tickets, crews=crews, **settings)


def plan(case: PlanningProblem, lists: dict[str, str]) -> Plan:
    """The schedule of `{"C1": "T1 T2/1"}` (`T2/1`: the second party; `C1/1`: the second shift); the rest left out."""
    orders = {duty_key(name): tuple(map(visit, names.split())) for name, names in lists.items()}
    planned = {one.ticket_id for order in orders.values() for one in order}
    return schedule(case, orders, left_out(*(t.id for t in case.tickets if t.id not in planned)))


def report(kind: str, minute: float, **changes: Any) -> ProgressEvent:
    """Crew C1 reports `kind` of ticket T1 that many minutes after `NOW`."""
    about = visit(changes.pop("visit", "T1"))
    plain = ProgressEvent(f"{about}{kind}{minute}", about, "C1", VisitState(kind), at(minute))
    return replace(plain, **changes)


def left_out(*ticket_ids: str) -> tuple[Unassigned, ...]:
    told = {name: as_written(f"ticket {name} costs more than it brings") for name in ticket_ids}
    return tuple(Unassigned(name, Reason.COST, sentence) for name, sentence in told.items())


def visit(name: str) -> Visit:
    ticket_id, _, number = name.partition("/")
    return Visit(ticket_id, int(number or 0))


def duty_key(name: str) -> DutyKey:
    crew_id, _, number = name.partition("/")
    return DutyKey(crew_id, int(number or 0))
