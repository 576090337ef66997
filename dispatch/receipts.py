"""What the change of one ticket buys: the plan compared with the same plan without it."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.balance import Balance, balance
from dispatch.duty import DutyKey
from dispatch.plan import Plan, Reason, Sequences, Unassigned
from dispatch.problem import PlanningProblem
from dispatch.rules import check
from dispatch.schedule import schedule
from dispatch.sentences import Sentence, say
from dispatch.ticket import Visit


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the change buys; or, where it cannot be undone by itself, what would break then."""

    bought: Balance | None
    bound_by: Sentence | None = None

    @property
    def sentence(self) -> Sentence:
        """What the change is good for, in words."""
        if self.bought is not None:
            return say("receipt.bought", gained=self.bought.sentence, cost=round(-self.bought.cost))
        assert self.bound_by is not None
        return say("receipt.bound", why=self.bound_by)


def receipt(problem: PlanningProblem, old: Plan, new: Plan, ticket_id: str) -> Receipt:
    """What `new` gains by planning the ticket otherwise than `old` did, all else staying in its new order."""
    undone = whole_tickets(problem, _without_change(problem, old, new, ticket_id))
    broken = [one.sentence for one in check(problem, undone) if one.rule != "change_budget"]
    return Receipt(None, broken[0]) if broken else Receipt(balance(problem, undone, new))


def whole_tickets(problem: PlanningProblem, orders: Sequences) -> Plan:
    """The schedule of the tickets that all parties of are in `orders`; the others are left out."""
    planned = {visit for order in orders.values() for visit in order}
    whole = {ticket.id for ticket in problem.tickets if planned.issuperset(ticket.visits)}
    kept = {key: [visit for visit in order if visit.ticket_id in whole] for key, order in orders.items()}
    why = say("left_out.not_in_this_order")
    rest = tuple(Unassigned(t.id, Reason.COST, why) for t in problem.tickets if t.id not in whole)
    return schedule(problem, kept, rest)


def _without_change(problem: PlanningProblem, old: Plan, new: Plan, ticket_id: str) -> dict[DutyKey, list[Visit]]:
    """The new orders with the ticket back where it was: behind the last visit it came after that is still there."""
    orders = {key: [v for v in visits if v.ticket_id != ticket_id] for key, visits in new.sequences.items()}
    for key, visits in old.sequences.items():
        for number, visit in enumerate(visits):
            if visit.ticket_id == ticket_id and key in problem.duty:
                order = orders.setdefault(key, [])
                before = [order.index(one) + 1 for one in visits[:number] if one in order]
                order.insert(max(before, default=len(problem.heads.get(key, ()))), visit)
    return orders
