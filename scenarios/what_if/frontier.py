"""Crew sizing: what more and fewer crews, overtime and training would bring, as a what-if that is run like any other.

Every point is one step away from the base along one axis, so that the difference to the base is its marginal value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd

from dispatch.crew import Crew
from scenarios.changes.change import ChangeError
from scenarios.changes.crews import AddCrews, RemoveCrews, TrainSkill
from scenarios.changes.shifts import MoveShift
from scenarios.evaluation import FIGURE
from scenarios.scenario import Scenario
from scenarios.what_if import words
from scenarios.what_if.answer import Difference, differences
from scenarios.what_if.running import Run
from scenarios.what_if.skill_gap import gap_rows, skill_gaps
from scenarios.what_if.what_if import Variant, WhatIf, with_changes

AGAINST = ("on_site", "customer_minutes")
"""What the frontier is drawn in."""
OVERTIMES = (0, 60, 120, 240)
"""Longest overtime in minutes, of every crew."""


@dataclass(frozen=True)
class Point:
    """A variant's place on an axis: `x` crews of a kind, or minutes of overtime."""

    axis: str
    x: int
    variant: Variant


@dataclass(frozen=True)
class Frontier:
    """The axes, and the what-if that has a variant for each of their points."""

    points: tuple[Point, ...]
    steps: tuple[Variant, ...]
    """One more crew like each one there is, and one skill trained: marginal values by depot and skill."""
    what_if: WhatIf


def frontier_of(what_if: WhatIf, more: int = 2) -> Frontier:
    """The frontier around a what-if's base with its common changes.

    Parameters
    ----------
    more
        Up to so many more crews of each kind; one fewer is always tried.
    """
    day = what_if.day(what_if.variants[0], what_if.seeds[0])
    points = tuple(
        point for point in (*_crew_points(day, more), *_overtime_points(day)) if _changes(day, point.variant)
    )
    steps = (*_one_more_each(day), *_trainings(day))
    variants = dict.fromkeys((what_if.variants[0], *(point.variant for point in points), *steps))
    question = "What is one more crew, an hour of overtime or one more skill worth?"
    sized = replace(what_if, question=question, title=f"Crew sizing: {what_if.title}", variants=tuple(variants))
    return Frontier(points, steps, sized)


def _changes(day: Scenario, variant: Variant) -> bool:
    """Whether the variant is any different from the day."""
    try:
        with_changes(day, variant.changes, 0)
    except ChangeError:
        return False
    return True


def _kinds(day: Scenario) -> list[str]:
    return sorted({crew.kind for crew in day.crews if crew.kind})


def _of_kind(day: Scenario, kind: str) -> list[Crew]:
    return [crew for crew in day.crews if crew.kind == kind]


def _crew_points(day: Scenario, more: int) -> Iterator[Point]:
    """One fewer is the last crew of the kind; more are like its first, second and so on, each from its own place."""
    for kind in _kinds(day):
        crews = _of_kind(day, kind)
        if len(day.crews) > len(crews) or len(crews) > 1:
            fewer = Variant(f"{kind}: one fewer ({crews[-1].id})", (RemoveCrews(crews=(crews[-1].id,)),))
            yield Point(kind, len(crews) - 1, fewer)
        for number in range(1, more + 1):
            added = tuple(AddCrews(like=crews[index % len(crews)].id) for index in range(number))
            yield Point(kind, len(crews) + number, Variant(f"{kind}: {number} more", added))


def _overtime_points(day: Scenario) -> Iterator[Point]:
    ids = tuple(crew.id for crew in day.crews)
    for minutes in OVERTIMES:
        change = MoveShift(crews=ids, overtime_minutes=timedelta(minutes=minutes))
        yield Point("overtime", minutes, Variant(f"overtime up to {minutes} min", (change,)))


def _one_more_each(day: Scenario) -> Iterator[Variant]:
    for crew in day.crews:
        place = f", {crew.name}" if crew.name else ""
        yield Variant(f"one more like {crew.id}{place}", (AddCrews(like=crew.id),))


def _trainings(day: Scenario) -> Iterator[Variant]:
    for gap in skill_gaps(day):
        if gap.learner is not None:
            change = TrainSkill(crews=(gap.learner,), skill=gap.skill)
            yield Variant(gap.training, (change,))


def frontier_table(frontier: Frontier, run: Run) -> pd.DataFrame:
    """A row for each point and each single step: axis, x, variant and the means and differences of two figures."""
    found = {name: {one.variant: one for one in differences(run, FIGURE[name])} for name in AGAINST}
    places = [(point.axis, point.x, point.variant.name) for point in frontier.points]
    places += [("one step", 1, variant.name) for variant in frontier.steps]
    rows: list[dict[str, object]] = []
    for axis, x, name in places:
        row: dict[str, object] = {"axis": axis, "x": x, "variant": name}
        for figure in AGAINST:
            if name in found[figure]:
                row |= _columns(figure, found[figure][name])
        rows.append(row)
    return pd.DataFrame(rows)


def _columns(figure: str, one: Difference) -> dict[str, object]:
    low, high = one.found.low, one.found.high
    return {figure: one.mean, f"{figure}_difference": one.found.mean, f"{figure}_low": low, f"{figure}_high": high}


def markdown(frontier: Frontier, run: Run) -> str:
    """Marginal values, the best first, and the skill-gap report."""
    figure = FIGURE["customer_minutes"]
    ranked = sorted(differences(run, figure), key=lambda one: -one.gain)
    on_site = {one.variant: one for one in differences(run, FIGURE["on_site"])}
    lines = [f"# {frontier.what_if.title}", "", "## What each step brings, most customer-minutes saved first", ""]
    lines += ["| step | customer-minutes | interval | on site in time | |", "| --- | ---: | ---: | ---: | --- |"]
    for one in ranked:
        share = on_site.get(one.variant)
        told = "" if share is None else words.difference(share.figure, share.found.mean)
        mean, reach = words.difference(figure, one.found.mean), words.reach(figure, one.found)
        lines.append(f"| {one.variant} | {mean} | {reach} | {told} | {one.verdict} |")
    lines += ["", "## Skills that tickets waited for", "", *_gap_lines(run, {one.variant: one for one in ranked})]
    return "\n".join(lines) + "\n"


def _gap_lines(run: Run, bought: dict[str, Difference]) -> Iterator[str]:
    day = run.what_if.day(run.what_if.variants[0], run.what_if.seeds[0])
    figure = FIGURE["customer_minutes"]
    for row in gap_rows(run, day):
        holders = ", ".join(row.gap.holders) or "nobody"
        training = bought.get(row.gap.training)
        buys = "no crew is left to train"
        if training is not None:
            mean, reach = words.difference(figure, training.found.mean), words.reach(figure, training.found)
            buys = f"training {row.gap.learner} changes customer-minutes by {mean} ({reach}; {training.verdict})"
        yield (
            f"- **{row.gap.skill}**, held by {holders}: {row.left_out:.1f} tickets left out and {row.late:.1f} late a "
            f"day (such as {', '.join(row.examples)}); {buys}."
        )
