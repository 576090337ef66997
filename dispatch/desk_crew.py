"""The roster as the desk keeps it: crews, who is in them, what they drive, when they are away, where they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dispatch.crew import Crew
from dispatch.place import Place
from dispatch.roster import Absence, Member
from dispatch.window import require_aware


@dataclass(frozen=True, slots=True)
class DeskCrew:
    """A crew in the store.

    Parameters
    ----------
    work
        The crew whoever is in it and whenever it works: without shifts and position. What its members can do
        and its vehicles carry comes from them.
    active
        False once it is retired: it gets no more work.
    version
        Counts up with each change of the crew or its shifts, members and vehicles.
    """

    work: Crew
    changed_at: datetime
    region: str = ""
    active: bool = True
    version: int = 1

    def __post_init__(self) -> None:
        require_aware(f"crew {self.id}: changed_at", self.changed_at)
        if self.work.shifts or self.work.position is not None:
            raise ValueError(f"crew {self.id}: its shifts and its position are kept apart from it")

    @property
    def id(self) -> str:
        """The crew's id."""
        return self.work.id

    def changed(self, now: datetime, **changes: Any) -> DeskCrew:
        """The next version of the crew."""
        return replace(self, version=self.version + 1, changed_at=now, **changes)


@dataclass(frozen=True, slots=True)
class CrewMember:
    """A person of a crew; with `active` false no longer."""

    crew_id: str
    member: Member
    name: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle: its gear, and the parts it carries when full. Without a crew it stands in the yard.

    Raises
    ------
    ValueError
        When a number of parts is negative.
    """

    id: str
    crew_id: str | None = None
    name: str = ""
    equipment: frozenset[str] = frozenset()
    parts: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if any(count < 0 for _, count in self.parts):
            raise ValueError(f"vehicle {self.id} carries a negative number of parts")


@dataclass(frozen=True, slots=True)
class DeskAbsence:
    """An absence in the store."""

    id: str
    absence: Absence


@dataclass(frozen=True, slots=True)
class CrewPosition:
    """What a crew last said of itself: where it was at `at`, and until when other things keep it busy."""

    crew_id: str
    place: Place
    at: datetime
    free_from: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(f"position of crew {self.crew_id}", self.at)
        require_aware(f"crew {self.crew_id}: free_from", self.free_from)


@dataclass(frozen=True, slots=True)
class CrewKind:
    """What holds for all crews of a kind: with fewer members they do not go out."""

    kind: str
    least_members: int


@dataclass(frozen=True, slots=True)
class Busy:
    """Until when a crew says that other things keep it; None when nothing does."""

    free_from: datetime | None
