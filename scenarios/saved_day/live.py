"""The live day as an archive, with what is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from dispatch.problem import PlanningProblem
from dispatch.travel import Estimate
from dispatch.travel.matrix import TravelTimes
from scenarios.files import read_scenario
from scenarios.saved_day.archive import pack
from scenarios.saved_day.writing import write_day
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
        As `write_day`.
    """
    with TemporaryDirectory(prefix="crewdispatch-") as name:
        folder = Path(name)
        told = (*write_day(problem, title_at(problem), folder), *travel_told(travel))
        return LiveSnapshot(read_scenario(folder), pack(folder), told)


def title_at(problem: PlanningProblem) -> str:
    """Which desk's day it is, and as of when."""
    return f"The live day, {problem.now.astimezone(ZoneInfo(problem.policy.zone)):%Y-%m-%d %H:%M}"


def travel_told(travel: TravelTimes) -> tuple[str, ...]:
    """A sentence where the desk's drives are not those that readers of a folder estimate."""
    if travel == Estimate():
        return ()
    return ("Drives are those of a road server here, and estimated from the distance where the folder is read.",)
