"""What a plan cannot know: how long work and drives truly take, and which tickets need a second crew.

Every draw hangs on the seed and the ticket alone, never on the order of events, so that two dispatch
policies, or two variants of a day, meet the same luck (common random numbers).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from statistics import NormalDist

from dispatch.quantiles import Quantiles
from dispatch.skill import Skill
from dispatch.ticket import Party, Ticket

ASSESS_AND_FIX = Quantiles((11.0, 19.0, 30.0, 52.0, 80.0)).over_median()
REPAIR = Quantiles((29.0, 60.0, 122.0, 238.0, 438.0)).over_median()
"""Multiples of the median, measured on PG&E's public outage tickets of February to April 2024."""
SHORT_WORK = timedelta(minutes=60)
"""Planned work up to this varies as an assessment does, longer work as a repair."""
FOLLOW_UP_SUFFIX = "-R"
DRIVE_SIGMA = 0.25
"""Standard deviation of ln(true drive / estimate). A setting: the public tickets do not say where crews came from."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How often a first crew finds that a repair crew must come, what that crew brings, and for how long (minutes)."""

    share: float
    skills: tuple[Skill, ...]
    work: Quantiles


@dataclass(frozen=True, slots=True)
class Fact:
    """What a past ticket truly took; None is unknown, and drawn."""

    work: timedelta | None = None
    repair: timedelta | None = None
    repaired: bool | None = None
    """Whether a repair crew came."""


@dataclass(frozen=True)
class Uncertainty:
    """The distributions of a day; the plain one has no follow-ups.

    Parameters
    ----------
    work
        Multiples of the planned work, by fault type; others vary as the utility's measured work did.
    follow_ups
        By fault type, for tickets that ask for one crew.
    intake_delay
        From the report until the desk knows of the ticket.
    facts
        By ticket id, where the past is known.
    """

    work: Mapping[str, Quantiles] = field(default_factory=dict)
    follow_ups: Mapping[str, FollowUp] = field(default_factory=dict)
    drive_sigma: float = DRIVE_SIGMA
    intake_delay: timedelta = timedelta(minutes=2)
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def spread(self, ticket: Ticket, party: int) -> Quantiles:
        """How a party's work is spread over the planned one."""
        usual = ASSESS_AND_FIX if ticket.parties[party].work <= SHORT_WORK else REPAIR
        return self.work.get(ticket.fault_type, usual)


USUAL = Uncertainty()
"""Work and drives that vary as measured, and no follow-ups: for days whose repairs are tickets already."""


@dataclass(frozen=True)
class Luck:
    """One seed's truth about a day."""

    uncertainty: Uncertainty
    seed: int

    def work(self, ticket: Ticket, party: int) -> timedelta:
        """How long a party's work truly takes at normal speed; whole seconds, at least one."""
        fact = self.uncertainty.facts.get(ticket.id, Fact())
        if fact.work is not None:
            return fact.work
        multiple = self.uncertainty.spread(ticket, party).at(self._share("work", ticket.id, party))
        return timedelta(seconds=max(1, round(ticket.parties[party].work.total_seconds() * multiple)))

    def drive_factor(self, *drive: object) -> float:
        """True / estimated length of a drive named by its visit; lognormal with median 1."""
        normal = NormalDist().inv_cdf(self._share("drive", *drive))
        return math.exp(self.uncertainty.drive_sigma * normal)

    def known_at(self, ticket: Ticket) -> datetime:
        """When the desk knows of the ticket."""
        return ticket.reported_at + self.uncertainty.intake_delay

    def follow_up(self, ticket: Ticket, found_at: datetime) -> Ticket | None:
        """The repair that the first crew finds to be needed, with clocks of its own from `found_at`."""
        chance = self.uncertainty.follow_ups.get(ticket.fault_type)
        if chance is None or len(ticket.parties) > 1 or ticket.id.endswith(FOLLOW_UP_SUFFIX):
            return None
        fact = self.uncertainty.facts.get(ticket.id, Fact())
        needed = fact.repaired if fact.repaired is not None else self._share("follow-up", ticket.id) < chance.share
        if not needed:
            return None
        planned = timedelta(minutes=max(1, round(chance.work.median)))
        return replace(
            ticket,
            id=ticket.id + FOLLOW_UP_SUFFIX,
            reported_at=found_at,
            parties=(Party(planned, chance.skills),),
            fault_type=repair_of(ticket.fault_type),
            make_safe=False,
            arrive_by=None,
            restore_by=None,
            after=(),
            parts=(),
            equipment=frozenset(),
            started=(),
        )

    def _share(self, *what: object) -> float:
        """A number above 0 and below 1, even, from the seed and what it is for."""
        text = "/".join(map(str, (self.seed, *what)))
        return (int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big") + 0.5) / 2**48


def repair_of(fault_type: str) -> str:
    """The fault type of the follow-up to a ticket of that type."""
    return f"{fault_type} repair"
