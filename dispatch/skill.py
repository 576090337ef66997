"""Skills with levels: what a ticket asks for and what a crew can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Skill:
    """A named trade at a level from 1 (may do it) upwards.

    Asked for by a ticket, `level` is the least one that will do; held by a crew, the one it has.
    """

    name: str
    level: int = 1

    def __post_init__(self) -> None:
        if self.level < 1:
            raise ValueError(f"skill {self.name} has level {self.level}; levels start at 1")

    def __str__(self) -> str:
        return self.name if self.level == 1 else f"{self.name}:{self.level}"


def missing_skills(needed: Iterable[Skill], held: Iterable[Skill]) -> tuple[Skill, ...]:
    """The needed skills that nobody in `held` has at the needed level, in order of name."""
    levels = {skill.name: skill.level for skill in sorted(held)}
    return tuple(sorted(skill for skill in needed if levels.get(skill.name, 0) < skill.level))
