"""What rows say of each other: unique ids, known names, no circles, skills that somebody holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median

from dispatch.ticket import Ticket
from scenarios import crew_columns, ticket_columns
from scenarios.column import AnyColumn, Record, nearest

Rows = Sequence[tuple[Record, Ticket | None]]

SWAPPED_DEGREES = 5.0
"""A place this far from the others in both directions, that would lie among them swapped, is swapped."""


def check_tickets(rows: Rows, crew_rows: Sequence[Record], other_skills: Iterable[str]) -> None:
    """Note every fault between tickets, and between tickets and crews, in the tickets' records.

    Ids of rows with faults of their own count as known, so that one slip is reported once.
    """
    tickets = dict.fromkeys(record.text(ticket_columns.ID) for record, _ in rows)
    crews = dict.fromkeys(record.text(crew_columns.ID) for record in crew_rows)
    held = _skills_held(crew_rows) | set(other_skills)
    _check_unique(record for record, _ in rows)
    for record, _ in rows:
        after = [link.ticket_id for link in record.get(ticket_columns.AFTER)]
        upstream = record.get(ticket_columns.UPSTREAM)
        _check_known(record, ticket_columns.AFTER, after, tickets, "ticket")
        _check_known(record, ticket_columns.UPSTREAM, [upstream] if upstream else [], tickets, "ticket")
        if any(crews):
            _check_crews(record, crews)
        if any(crews) and not any(row.is_wrong(crew_columns.SKILLS) for row in crew_rows):
            _check_skills(record, held)
    _check_circles(rows, ticket_columns.AFTER, _after)
    _check_circles(rows, ticket_columns.UPSTREAM, _upstream)
    _check_swapped(rows)


def _after(ticket: Ticket) -> tuple[str, ...]:
    return tuple(link.ticket_id for link in ticket.after)


def _upstream(ticket: Ticket) -> tuple[str, ...]:
    return (ticket.upstream,) if ticket.upstream is not None else ()


def _skills_held(crew_rows: Iterable[Record]) -> set[str]:
    return {skill.name for record in crew_rows for skill in record.get(crew_columns.SKILLS)}


def _check_unique(records: Iterable[Record]) -> None:
    first: dict[str, int | None] = {}
    for record in records:
        ticket_id = record.text(ticket_columns.ID)
        if ticket_id and ticket_id in first:
            message = f"is the id of row {first[ticket_id]} already"
            record.fault(ticket_columns.ID.name, message, ticket_id, "each ticket once")
        first.setdefault(ticket_id, record.row)


def _check_known(record: Record, column: AnyColumn, ids: Iterable[str], known: Mapping[str, None], what: str) -> None:
    for one in ids:
        if one not in known:
            record.fault(
                column.name, f"names a {what} that is not in the {what} table", one, _likely(one, tuple(known))
            )


def _likely(wrong: str, known: tuple[str, ...]) -> str:
    proposal = nearest(wrong, known)
    return proposal if len(proposal) <= 120 else f"one of the {len(known)} ids there"


def _check_crews(record: Record, crews: Mapping[str, None]) -> None:
    started = [work.crew_id for work in record.get(ticket_columns.STARTED)]
    for column in (ticket_columns.PREFERRED, ticket_columns.FORBIDDEN):
        names = record.get(column)
        _check_known(record, column, sorted(names), crews, "crew")
    _check_known(record, ticket_columns.STARTED, started, crews, "crew")


def _check_skills(record: Record, held: set[str]) -> None:
    for skill in (skill for party in record.get(ticket_columns.SKILLS) for skill in party):
        if skill.name not in held:
            allowed = f"{_likely(skill.name, tuple(sorted(held)))} or list it under skills in scenario.yaml"
            record.fault(ticket_columns.SKILLS.name, "needs a skill that no crew holds", skill.name, allowed)


def _check_circles(rows: Rows, column: AnyColumn, links: Callable[[Ticket], tuple[str, ...]]) -> None:
    graph = {ticket.id: links(ticket) for _, ticket in rows if ticket is not None}
    for circle in circles(graph):
        record = next(record for record, _ in rows if record.text(ticket_columns.ID) == circle[0])
        path = " -> ".join((*circle, circle[0]))
        record.fault(column.name, f"goes round in a circle: {path}", record.text(column), "links that end somewhere")


def circles(graph: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """One circle for each knot of links that never ends; iterative, for chains may be thousands long."""
    done: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in graph:
        path: list[str] = []
        place: dict[str, int] = {}
        stack: list[tuple[str, bool]] = [(root, True)]
        while stack:
            node, entering = stack.pop()
            if not entering:
                path.pop()
                del place[node]
                done.add(node)
            elif node in place:
                found.append(tuple(path[place[node] :]))
            elif node not in done and node in graph:
                place[node] = len(path)
                path.append(node)
                stack.append((node, False))
                stack.extend((following, True) for following in graph[node])
    return found


def _check_swapped(rows: Rows) -> None:
    """Swapped coordinates that are legal, as in Europe or Africa, show against where the other tickets are."""
    places = [ticket.place for _, ticket in rows if ticket is not None]
    if len(places) < 3:
        return
    lat, lon = median(place.lat for place in places), median(place.lon for place in places)
    for record, ticket in rows:
        if ticket is None:
            continue
        off = (abs(ticket.place.lat - lat), abs(ticket.place.lon - lon))
        off_swapped = (abs(ticket.place.lon - lat), abs(ticket.place.lat - lon))
        if min(off) > SWAPPED_DEGREES >= max(off_swapped):
            record.fault(
                ticket_columns.LAT.name,
                "latitude and longitude look swapped: the other tickets are elsewhere",
                f"{ticket.place.lat:g}, {ticket.place.lon:g}",
                "latitude first, then longitude",
            )
