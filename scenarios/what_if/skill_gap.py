"""Skills that tickets wait for: which are scarce, whom they made late, and who could best learn them."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.crew import Crew
from dispatch.skill import Skill
from dispatch.ticket import Ticket
from scenarios.evaluation import MINUTE
from scenarios.scenario import Scenario
from scenarios.what_if.running import Run


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


@dataclass(frozen=True, slots=True)
class GapRow:
    """What the base's plans say of a gap, summed over the seeds."""

    gap: SkillGap
    left_out: float
    """Tickets needing the skill that stay undone, for each seed on average."""
    late: float
    """Those done, but whose power was back after its time, likewise."""
    examples: tuple[str, ...]
    """Ids of some of them, those left out first."""


def gap_rows(run: Run, day: Scenario) -> list[GapRow]:
    """The gaps of `day` that made tickets late or left out in the base."""
    found = (_row(run, gap) for gap in skill_gaps(day))
    return [row for row in found if row.left_out or row.late]


def _row(run: Run, gap: SkillGap) -> GapRow:
    base, seeds = run.what_if.variants[0], run.seeds
    undone, late = [], []
    for seed in seeds:
        fates, targets = run.evaluations[base.name, seed].tickets, run.what_if.judging(base, seed).targets
        for ticket in run.what_if.day(base, seed).tickets:
            if ticket.id not in fates or not _needs(ticket, gap.skill):
                continue
            restored = fates[ticket.id].restored
            if restored is None:
                undone.append(ticket.id)
            elif restored > (targets.restore_by(ticket) - ticket.reported_at) / MINUTE:
                late.append(ticket.id)
    return GapRow(gap, len(undone) / len(seeds), len(late) / len(seeds), tuple(dict.fromkeys(undone + late))[:6])
