"""When and from where crews work: shifts moved, another depot, callouts and mutual aid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dispatch.crew import Break, Crew, Shift
from dispatch.place import Place
from dispatch.skill import Skill
from scenarios import cells, clock_cells
from scenarios.changes.change import Change, ChangeError, Moment, key, moment
from scenarios.changes.crew_choice import OfCrews, crew_called, free_ids
from scenarios.changes.crews import based_at, renamed
from scenarios.changes.news import KNOWN_AT, known_by
from scenarios.crew_news import CrewNews
from scenarios.scenario import Scenario

_NONE = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class MoveShift(OfCrews):
    """Shifts begin or end at other times; breaks move along with the beginning."""

    by_minutes: timedelta = key(
        cells.signed_minutes, "The whole shift so much later; earlier with a minus.", "-120", _NONE
    )
    start: Moment | None = key(clock_cells.clock_or_moment, "New beginning. Empty: as it was.", "06:00", None)
    end: Moment | None = key(clock_cells.clock_or_moment, "New regular end. Empty: as it was.", "20:00", None)
    overtime_minutes: timedelta | None = key(
        cells.optional_minutes, "New longest overtime. Empty: as it was.", "120", None
    )

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Move every shift of the crews that is not over."""
        return self.to_each(day, lambda crew: replace(crew, shifts=tuple(self._moved(day, one) for one in crew.shifts)))

    def _moved(self, day: Scenario, shift: Shift) -> Shift:
        if shift.end + shift.max_overtime <= day.now:
            return shift
        start = shift.start + self.by_minutes if self.start is None else moment(day, "start", self.start)
        end = shift.end + self.by_minutes if self.end is None else moment(day, "end", self.end)
        if end <= start:
            raise ChangeError(
                "end" if self.end is not None else "start",
                f"gives an impossible shift: it would end {_told(day, end)}, not after its start {_told(day, start)}",
                "an end after the start; with a date, if it is the next day's",
            )
        overtime = shift.max_overtime if self.overtime_minutes is None else self.overtime_minutes
        breaks = _within(_shifted(shift.breaks, start - shift.start), start, end + overtime)
        return replace(shift, start=start, end=end, max_overtime=overtime, breaks=breaks)


@dataclass(frozen=True, kw_only=True)
class MoveDepot(OfCrews):
    """Crews start and end their shifts elsewhere, and load parts there."""

    place: Place = key(cells.place, "The new depot: latitude, blank, longitude.", "37.69 -121.93")

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Base them there; a crew on its way keeps its present position."""
        return self.to_each(day, lambda crew: based_at(crew, self.place))


@dataclass(frozen=True, kw_only=True)
class MutualAid(Change):
    """Another utility's crews join at a time and a place; before that is known, no plan of a rolling run has them."""

    like: str = key(cells.name, "The crew whose skills, gear and parts theirs are like, by id.", "L01")
    count: int = key(cells.positive, "How many. Empty: 1.", "3", 1)
    arrives: Moment = key(clock_cells.clock_or_moment, "When they are ready for work.", "14:00")
    until: Moment = key(clock_cells.clock_or_moment, "When their shift ends.", "23:00")
    place: Place = key(cells.place, "Where they report, and go back to.", "38.58 -121.49")
    skills: tuple[Skill, ...] = key(cells.skills, "What they can do. Empty: as that crew.", "line:2", ())
    price: float = key(cells.amount, "Of each of them that gets any work, in cost units. Empty: 0.", "240", 0.0)
    known_at: Moment | None = key(clock_cells.clock_or_moment, f"{KNOWN_AT} Empty: when they arrive.", "11:00", None)

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Add them, named after the crew they are like."""
        model = crew_called(day, "like", self.like)
        shift = _extra_shift(day, self.arrives, self.until, self.place, "arrives")
        fresh = _helper(model, shift, skills=self.skills or model.skills, callout_price=self.price)
        names = free_ids(day, f"aid-{model.id}", self.count)
        crews = (renamed(based_at(fresh, self.place), name) for name in names)
        return _joined(day, crews, known_by(day, self.known_at, shift.start))


@dataclass(frozen=True, kw_only=True)
class Callout(Change):
    """A crew is called out from home, outside its shift, at a price; before the call no rolling run's plan has it."""

    crew: str = key(cells.name, "The crew, by id.", "U01")
    at: Moment = key(clock_cells.clock_or_moment, "When it can leave.", "18:00")
    until: Moment = key(clock_cells.clock_or_moment, "When it must be back.", "23:00")
    price: float = key(cells.amount, "If it gets any work, in cost units. Empty: 0.", "90", 0.0)
    known_at: Moment | None = key(clock_cells.clock_or_moment, f"{KNOWN_AT} Empty: when it can leave.", "17:00", None)

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Add its callout as a crew of its own, so that the price is not the ordinary shift's too."""
        model = crew_called(day, "crew", self.crew)
        shift = _extra_shift(day, self.at, self.until, model.shifts[-1].end_place, "at")
        for own in model.shifts:
            if shift.start < own.end + model.min_rest and own.start < shift.end + model.min_rest:
                hours = f"{_told(day, own.start)} to {_told(day, own.end)}"
                raise ChangeError("at", f"falls into the shift of crew {model.id} ({hours}) or the rest it needs")
        fresh = _helper(model, replace(shift, on_call=True), callout_price=self.price)
        (name,) = free_ids(day, f"{model.id}-callout", 1)
        return _joined(day, (renamed(fresh, name),), known_by(day, self.known_at, shift.start))


def _extra_shift(day: Scenario, start: Moment, end: Moment, place: Place, key_name: str) -> Shift:
    begins = moment(day, key_name, start)
    ends = moment(day, "until", end, after=begins)
    if ends <= begins:
        told = f"ends {_told(day, ends)}, not after its start {_told(day, begins)}"
        raise ChangeError("until", f"gives an impossible shift: it {told}", "a later time")
    if ends <= day.now:
        raise ChangeError("until", "is over before the day's now", f"after {_told(day, day.now)}")
    return Shift(begins, ends, place, place)


def _joined(day: Scenario, crews: Iterable[Crew], known_at: datetime) -> Scenario:
    fresh = tuple(crews)
    news = (CrewNews(crew.id, known_at) for crew in fresh)
    return replace(day, crews=(*day.crews, *fresh), news=(*day.news, *news))


def _helper(model: Crew, shift: Shift, **different: Any) -> Crew:
    return replace(model, shifts=(shift,), position=None, free_from=None, **different)


def _shifted(breaks: Iterable[Break], by: timedelta) -> tuple[Break, ...]:
    return tuple(replace(one, earliest=one.earliest + by, latest=one.latest + by) for one in breaks)


def _within(breaks: Iterable[Break], start: datetime, end: datetime) -> tuple[Break, ...]:
    return tuple(one for one in breaks if start <= one.earliest and one.latest + one.duration <= end)


def _told(day: Scenario, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(day.policy.zone)):%Y-%m-%d %H:%M}"
