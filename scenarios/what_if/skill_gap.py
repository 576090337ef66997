"""Skills that tickets wait for: which are scarce, whom they made late, and what training would buy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.crew import Crew
from dispatch.skill import Skill
from dispatch.ticket import Ticket
from scenarios.evaluation import MINUTE
from scenarios.paired import Interval, interval
from scenarios.scenario import Scenario
from scenarios.what_if.running import Run
from scenarios.what_if.what_if import Variant


@dataclass(frozen=True)
class SkillGap:
    """A skill that tickets wait for: who needs it, who holds it, and which crew could best learn it."""

    skill: Skill
    tickets: tuple[Ticket, ...]
    holders: tuple[str, ...]
    learner: str | None
    """Who has come furthest in it already, of these the nearest to the tickets' middle; None when all hold it."""

    @property
    def training(self) -> str:
        """The name of the variant that trains the learner."""
        return f"train {self.skill}: {self.learner}"


def skill_gaps(day: Scenario) -> list[SkillGap]:
    """Every skill and level any ticket needs, the scarcest first."""
    needed = {
        skill: tuple(ticket for ticket in day.tickets if _needs(ticket, skill))
        for skill in sorted({skill for t in day.tickets for party in t.parties for skill in party.skills})
    }
    gaps = [SkillGap(skill, some, _holders(day, skill), _learner(day, skill, some)) for skill, some in needed.items()]
    return sorted(gaps, key=lambda gap: (len(gap.holders) / len(gap.tickets), gap.skill))


def _needs(ticket: Ticket, skill: Skill) -> bool:
    return any(skill in party.skills for party in ticket.parties)


def _holders(day: Scenario, skill: Skill) -> tuple[str, ...]:
    return tuple(crew.id for crew in day.crews if _level(crew, skill.name) >= skill.level)


def _level(crew: Crew, name: str) -> int:
    return max((held.level for held in crew.skills if held.name == name), default=0)


def _learner(day: Scenario, skill: Skill, tickets: tuple[Ticket, ...]) -> str | None:
    """By the level it has reached already, then by the distance of its shift's start to the tickets' middle."""
    lat = sum(ticket.place.lat for ticket in tickets) / len(tickets)
    lon = sum(ticket.place.lon for ticket in tickets) / len(tickets)

    def rank(crew: Crew) -> tuple[int, float, str]:
        place = crew.shifts[-1].start_place
        return (-_level(crew, skill.name), (place.lat - lat) ** 2 + (place.lon - lon) ** 2, crew.id)

    lacking = [crew for crew in day.crews if _level(crew, skill.name) < skill.level]
    return min(lacking, key=rank).id if lacking else None


EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class GapRow:
    """What the plans say of a gap, for each seed on average."""

    gap: SkillGap
    needing: float
    """Tickets that need the skill."""
    left_out: float
    """Those of them that stay undone in the base."""
    late: float
    """Those done there, but whose power is back after its time."""
    trained: Interval | None
    """The change in those late or left out once the learner has it; None where no training was run."""
    examples: tuple[str, ...]
    """Ids of some that are missed in the base: those that training would bring in time if there are any."""


def gap_rows(run: Run, day: Scenario) -> list[GapRow]:
    """The gaps of `day` that made tickets late or left out in the base, those that missed most first."""
    found = (_row(run, gap) for gap in skill_gaps(day) if run.seeds)
    return sorted((row for row in found if row.left_out or row.late), key=lambda row: -(row.left_out + row.late))


def _row(run: Run, gap: SkillGap) -> GapRow:
    base, seeds = run.what_if.variants[0], run.seeds
    missed = {seed: _Missed.of(run, base, seed, gap.skill) for seed in seeds}
    trained = {
        seed: _Missed.of(run, variant, seed, gap.skill)
        for variant in run.what_if.variants
        if variant.name == gap.training
        for seed in seeds
        if (variant.name, seed) in run.evaluations
    }
    helped = _most_often(one for seed in trained for one in missed[seed].all if one not in trained[seed].all)
    return GapRow(
        gap,
        sum(one.needing for one in missed.values()) / len(seeds),
        sum(len(one.left_out) for one in missed.values()) / len(seeds),
        sum(len(one.late) for one in missed.values()) / len(seeds),
        interval([len(one.all) - len(missed[seed].all) for seed, one in trained.items()]) if trained else None,
        helped or _most_often(one for some in missed.values() for one in some.all),
    )


def _most_often(ticket_ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(ticket_id for ticket_id, _ in Counter(ticket_ids).most_common(EXAMPLES))


@dataclass(frozen=True, slots=True)
class _Missed:
    """The tickets that need a skill in one plan: how many, and the ids of those missed."""

    needing: int
    left_out: tuple[str, ...]
    late: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return self.left_out + self.late

    @classmethod
    def of(cls, run: Run, variant: Variant, seed: int, skill: Skill) -> _Missed:
        fates, targets = run.evaluations[variant.name, seed].tickets, run.what_if.judging(variant, seed).targets
        tickets = [one for one in run.what_if.day(variant, seed).tickets if one.id in fates and _needs(one, skill)]
        back = {ticket.id: fates[ticket.id].restored for ticket in tickets}
        promised = {ticket.id: (targets.restore_by(ticket) - ticket.reported_at) / MINUTE for ticket in tickets}
        late = tuple(one for one, minutes in back.items() if minutes is not None and minutes > promised[one])
        return cls(len(tickets), tuple(one for one, minutes in back.items() if minutes is None), late)
