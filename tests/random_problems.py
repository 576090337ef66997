"""Random planning problems that mix all rules, and random orders of visits for them; seeded, small, fast."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import time, timedelta
from random import Random

from dispatch.crew import Break, Crew, Shift
from dispatch.duty import DutyKey
from dispatch.plan import Plan
from dispatch.policy import Policy, RestoreFrom
from dispatch.problem import ChangeBudget, Lock, PlanningProblem
from dispatch.schedule import schedule
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Party, Precedence, Priority, Started, Step, Ticket, TicketPrices, Visit
from dispatch.travel import Traffic
from dispatch.window import TimeWindow
from tests.builders import NOW, at, minutes, policy, problem, spot, targets, ticket, weights, window

RULES = (
    "skills",
    "speed",
    "equipment",
    "parts",
    "windows",
    "access",
    "breaks",
    "make_safe",
    "parties",
    "precedence",
    "max_delay",
    "upstream",
    "preference",
    "forbidden",
    "locks",
    "started",
    "published",
    "frozen",
    "budget",
    "several_shifts",
    "on_call",
    "max_duty",
    "overtime",
    "mid_shift",
    "traffic",
    "first_priorities",
    "workload",
    "waiting",
    "callout",
    "steps",
    "own_clocks",
    "own_prices",
)
TRADES = ("line", "tree", "cable")


def random_problem(
    seed: int, rules: Collection[str] | None = None, tickets: int = 12, crews: int = 4
) -> PlanningProblem:
    """One case a seed. `rules`: exactly these are mixed in; None draws some of `RULES`."""
    rng = Random(seed)
    chosen = frozenset(rules) if rules is not None else frozenset(rule for rule in RULES if rng.random() < 0.6)
    unknown = chosen.difference(RULES)
    assert not unknown, f"no such rules: {sorted(unknown)}"
    drawn_crews = tuple(_crew(rng, chosen, f"C{number + 1}") for number in range(crews))
    names = [crew.id for crew in drawn_crews]
    drawn: list[Ticket] = []
    for number in range(tickets):
        drawn.append(_ticket(rng, chosen, f"T{number + 1}", names, drawn))
    if "started" in chosen:
        drawn, drawn_crews = _start_some(rng, drawn, drawn_crews)
    case = problem(drawn, drawn_crews, policy=_policy(rng, chosen), traffic=_traffic(rng, chosen))
    if "locks" in chosen:
        case = replace(case, locks=tuple(_lock(rng, case, one) for one in drawn if rng.random() < 0.2))
    if "published" in chosen:
        case = _published(rng, chosen, case)
    return case


def random_sequences(case: PlanningProblem, rng: Random, left_out: float = 0.15) -> dict[DutyKey, tuple[Visit, ...]]:
    """Heads in their place, then whole tickets at random on duties that are able; other rules are not looked at."""
    orders: dict[DutyKey, list[Visit]] = {key: list(visits) for key, visits in case.heads.items()}
    placed = {visit for visits in orders.values() for visit in visits}
    for one in rng.sample(case.tickets, len(case.tickets)):
        to_place = [visit for visit in one.visits if visit not in placed]
        if len(to_place) == len(one.visits) and rng.random() < left_out:
            continue
        busy = {key.crew_id for key, visits in orders.items() for visit in visits if visit.ticket_id == one.id}
        homes: dict[DutyKey, Visit] = {}
        for visit in to_place:
            able = [duty for duty in case.duties if duty.crew_id not in busy and _able(duty.crew, one, visit.party)]
            if not able:
                break
            duty = rng.choice(able)
            busy.add(duty.crew_id)
            homes[duty.key] = visit
        if len(homes) == len(to_place):
            for key, visit in homes.items():
                order = orders.setdefault(key, [])
                order.insert(rng.randint(len(case.heads.get(key, ())), len(order)), visit)
    return {key: tuple(visits) for key, visits in orders.items() if visits}


def random_plan(case: PlanningProblem, seed: int) -> Plan:
    """The schedule of random sequences; tickets on no list are not listed as unassigned."""
    return schedule(case, random_sequences(case, Random(seed)))


def _able(crew: Crew, one: Ticket, party: int) -> bool:
    gear = party > 0 or one.equipment <= crew.equipment
    return gear and not crew.lacks(one, party) and crew.id not in one.forbidden_crews


def _spot(rng: Random) -> tuple[float, float]:
    return rng.randint(-1500, 1500) / 60, rng.randint(-1500, 1500) / 60


def _crew(rng: Random, rules: Collection[str], name: str) -> Crew:
    crew = Crew(name, _shifts(rng, rules))
    if "skills" in rules:
        held = {trade: rng.randint(1, 3) for trade in TRADES if rng.random() < 0.75}
        crew = replace(crew, skills=tuple(Skill(*one) for one in held.items()))
    if "speed" in rules:
        crew = replace(crew, speed=tuple((trade, rng.choice((0.8, 1.0, 1.1, 1.25))) for trade in TRADES))
    if "equipment" in rules and rng.random() < 0.7:
        crew = replace(crew, equipment=frozenset({"bucket"}))
    if "parts" in rules:
        carried = tuple((part, rng.randint(1, 3)) for part in ("fuse", "transformer"))
        depot = spot(*_spot(rng)) if rng.random() < 0.7 else None
        crew = replace(crew, parts=carried, depot=depot, reload=minutes(rng.randint(5, 25)))
    if "max_duty" in rules:
        crew = replace(crew, max_duty=minutes(rng.randint(300, 700)))
    if "mid_shift" in rules and rng.random() < 0.5:
        crew = replace(crew, position=spot(*_spot(rng)), free_from=at(rng.randint(-20, 40)))
    if "callout" in rules:
        crew = replace(crew, callout_price=float(rng.randint(0, 80)))
    return replace(crew, min_rest=minutes(rng.choice((0, 480, 600))))


def _shifts(rng: Random, rules: Collection[str]) -> tuple[Shift, ...]:
    start = rng.randint(-120, 60)
    return tuple(
        _shift(rng, rules, start + day * 1440) for day in range(rng.randint(1, 3) if "several_shifts" in rules else 1)
    )


def _shift(rng: Random, rules: Collection[str], start: int) -> Shift:
    end = start + rng.randint(240, 600)
    home = spot(*_spot(rng))
    pauses: list[Break] = []
    if "breaks" in rules:
        for opens in (start + 90, start + 270)[: rng.randint(0, 2)]:
            opens += rng.randint(0, 60)
            pauses.append(Break(at(opens), at(opens + rng.randint(0, 80)), minutes(rng.randint(10, 40))))
    return Shift(
        at(start),
        at(end),
        home,
        home if rng.random() < 0.7 else spot(*_spot(rng)),
        max_overtime=minutes(rng.randint(0, 240)) if "overtime" in rules else timedelta(0),
        breaks=tuple(pauses),
        on_call="on_call" in rules and rng.random() < 0.4,
    )


def _ticket(rng: Random, rules: Collection[str], name: str, crews: list[str], before: list[Ticket]) -> Ticket:
    customers = rng.choice((0, 1, 12, 150, 900))
    count = rng.randint(2, 3) if "parties" in rules and rng.random() < 0.25 else 1
    one = ticket(
        name,
        place=spot(*_spot(rng)),
        reported_at=NOW - timedelta(seconds=rng.randint(0, 7200)),
        area_class=rng.choice(list(AreaClass)),
        priority=rng.choice(list(Priority)),
        parties=tuple(_party(rng, rules) for _ in range(count)),
        customers=customers,
        critical_customers=rng.randint(0, min(3, customers)),
        make_safe="make_safe" in rules and rng.random() < 0.3,
    )
    one = _timed(rng, rules, one)
    if before and {"precedence", "max_delay"} & set(rules) and rng.random() < 0.3:
        longest = minutes(rng.randint(60, 300)) if "max_delay" in rules and rng.random() < 0.5 else None
        link = Precedence(rng.choice(before).id, minutes(rng.choice((0, 0, 15, 40))), longest)
        one = replace(one, after=(link,))
    if before and "upstream" in rules and rng.random() < 0.3:
        one = replace(one, upstream=rng.choice(before).id)
    if "parts" in rules and rng.random() < 0.5:
        one = replace(one, parts=((rng.choice(("fuse", "transformer")), 1),))
    if "equipment" in rules and rng.random() < 0.25:
        one = replace(one, equipment=frozenset({"bucket"}))
    if "preference" in rules and rng.random() < 0.3:
        one = replace(one, preferred_crews=frozenset(rng.sample(crews, 1)))
    if "forbidden" in rules and rng.random() < 0.2:
        one = replace(one, forbidden_crews=frozenset(rng.sample(crews, 1)))
    return one


def _party(rng: Random, rules: Collection[str]) -> Party:
    needed: tuple[Skill, ...] = ()
    if "skills" in rules and rng.random() < 0.7:
        needed = tuple(Skill(trade, rng.choice((1, 1, 2))) for trade in rng.sample(TRADES, rng.choice((1, 1, 2))))
    return Party(timedelta(seconds=rng.randint(300, 4500)), needed)


def _timed(rng: Random, rules: Collection[str], one: Ticket) -> Ticket:
    if "windows" in rules and rng.random() < 0.3:
        one = replace(one, appointments=_windows(rng, 20, 120))
    if "access" in rules and rng.random() < 0.3:
        one = replace(one, access=_windows(rng, 90, 300))
    if "own_clocks" in rules and rng.random() < 0.3:
        one = replace(one, arrive_by=at(rng.randint(-30, 200)), restore_by=at(rng.randint(0, 400)))
    if "own_prices" in rules and rng.random() < 0.3:
        free = rng.random() < 0.5
        prices = TicketPrices(left_out=700.0) if free else TicketPrices(1.5, 0.25, 3.0, 900.0)
        one = replace(one, prices=prices)
    return one


def _windows(rng: Random, shortest: int, longest: int) -> tuple[TimeWindow, ...]:
    starts = [rng.randint(-60, 1800) if rng.random() < 0.2 else rng.randint(-60, 400) for _ in range(rng.randint(1, 3))]
    return tuple(window(start, start + rng.randint(shortest, longest)) for start in starts)


def _start_some(rng: Random, tickets: list[Ticket], crews: tuple[Crew, ...]) -> tuple[list[Ticket], tuple[Crew, ...]]:
    """Some crews whose shift has begun are at a ticket, on the way to one, or both in turn."""
    tickets, changed = list(tickets), list(crews)
    for number, crew in enumerate(crews):
        if crew.shifts[0].start > NOW or rng.random() < 0.4:
            continue
        work = [NOW - timedelta(seconds=rng.randint(0, 5400)), None]
        for arrived in work if rng.random() < 0.3 else [rng.choice(work)]:
            able = [i for i, one in enumerate(tickets) if not one.started and _able(crew, one, 0)]
            if not able:
                continue
            chosen = rng.choice(able)
            tickets[chosen] = replace(tickets[chosen], started=(Started(crew.id, arrived),))
            if arrived is not None:
                changed[number] = replace(changed[number], position=tickets[chosen].place)
    return tickets, tuple(changed)


def _policy(rng: Random, rules: Collection[str]) -> Policy:
    chosen = weights(
        waiting_minute=0.4 if "waiting" in rules else 0.0,
        workload=0.05 if "workload" in rules else 0.0,
        not_preferred=25.0,
        changed_crew=30.0,
        changed_time=12.0,
        arrival_steps={Priority.URGENT: (Step(minutes(0), 90.0), Step(minutes(60), 45.0))} if "steps" in rules else {},
        restoration_steps={Priority.HIGH: (Step(minutes(30), 70.0),)} if "steps" in rules else {},
    )
    first = frozenset({Priority.EMERGENCY}) if "first_priorities" in rules else frozenset[Priority]()
    return policy(weights=chosen, targets=targets(restore_from=rng.choice(list(RestoreFrom))), first_priorities=first)


def _traffic(rng: Random, rules: Collection[str]) -> Traffic:
    if "traffic" not in rules:
        return Traffic()
    hours = (0, *sorted(rng.sample(range(1, 24), rng.randint(1, 5))))
    speeds = tuple(rng.randint(400, 1300) for _ in hours)
    zone = rng.choice(("UTC", "Asia/Shanghai", "America/Los_Angeles"))
    return Traffic(tuple(time(hour, rng.choice((0, 30)) if hour else 0) for hour in hours), speeds, zone)


def _lock(rng: Random, case: PlanningProblem, one: Ticket) -> Lock:
    to_crew = rng.choice(case.crews).id if rng.random() < 0.7 else None
    start = rng.randint(0, 360)
    span = window(start, start + rng.choice((0, 30, 120))) if to_crew is None or rng.random() < 0.4 else None
    return Lock(rng.choice(one.visits), to_crew, span)


def _published(rng: Random, rules: Collection[str], case: PlanningProblem) -> PlanningProblem:
    """The case with a plan published before: of some of its tickets, and so a little off by now."""
    previous = schedule(case, random_sequences(case, rng, left_out=0.3))
    freeze = at(rng.randint(0, 90)) if "frozen" in rules else None
    budget = ChangeBudget(rng.randint(0, 8), minutes(rng.choice((0, 15, 45)))) if "budget" in rules else None
    return replace(case, previous=previous, freeze_until=freeze, change_budget=budget)
