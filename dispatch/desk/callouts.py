"""A crew that is off duty is called out: it leaves home after a while, works some hours, and has had its rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.crew import Crew, Shift
from dispatch.desk import crews
from dispatch.desk_crew import DeskCrew
from dispatch.errors import Conflict
from dispatch.place import Place
from dispatch.sentences import say
from dispatch.store.unit_of_work import UnitOfWork

LOOKED_BACK = timedelta(days=60)
"""From the last shift within it, home is known."""


@dataclass(frozen=True, slots=True)
class Callout:
    """Ready `lead` after the call, for as long as `length`; `home` is where the crew leaves from and goes back to.

    Without `home`, it is where the crew's latest shift ended.
    """

    lead: timedelta
    length: timedelta
    home: Place | None = None


def call_out(work: UnitOfWork, crew_id: str, call: Callout, *, by: str, now: datetime) -> tuple[DeskCrew, Shift]:
    """Put an on-call shift that begins after the lead time on the roster; the next plan may use it, at its price.

    Raises
    ------
    NotFound
    Conflict
        When the crew is retired or on duty, when it needs rest before or afterwards, or nobody knows where it leaves
        from.
    """
    crew = work.crews.get(crew_id)
    start = now + call.lead
    known = work.crews.shifts(crew_id, now - LOOKED_BACK, start + call.length + crew.work.min_rest)
    _require_rest(crew.work, known, start, start + call.length)
    past = [shift for shift in known if shift.start <= now]
    home = call.home or (past[-1].end_place if past else None)
    if home is None:
        raise Conflict(say("conflict.no_place_to_leave_from", crew=crew_id))
    shift = Shift(start, start + call.length, home, home, on_call=True)
    return crews.add_shift(work, crew_id, shift, by=by, now=now)


def _require_rest(crew: Crew, known: tuple[Shift, ...], start: datetime, end: datetime) -> None:
    for shift in known:
        if start < shift.end + crew.min_rest and shift.start < end + crew.min_rest:
            duty = {"crew": crew.id, "start": shift.start.isoformat(), "end": shift.end.isoformat()}
            if not crew.min_rest:
                raise Conflict(say("conflict.on_duty", **duty))
            raise Conflict(say("conflict.on_duty_or_resting", rest=str(crew.min_rest), **duty))
