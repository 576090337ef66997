"""Reading a scenario folder: scenario.yaml, the two tables and the policy, with all faults at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch.crew import Crew
from dispatch.errors import InputErrors, InputFault
from dispatch.policy import Policy
from dispatch.ticket import Ticket
from scenarios import crew_columns, policy_file, scenario_keys, ticket_columns
from scenarios.column import Record, Zone
from scenarios.crew_table import crews_from
from scenarios.cross_checks import check_tickets
from scenarios.orders import budget_from, locks_from, published_from
from scenarios.scenario import Scenario
from scenarios.table import read_table
from scenarios.ticket_table import ticket_from
from scenarios.travel_section import travel_from
from scenarios.yaml_tree import Section, read_yaml

HEAD_FILE = "scenario.yaml"


@dataclass(frozen=True)
class _Tables:
    """The rows of both tables, and what became of them; None for a table of which no row can be used."""

    ticket_rows: list[Record] | None
    tickets: list[Ticket | None]
    crew_rows: list[Record] | None
    crews: tuple[Crew, ...]


def read_scenario(path: Path) -> Scenario:
    """Read the scenario in a folder; see FORMAT.md for what it may hold.

    Raises
    ------
    InputErrors
        With every fault found in all its files, in the order of the files and their rows.
    """
    faults: list[InputFault] = []
    if not path.is_dir():
        missing = "is not a folder" if path.exists() else "is not there"
        raise InputErrors([InputFault(str(path), missing, allowed="a folder with scenario.yaml and two tables")])
    head = read_yaml(path / HEAD_FILE, faults) or Section(HEAD_FILE, None, faults)
    if head.nodes:
        head.only(scenario_keys.TOP, scenario_keys.SECTIONS)
        head.get(scenario_keys.FORMAT)
    head.zone = _zone(head)
    policy = _policy(path, head, faults)
    tables = _tables(path, head, faults)
    scenario = _assemble(path, head, policy, tables)
    if scenario is None or faults:
        raise InputErrors(_in_order(faults))
    return scenario


def _zone(head: Section) -> Zone:
    """The declared zone; UTC where it cannot be read, so that one fault does not become one in every row."""
    zone = head.get(scenario_keys.ZONE)
    unreadable = not head.nodes or bool(head.text(scenario_keys.ZONE))
    return ZoneInfo("UTC") if zone is None and unreadable else zone


def _policy(path: Path, head: Section, faults: list[InputFault]) -> Policy | None:
    policy = policy_file.named_policy(path, head, scenario_keys.POLICY, faults)
    zone = head.get(scenario_keys.ZONE)
    return policy if policy is None or zone is None else replace(policy, zone=zone.key)


def _tables(path: Path, head: Section, faults: list[InputFault]) -> _Tables:
    now = head.get(scenario_keys.NOW) if head.nodes else None
    ticket_rows = read_table(path, "tickets", ticket_columns.COLUMNS, head.zone, faults)
    crew_rows = read_table(path, "crews", crew_columns.COLUMNS, head.zone, faults)
    tickets = [ticket_from(record, now) for record in ticket_rows or ()]
    crews = crews_from(crew_rows or ())
    check_tickets(list(zip(ticket_rows or (), tickets, strict=True)), crew_rows or (), head.texts_of("skills"))
    return _Tables(ticket_rows, tickets, crew_rows, crews)


def _assemble(path: Path, head: Section, policy: Policy | None, tables: _Tables) -> Scenario | None:
    tickets = _whole(tables.tickets)
    now = head.get(scenario_keys.NOW) if head.nodes else None
    travel = travel_from(head.section("travel"))
    locks = locks_from(head, tickets, tables.ticket_rows, tables.crew_rows)
    rows = (*(tables.ticket_rows or ()), *(tables.crew_rows or ()))
    published = published_from(path, head, tickets, tables.crews) if all(row.sound for row in rows) else None
    budget = budget_from(head)
    if now is None or policy is None or travel is None:
        return None
    return Scenario(
        name=path.resolve().name,
        title=head.get(scenario_keys.TITLE) or path.resolve().name,
        now=now,
        policy=policy,
        tickets=tickets,
        crews=tables.crews,
        travel=travel,
        path=path,
        locks=locks,
        freeze_until=head.get(scenario_keys.FREEZE),
        change_budget=budget,
        previous=published,
        source=head.get(scenario_keys.SOURCE),
        licence=head.get(scenario_keys.LICENCE),
    )


def _whole(tickets: Sequence[Ticket | None]) -> tuple[Ticket, ...]:
    return tuple(ticket for ticket in tickets if ticket is not None)


def _in_order(faults: Sequence[InputFault]) -> list[InputFault]:
    files = list(dict.fromkeys(fault.file for fault in faults))
    return sorted(faults, key=lambda fault: (files.index(fault.file), fault.row or 0))
