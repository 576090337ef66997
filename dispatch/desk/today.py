"""The day as the desk sees it now, and plans carried to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from dispatch.live_day import LiveDay, problem_at
from dispatch.plan import Plan
from dispatch.plan_diff import PlanDiff, diff
from dispatch.problem import PlanningProblem
from dispatch.score import score
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.travel.matrix import TravelTimes

NO_PLAN = Plan(())


@dataclass(frozen=True)
class Today:
    """The running day, and the problem it poses at `now`; read once, so that all of a request sees the same."""

    day: LiveDay
    now: datetime
    travel: TravelTimes

    @classmethod
    def of(cls, work: UnitOfWork, travel: TravelTimes, now: datetime) -> Today:
        """The day in the database.

        Raises
        ------
        NotFound
            When the desk has no policy yet.
        """
        return cls(work.running_day.read(now), now, travel)

    @cached_property
    def problem(self) -> PlanningProblem:
        """What is left to plan, with the published plan to count changes against."""
        return problem_at(self.day, self.now, self.travel)

    @property
    def published(self) -> Plan:
        """The plan crews know; empty before the first."""
        return self.day.published or NO_PLAN

    def diff(self, old: Plan, new: Plan, *, receipts: bool = False) -> PlanDiff:
        """What changes from `old`, as it was made, to `new`, a plan of the problem."""
        return diff(self.problem, old, new, cancelled=self.day.cancelled, receipts=receipts)

    def figures(self, plan: Plan) -> dict[str, object]:
        """What a plan of the problem costs, and how many tickets it leaves out."""
        found = score(self.problem, plan)
        terms = {term.value: cost for term, cost in found.terms.items() if cost}
        return {"cost": found.total, "terms": terms, "left_out": len(plan.unassigned)}
