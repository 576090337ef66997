"""Who is there and what they can do: crews more and fewer, off sick, trained, dearer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dispatch.crew import Crew
from dispatch.place import Place
from dispatch.skill import Skill, missing_skills
from scenarios import cells, clock_cells
from scenarios.changes.change import Change, ChangeError, Moment, key, moment, unknown
from scenarios.changes.crew_choice import OfCrews, crew_called, free_ids
from scenarios.changes.news import KNOWN_AT, known_by
from scenarios.crew_news import CrewNews
from scenarios.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class AddCrews(Change):
    """More crews, each like one that is there; they start the day with no work under way."""

    like: str = key(cells.name, "The crew they are like, by id.", "U01")
    count: int = key(cells.positive, "How many. Empty: 1.", "2", 1)
    place: Place | None = key(
        cells.place, "Where their shifts start and end. Empty: as that crew.", "37.64 -122.09", None
    )
    skills: tuple[Skill, ...] = key(cells.skills, "What they can do. Empty: as that crew.", "cable:2", ())

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Add them behind the crews that are there."""
        model = crew_called(day, "like", self.like)
        fresh = replace(model, position=None, free_from=None, skills=self.skills or model.skills)
        if self.place is not None:
            fresh = based_at(fresh, self.place)
        names = free_ids(day, model.id, self.count)
        return replace(day, crews=(*day.crews, *(renamed(fresh, name) for name in names)))


@dataclass(frozen=True, kw_only=True)
class RemoveCrews(OfCrews):
    """Fewer crews: they never were there, and what they had begun is open."""

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Take them away."""
        return day.without(crew.id for crew in self.chosen(day))


@dataclass(frozen=True, kw_only=True)
class CrewOff(OfCrews):
    """Crews go off duty: sick, or called away. What they are on then is handed back for others to begin anew.

    In a rolling run that is news when it happens, unless `known_at` says before; a static plan is made knowing it.
    """

    at: Moment | None = key(clock_cells.clock_or_moment, "From when. Empty: from the day's now on.", "12:00", None)
    known_at: Moment | None = key(clock_cells.clock_or_moment, f"{KNOWN_AT} Empty: when they go.", "09:00", None)

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Let it be heard that they go."""
        at = day.now if self.at is None else max(day.now, moment(day, "at", self.at))
        there = day.foreseen()
        shifts = [shift for crew in self.chosen(there) for shift in crew.shifts]
        if all(at >= shift.end + shift.max_overtime for shift in shifts):
            raise ChangeError("at", "changes nothing: their shifts are over by then", "a time within their shifts")
        known_at = known_by(day, self.known_at, at)
        fresh = (CrewNews(crew.id, known_at, off_from=at) for crew in self.chosen(there))
        return replace(day, news=(*day.news, *fresh))


@dataclass(frozen=True, kw_only=True)
class TrainSkill(OfCrews):
    """Crews learn a skill, or a higher level of one."""

    skill: Skill = key(cells.skill, "The skill, with its level after a colon.", "cable:3")

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Give it to those who lack it."""
        return self.to_each(day, self._trained)

    def _trained(self, crew: Crew) -> Crew:
        if not missing_skills((self.skill,), crew.skills):
            return crew
        others = tuple(held for held in crew.skills if held.name != self.skill.name)
        return replace(crew, skills=(*others, self.skill))


@dataclass(frozen=True, kw_only=True)
class ContractorPrice(OfCrews):
    """Another price of each shift that gets any work."""

    price: float = key(cells.amount, "In the policy's cost units.", "120")

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Set it."""
        return self.to_each(day, lambda crew: replace(crew, callout_price=self.price))


@dataclass(frozen=True, kw_only=True)
class PartsShortage(OfCrews):
    """Crews carry fewer of a part, and get no more than that at the depot; no crew named means all."""

    part: str = key(cells.words, "The part's name.", "transformer")
    left: int = key(cells.integer, "How many each crew still carries when full. Empty: 0.", "1", 0)

    def chosen(self, day: Scenario) -> tuple[Crew, ...]:
        """Those named, or all."""
        return super().chosen(day) if self.crews or self.kind else day.crews

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Cut down what they carry."""
        known = tuple(sorted({part for crew in day.crews for part, _ in crew.parts}))
        if self.part not in known:
            raise unknown("part", "is carried by no crew", self.part, known)
        return self.to_each(day, self._short)

    def _short(self, crew: Crew) -> Crew:
        parts = ((part, min(count, self.left) if part == self.part else count) for part, count in crew.parts)
        return replace(crew, parts=tuple(parts))


def based_at(crew: Crew, place: Place) -> Crew:
    """The crew with its shifts from and to a place, and its parts there where it has a depot."""
    shifts = tuple(replace(shift, start_place=place, end_place=place) for shift in crew.shifts)
    return replace(crew, shifts=shifts, depot=place if crew.depot is not None else None)


def renamed(crew: Crew, name: str) -> Crew:
    """The crew under a new id; its name says so too."""
    return replace(crew, id=name, name=f"{crew.name} ({name})" if crew.name else "")
