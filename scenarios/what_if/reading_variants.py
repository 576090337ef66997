"""Reading the changes and the variants of a what-if file, each with where it stands in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

from scenarios.changes.change import Change, ChangeError
from scenarios.changes.table import CHANGES
from scenarios.column import nearest
from scenarios.scenario import Scenario
from scenarios.what_if import keys
from scenarios.what_if.what_if import BASE, Variant
from scenarios.yaml_tree import Section

MOST_VARIANTS = 500


@dataclass(frozen=True)
class Placed:
    """A change, and where it stands."""

    change: Change
    section: Section

    def applied(self, day: Scenario, seed: int) -> Scenario:
        """The day with the change made; as it was, with the fault noted, where it cannot be."""
        try:
            return self.change.apply(day, seed)
        except ChangeError as error:
            value = self.section.texts.get(error.key_name or "")
            self.section.fault(error.key_name, error.message, value, error.allowed)
            return day


@dataclass(frozen=True)
class Named:
    """A variant and where its changes stand."""

    name: str
    changes: tuple[Placed, ...]
    against: str = ""

    @property
    def variant(self) -> Variant:
        """The variant itself."""
        return Variant(self.name, tuple(placed.change for placed in self.changes), self.against or BASE)


def changes_of(parent: Section, name: str) -> Iterator[Placed]:
    """The changes in the list under a name."""
    for entry in parent.sections(name):
        if len(entry.nodes) != 1:
            if entry.sound and not entry.nodes:
                entry.fault(None, "names no change", allowed=f"one of {', '.join(CHANGES)}")
            elif entry.nodes:
                entry.fault(None, "names several changes", ", ".join(entry.nodes), "one change after each -")
            continue
        (kind,) = entry.nodes
        if kind not in CHANGES:
            entry.fault(kind, "is no change", kind, nearest(kind, tuple(CHANGES)))
            continue
        section = entry.section(kind)
        section.row = entry.lines[kind]
        change = CHANGES[kind].read(section)
        if change is not None:
            yield Placed(change, section)


def variants_of(top: Section) -> list[Named]:
    """The named variants, then the combinations of the grid; a name stands there once."""
    sections = top.sections("variants")
    found = [_named(section) for section in sections]
    names = (BASE, *(one.name for one in found))
    for number, (section, one) in enumerate(zip(sections, found, strict=True), start=1):
        if one.name in names[:number]:
            allowed = "a name of its own; base is the day without the variant's changes"
            section.fault("name", "is taken", one.name, allowed)
        others = tuple(name for name in names if name != one.name)
        if one.against and one.against not in others:
            section.fault("against", "is no other variant", one.against, nearest(one.against, others))
    for one in _combinations(top):
        if one.name in names:
            top.fault("grid", f"gives a second variant {one.name}", allowed="other names")
        names = (*names, one.name)
        found.append(one)
    return found


def _named(section: Section) -> Named:
    section.only(keys.VARIANT, ("changes",))
    found = Named(section.get(keys.NAME), tuple(changes_of(section, "changes")), section.get(keys.AGAINST))
    if not section.entries("changes"):
        section.fault("changes", "is empty", allowed="at least one change; the base runs by itself")
    return found


def _combinations(top: Section) -> Iterator[Named]:
    """Every combination of the grid's alternatives; the one without any change is the base."""
    grid = top.section("grid")
    dimensions = [_alternatives(grid, name) for name in grid.nodes]
    if not dimensions:
        return
    count = prod(map(len, dimensions))
    if count > MOST_VARIANTS:
        top.fault("grid", f"has {count} combinations", allowed=f"up to {MOST_VARIANTS}")
        return
    for picks in product(*dimensions):
        changes = tuple(change for _, some in picks for change in some)
        if changes:
            yield Named(", ".join(label for label, _ in picks), changes)


def _alternatives(grid: Section, name: str) -> list[tuple[str, tuple[Placed, ...]]]:
    section = grid.section(name)
    if section.sound and not section.nodes:
        grid.fault(name, "has no alternatives", allowed="a label and a list of changes in each line")
    return [(label, tuple(changes_of(section, label))) for label in section.nodes]
