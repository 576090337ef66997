"""A whole roster is taken over at once: new crews are kept, known ones amended, shifts put on or changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dispatch.crew import Crew, Shift
from dispatch.desk import crews as roster
from dispatch.store.unit_of_work import UnitOfWork


class Outcome(StrEnum):
    """What the import did to a crew."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a crew, or its shift that begins at `start`, does not fit the roster that is kept."""

    crew_id: str
    start: datetime | None
    message: str
    allowed: str


def misfits(work: UnitOfWork, crews: Sequence[Crew]) -> Iterator[Misfit]:
    """All that `take_over` could not do."""
    for crew in crews:
        kept = work.crews.find(crew.id)
        if kept is not None and not kept.active:
            yield Misfit(crew.id, None, "is retired", "a crew that is not, or another id")
        starts = {shift.start for shift in crew.shifts}
        for shift in crew.shifts:
            for other in work.crews.shifts(crew.id, shift.start, shift.end):
                if other.start not in starts:
                    span = f"{other.start.isoformat()} to {other.end.isoformat()}"
                    message = f"overlaps shift {other.number} on the roster, {span}"
                    yield Misfit(crew.id, shift.start, message, "change or withdraw that one first")


def take_over(
    work: UnitOfWork, crews: Sequence[Crew], said: AbstractSet[str], region: str, *, by: str, now: datetime
) -> Counter[Outcome]:
    """Take over crews that have no misfits; the same again changes nothing.

    A shift is known by crew and start. Shifts and crews that are not among these stay as they are.

    Parameters
    ----------
    said
        The fields of a known crew that get another value; the others stay.
    region
        Of crews that are new.

    Raises
    ------
    Conflict, InputErrors
        When a crew does not fit after all.
    """
    return Counter(_take(work, crew, said, region, by=by, now=now) for crew in crews)


def _take(work: UnitOfWork, crew: Crew, said: AbstractSet[str], region: str, *, by: str, now: datetime) -> Outcome:
    kept = work.crews.find(crew.id)
    if kept is None:
        roster.add(work, crew, region, by=by, now=now)
        return Outcome.ADDED
    changes = {name: getattr(crew, name) for name in said if getattr(crew, name) != getattr(kept.work, name)}
    if changes:
        roster.amend(work, crew.id, kept.version, changes, None, by=by, now=now)
    changed = [_put_shift(work, crew.id, shift, by=by, now=now) for shift in crew.shifts]
    return Outcome.CHANGED if changes or any(changed) else Outcome.UNCHANGED


def _put_shift(work: UnitOfWork, crew_id: str, shift: Shift, *, by: str, now: datetime) -> bool:
    """Whether the roster is another one by it."""
    there = work.crews.shifts(crew_id, shift.start, shift.end)
    same = next((one for one in there if one.start == shift.start), None)
    if same is None:
        roster.add_shift(work, crew_id, shift, by=by, now=now)
        return True
    numbered = replace(shift, number=same.number)
    if numbered != same:
        roster.change_shift(work, crew_id, work.crews.get(crew_id).version, numbered, by=by, now=now)
    return numbered != same
