"""The crews a change speaks of: by id or by kind, all of them there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dispatch.crew import Crew
from scenarios import cells
from scenarios.changes.change import Change, ChangeError, key, unknown
from scenarios.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class OfCrews(Change):
    """A change to crews chosen by id or by kind."""

    crews: tuple[str, ...] = key(cells.list_of(cells.name, "+"), "The crews, by id.", "L01+L02", ())
    kind: str = key(cells.words, "All crews of this kind, besides those named.", "line", "")

    def chosen(self, day: Scenario) -> tuple[Crew, ...]:
        """The crews meant, in the day's order.

        Raises
        ------
        ChangeError
            When none is named, or one that is not there.
        """
        if not self.crews and not self.kind:
            raise ChangeError(None, "names no crew", "crews: or kind:")
        for crew_id in self.crews:
            crew_called(day, "crews", crew_id)
        kinds = tuple(sorted({crew.kind for crew in day.crews if crew.kind}))
        if self.kind and self.kind not in kinds:
            raise unknown("kind", "is the kind of no crew", self.kind, kinds)
        return tuple(crew for crew in day.crews if crew.id in self.crews or (self.kind and crew.kind == self.kind))

    def to_each(self, day: Scenario, changed: Callable[[Crew], Crew]) -> Scenario:
        """The day with each chosen crew changed.

        Raises
        ------
        ChangeError
            When no crew is any different afterwards, or one cannot be so.
        """
        chosen = {crew.id for crew in self.chosen(day)}
        try:
            crews = tuple(changed(crew) if crew.id in chosen else crew for crew in day.crews)
        except ValueError as error:
            raise ChangeError(None, f"cannot be: {error}") from None
        if crews == day.crews:
            raise ChangeError(None, "changes nothing: the crews are so already", "another value, or no such change")
        return replace(day, crews=crews)


def crew_called(day: Scenario, key_name: str, crew_id: str) -> Crew:
    """The crew of that id.

    Raises
    ------
    ChangeError
        When there is none; the nearest id is proposed.
    """
    found = next((crew for crew in day.crews if crew.id == crew_id), None)
    if found is None:
        known = tuple(crew.id for crew in day.crews)
        raise unknown(key_name, f"names crew {crew_id}, which is not there", crew_id, known)
    return found


def free_ids(day: Scenario, stem: str, count: int) -> list[str]:
    """New crew ids: the stem with the first numbers nobody has."""
    taken = {crew.id for crew in day.crews}
    numbers = (f"{stem}-{number}" for number in range(1, count + len(taken) + 1))
    return [name for name in numbers if name not in taken][:count]
