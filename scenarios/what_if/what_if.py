"""A what-if: a base day, changes to it, and variants of it that are held against each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from dispatch.policy import Policy
from dispatch.window import TimeWindow
from scenarios.changes.change import Change
from scenarios.scenario import Scenario
from scenarios.what_if.keys import Judge, Mode
from solver.settings import Settings

BASE = "base"
"""Name of the variant without changes of its own."""


@dataclass(frozen=True)
class Variant:
    """A named list of changes, made in their order on top of the common ones."""

    name: str
    changes: tuple[Change, ...] = ()
    against: str = BASE
    """The variant it is held against."""


@dataclass(frozen=True)
class WhatIf:
    """What is asked, of which day, and which variants are to answer it.

    Parameters
    ----------
    name
        The file's name without its ending.
    answer
        Names of figures the answer is read off, the deciding one first.
    changes
        Made to the base and to every variant, before the variant's own.
    variants
        The first is the base.
    seeds
        Every variant is run with each; what is drawn by lot follows from them.
    judge
        Whether figures are read by the base's clocks and prices or each variant's own.
    """

    name: str
    title: str
    question: str
    answer: tuple[str, ...]
    base: Scenario
    changes: tuple[Change, ...]
    variants: tuple[Variant, ...]
    seeds: tuple[int, ...]
    settings: Settings
    mode: Mode = Mode.STATIC
    judge: Judge = Judge.BASE
    window: TimeWindow | None = None
    path: Path = Path()

    @cached_property
    def start(self) -> Scenario:
        """The day all changes start from: in a static run as it was known at the window's start."""
        if self.window is None:
            return self.base
        return seen_in(self.base, self.window)

    def day(self, variant: Variant, seed: int) -> Scenario:
        """The variant's day under a seed.

        Raises
        ------
        ChangeError
            When a change cannot be made; `read_what_if` has found those that the first seed meets.
        """
        return with_changes(self.start, (*self.changes, *variant.changes), seed)

    def judging(self, variant: Variant, seed: int) -> Policy:
        """The policy the variant's figures are read by."""
        return self.day(variant if self.judge is Judge.OWN else self.variants[0], seed).policy


def with_changes(day: Scenario, changes: Iterable[Change], seed: int) -> Scenario:
    """The day after all changes, made in order."""
    for change in changes:
        day = change.apply(day, seed)
    return day


def seen_in(day: Scenario, window: TimeWindow) -> Scenario:
    """The day as it was known at the window's start, with the shifts that begin before its end.

    Work begun later is not begun yet, and where crews are now says nothing of where they were.
    """
    earlier = window.start < day.now
    tickets = tuple(
        replace(
            ticket,
            started=tuple(work for work in ticket.started if (work.arrived_at or day.now) <= window.start),
        )
        for ticket in day.tickets
        if ticket.reported_at <= window.start
    )
    crews = tuple(
        replace(
            crew,
            shifts=tuple(shift for shift in crew.shifts if shift.start < window.end),
            position=None if earlier else crew.position,
            free_from=None if earlier else crew.free_from,
        )
        for crew in day.crews
    )
    known = {ticket.id for ticket in tickets}
    return replace(
        day,
        now=window.start,
        tickets=tickets,
        crews=tuple(crew for crew in crews if crew.shifts),
        locks=tuple(lock for lock in day.locks if lock.visit.ticket_id in known),
        previous=None if earlier else day.previous,
    )
