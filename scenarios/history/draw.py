"""Days drawn from a fitted history, and the days that really were, both as tickets to plan."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from math import ceil
from random import Random

from dispatch.place import Place
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Party, Precedence, Priority, Ticket
from scenarios.history.fit import BLOCKS, AreaFit, HistoryFit
from scenarios.simulation.uncertainty import FOLLOW_UP_SUFFIX, Fact, repair_of

HOUR = timedelta(hours=1)
REPAIR_CREW_WITHIN = timedelta(hours=6)
"""When a second crew is due, from the report on: half of PG&E's came by then, see ``ASSESS_AND_FIX``."""
URGENT_CUSTOMERS, HIGH_CUSTOMERS = 200, 10
"""More customers than these make a ticket urgent, or high."""


def draw_day(fit: HistoryFit, day: date, seed: int, factor: float = 1.0, storm: bool = False) -> tuple[Ticket, ...]:
    """A day's tickets in order of report: same fit, day and seed, same tickets.

    A larger `factor` keeps the tickets of a smaller one and adds others. In a `storm` each area draws its own
    storm's multiple, with the storm's mix of faults.

    Raises
    ------
    ValueError
        When `factor` is negative.
    """
    if factor < 0:
        raise ValueError(f"factor {factor} is negative; 1 is an ordinary day, 2 twice as many tickets")
    midnight = datetime.combine(day, time(0), fit.history.zone).astimezone(UTC)
    drawn: list[Ticket] = []
    for name, area in fit.areas.items():
        for layer in range(ceil(factor)):
            dice = Random(f"{seed}/{day}/{name}/{layer}/{storm}")
            for number, after in enumerate(_arrivals(dice, area, area.storm_times if storm else 1.0)):
                # Each ticket's own dice, so that one left out shifts no other.
                own = Random(f"{seed}/{day}/{name}/{layer}/{storm}/{number}")
                if own.random() < factor - layer:
                    id_ = f"{name or 'area'}-{layer}-{number}"
                    drawn.append(_drawn(fit, own, id_, name, midnight + after, storm))
    drawn.sort(key=lambda ticket: (ticket.reported_at, ticket.id))
    return tuple(drawn)


def _arrivals(dice: Random, area: AreaFit, times: float) -> Iterator[timedelta]:
    """A Poisson process whose rate changes by the hour: unit-rate gaps on the clock of expected tickets."""
    expected = list(accumulate((times * rate for rate in area.hourly), initial=0.0))
    passed = 0.0
    while True:
        passed += dice.expovariate(1.0)
        if passed >= expected[-1]:
            return
        hour = bisect_right(expected, passed) - 1
        part = (passed - expected[hour]) / (expected[hour + 1] - expected[hour])
        yield timedelta(seconds=int((hour + part) * 3600))


def _drawn(fit: HistoryFit, dice: Random, id_: str, area: str, reported_at: datetime, storm: bool) -> Ticket:
    shares = fit.storm_shares if storm else fit.shares
    fault_type = dice.choices(tuple(shares), tuple(shares.values()))[0]
    customers, hazard = dice.choice(fit.faults[fault_type].cases)
    place, area_class = dice.choice(fit.areas[area].places)
    return _ticket(fit, id_, area, place, area_class, reported_at, fault_type, customers, hazard)


def draw_incidents(
    fit: HistoryFit,
    count: int,
    seed: str,
    within: tuple[datetime, datetime],
    area_class: AreaClass | None = None,
    fault_type: str = "",
) -> Iterator[tuple[Ticket, ...]]:
    """So many incidents of a storm, each a ticket and, where one is drawn to be needed, the repair after it.

    Areas and hours between the two moments come in their fitted rates, fault types in a storm's shares. Each has
    dice of its own: a larger count keeps those of a smaller one.

    Parameters
    ----------
    area_class, fault_type
        Only places of that class, and types that hold that text.

    Raises
    ------
    LookupError
        When the history has no such place or no such type.
    """
    places = {
        name: [place for place in area.places if area_class in (None, place[1])] for name, area in fit.areas.items()
    }
    shares = {name: share for name, share in fit.storm_shares.items() if fault_type.lower() in name.lower()}
    if not any(places.values()):
        raise LookupError("area")
    if not shares:
        raise LookupError("fault_type")
    spots = [
        (name, hour, area.storm_times * area.hourly[fit.history.local(hour[0]).hour] * max(1.0, _seconds(hour)))
        for name, area in fit.areas.items()
        if places[name]
        for hour in _hours(within)
    ]
    for number in range(1, count + 1):
        dice = Random(f"{seed}/{number}")
        area, hour, _ = dice.choices(spots, [weight for *_, weight in spots])[0]
        reported_at = hour[0] + timedelta(seconds=int(dice.random() * _seconds(hour)))
        kind = dice.choices(tuple(shares), tuple(shares.values()))[0]
        place, class_ = dice.choice(places[area])
        customers, hazard = dice.choice(fit.faults[kind].cases)
        first = _ticket(fit, str(number), area, place, class_, reported_at, kind, customers, hazard)
        yield with_work(fit, first, dice)


def with_work(fit: HistoryFit, ticket: Ticket, dice: Random) -> tuple[Ticket, ...]:
    """The ticket with its work drawn, and after it the repair where one is drawn to be needed.

    The power is back with the repair, so its ticket has the customers then.
    """
    fault = fit.faults[ticket.fault_type]
    usual = _block_times(fit, ticket.reported_at)
    first = replace(ticket, parties=(_party(usual * fault.first_work.at(dice.random()), fit.history.trades.first),))
    if dice.random() >= fault.repaired_share:
        return (first,)
    repair = replace(
        first,
        id=ticket.id + FOLLOW_UP_SUFFIX,
        parties=(_party(fault.repair_work.at(dice.random()), fault.repair_skills),),
        fault_type=repair_of(ticket.fault_type),
        hazard=False,
        arrive_by=ticket.reported_at + REPAIR_CREW_WITHIN,
        after=(Precedence(ticket.id),),
    )
    return replace(first, customers=0), repair


def _hours(within: tuple[datetime, datetime]) -> list[tuple[datetime, datetime]]:
    """The stretch cut into pieces of up to an hour; at least one, be it empty."""
    start, end = within
    count = max(1, ceil((end - start) / HOUR))
    return [(start + number * HOUR, min(end, start + (number + 1) * HOUR)) for number in range(count)]


def _seconds(span: tuple[datetime, datetime]) -> float:
    return (span[1] - span[0]).total_seconds()


def past_day(fit: HistoryFit, day: date) -> tuple[tuple[Ticket, ...], Mapping[str, Fact]]:
    """The tickets that were reported on a day, in order, and what their work truly took where it was recorded."""
    past = fit.history.of_day(day)
    tickets = tuple(
        _ticket(fit, p.id, p.area, p.place, p.area_class, p.reported_at, p.fault_type, p.customers, p.hazard)
        for p in past
    )
    return tickets, {one.id: Fact(one.first_work, one.repair_work, one.repaired) for one in past}


def _ticket(
    fit: HistoryFit,
    id_: str,
    area: str,
    place: Place,
    area_class: AreaClass,
    reported_at: datetime,
    fault_type: str,
    customers: int,
    hazard: bool,
) -> Ticket:
    usual = fit.faults[fault_type].first_work.median * _block_times(fit, reported_at)
    return Ticket(
        id=id_,
        place=place,
        reported_at=reported_at,
        area_class=area_class,
        priority=priority_of(customers, hazard),
        parties=(_party(usual, fit.history.trades.first),),
        fault_type=fault_type,
        address=area,
        customers=customers,
        hazard=hazard,
    )


def _block_times(fit: HistoryFit, reported_at: datetime) -> float:
    return fit.work_by_block[fit.history.local(reported_at).hour * BLOCKS // 24]


def _party(minutes: float, skills: tuple[Skill, ...]) -> Party:
    return Party(timedelta(minutes=max(1, round(minutes))), skills)


def priority_of(customers: int, hazard: bool) -> Priority:
    """Hazards first, then the most customers."""
    if hazard:
        return Priority.EMERGENCY
    if customers > URGENT_CUSTOMERS:
        return Priority.URGENT
    return Priority.HIGH if customers > HIGH_CUSTOMERS else Priority.ROUTINE
