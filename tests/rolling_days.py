"""Days to simulate on the grid of the builders: certain ones for sums in one's head, and random ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from dispatch.crew import Crew
from dispatch.quantiles import Quantiles
from dispatch.skill import Skill
from dispatch.ticket import Ticket
from scenarios.crew_news import CrewNews
from scenarios.simulation.day_record import DayRecord, TicketRecord
from scenarios.simulation.rolling_day import RollingDay
from scenarios.simulation.uncertainty import FollowUp, Uncertainty
from tests.builders import Grid, at, policy
from tests.random_problems import random_problem

ALWAYS = Quantiles((1.0, 1.0, 1.0, 1.0, 1.0))
"""As planned."""
CERTAIN = Uncertainty(work={"": ALWAYS}, drive_sigma=0.0, intake_delay=timedelta(0))
RULES = (
    "skills", "speed", "equipment", "parts", "windows", "access", "breaks", "make_safe", "parties", "precedence",
    "upstream", "preference", "forbidden", "several_shifts", "on_call", "max_duty", "overtime", "traffic",
    "first_priorities", "own_clocks",
)  # fmt: skip


def rolling(tickets: Iterable[Ticket], crews: Iterable[Crew], **changes: Any) -> RollingDay:
    """A day on which everything takes as long as planned."""
    plain = RollingDay(tuple(tickets), tuple(crews), policy(), Grid(), CERTAIN)
    return replace(plain, **changes)


def random_rolling(seed: int, tickets: int = 10, crews: int = 4) -> RollingDay:
    """A random day with some of the rules, reports over six hours, and follow-ups for a third of the tickets."""
    rng = Random(seed)
    case = random_problem(seed, [rule for rule in RULES if rng.random() < 0.5], tickets, crews)
    reported = tuple(replace(one, reported_at=at(rng.randint(0, 360))) for one in case.tickets)
    follow_up = FollowUp(0.3, (Skill(rng.choice(("line", "tree"))),), Quantiles((20.0, 30.0, 60.0, 90.0, 120.0)))
    chance = Uncertainty(follow_ups={"": follow_up}, drive_sigma=0.3)
    return RollingDay(reported, case.crews, case.policy, Grid(case.travel.traffic), chance)


def with_news(day: RollingDay, seed: int) -> RollingDay:
    """The day with a crew that falls out and another one that joins, at random times that may be known before."""
    rng = Random(seed)
    off_from, known_at = at(rng.randint(30, 300)), at(rng.randint(0, 120))
    ill = CrewNews(day.crews[0].id, min(known_at, off_from), off_from)
    return replace(day, news=(ill, CrewNews(day.crews[-1].id, at(rng.randint(1, 240)))))


def served(record: DayRecord, ticket_id: str) -> TicketRecord:
    """One ticket's record."""
    return next(one for one in record.tickets if one.ticket.id == ticket_id)
