"""Days drawn from a fitted history, and the days that really were, both as tickets to plan."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from math import ceil
from random import Random

from dispatch.place import Place
from dispatch.ticket import AreaClass, Party, Priority, Ticket
from scenarios.history.fit import BLOCKS, AreaFit, HistoryFit
from scenarios.simulation.uncertainty import Fact

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
    block = fit.history.local(reported_at).hour * BLOCKS // 24
    usual = fit.faults[fault_type].first_work.median * fit.work_by_block[block]
    return Ticket(
        id=id_,
        place=place,
        reported_at=reported_at,
        area_class=area_class,
        priority=priority_of(customers, hazard),
        parties=(Party(timedelta(minutes=max(1, round(usual))), fit.history.trades.first),),
        fault_type=fault_type,
        address=area,
        customers=customers,
        hazard=hazard,
    )


def priority_of(customers: int, hazard: bool) -> Priority:
    """Hazards first, then the most customers."""
    if hazard:
        return Priority.EMERGENCY
    if customers > URGENT_CUSTOMERS:
        return Priority.URGENT
    return Priority.HIGH if customers > HIGH_CUSTOMERS else Priority.ROUTINE
