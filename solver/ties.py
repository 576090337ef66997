"""Orders that ties allow: tickets whole, after those they follow, and not too long after work that has begun."""

from __future__ import annotations

from solver.arrays import FAR, Arrays, Records
from solver.result import Orders


def whole(p: Arrays, orders: Orders) -> Orders:
    """The orders without tickets that lack a party or one to come after; what is pinned stays."""
    planned = {visit for order in orders for visit in order}

    def lacking(ticket: int) -> bool:
        row = p.tickets[ticket]
        before = p.links["ticket"][row["link_from"] : row["link_to"]]
        return not all(_visits(p, int(one)) <= planned for one in (ticket, *before))

    while broken := [ticket for ticket in _loose(p) if _visits(p, ticket) & planned and lacking(ticket)]:
        planned -= set().union(*(_visits(p, ticket) for ticket in broken))
    return [[visit for visit in order if visit in planned] for order in orders]


def too_late(p: Arrays, spots: Records) -> set[int]:
    """The planned visits of tickets that start too long after work that has begun, by the times in `spots`."""
    late: set[int] = set()
    if not (p.links["most"] < FAR).any():
        return late
    for ticket in _loose(p):
        row, own = p.tickets[ticket], [visit for visit in _visits(p, ticket) if spots[visit]["duty"] >= 0]
        for link in p.links[row["link_from"] : row["link_to"]] if own else ():
            before = _visits(p, int(link["ticket"]))
            if any(p.visits[visit]["under_way"] == -FAR for visit in before):
                continue
            done = max(int(spots[visit]["leave"]) for visit in before)
            if max(int(spots[visit]["start"]) for visit in own) > done + int(link["most"]):
                late.update(own)
    return late


def _loose(p: Arrays) -> list[int]:
    return [ticket for ticket in p.waiting.tolist() if not p.tickets[ticket]["pinned"]]


def _visits(p: Arrays, ticket: int) -> set[int]:
    return set(range(p.tickets[ticket]["visit_from"], p.tickets[ticket]["visit_to"]))
