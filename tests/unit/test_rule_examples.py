"""The shipped examples, one a rule: each is planned as its title says, and otherwise once its rule is taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch.rules import check
from scenarios import policy_file
from scenarios.files import read_scenario
from scenarios.scenario import Scenario
from solver.settings import Engine, Settings
from solver.solve import solve

RULES = policy_file.LIBRARY.parent / "rules"
Change = Callable[[Scenario], Scenario]


def lists(day: Scenario) -> str:
    """``C1: T1@08:10 T2#2@09:20; C1/2: T3@08:05; left out: T4``: second party, second shift, starts of work."""
    problem = day.problem()
    plan = solve(problem, Settings(engine=Engine.SEARCH, steps=200)).plan
    assert [str(breach.sentence) for breach in check(problem, plan)] == []
    zone, said = ZoneInfo(day.policy.zone), []
    for route in plan.routes:
        stops = (
            f"{stop.visit.ticket_id}{f'#{stop.visit.party + 1}' if stop.visit.party else ''}"
            f"@{stop.start.astimezone(zone):%H:%M}"
            for stop in route.stops
        )
        shift = f"/{route.duty.shift + 1}" if route.duty.shift else ""
        said.append(f"{route.duty.crew_id}{shift}: {' '.join(stops)}")
    if plan.unassigned:
        said.append(f"left out: {' '.join(entry.ticket_id for entry in plan.unassigned)}")
    return "; ".join(said)


def tickets(**fields: object) -> Change:
    return lambda day: replace(day, tickets=tuple(replace(one, **fields) for one in day.tickets))  # type: ignore[arg-type]


def crews(**fields: object) -> Change:
    return lambda day: replace(day, crews=tuple(replace(one, **fields) for one in day.crews))  # type: ignore[arg-type]


def shifts(**fields: object) -> Change:
    def change(day: Scenario) -> Scenario:
        simpler = (tuple(replace(shift, **fields) for shift in crew.shifts) for crew in day.crews)  # type: ignore[arg-type]
        return replace(
            day, crews=tuple(replace(crew, shifts=own) for crew, own in zip(day.crews, simpler, strict=True))
        )

    return change


def whole(**fields: object) -> Change:
    return lambda day: replace(day, **fields)  # type: ignore[arg-type]


def weights(**fields: object) -> Change:
    def change(day: Scenario) -> Scenario:
        return replace(day, policy=replace(day.policy, weights=replace(day.policy.weights, **fields)))  # type: ignore[arg-type]

    return change


def one_shift(day: Scenario) -> Scenario:
    return replace(day, crews=tuple(replace(crew, shifts=crew.shifts[:1]) for crew in day.crews))


def lead_party_only(day: Scenario) -> Scenario:
    return replace(day, tickets=tuple(replace(one, parties=one.parties[:1]) for one in day.tickets))


def no_skills(day: Scenario) -> Scenario:
    parties = (tuple(replace(party, skills=()) for party in one.parties) for one in day.tickets)
    return replace(day, tickets=tuple(replace(t, parties=own) for t, own in zip(day.tickets, parties, strict=True)))


def no_steps(day: Scenario) -> Scenario:
    prices = (t.prices and replace(t.prices, arrival_steps=()) for t in day.tickets)
    return replace(day, tickets=tuple(replace(t, prices=own) for t, own in zip(day.tickets, prices, strict=True)))


def priorities_as_priced(day: Scenario) -> Scenario:
    return replace(day, policy=replace(day.policy, first_priorities=frozenset()))


EXAMPLES: dict[str, tuple[Change, str, str]] = {
    # name: (the rule taken away, the plan with it, the plan without it)
    "skill-levels": (
        no_skills,
        "C1: T2@08:12; C2: T1@08:50",
        "C1: T1@08:10; C2: T2@08:48",
    ),
    "speed-by-skill": (
        crews(speed=()),
        "C1: T2@08:15; C2: T1@08:30",
        "C1: T1@08:10; C2: T2@08:25",
    ),
    "preferred-crews": (
        tickets(preferred_crews=frozenset()),
        "C1: T2@08:00; C2: T1@08:30",
        "C1: T2@08:00 T1@08:30",
    ),
    "forbidden-crews": (
        tickets(forbidden_crews=frozenset()),
        "C1: T2@08:15; C2: T1@08:25",
        "C1: T1@08:10; C2: T2@08:20",
    ),
    "several-shifts": (
        one_shift,
        "C1: T2@08:20 T1@11:00; C1/2: T3@08:15",
        "C1: T2@08:20 T1@11:00; left out: T3",
    ),
    "on-the-road": (
        crews(position=None, free_from=None),
        "C1: T1@08:22; C2: T2@08:05",
        "C1: T1@08:32; C2: T2@08:05",
    ),
    "overtime": (
        shifts(max_overtime=timedelta(0)),
        "C1: T2@08:15 T1@09:20; left out: T3",
        "C1: T2@08:15; left out: T1 T3",
    ),
    "rest": (
        crews(min_rest=timedelta(0)),
        "C1: T1@08:10 T2@11:40; C1/2: T3@02:15",
        "C1: T1@08:10 T2@11:40 T3@15:05",
    ),
    "longest-duty": (
        crews(max_duty=None),
        "C1: T1@08:10 T2@10:15; left out: T3",
        "C1: T1@08:10 T2@10:15 T3@12:20",
    ),
    "breaks": (
        shifts(breaks=()),
        "C1: T1@08:10 T2@09:55; left out: T3",
        "C1: T1@08:10 T2@09:55 T3@11:40",
    ),
    "make-safe": (
        tickets(make_safe=False),
        "C1: T1@09:10 T2@10:45",
        "C1: T1@08:10 T2@10:15",
    ),
    "appointments": (
        tickets(appointments=()),
        "C1: T2@08:20 T3@08:55 T1@10:00",
        "C1: T1@08:10 T2@08:50 T3@09:25",
    ),
    "access-windows": (
        tickets(access=()),
        "C1: T3@08:15 T2@09:35 T1@11:30",
        "C1: T1@08:10 T3@09:15 T2@10:35",
    ),
    "two-clocks": (
        tickets(restore_by=None),
        "C1: T1@08:10 T2@09:35",
        "C1: T2@08:15 T1@09:20",
    ),
    "lateness-steps": (
        no_steps,
        "C1: T2@08:20 T1@10:00",
        "C1: T1@08:10 T2@09:20",
    ),
    "critical-customers": (
        tickets(critical_customers=0),
        "C1: T2@08:12 T1@09:14",
        "C1: T1@08:10 T2@09:12",
    ),
    "make-safe-before-repair": (
        tickets(after=()),
        "C1: T1@08:20; C2: T3@08:10 T2@09:20",
        "C1: T1@08:20; C2: T3@08:10 T2@08:40",
    ),
    "isolate-repair-test-energise": (
        tickets(after=()),
        "C1: T1@08:20 T5@08:40 T4@09:55; C2: T2@08:35; C3: T3@09:35",
        "C1: T4@08:20 T1@08:35 T5@08:55; C2: T2@08:22; C3: T3@08:22",
    ),
    "two-crews-one-start": (
        lead_party_only,
        "C1: T2@08:12 T1@08:40; C2: T1#2@08:40",
        "C1: T2@08:12 T1@08:29",
    ),
    "nested-outage": (
        tickets(upstream=None),
        "C1: T1@08:10 T2@09:14",
        "C1: T2@08:14 T1@09:18",
    ),
    "parts-and-reload": (
        crews(depot=None),
        "C1: T1@08:10 T2@09:40",
        "C1: T1@08:10; left out: T2",
    ),
    "special-vehicle": (
        tickets(equipment=frozenset()),
        "C1: T2@08:15; C2: T1@08:30",
        "C1: T1@08:10; C2: T2@08:25",
    ),
    "priorities-first": (
        priorities_as_priced,
        "C1: T1@08:15 T2@09:20",
        "C1: T2@08:10 T1@09:15",
    ),
    "lock-crew": (
        whole(locks=()),
        "C1: T2@08:20; C2: T1@08:35",
        "C1: T1@08:10; C2: T2@08:25",
    ),
    "lock-time": (
        whole(locks=()),
        "C1: T2@08:20 T1@10:00",
        "C1: T1@08:10 T2@09:20",
    ),
    "lock-time-range": (
        whole(locks=()),
        "C1: T2@08:20 T1@09:30",
        "C1: T1@08:10 T2@09:20",
    ),
    "lock-crew-and-time": (
        whole(locks=()),
        "C1: T2@08:20; C2: T1@10:30",
        "C1: T1@08:10; C2: T2@08:25",
    ),
    "freeze": (
        whole(freeze_until=None),
        "C1: T1@08:10 T3@09:12 T2@10:14",
        "C1: T3@08:12 T2@09:14 T1@10:18",
    ),
    "started-work": (
        tickets(started=()),
        "C1: T1@07:55 T3@08:57 T2@09:59",
        "C1: T3@08:02 T2@09:04 T1@10:08",
    ),
    "change-budget": (
        whole(change_budget=None),
        "C1: T2@08:40; C2: T1@08:40 T3@09:42",
        "C1: T3@08:12 T1@08:34; C2: T2@08:10",
    ),
    "change-price": (
        weights(changed_crew=0.0),
        "C1: T2@08:14; C2: T1@08:20",
        "C1: T2@08:14 T1@08:38",
    ),
    "workload": (
        weights(workload=0.0),
        "C1: T1@08:10 T2@08:52; C2: T3@08:16",
        "C1: T1@08:10 T2@08:52 T3@09:34",
    ),
    "callout": (
        crews(callout_price=0.0),
        "C1: T1@08:10 T2@08:50",
        "C1: T1@08:10; C2: T2@08:05",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_rule_decides_the_plan(name: str) -> None:
    without_rule, ruled, free = EXAMPLES[name]
    day = read_scenario(RULES / name)
    assert lists(day) == ruled
    assert lists(without_rule(day)) == free
    assert ruled != free


def test_every_example_is_here_and_says_what_it_teaches() -> None:
    assert sorted(path.parent.name for path in RULES.glob("*/scenario.yaml")) == sorted(EXAMPLES)
    titles = {read_scenario(RULES / name).title for name in EXAMPLES}
    assert len(titles) == len(EXAMPLES)
    for name in EXAMPLES:
        day = read_scenario(RULES / name)
        assert day.title != name
        assert len(day.tickets) <= 5
        assert len(day.crews) <= 3
