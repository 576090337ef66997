"""A duty: one shift of one crew as the plan may still use it, seen from the plan's now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from dispatch.crew import Break, Crew
from dispatch.place import Place


class DutyKey(NamedTuple):
    """Which crew, and which of its shifts, by number."""

    crew_id: str
    shift: int


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift with all its limits resolved.

    `hard_end` is the earliest of: shift end plus longest overtime, longest duty, and what the rest
    before the next shift allows; no route may end after it.
    """

    key: DutyKey
    crew: Crew
    start: datetime
    regular_end: datetime
    """After it overtime is paid; never before `start`, for what is past costs nothing more."""
    hard_end: datetime
    start_place: Place
    end_place: Place
    breaks: tuple[Break, ...]
    on_call: bool
    max_length: timedelta | None
    """Longest time from departure to end for on-call duties; for others `hard_end` says it."""

    @property
    def crew_id(self) -> str:
        """The crew on duty."""
        return self.crew.id


def duties_of(crew: Crew, now: datetime, at_work: bool = False) -> tuple[Duty, ...]:
    """The crew's shifts that are not over at `now`, in order of time.

    While the crew is `at_work`, the latest shift that has begun is not over.

    None starts before `now` or before the crew is free; the one under way starts at the crew's position.
    """
    ends = _hard_ends(crew)
    last_begun = max(
        (shift for shift in crew.shifts if shift.start <= now), key=lambda shift: shift.start, default=None
    )
    duties: list[Duty] = []
    for number, shift, hard_end in zip(crew.shift_numbers, crew.shifts, ends, strict=True):
        if hard_end <= now and not (at_work and shift is last_begun):
            continue
        start = max(shift.start, now, crew.free_from or now)
        under_way = shift.start <= now
        start_place = crew.position if under_way and crew.position is not None else shift.start_place
        duties.append(
            Duty(
                key=DutyKey(crew.id, number),
                crew=crew,
                start=start,
                regular_end=max(shift.end, start),
                hard_end=hard_end,
                start_place=start_place,
                end_place=shift.end_place,
                breaks=tuple(pause for pause in shift.breaks if pause.latest >= start),
                on_call=shift.on_call,
                max_length=crew.max_duty if shift.on_call else None,
            )
        )
    return tuple(duties)


def _hard_ends(crew: Crew) -> list[datetime]:
    ends = [shift.end + shift.max_overtime for shift in crew.shifts]
    for number, (_, following) in enumerate(pairwise(crew.shifts)):
        ends[number] = min(ends[number], following.start - crew.min_rest)
    if crew.max_duty is not None:
        for number, shift in enumerate(crew.shifts):
            if not shift.on_call:
                ends[number] = min(ends[number], shift.start + crew.max_duty)
    return ends
