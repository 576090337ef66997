"""Another way to dispatch: what rolling runs play the day with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from dispatch.problem import ChangeBudget
from dispatch.ticket import Priority
from scenarios import cells
from scenarios.changes.change import Change, ChangeError, key
from scenarios.scenario import Scenario
from scenarios.simulation.dispatch_policy import Optimised, Replan
from scenarios.simulation.greedy import Greedy, Queue

_NO_MINUTES: timedelta | None = None
_NO_COUNT: int | None = None


class Way(StrEnum):
    """Who decides who goes where."""

    OURS = "ours"
    NEAREST = "nearest"
    FIRST_COME = "first_come"
    PRIORITY = "priority"


QUEUES = {Way.NEAREST: Queue.NEAREST, Way.FIRST_COME: Queue.FIRST_COME, Way.PRIORITY: Queue.PRIORITY}


@dataclass(frozen=True, kw_only=True)
class SetDispatch(Change):
    """Another way to dispatch, in rolling runs: who plans, and when."""

    by: Way = key(
        cells.one_of(Way), "ours, nearest (crew), first_come or priority (list). Empty: ours.", "ours", Way.OURS
    )
    urgency: Priority = key(
        cells.number_of(Priority),
        "Plan at once for tickets of this priority or a more urgent one. Empty: for every ticket.",
        "2",
        Priority.ROUTINE,
    )
    every_minutes: timedelta | None = key(
        cells.optional_minutes, "Plan besides every so many minutes. Empty: not by the clock.", "30", _NO_MINUTES
    )
    when_idle: bool = key(cells.yes_no, "Plan when a crew has come to the end of its list. Empty: yes.", "no", True)
    freeze_minutes: timedelta = key(
        cells.minutes, "Visits that start within so many minutes keep crew and place in line.", "30", timedelta(0)
    )
    most_changes: int | None = key(
        cells.integer, "Visits that one plan may change. Empty: as many as it likes.", "5", _NO_COUNT
    )
    steps: int = key(cells.positive, "Search steps of each of our plans. Empty: 200.", "1000", 200)

    def apply(self, day: Scenario, _: int, /) -> Scenario:
        """Dispatch so."""
        if self.every_minutes == timedelta(0):
            raise ChangeError("every_minutes", "is 0: that would never end", "1 or more, or left out")
        replan = Replan(self.urgency, self.every_minutes, self.when_idle)
        budget = None if self.most_changes is None else ChangeBudget(self.most_changes)
        ours = Optimised("ours", replan, self.freeze_minutes, budget, self.steps)
        found = ours if self.by is Way.OURS else Greedy(QUEUES[self.by], replan, self.freeze_minutes, budget)
        if found == day.dispatch:
            raise ChangeError(None, "changes nothing: the day is dispatched so already", "another way to dispatch")
        return replace(day, dispatch=found)
