"""Plan runs on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from api.schemas.moves import LockBody
from api.schemas.wire import Id, Minutes, Name, Span, Wire
from dispatch.plan_run import CauseKind, JobOrder, PlanRun, RunProgress, RunScope, RunSettings, RunState
from dispatch.problem import ChangeBudget, Lock
from dispatch.ticket import Visit

DAY_MINUTES = 24 * 60


class VisitLockBody(LockBody):
    """What is fixed, and of which visit."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ticket_id": "T1", "crew_id": "C1"}]})

    ticket_id: Id
    party: Annotated[int, Field(ge=0, le=9)] = 0
    """Which of the ticket's crews; 0 leads."""

    def of_visit(self) -> Lock:
        """The domain's lock."""
        return self.lock(Visit(self.ticket_id, self.party))

    @classmethod
    def of(cls, lock: Lock) -> VisitLockBody:
        """The wire's lock."""
        start = None if lock.start is None else Span.of(lock.start)
        return cls(ticket_id=lock.visit.ticket_id, party=lock.visit.party, crew_id=lock.crew_id, start=start)


class ChangeBudgetBody(Wire):
    """At most so many visits of the published plan may change crew, or start more than the tolerance off."""

    changes: Annotated[int, Field(ge=0, le=10_000)]
    tolerance_minutes: Minutes = 15

    def budget(self) -> ChangeBudget:
        """The domain's budget."""
        return ChangeBudget(self.changes, timedelta(minutes=self.tolerance_minutes))

    @classmethod
    def of(cls, budget: ChangeBudget) -> ChangeBudgetBody:
        """The wire's budget."""
        return cls(changes=budget.changes, tolerance_minutes=budget.tolerance // timedelta(minutes=1))


class PlanRunRequest(Wire):
    """A new plan to make. What is left empty limits nothing: without any scope the whole desk is planned."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"regions": ["north"], "seconds": 10, "change_budget": {"changes": 3}}]}
    )

    regions: set[Name] = set()
    """Only crews and new tickets of these regions, and what is tied to them."""
    crews: set[Id] = set()
    """Only these crews' lists, and what is tied to them."""
    tickets: set[Id] = set()
    """Only these tickets may change crew."""
    horizon_minutes: Annotated[int, Field(ge=1, le=14 * DAY_MINUTES)] = DAY_MINUTES
    """The planning window: shifts that begin within this of now are planned."""
    locks: Annotated[list[VisitLockBody], Field(max_length=1000)] = []
    """Fixed for this run alone, besides the desk's locks."""
    change_budget: ChangeBudgetBody | None = None
    freeze_minutes: Annotated[int, Field(ge=0, le=DAY_MINUTES)] = 0
    """Published visits that start within this of now keep crew and place in line."""
    seconds: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] = 10
    """Time to search, from the first plan on."""

    def scope(self) -> RunScope:
        """The domain's scope."""
        horizon = timedelta(minutes=self.horizon_minutes)
        return RunScope(frozenset(self.regions), frozenset(self.crews), frozenset(self.tickets), horizon)

    def settings(self) -> RunSettings:
        """The domain's settings."""
        return RunSettings(
            seconds=self.seconds,
            freeze=timedelta(minutes=self.freeze_minutes),
            change_budget=None if self.change_budget is None else self.change_budget.budget(),
            locks=tuple(lock.of_visit() for lock in self.locks),
        )

    @staticmethod
    def fields_of(run: PlanRun) -> dict[str, Any]:
        """What was asked for, in the words of the wire."""
        scope, settings, minute = run.scope, run.settings, timedelta(minutes=1)
        budget = settings.change_budget
        return {
            "regions": sorted(scope.regions),
            "crews": sorted(scope.crews),
            "tickets": sorted(scope.tickets),
            "horizon_minutes": scope.horizon // minute,
            "locks": [VisitLockBody.of(lock) for lock in settings.locks],
            "change_budget": None if budget is None else ChangeBudgetBody.of(budget),
            "freeze_minutes": settings.freeze // minute,
            "seconds": settings.seconds,
        }


class JobOrderView(Wire):
    """The visits of one shift of a crew, in order; a visit is named as `T-1`, its second crew's as `T-1/1`."""

    crew_id: Id
    shift: int
    visits: list[str]

    @classmethod
    def of(cls, order: JobOrder) -> JobOrderView:
        """The view of an order."""
        return cls(crew_id=order.duty.crew_id, shift=order.duty.shift, visits=list(map(_named, order.visits)))


class RunProgressView(Wire):
    """The best plan so far."""

    at: datetime
    elapsed_seconds: float
    engine: str
    """Which one found it."""
    cost: float
    left_out: int
    """Tickets on nobody's list."""
    bound: float | None
    """No plan costs less than this, where that is proven."""
    lists: list[JobOrderView]

    @classmethod
    def of(cls, progress: RunProgress) -> RunProgressView:
        """The view of a progress."""
        return cls(
            at=progress.at,
            elapsed_seconds=progress.elapsed_seconds,
            engine=progress.source,
            cost=progress.cost,
            left_out=progress.left_out,
            bound=progress.bound,
            lists=_orders(progress.lists),
        )


class PlanRunView(PlanRunRequest):
    """A plan run."""

    id: Id
    state: RunState
    cause: CauseKind
    """Asked by a person, or why the desk asked by itself."""
    because_of: list[str]
    """The tickets that made the desk ask."""
    requested_by: str
    requested_at: datetime
    base_id: Id | None
    """The plan that was published then."""
    started_at: datetime | None
    ended_at: datetime | None
    worker: str | None
    """Who works on it: host, process and a name of its own."""
    attempts: int
    accept_asked: bool
    progress: RunProgressView | None
    plan_id: Id | None
    """The draft it made."""
    error: str | None

    @classmethod
    def of(cls, run: PlanRun) -> PlanRunView:
        """The view of a run."""
        return cls(
            **cls.fields_of(run),
            id=run.id,
            state=run.state,
            cause=run.cause.kind,
            because_of=list(run.cause.tickets),
            requested_by=run.requested_by,
            requested_at=run.requested_at,
            base_id=run.base_id,
            started_at=run.started_at,
            ended_at=run.ended_at,
            worker=run.worker,
            attempts=run.attempts,
            accept_asked=run.accept_asked,
            progress=None if run.progress is None else RunProgressView.of(run.progress),
            plan_id=run.plan_id,
            error=run.error,
        )


def _orders(lists: Iterable[JobOrder]) -> list[JobOrderView]:
    return [JobOrderView.of(order) for order in lists if order.visits]


def _named(visit: Visit) -> str:
    return f"{visit.ticket_id}/{visit.party}" if visit.party else visit.ticket_id
