"""What dispatchers have decided already: the locks, the change budget and the published plan in scenario.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from dispatch.crew import Crew
from dispatch.duty import DutyKey
from dispatch.errors import InputErrors
from dispatch.plan import Plan
from dispatch.problem import ChangeBudget, Lock
from dispatch.ticket import Ticket, Visit
from scenarios import cells, crew_columns, scenario_keys, ticket_columns
from scenarios.column import CellError, Record, nearest
from scenarios.scenario import PublishedOrder
from scenarios.yaml_tree import Section


def locks_from(
    head: Section, tickets: Sequence[Ticket], ticket_rows: Sequence[Record] | None, crew_rows: Sequence[Record] | None
) -> tuple[Lock, ...]:
    """The locks; what they name is looked up in the tables that could be read."""
    parties = {ticket.id: len(ticket.parties) for ticket in tickets}
    known = tuple(record.text(ticket_columns.ID) for record in ticket_rows or ())
    crews = tuple(record.text(crew_columns.ID) for record in crew_rows or ())
    locks = []
    for section in head.sections("locks"):
        section.only(scenario_keys.LOCK)
        visit, crew_id = section.get(scenario_keys.LOCKED), section.get(scenario_keys.LOCK_CREW)
        start = section.get(scenario_keys.LOCK_START)
        if known and visit.ticket_id and visit.ticket_id not in known:
            _unknown(section, "ticket", visit.ticket_id, known)
        elif visit.party >= parties.get(visit.ticket_id, visit.party + 1):
            section.fault("ticket", f"has {parties[visit.ticket_id]} parties only", section.text(scenario_keys.LOCKED))
        if crews and crew_id and crew_id not in crews:
            _unknown(section, "crew", crew_id, crews)
        if not crew_id and start is None and section.sound:
            section.fault(None, "locks nothing", allowed="a crew, a start, or both")
        locks.append(Lock(visit, crew_id or None, start))
    return tuple(locks)


def _unknown(section: Section, what: str, value: str, known: tuple[str, ...]) -> None:
    section.fault(what, f"is not in the {what} table", value, nearest(value, known[:20]))


def budget_from(head: Section) -> ChangeBudget | None:
    """The change budget, when there is one."""
    if "change_budget" not in head.nodes:
        return None
    section = head.section("change_budget").only(scenario_keys.BUDGET)
    return ChangeBudget(section.get(scenario_keys.CHANGES), section.get(scenario_keys.TOLERANCE))


def published_from(
    path: Path, head: Section, tickets: Sequence[Ticket], crews: Sequence[Crew]
) -> Plan | PublishedOrder | None:
    """The published plan: the file a text names, or the order of visits a mapping gives."""
    node = head.nodes.get("previous")
    if isinstance(node, yaml.ScalarNode):
        return _plan_file(path, head)
    if node is None:
        return None
    section = head.section("previous")
    section.only((), [crew.id for crew in crews])
    left = {visit for ticket in tickets for visit in ticket.visits}
    return {
        DutyKey(crew.id, number): order
        for crew in crews
        if crew.id in section.nodes
        for number, order in enumerate(_orders(section, crew, left))
    }


def _plan_file(path: Path, head: Section) -> Plan | None:
    from scenarios.plan_file import read_routes

    named = head.get(scenario_keys.PREVIOUS)
    if not named:
        return None
    try:
        return read_routes(path / named)
    except InputErrors as errors:
        for fault in errors.faults:
            head.fault("previous", f"{fault.file} {fault.message}", named, fault.allowed)
        return None


def _orders(section: Section, crew: Crew, left: set[Visit]) -> list[tuple[Visit, ...]]:
    """A crew's lists: one list for its first shift, or a list of lists, one a shift."""
    nodes = section.entries(crew.id)
    lists = [node for node in nodes if isinstance(node, yaml.SequenceNode)]
    if lists and len(lists) < len(nodes):
        section.fault(crew.id, "mixes visits and lists", allowed="a list of visits, or a list of such lists")
        return []
    if len(lists) > len(crew.shifts):
        section.fault(crew.id, f"has {len(lists)} lists for {len(crew.shifts)} shifts", allowed="one list a shift")
        return []
    return [tuple(_visits(section, crew.id, one.value, left)) for one in lists] or [
        tuple(_visits(section, crew.id, nodes, left))
    ]


def _visits(section: Section, crew_id: str, nodes: Sequence[yaml.Node], left: set[Visit]) -> list[Visit]:
    """One list's visits; each is taken out of `left`, for no visit is on two lists."""
    found = []
    for node in nodes:
        text = node.value if isinstance(node, yaml.ScalarNode) else "a list or mapping"
        try:
            visit = cells.visit(text, None)
        except CellError as error:
            section.fault(crew_id, error.message, text, error.allowed)
            continue
        if visit not in left:
            section.fault(crew_id, "names a visit twice, or one that no ticket has", text, "ticket, or ticket#party")
        left.discard(visit)
        found.append(visit)
    return found
