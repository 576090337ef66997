"""A live problem written as a scenario folder, and read back before anybody else does."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from dispatch.errors import Conflict
from dispatch.problem import PlanningProblem
from scenarios import crew_columns, ticket_columns
from scenarios.column import AnyColumn
from scenarios.files import HEAD_FILE, read_scenario
from scenarios.plan_file import write_routes
from scenarios.saved_day import tables, yaml_files
from scenarios.saved_day.carried import carried
from scenarios.saved_day.texts import moments_in
from scenarios.scenario import Scenario

SOURCE = "A live desk, without names, addresses, contacts and notes"


@dataclass(frozen=True)
class WrittenDay:
    """A written folder as it was read back, and in sentences what of the day its files cannot say."""

    scenario: Scenario
    not_carried: tuple[str, ...]


def write_day(problem: PlanningProblem, title: str, folder: Path, *, coarse: bool = False) -> tuple[str, ...]:
    """As `written_day`, for who wants to know no more than what the files cannot say."""
    return written_day(problem, title, folder, coarse=coarse).not_carried


def written_day(problem: PlanningProblem, title: str, folder: Path, *, coarse: bool = False) -> WrittenDay:
    """Write what can still be planned into an empty folder, and read it back.

    Travel times are not written: whoever reads the folder estimates them as the desk does without a road server.

    Parameters
    ----------
    coarse
        Round all places to about 100 m.

    Raises
    ------
    Conflict
        When there is no open ticket, or no crew with a shift left.
    InputErrors
        When something, such as an id, could not be read back.
    """
    found = carried(problem, coarse=coarse)
    if not (found.problem.tickets and found.problem.crews):
        raise Conflict("there is nothing to save: a day needs an open ticket and a crew with a shift that is not over")
    write_folder(found.problem, title, SOURCE, folder)
    read = read_scenario(folder)
    return WrittenDay(read, (*found.not_carried, *_differences(found.problem, read)))


def write_folder(day: PlanningProblem, title: str, source: str, folder: Path) -> None:
    """Write the whole problem into an empty folder; nothing is taken out or checked."""
    moment = moments_in(ZoneInfo(day.policy.zone))
    _write_yaml(folder / HEAD_FILE, yaml_files.head(day, title, source, moment))
    _write_yaml(folder / yaml_files.POLICY, yaml_files.policy(day.policy))
    _write_table(folder / "tickets.csv", ticket_columns.COLUMNS, tables.ticket_rows(day.tickets, moment))
    _write_table(folder / "crews.csv", crew_columns.COLUMNS, tables.crew_rows(day.crews, moment))
    if day.previous is not None:
        write_routes(day.previous, folder / yaml_files.PUBLISHED)


def _write_yaml(file: Path, tree: yaml_files.Tree) -> None:
    file.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")


def _write_table(file: Path, columns: Iterable[AnyColumn], rows: Iterator[tables.Row]) -> None:
    """The rows under the columns that any of them fills."""
    kept = list(rows)
    names = [column.name for column in columns if any(row.get(column.name) for row in kept)]
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, names, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)


def _differences(day: PlanningProblem, read: Scenario) -> Iterator[str]:
    """What was not read back as it was."""
    for ticket, again in zip(day.tickets, read.tickets, strict=True):
        if ticket != again:
            yield f"Ticket {ticket.id} cannot be written quite as it is."
    for crew, same in zip(day.crews, read.crews, strict=True):
        if crew != same:
            yield f"Crew {crew.id} cannot be written quite as it is."
    parts = {
        "policy": (day.policy, read.policy),
        "locks": (day.locks, read.locks),
        "plan": (day.previous, read.previous),
    }
    for name, (kept, found) in parts.items():
        if kept != found:
            yield f"The {name} cannot be written quite as it is."
