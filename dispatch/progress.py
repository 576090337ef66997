"""What crews report of each visit, and the state that follows, whatever order the reports arrive in.

A crew without signal sends its reports hours later, twice, or out of order, and a phone's clock may be
wrong. The fold here sorts by the time of the event, counts each event once and holds back what lies in the future.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.follow_up import FollowUp
from dispatch.ticket import Visit
from dispatch.window import require_aware

CLOCK_TOLERANCE = timedelta(minutes=2)
"""A phone's clock may be ahead by this much before its reports are held back."""


class VisitState(StrEnum):
    """Where a visit stands, in the order of the work; all but `ASSIGNED` are also what a crew can report."""

    ASSIGNED = "assigned"
    """On a list; the crew has not reported anything."""
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    EN_ROUTE = "enRoute"
    ON_SITE = "onSite"
    MADE_SAFE = "madeSafe"
    PARTIALLY_RESTORED = "partiallyRestored"
    WAITING_ON_MATERIAL = "waitingOnMaterial"
    """The crew has left; the work goes on when the material is there."""
    NEEDS_FOLLOW_UP = "needsFollowUp"
    """All this visit could do is done; the repair is a ticket of its own."""
    RESTORED = "restored"
    DONE = "done"


ORDER = {state: rank for rank, state in enumerate(VisitState)}
AT_WORK = frozenset({VisitState.ON_SITE, VisitState.MADE_SAFE, VisitState.PARTIALLY_RESTORED})
"""The crew is there and working."""
FINISHED = frozenset({VisitState.NEEDS_FOLLOW_UP, VisitState.RESTORED, VisitState.DONE})
"""Nobody need go there again for this visit."""
THERE = AT_WORK | FINISHED | {VisitState.WAITING_ON_MATERIAL}
"""Reports a crew makes from the place itself."""


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """One report of a crew about one visit; `at` is when it happened, not when it came in.

    Raises
    ------
    ValueError
        When a time is naive or not in whole seconds, the kind is `ASSIGNED`, the count negative, or a follow-up is
        described that is not needed.
    """

    event_id: str
    """Made by the sender: a report sent again carries the same one."""
    visit: Visit
    crew_id: str
    kind: VisitState
    at: datetime
    reason: str = ""
    expected_end: datetime | None = None
    """When the crew itself expects to be done; stands in for the planned duration."""
    material_at: datetime | None = None
    """When the material waited for will be there, if anybody knows."""
    still_dark: int | None = None
    """Customers without power after a partial restoration."""
    follow_up: FollowUp | None = None
    """The repair that is left, with a report that it is needed."""

    def __post_init__(self) -> None:
        for name in ("at", "expected_end", "material_at"):
            require_aware(f"progress {self.event_id}: {name}", getattr(self, name))
        if self.kind is VisitState.ASSIGNED:
            raise ValueError(f"progress {self.event_id}: a crew cannot report {self.kind}; the plan assigns")
        if self.still_dark is not None and self.still_dark < 0:
            raise ValueError(f"progress {self.event_id}: {self.still_dark} customers cannot be dark")
        if self.follow_up is not None and self.kind is not VisitState.NEEDS_FOLLOW_UP:
            raise ValueError(f"progress {self.event_id}: says what is left to do, but not that it needs a follow-up")


@dataclass(frozen=True, slots=True)
class VisitProgress:
    """A visit's state, and the facts a plan needs of it."""

    visit: Visit
    state: VisitState = VisitState.ASSIGNED
    crew_id: str | None = None
    """The crew the state is about: the last one that took it on or was there."""
    since: datetime | None = None
    """When the state began."""
    arrived_at: datetime | None = None
    """When that crew came to the place; None while it is not there."""
    first: Mapping[VisitState, datetime] = field(default_factory=dict)
    """When each kind was first reported, by whichever crew."""
    rejected_by: frozenset[str] = frozenset()
    reason: str = ""
    """The reason given with the report that made the state."""
    expected_end: datetime | None = None
    material_at: datetime | None = None
    still_dark: int | None = None
    events: tuple[ProgressEvent, ...] = ()
    """Every report that counts, once each, in order of its event."""
    held_back: tuple[ProgressEvent, ...] = ()
    """Reports from the future: kept and shown, not yet believed."""

    @property
    def first_on_site(self) -> datetime | None:
        """When any crew was first there: this stops the arrive-by clock."""
        return min((at for kind, at in self.first.items() if kind in THERE), default=None)


def progress_by_visit(
    events: Iterable[ProgressEvent], now: datetime, tolerance: timedelta = CLOCK_TOLERANCE
) -> dict[Visit, VisitProgress]:
    """The progress of every visit that anything was reported of."""
    reports: defaultdict[Visit, list[ProgressEvent]] = defaultdict(list)
    for event in events:
        reports[event.visit].append(event)
    return {visit: progress_of(visit, own, now, tolerance) for visit, own in reports.items()}


def progress_of(
    visit: Visit, events: Iterable[ProgressEvent], now: datetime, tolerance: timedelta = CLOCK_TOLERANCE
) -> VisitProgress:
    """The visit's progress from all its reports; their order of arrival and repeats change nothing.

    Reports are taken by the time of their event; those of one second in the order of the work. What is
    later than `now` + `tolerance` is held back, and counts once its time has come.
    """
    once: dict[str, ProgressEvent] = {}
    for event in sorted(events, key=_order):
        once.setdefault(event.event_id, event)
    counted = [event for event in once.values() if event.at <= now + tolerance]
    fold = _Fold()
    for event in counted:
        fold.take(event)
    last = fold.last
    return VisitProgress(
        visit,
        state=last.kind if last else VisitState.ASSIGNED,
        crew_id=last.crew_id if last else None,
        since=last.at if last else None,
        arrived_at=fold.arrived_at,
        first=fold.first,
        rejected_by=frozenset(fold.rejected_by),
        reason=last.reason if last else "",
        expected_end=fold.expected_end,
        material_at=last.material_at if last else None,
        still_dark=fold.still_dark,
        events=tuple(counted),
        held_back=tuple(event for event in once.values() if event.at > now + tolerance),
    )


def _order(event: ProgressEvent) -> tuple[datetime, int, str, str]:
    return event.at, ORDER[event.kind], event.event_id, repr(event)


@dataclass(slots=True)
class _Fold:
    """The facts so far, report by report in order of time."""

    last: ProgressEvent | None = None
    """The report that made the state."""
    arrived_at: datetime | None = None
    expected_end: datetime | None = None
    still_dark: int | None = None
    first: dict[VisitState, datetime] = field(default_factory=dict)
    rejected_by: set[str] = field(default_factory=set)

    def take(self, event: ProgressEvent) -> None:
        self.first.setdefault(event.kind, event.at)
        if event.kind is VisitState.REJECTED:
            self.rejected_by.add(event.crew_id)
        else:
            self.rejected_by.discard(event.crew_id)
        if event.still_dark is not None:
            self.still_dark = event.still_dark
        if self._moves(event):
            self._move(event)

    def _moves(self, event: ProgressEvent) -> bool:
        """Whether the report changes the state: the latest does, unless it says less than is known."""
        last = self.last
        if last is None:
            return True
        if last.kind in FINISHED:
            return event.kind in FINISHED and ORDER[event.kind] > ORDER[last.kind]
        same_crew = event.crew_id == last.crew_id
        if event.kind is VisitState.REJECTED:
            return same_crew or last.kind is VisitState.REJECTED
        return not (event.kind is VisitState.ACCEPTED and same_crew and ORDER[last.kind] > ORDER[VisitState.ACCEPTED])

    def _move(self, event: ProgressEvent) -> None:
        stayed = self.last is not None and self.last.crew_id == event.crew_id and self.last.kind in AT_WORK
        if event.kind not in THERE:
            self.arrived_at = None
        elif not stayed:
            self.arrived_at = event.at
        self.expected_end = event.expected_end or (self.expected_end if stayed and event.kind in AT_WORK else None)
        self.last = event
