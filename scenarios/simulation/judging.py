"""A simulated day in figures, by the names that variants are compared by; and what the crews did, as a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from dispatch.duty import DutyKey
from dispatch.plan import CrewRoute, Plan, Stop
from dispatch.policy import Policy
from dispatch.ticket import AreaClass, Priority
from scenarios.evaluation import WITHIN_MINUTES, Evaluation, TicketFate
from scenarios.scenario import Scenario
from scenarios.simulation.day_record import DayRecord, TicketRecord
from scenarios.simulation.rolling_day import rolling_day
from scenarios.simulation.simulate import simulate
from solver.settings import Settings

MINUTE = timedelta(minutes=1)


def evaluate_rolling(day: Scenario, seed: int, settings: Settings, judge: Policy) -> Evaluation:  # noqa: ARG001
    """Let a scenario's day unroll as it is dispatched, and read off what comes of it under `judge`'s clocks.

    Work and drives vary as measured; the tickets are those of the day. `settings` are those of static
    runs: how each plan of a rolling day is made says the day's own way to dispatch.
    """
    return judged_day(simulate(rolling_day(day), day.dispatch, seed), judge)


def judged_day(record: DayRecord, judge: Policy) -> Evaluation:
    """The evaluation of a simulated day.

    Shares are of the tickets reported: one that nobody came to is late. A repair that a first crew found
    to be needed belongs to its ticket, whose power is back when the repair is done. Who is never
    finished is dark for as long as the policy has it pay for, from the day's start, and to its horizon at least.
    """
    first = [one for one in record.tickets if one.follow_up_of is None]
    back = restored_at(record)
    fates = {one.ticket.id: _fate(one, back.get(one.ticket.id)) for one in first}
    dark_until = max(record.horizon, record.start + judge.weights.left_out_outage)
    dark = (one.ticket.customers * _minutes(one, back.get(one.ticket.id, dark_until)) for one in first)
    figures = {
        **_kept("on_site", first, {one.ticket.id: one.on_site_at for one in first}, _arrive_by(judge, first)),
        **_kept("restored", first, back, _restore_by(judge, first)),
        **dict(_waiting(first, fates)),
        "customer_minutes": sum(dark),
        "left_out": float(sum(one.ticket.id not in back for one in first)),
        "travel_minutes": _travel(record) / MINUTE,
        "overtime_minutes": sum((duty.overtime for duty in record.duties), timedelta(0)) / MINUTE,
        "plans": float(len(record.plans)),
        "moved": float(sum(plan.moved for plan in record.plans)),
    }
    return Evaluation(figures, fates, plan_of(record))


def restored_at(record: DayRecord) -> dict[str, datetime]:
    """When power was back, by the id of each first ticket: its work, its repair and all upstream done."""
    ends = {one.ticket.id: one.done_at for one in record.tickets}
    repairs = {one.follow_up_of: one.done_at for one in record.tickets if one.follow_up_of is not None}
    upstream = {one.ticket.id: one.ticket.upstream for one in record.tickets}
    found: dict[str, datetime] = {}
    for one in record.tickets:
        needed: list[datetime | None] = []
        at, seen = one.ticket.id, set[str]()
        while at in ends and at not in seen:
            seen.add(at)
            needed += [ends[at], repairs.get(at, ends[at])]
            at = upstream[at] or ""
        known = [end for end in needed if end is not None]
        if one.follow_up_of is None and len(known) == len(needed):
            found[one.ticket.id] = max(known)
    return found


def plan_of(record: DayRecord) -> Plan:
    """What the crews did, in the form of a plan; what nobody finished is left out, and so are visits broken off."""
    visits: dict[DutyKey, list[Stop]] = {}
    stays = (visit for one in record.tickets for visit in one.visits if visit.left_at is None)
    for one in sorted(stays, key=lambda visit: visit.set_out_at):
        start = one.started_at or one.on_site_at
        stop = Stop(one.visit, one.set_out_at, one.travel, one.on_site_at, start, one.done_at or start)
        visits.setdefault(one.duty, []).append(stop)
    routes = tuple(
        CrewRoute(duty.duty, visits[duty.duty][0].depart, tuple(visits[duty.duty]), duty.return_travel, duty.end)
        for duty in record.duties
        if duty.duty in visits
    )
    return Plan(routes, tuple(one.unserved for one in record.tickets if one.unserved is not None))


def _arrive_by(judge: Policy, tickets: Sequence[TicketRecord]) -> dict[str, datetime]:
    return {one.ticket.id: judge.targets.arrive_by(one.ticket) for one in tickets}


def _restore_by(judge: Policy, tickets: Sequence[TicketRecord]) -> dict[str, datetime]:
    return {one.ticket.id: judge.targets.restore_by(one.ticket) for one in tickets}


def _kept(
    name: str,
    tickets: Sequence[TicketRecord],
    happened: Mapping[str, datetime | None],
    due: Mapping[str, datetime],
) -> dict[str, float]:
    """The share of a promise that was kept: of all, and by the area classes that occur."""

    def share(some: Sequence[TicketRecord]) -> float:
        times = ((happened.get(one.ticket.id), due[one.ticket.id]) for one in some)
        return sum(at is not None and at <= latest for at, latest in times) / len(some)

    groups = {name: tickets} | {
        f"{name}_{area.value}": [one for one in tickets if one.ticket.area_class is area] for area in AreaClass
    }
    return {key: share(some) for key, some in groups.items() if some}


def _waiting(tickets: Sequence[TicketRecord], fates: Mapping[str, TicketFate]) -> Iterator[tuple[str, float]]:
    waits = [fate.on_site for fate in fates.values() if fate.on_site is not None]
    if tickets:
        for within in WITHIN_MINUTES:
            yield f"on_site_{within}_min", sum(wait <= within for wait in waits) / len(tickets)
    if waits:
        yield "minutes_to_site", sum(waits) / len(waits)
    urgent = [fates[one.ticket.id].on_site for one in tickets if one.ticket.priority <= Priority.URGENT]
    came = [wait for wait in urgent if wait is not None]
    if came:
        yield "urgent_minutes_to_site", sum(came) / len(came)


def _fate(one: TicketRecord, back: datetime | None) -> TicketFate:
    came = one.on_site_at
    reason = "" if one.unserved is None else one.unserved.reason.value
    return TicketFate(
        None if came is None else _minutes(one, came), None if back is None else _minutes(one, back), reason
    )


def _minutes(one: TicketRecord, until: datetime) -> float:
    return (until - one.ticket.reported_at) / MINUTE


def _travel(record: DayRecord) -> timedelta:
    home = sum((duty.return_travel for duty in record.duties), timedelta(0))
    return sum((visit.travel for one in record.tickets for visit in one.visits), home)
