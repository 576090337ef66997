"""The live day as an archive, with what is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from dispatch.problem import PlanningProblem
from dispatch.travel import Estimate
from dispatch.travel.matrix import TravelTimes
from scenarios.saved_day.archive import pack
from scenarios.saved_day.writing import written_day
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class LiveSnapshot:
    """A live day as it was read back from its own files; its path is gone."""

    scenario: Scenario
    files: bytes
    not_carried: tuple[str, ...]


def snapshot(problem: PlanningProblem, travel: TravelTimes) -> LiveSnapshot:
    """The live problem, whose drives come from `travel`, as files.

    Raises
    ------
    Conflict, InputErrors
        As `written_day`.
    """
    with TemporaryDirectory(prefix="crewdispatch-") as name:
        folder = Path(name)
        day = written_day(problem, title_at(problem), folder)
        return LiveSnapshot(day.scenario, pack(folder), (*day.not_carried, *travel_told(travel)))


def title_at(problem: PlanningProblem) -> str:
    """Which desk's day it is, and as of when."""
    return f"The live day, {problem.now.astimezone(ZoneInfo(problem.policy.zone)):%Y-%m-%d %H:%M}"


def travel_told(travel: TravelTimes) -> tuple[str, ...]:
    """A sentence where the desk's drives are not those that readers of a folder estimate."""
    if travel == Estimate():
        return ()
    return ("Drives are those of a road server here, and estimated from the distance where the folder is read.",)
