"""Signals are grouped anew, and the kept incidents brought in line: opened, changed, merged, or found to be nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from dispatch.desk.repairs import AT_WORK, merge_tickets, tickets_for, withdraw
from dispatch.desk.trail import record
from dispatch.desk_incident import DeskIncident, IncidentStatus, KeptSignal, summary
from dispatch.desk_ticket import DeskTicket
from dispatch.identity import new_id
from dispatch.incidents import Incident, customer_of, incidents
from dispatch.service_policy import ServicePolicy
from dispatch.store.unit_of_work import UnitOfWork

FLICKER = "flicker"


def regroup(
    work: UnitOfWork, kept: Sequence[KeptSignal], policy: ServicePolicy, *, by: str, now: datetime
) -> tuple[DeskIncident, ...]:
    """Group the signals, whole incidents and new ones, and keep what follows. The incidents that are open, in order."""
    groups = incidents(
        (one.signal for one in kept),
        policy.merge,
        apart=_marked(kept, [one.apart for one in kept]),
        together=_marked(kept, [one.together for one in kept]),
    )
    change = _Regrouping(work, {one.id: one for one in kept}, groups, policy, by, now)
    return change.carry_out()


def _marked(kept: Sequence[KeptSignal], marks: Sequence[str | None]) -> list[Set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one, mark in zip(kept, marks, strict=True):
        if mark is not None:
            found[mark].add(one.id)
    return [found[mark] for mark in sorted(found)]


@dataclass
class _Regrouping:
    work: UnitOfWork
    kept: Mapping[str, KeptSignal]
    groups: Sequence[Incident]
    policy: ServicePolicy
    by: str
    now: datetime
    before: dict[str, DeskIncident] = field(init=False)
    tickets: dict[str, DeskTicket] = field(init=False)

    def __post_init__(self) -> None:
        names = {one.incident_id for one in self.kept.values() if one.incident_id is not None}
        self.before = self.work.incidents.many(names)
        ticket_ids = [ticket_id for one in self.before.values() for ticket_id in one.ticket_ids]
        self.tickets = self.work.tickets.hold(ticket_ids)

    def carry_out(self) -> tuple[DeskIncident, ...]:
        homes = self._homes()
        found = [self._keep(group, homes[number]) for number, group in enumerate(self.groups)]
        for before in self.before.values():
            if not any(before in own for own in homes.values()):
                self._end(before, IncidentStatus.CLOSED, FLICKER)
                withdraw(self.work, before.ticket_ids, by=self.by, now=self.now)
        in_groups = {signal.id for group in self.groups for signal in group.signals}
        loose = [one.id for one in self.kept.values() if one.id not in in_groups and one.incident_id is not None]
        self.work.signals.assign(None, loose)
        return tuple(found)

    def _homes(self) -> dict[int, list[DeskIncident]]:
        """The kept incidents that go on in each group; each goes where most of its signals are."""
        where: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for number, group in enumerate(self.groups):
            for signal in group.signals:
                incident_id = self.kept[signal.id].incident_id
                if incident_id is not None:
                    where[incident_id][number] += 1
        homes: dict[int, list[DeskIncident]] = {number: [] for number in range(len(self.groups))}
        for incident_id, counts in where.items():
            home = min(counts, key=lambda number: (self._is_split_off(number), -counts[number], number))
            homes[home].append(self.before[incident_id])
        return {number: sorted(own, key=self._precedence) for number, own in homes.items()}

    def _is_split_off(self, number: int) -> bool:
        return all(self.kept[one.id].apart is not None for one in self.groups[number].signals)

    def _precedence(self, incident: DeskIncident) -> tuple[bool, bool, datetime, str]:
        """Of merged incidents the one goes on that a crew is at; then one with tickets; then the earliest."""
        at_work = any(self.tickets[ticket_id].status in AT_WORK for ticket_id in incident.ticket_ids)
        return not at_work, not incident.ticket_ids, incident.reported_at, incident.id

    def _keep(self, group: Incident, homes: Sequence[DeskIncident]) -> DeskIncident:
        before = homes[0] if homes else None
        after = self._saved(before, self._seen(group, before))
        moved = [one.id for one in group.signals if self.kept[one.id].incident_id != after.id]
        self.work.signals.assign(after.id, moved)
        for merged in homes[1:]:
            self._end(merged, IncidentStatus.MERGED, after.id)
            merge_tickets(self.work, merged.ticket_ids, after.ticket_ids, by=self.by, now=self.now)
        return after

    def _seen(self, group: Incident, before: DeskIncident | None) -> DeskIncident:
        """The incident as its signals make it now."""
        calls = [(customer_of(one), call) for one in group.calls if (call := self.kept[one.id].call) is not None]
        fields = summary(group, calls, self.policy.triage.unsaid)
        if before is None:
            return DeskIncident(id=new_id("I"), status=IncidentStatus.OPEN, changed_at=self.now, **fields)
        if all(getattr(before, name) == value for name, value in fields.items()):
            return before
        return before.changed(self.now, **fields)

    def _saved(self, before: DeskIncident | None, seen: DeskIncident) -> DeskIncident:
        if seen is before:
            return seen
        after = tickets_for(self.work, seen, self.policy, by=self.by, now=self.now)
        if before is None:
            self.work.incidents.add(after)
        else:
            self.work.incidents.save(after)
        kind = "incident.opened" if before is None else "incident.changed"
        record(self.work, kind, f"incident/{after.id}", by=self.by, now=self.now, before=before, after=after)
        return after

    def _end(self, before: DeskIncident, status: IncidentStatus, end: str) -> None:
        after = before.changed(self.now, status=status, end=end, ended_at=self.now)
        self.work.incidents.save(after)
        kind = f"incident.{status}"
        record(self.work, kind, f"incident/{after.id}", by=self.by, now=self.now, before=before, after=after)
