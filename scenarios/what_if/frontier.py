"""Crew sizing: what more and fewer crews, another yard, overtime and training would bring, as a what-if like any other.

Every point is one step away from the base along one axis, so that the difference to the base is its marginal value.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from dispatch.crew import Crew
from dispatch.place import Place
from scenarios.changes.change import ChangeError
from scenarios.changes.crews import AddCrews, RemoveCrews, TrainSkill
from scenarios.changes.shifts import MoveShift
from scenarios.scenario import Scenario
from scenarios.what_if.grouping import By
from scenarios.what_if.skill_gap import skill_gaps
from scenarios.what_if.what_if import Variant, WhatIf, with_changes

OVERTIMES = (0, 60, 120, 240)
"""Longest overtime in minutes, of every crew."""
NUMBERS = {1: "one", 2: "two", 3: "three"}


@dataclass(frozen=True)
class Point:
    """A variant's place on an axis.

    Parameters
    ----------
    group
        The trade whose number changes, "all crews", or the skill that is learnt.
    x
        Crews of the trade there are then (at all yards), minutes of overtime, or crews that hold the skill.
    depot
        The yard of a crew added by depot.
    """

    by: By
    group: str
    x: int
    variant: Variant
    depot: str = ""


@dataclass(frozen=True)
class Frontier:
    """The points, and the what-if that has a variant for each of them."""

    points: tuple[Point, ...]
    now: Mapping[str, int]
    """Crews of each trade in the base."""
    what_if: WhatIf

    def along(self, by: By, group: str | None = None) -> list[Point]:
        """The points of one grouping; of one group alone if it is named."""
        return [point for point in self.points if point.by is by and group in (None, point.group)]


def frontier_of(what_if: WhatIf, more: int = 2, by: Collection[By] = tuple(By)) -> Frontier:
    """The frontier around a what-if's base with its common changes.

    Parameters
    ----------
    more
        Up to so many more crews of each trade; one fewer is always tried.
    by
        The groupings to try.
    """
    day = what_if.day(what_if.variants[0], what_if.seeds[0])
    every = (*_crew_points(day, more), *_depot_points(day), *_overtime_points(day), *_training_points(day))
    points = tuple(point for point in every if point.by in by and _changes(day, point.variant))
    variants = dict.fromkeys((what_if.variants[0], *(point.variant for point in points)))
    question = "What is one more crew, an hour of overtime or one more skill worth?"
    sized = replace(what_if, question=question, title=f"Crew sizing: {what_if.title}", variants=tuple(variants))
    return Frontier(points, {trade: len(crews) for trade, crews in _trades(day).items()}, sized)


def _changes(day: Scenario, variant: Variant) -> bool:
    """Whether the variant is any different from the day."""
    try:
        with_changes(day, variant.changes, 0)
    except ChangeError:
        return False
    return True


def _trades(day: Scenario) -> dict[str, list[Crew]]:
    """Crews by their kind, or by their first skill where none is told."""
    found: dict[str, list[Crew]] = {}
    for crew in day.crews:
        found.setdefault(crew.kind or (crew.skills[0].name if crew.skills else "unskilled"), []).append(crew)
    return dict(sorted(found.items()))


def _crew_points(day: Scenario, more: int) -> Iterator[Point]:
    """One fewer is the last crew of the trade; more are like its first, second and so on, each from its own yard."""
    yards = _yards(day)
    for trade, crews in _trades(day).items():
        if len(day.crews) > 1:
            fewer = Variant(f"one {trade} crew fewer, without {crews[-1].id}", (RemoveCrews(crews=(crews[-1].id,)),))
            yield Point(By.SKILL, trade, len(crews) - 1, fewer)
        yield Point(By.SKILL, trade, len(crews) + 1, _one_more(trade, crews[0], _yard(crews[0]), yards))
        for number in range(2, more + 1):
            models = [crews[index % len(crews)].id for index in range(number)]
            name = f"{NUMBERS.get(number, number)} more {trade} crews, like {'+'.join(dict.fromkeys(models))}"
            added = tuple(AddCrews(like=model) for model in models)
            yield Point(By.SKILL, trade, len(crews) + number, Variant(name, added))


def _depot_points(day: Scenario) -> Iterator[Point]:
    """Like the trade's first crew at every yard: the same hours and gear, so that only the place differs."""
    yards = _yards(day)
    for trade, crews in _trades(day).items():
        for place, name in yards.items():
            yield Point(By.DEPOT, trade, len(crews) + 1, _one_more(trade, crews[0], place, yards), name)


def _one_more(trade: str, model: Crew, place: Place, yards: Mapping[Place, str]) -> Variant:
    return Variant(f"one more {trade} crew at {yards[place]}", (AddCrews(like=model.id, place=place),))


def _yard(crew: Crew) -> Place:
    return crew.shifts[-1].start_place


def _yards(day: Scenario) -> dict[Place, str]:
    """Where shifts begin, called as the first crew there without its number, or by its id."""
    first: dict[Place, Crew] = {}
    for crew in day.crews:
        first.setdefault(_yard(crew), crew)
    names = {place: re.sub(r"\s*\d+$", "", crew.name) for place, crew in first.items()}
    alone = {name for name in names.values() if list(names.values()).count(name) == 1}
    return {
        place: name if name and name in alone else f"{name} {first[place].id}".strip() for place, name in names.items()
    }


def _overtime_points(day: Scenario) -> Iterator[Point]:
    ids = tuple(crew.id for crew in day.crews)
    for minutes in OVERTIMES:
        change = MoveShift(crews=ids, overtime_minutes=timedelta(minutes=minutes))
        name = f"overtime up to {minutes} min, all crews" if minutes else "no overtime, all crews"
        yield Point(By.OVERTIME, "all crews", minutes, Variant(name, (change,)))


def _training_points(day: Scenario) -> Iterator[Point]:
    for gap in skill_gaps(day):
        if gap.learner is not None:
            variant = Variant(gap.training, (TrainSkill(crews=(gap.learner,), skill=gap.skill),))
            yield Point(By.TRAINING, str(gap.skill), len(gap.holders) + 1, variant)
