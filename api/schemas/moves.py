"""Moves by hand and locks on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas.plans import BalanceView, RouteView
from api.schemas.told import Told
from api.schemas.wire import Id, Moment, Span, Wire
from api.sentences import told, translated
from dispatch.clocks import Clock, ClockState
from dispatch.desk.moves import WantedMove
from dispatch.manual_move import ClockChange, MoveEffect
from dispatch.problem import Lock
from dispatch.rules import Violation
from dispatch.sentences import say
from dispatch.ticket import Visit
from dispatch.visit_lock import VisitLock

Party = Annotated[int, Field(ge=0, le=9)]
Position = Annotated[int, Field(ge=1, le=1000)]


class MoveBody(Wire):
    """One visit put on a crew's list, or with no crew taken off all lists. Its place is `position`, or by `start`."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"ticket_id": "T-7K3QX9M2VA", "crew_id": "C1", "position": 1}]}
    )

    ticket_id: Id
    party: Party = 0
    crew_id: Id | None = None
    shift: Annotated[int, Field(ge=0, le=10_000)] | None = None
    """Without it, the crew's shift that is on, or comes next."""
    position: Position | None = None
    """1 is first. Without position and start it comes last."""
    start: Moment | None = None
    """When the work is to start at the earliest."""
    fix_start: bool = False
    """Whether the lock also keeps the time `start`, within the policy's tolerance."""

    def wanted(self) -> WantedMove:
        """The desk's move."""
        visit = Visit(self.ticket_id, self.party)
        position = None if self.position is None else self.position - 1
        return WantedMove(visit, self.crew_id, self.shift, position, self.start, self.fix_start)


class ViolationView(Told):
    """A rule the move would break."""

    rule: str
    ticket_id: Id | None
    crew_id: Id | None

    @classmethod
    def of(cls, violation: Violation) -> ViolationView:
        """The view of a violation."""
        return cls(
            rule=violation.rule,
            ticket_id=None if violation.visit is None else violation.visit.ticket_id,
            crew_id=None if violation.duty is None else violation.duty.crew_id,
            **told(violation.sentence),
        )


class ClockView(BaseModel):
    """One promise: when it is due, when it would be kept, and how it stands."""

    due: datetime
    at: datetime | None
    state: ClockState

    @classmethod
    def of(cls, clock: Clock) -> ClockView:
        """The view of a clock."""
        return cls(due=clock.due, at=clock.at, state=clock.state)


class ClockChangeView(BaseModel):
    """What becomes of one ticket's promises."""

    ticket_id: Id
    sentence: str
    arrival: ClockView
    restoration: ClockView

    @classmethod
    def of(cls, change: ClockChange) -> ClockChangeView:
        """The view of a change."""
        after = change.after
        arrival, restoration = ClockView.of(after.arrival), ClockView.of(after.restoration)
        sentence = translated(change.sentence)
        return cls(ticket_id=after.ticket.id, sentence=sentence, arrival=arrival, restoration=restoration)


class MoveEffectView(BaseModel):
    """What a move would do, before it is made."""

    lawful: bool
    violations: list[ViolationView]
    balance: BalanceView
    clocks: list[ClockChangeView]
    routes: list[RouteView]
    """The lists that would change, as they would be."""

    @classmethod
    def of(cls, before: MoveEffect, changed: list[RouteView]) -> MoveEffectView:
        """The view of an effect."""
        return cls(
            lawful=before.lawful,
            violations=[ViolationView.of(one) for one in before.violations],
            balance=BalanceView.of(before.balance),
            clocks=[ClockChangeView.of(one) for one in before.clocks],
            routes=changed,
        )


class LockBody(Wire):
    """What is fixed of a visit: the crew, the stretch of time in which its work starts, or both."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"crew_id": "C1"}]})

    crew_id: Id | None = None
    start: Span | None = None

    @model_validator(mode="after")
    def _fixes_something(self) -> LockBody:
        if self.crew_id is None and self.start is None:
            raise ValueError(say("fault.empty_lock"))
        self.lock(Visit("new"))
        return self

    def lock(self, visit: Visit) -> Lock:
        """The domain's lock."""
        return Lock(visit, self.crew_id, None if self.start is None else self.start.window())


class LockView(BaseModel):
    """A lock as the desk keeps it."""

    ticket_id: Id
    party: int
    crew_id: Id | None
    start: Span | None
    made_by: str
    made_at: datetime

    @classmethod
    def of(cls, kept: VisitLock) -> LockView:
        """The view of a lock."""
        lock = kept.lock
        return cls(
            ticket_id=lock.visit.ticket_id,
            party=lock.visit.party,
            crew_id=lock.crew_id,
            start=None if lock.start is None else Span.of(lock.start),
            made_by=kept.made_by,
            made_at=kept.made_at,
        )
