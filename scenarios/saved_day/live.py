"""What a saved live day is called, and what is told of its drives."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from dispatch.problem import PlanningProblem
from dispatch.travel import Estimate
from dispatch.travel.matrix import TravelTimes


def title_at(problem: PlanningProblem) -> str:
    """Which desk's day it is, and as of when."""
    return f"The live day, {problem.now.astimezone(ZoneInfo(problem.policy.zone)):%Y-%m-%d %H:%M}"


def travel_told(travel: TravelTimes) -> tuple[str, ...]:
    """A sentence where the desk's drives are not those that readers of a folder estimate."""
    if travel == Estimate():
        return ()
    return ("Drives are those of a road server here, and estimated from the distance where the folder is read.",)
