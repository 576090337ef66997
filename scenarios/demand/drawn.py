"""A day to come, drawn from its forecast and saved as a scenario folder: what staffing what-ifs play."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random

from dispatch.errors import DispatchError
from dispatch.problem import PlanningProblem, travel_for
from dispatch.ticket import Ticket
from scenarios.files import read_scenario
from scenarios.history.draw import draw_day, with_work
from scenarios.history.fit import HistoryFit
from scenarios.history.past_ticket import DAY
from scenarios.history.replay import Desk
from scenarios.saved_day.writing import write_folder
from scenarios.scenario import Scenario


def save_drawn_day(fit: HistoryFit, day: date, seed: int, desk: Desk, folder: Path) -> Scenario:
    """Write a day of the fit, and the desk's crews on it, into a new folder: seen from its end, all reports in.

    Raises
    ------
    DispatchError
        When the folder is there already, or nothing is reported on the day drawn.
    """
    tickets = tuple(_tickets(fit, day, seed))
    if not tickets:
        raise DispatchError(f"seed {seed} draws a day without tickets: take another seed")
    if folder.exists():
        raise DispatchError(f"{folder} is there already: name a new folder")
    folder.mkdir(parents=True)
    midnight = datetime.combine(day + DAY, time(0), fit.history.zone).astimezone(UTC)
    crews = tuple(replace(crew, position=None, free_from=None) for crew in desk.crews_on(day))
    problem = PlanningProblem(midnight, tickets, crews, desk.policy, travel_for(desk.travel, tickets, crews))
    source = f"Drawn with seed {seed} from {fit.history.source or 'a ticket history'}"
    write_folder(problem, f"{day}, as it may come", source, folder)
    return read_scenario(folder)


def _tickets(fit: HistoryFit, day: date, seed: int) -> Iterator[Ticket]:
    """Each with its work drawn, and the repair after it where one is needed."""
    for number, ticket in enumerate(draw_day(fit, day, seed), start=1):
        yield from with_work(fit, replace(ticket, id=f"D{number}"), Random(f"{seed}/{ticket.id}/work"))
