"""What was learned of how long work and drives take: proposals for the service policy, for a person to accept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from dispatch.quantiles import Quantiles, quantiles_of
from dispatch.service_figures import ratio
from dispatch.service_policy import ServicePolicy
from dispatch.stages import Stage
from dispatch.ticket_life import TicketLife
from dispatch.triage import FaultRule, TriagePolicy

LEAST_SAMPLE = 30
"""Of fewer visits the outer quantiles say nothing."""
LEAST_MINUTES = 1.0
LEAST_RATIO = 0.05


@dataclass(frozen=True, slots=True)
class Proposal:
    """A spread as it is in force, and as it was found; minutes of work, or drives over the planned ones."""

    name: str
    sample: int
    current: Quantiles
    found: Quantiles


@dataclass(frozen=True, slots=True)
class Bias:
    """Minutes taken over minutes planned in one hour of the local day."""

    hour: int
    visits: int
    drive_ratio: float | None
    work_ratio: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Proposals by fault type, one for travel where enough is known, and the bias by hour of arrival."""

    work: tuple[Proposal, ...]
    travel: Proposal | None
    hours: tuple[Bias, ...]


def calibrate(lives: Sequence[TicketLife], policy: ServicePolicy, zone: str) -> Calibration:
    """What the visits of some tickets teach; make-safe visits are of no fault type, and teach of travel alone."""
    minutes: defaultdict[str, list[float]] = defaultdict(list)
    for life in lives:
        if life.work is not None and not life.ticket.make_safe:
            minutes[life.ticket.fault_type].append(life.work)
    faults = policy.triage.faults
    return Calibration(
        work=tuple(
            Proposal(
                name, len(minutes[name]), faults[name].needs[0].minutes, quantiles_of(minutes[name], LEAST_MINUTES)
            )
            for name in sorted(minutes.keys() & faults.keys())
            if len(minutes[name]) >= LEAST_SAMPLE
        ),
        travel=_travel(lives, policy.travel),
        hours=_hours(lives, zone),
    )


def recalibrated(
    policy: ServicePolicy, calibration: Calibration, names: Collection[str], travel: bool
) -> ServicePolicy:
    """The policy with the proposals for these fault types, and with the one for travel if that is wanted.

    Raises
    ------
    ValueError
        When there is no such proposal; the message names those there are.
    """
    proposals = {one.name: one for one in calibration.work}
    strange = sorted(set(names) - proposals.keys())
    if strange or (travel and calibration.travel is None):
        missing = ", ".join([*strange, *(["travel"] if travel and calibration.travel is None else [])])
        raise ValueError(f"there is no proposal for {missing}; there are some for {', '.join(proposals) or 'nothing'}")
    faults = dict(policy.triage.faults)
    for name in names:
        faults[name] = _with(faults[name], proposals[name].found)
    triage: TriagePolicy = replace(policy.triage, faults=faults)
    spread = calibration.travel.found if travel and calibration.travel is not None else policy.travel
    return replace(policy, triage=triage, travel=spread)


def _with(rule: FaultRule, minutes: Quantiles) -> FaultRule:
    lead, *others = rule.needs
    return replace(rule, needs=(replace(lead, minutes=minutes), *others))


def _travel(lives: Iterable[TicketLife], current: Quantiles) -> Proposal | None:
    ratios = [life.drive / life.planned_drive for life in lives if life.drive is not None and life.planned_drive]
    if len(ratios) < LEAST_SAMPLE:
        return None
    return Proposal("travel", len(ratios), current, quantiles_of(ratios, LEAST_RATIO))


def _hours(lives: Iterable[TicketLife], zone: str) -> tuple[Bias, ...]:
    by_hour: defaultdict[int, list[TicketLife]] = defaultdict(list)
    for life in lives:
        if Stage.ON_SITE in life.moments:
            by_hour[life.moments[Stage.ON_SITE].astimezone(ZoneInfo(zone)).hour].append(life)
    return tuple(
        Bias(
            hour,
            len(own),
            ratio((life.drive, life.planned_drive) for life in own),
            ratio((life.work, life.planned_work) for life in own),
        )
        for hour, own in sorted(by_hour.items())
    )
