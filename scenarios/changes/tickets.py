"""What happens: a storm's further tickets, and other days like the one that was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from dispatch.ticket import AreaClass, Ticket
from scenarios import cells
from scenarios.changes.change import ChangeError, key, unknown
from scenarios.changes.from_history import FromHistory, another_day, storm
from scenarios.changes.incidents import Incident, copied, incidents, lots, moved, reported_within
from scenarios.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class StormSurge(FromHistory):
    """More of such tickets: copies of the day's own, a little elsewhere and at other times, drawn by the seed.

    How many more is a Poisson draw, unless `count` says it; an incident's linked tickets come together. With a
    `history` places, hours, types and lengths of work are drawn from what was fitted to it, types in a storm's shares,
    and a larger factor keeps the tickets of a smaller one.
    """

    factor: float = key(cells.factor, "How many times as many incidents, on average. 2 doubles them.", "2.5", 2.0)
    count: int | None = key(cells.integer, "Exactly so many more incidents, in place of the factor.", "30", None)
    area: AreaClass | None = key(cells.one_of(AreaClass), "Only in this area class. Empty: everywhere.", "rural", None)
    fault_type: str = key(cells.words, "Only faults whose type holds this text. Empty: all.", "tree", "")
    place_km: float = key(cells.amount, "How far from the ticket it copies (standard deviation). Empty: 3.", "5", 3.0)
    minutes: float = key(cells.amount, "How long before or after it (standard deviation). Empty: 30.", "45", 30.0)

    def apply(self, day: Scenario, seed: int, /) -> Scenario:
        """Add the drawn incidents behind the day's tickets."""
        taken = {ticket.id for ticket in day.tickets}
        stem = next(f"S{letter}" for letter in ("", *"BCDEFGHIJKLMNOPQRSTUVWXYZ") if f"S{letter}1" not in taken)
        fresh: list[Ticket] = []
        for number, incident in enumerate(self._drawn(day, seed), start=1):
            names = {ticket.id: _numbered(stem, number, part) for part, ticket in enumerate(incident)}
            fresh.extend(copied(incident, names.__getitem__))
        return replace(day, tickets=(*day.tickets, *fresh))

    def _drawn(self, day: Scenario, seed: int) -> Iterator[Incident]:
        models = [] if self.history is not None and self.count is not None else self._models(day)
        lot = lots(seed, "storm_surge", self.area, self.fault_type)
        extra = int(lot.poisson((self.factor - 1) * len(models))) if self.count is None else self.count
        span = reported_within(day.tickets, day.now)
        if self.history is not None:
            dice = f"{seed}/storm_surge/{self.area}/{self.fault_type}"
            yield from storm(self.history, extra, dice, span, self.area, self.fault_type)
            return
        for pick in lot.integers(len(models), size=extra):
            yield moved(models[pick], lot, self.place_km, self.minutes, span)

    def _models(self, day: Scenario) -> list[Incident]:
        if self.count is None and self.factor <= 1:
            raise ChangeError("factor", "adds no tickets", "above 1")
        found = [incident for incident in incidents(day.tickets) if self._is_meant(incident)]
        if not found:
            where = f" in {self.area.value} areas" if self.area else ""
            types = tuple(sorted({ticket.fault_type for ticket in day.tickets if ticket.fault_type}))
            raise unknown(
                "fault_type" if self.fault_type else "area", f"matches no ticket{where}", self.fault_type, types
            )
        return found

    def _is_meant(self, incident: Incident) -> bool:
        return any(
            (self.area is None or ticket.area_class is self.area)
            and self.fault_type.lower() in ticket.fault_type.lower()
            for ticket in incident
        )


@dataclass(frozen=True, kw_only=True)
class AnotherDay(FromHistory):
    """Each seed is another day like this one: incidents drawn anew from the day's own, with replacement.

    Their number is a Poisson draw; places, report times and lengths of work are spread. Work under way stays.
    Base and variants share each seed's day, so that a difference between them is the change's. With a `history` each
    is an ordinary day of that history, between the day's first report and its last, and the spreads are not used.
    """

    place_km: float = key(cells.amount, "Standard deviation of the place. Empty: 2.", "3", 2.0)
    minutes: float = key(cells.amount, "Standard deviation of the report time. Empty: 30.", "20", 30.0)
    work_spread: float = key(
        cells.amount, "Standard deviation of the logarithm of the minutes of work, 0 for none. Empty: 0.3.", "0.2", 0.3
    )

    def apply(self, day: Scenario, seed: int, /) -> Scenario:
        """Draw the day."""
        if self.history is not None:
            return self._from_history(day, self.history, seed)
        groups = incidents(day.tickets)
        fixed = [group for group in groups if _is_begun(group)]
        open_ones = [group for group in groups if not _is_begun(group)]
        if not open_ones:
            raise ChangeError(None, "has nothing to draw: every ticket is begun", "a day with open tickets")
        drawn = self._draw(day, open_ones, lots(seed, "another_day"))
        return replace(day, tickets=(*(ticket for group in fixed for ticket in group), *drawn), previous=None, locks=())

    def _from_history(self, day: Scenario, folder: Path, seed: int) -> Scenario:
        begun = tuple(ticket for group in incidents(day.tickets) if _is_begun(group) for ticket in group)
        drawn = another_day(folder, seed, reported_within(day.tickets, day.now))
        return replace(day, tickets=(*begun, *drawn), previous=None, locks=())

    def _draw(self, day: Scenario, models: list[Incident], lot: np.random.Generator) -> Iterator[Ticket]:
        span = reported_within(day.tickets, day.now)
        taken = {ticket.id for ticket in day.tickets}
        picks = lot.integers(len(models), size=max(1, int(lot.poisson(len(models)))))
        counts: dict[int, int] = {}
        for pick in sorted(picks.tolist()):
            counts[pick] = counts.get(pick, 0) + 1
            again = "" if counts[pick] == 1 else f"~{counts[pick]}"
            incident = moved(models[pick], lot, self.place_km, self.minutes, span)
            names = {ticket.id: f"{ticket.id}{again}" for ticket in incident}
            if again:
                assert taken.isdisjoint(names.values()), "ids with ~ are this change's own"
                incident = copied(incident, names.__getitem__)
            factor = float(np.exp(lot.normal(0.0, self.work_spread)))
            yield from (_longer(ticket, factor) for ticket in incident)


def _is_begun(incident: Incident) -> bool:
    return any(ticket.started for ticket in incident)


def _numbered(stem: str, number: int, part: int) -> str:
    return f"{stem}{number}" if part == 0 else f"{stem}{number}-{part + 1}"


def _longer(ticket: Ticket, factor: float) -> Ticket:
    parties = (
        replace(party, work=timedelta(minutes=max(1, round(party.work / timedelta(minutes=1) * factor))))
        for party in ticket.parties
    )
    return replace(ticket, parties=tuple(parties))
