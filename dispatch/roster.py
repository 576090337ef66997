"""Who of a crew is there and what they may do then: members, their certificates, and absences.

A crew in a problem has one set of skills. So it is taken as it is when its next work begins, and a shift is cut
where members or certificates are lost; the rest of that shift is planned when its time has come.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatch.crew import Crew, Shift
from dispatch.skill import Skill, missing_skills
from dispatch.window import TimeWindow, require_aware

NONE = timedelta(0)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A skill a person holds, until it expires."""

    skill: Skill
    expires: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(f"certificate {self.skill}: expires", self.expires)


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a crew."""

    id: str
    certificates: tuple[Certificate, ...] = ()


@dataclass(frozen=True, slots=True)
class Absence:
    """From `span.start` until before `span.end` the whole crew is away, or one member."""

    crew_id: str
    span: TimeWindow
    member_id: str | None = None
    reason: str = ""

    def holds(self, moment: datetime) -> bool:
        """Whether it is on at that moment."""
        return self.span.start <= moment < self.span.end


@dataclass(frozen=True, slots=True)
class Roster:
    """A crew with its members and absences.

    Without `members` the crew's own skills and size stand, and only absences of the whole crew count.
    """

    crew: Crew
    members: tuple[Member, ...] = ()
    absences: tuple[Absence, ...] = ()
    least_members: int = 1
    """With fewer the crew does not go out."""

    def seen_at(self, now: datetime) -> Crew | None:
        """The crew as a plan made at `now` may count on it; None when it can work in no shift that is left.

        Shifts keep their numbers: one that is lost before another becomes a second long.
        """
        ahead = [shift for shift in self.crew.shifts if shift.end + shift.max_overtime > now]
        begins = [moment for shift in ahead if (moment := self._begin(shift, now, ()))]
        if not begins and (ahead or not self.fit(now)):
            return None
        first = min(begins, default=now)
        held = self.skills(first)
        shifts: list[Shift] = []
        for shift in self.crew.shifts:
            shifts.append(self._piece(shift, now, held) or _lost(shift, shifts, now) if shift in ahead else shift)
        there = len(self.present(first)) if self.members else self.crew.members
        return replace(self.crew, shifts=tuple(shifts), skills=held, members=there)

    def fit(self, moment: datetime) -> bool:
        """Whether enough of the crew are there to go out."""
        away = any(absence.member_id is None and absence.holds(moment) for absence in self.absences)
        return not away and (not self.members or len(self.present(moment)) >= self.least_members)

    def present(self, moment: datetime) -> tuple[Member, ...]:
        """The members that are there."""
        away = {absence.member_id for absence in self.absences if absence.holds(moment)}
        return tuple(member for member in self.members if member.id not in away)

    def skills(self, moment: datetime) -> tuple[Skill, ...]:
        """What those who are there may do together: of each skill the best level, in order of name."""
        if not self.members:
            return self.crew.skills
        certificates = (certificate for member in self.present(moment) for certificate in member.certificates)
        valid = (one.skill for one in certificates if one.expires is None or moment < one.expires)
        return tuple(sorted({skill.name: skill for skill in sorted(valid)}.values()))

    def _piece(self, shift: Shift, now: datetime, held: tuple[Skill, ...]) -> Shift | None:
        """What of the shift the crew can work with all skills in `held`; None when nothing."""
        begin = self._begin(shift, now, held)
        if begin is None:
            return None
        last = shift.end + shift.max_overtime
        until = next((turn for turn in self._turns(begin, last) if not self._holds(turn, held)), last)
        start = shift.start if begin == now else begin
        return replace(shift, start=start, end=min(shift.end, until), max_overtime=max(until - shift.end, NONE))

    def _begin(self, shift: Shift, now: datetime, held: tuple[Skill, ...]) -> datetime | None:
        """The first moment of the shift, from `now` on, at which the crew is fit and has all skills in `held`."""
        first = max(shift.start, now)
        return next((turn for turn in (first, *self._turns(first, shift.end)) if self._holds(turn, held)), None)

    def _holds(self, moment: datetime, held: tuple[Skill, ...]) -> bool:
        return self.fit(moment) and not missing_skills(held, self.skills(moment))

    def _turns(self, after: datetime, before: datetime) -> list[datetime]:
        """The moments between at which anybody comes or goes, or a certificate expires, in order."""
        moments = {bound for absence in self.absences for bound in (absence.span.start, absence.span.end)}
        moments |= {one.expires for member in self.members for one in member.certificates if one.expires is not None}
        return sorted(moment for moment in moments if after < moment < before)


def _lost(shift: Shift, before: list[Shift], now: datetime) -> Shift:
    """A stand-in for a shift the crew cannot work: over at `now` where those before it are."""
    start = min(shift.start, now - MINUTE) if not before else shift.start
    return replace(shift, start=start, end=start + SECOND, max_overtime=NONE, breaks=())
