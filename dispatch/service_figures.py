"""The figures of the service: promises kept, time lost, what crews do, what customers say, what breaks again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean

from dispatch.indices import Indices, Interruption, daily_saidi, indices, major_event_days, major_event_threshold
from dispatch.rating import Rating
from dispatch.stages import MINUTE, Stage, StageFigures, stage_figures
from dispatch.ticket_life import TicketLife


@dataclass(frozen=True, slots=True)
class Compliance:
    """How one clock was kept by the tickets of a group whose outcome is known.

    Both ways of counting a promise are given: the share of tickets in time, and the average minutes since the report.
    """

    grouped_by: str
    group: str
    promise: str
    tickets: int
    in_time: int
    share: float
    average_minutes: float


@dataclass(frozen=True, slots=True)
class CrewFigures:
    """What a crew did; times over the planned ones, so that far and hard work counts for nobody's fault.

    `drive_ratio` and `work_ratio` are minutes taken over minutes planned of the visits where both are known.
    """

    crew_id: str
    visits: int
    on_site_in_time: int
    drive_ratio: float | None
    work_ratio: float | None
    ratings: int
    stars: float | None


@dataclass(frozen=True, slots=True)
class RatingFigures:
    """How often a tag was given, and the average stars with it; the tag `all` counts every rating."""

    tag: str
    ratings: int
    stars: float


@dataclass(frozen=True, slots=True)
class RepeatFault:
    """A transformer with more than one outage."""

    transformer: str
    outages: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Reliability:
    """The indices of IEEE 1366 with and without major event days; the threshold is None before there is a history."""

    whole: Indices
    without_major_days: Indices
    threshold: float | None
    major_days: tuple[date, ...]
    still_dark: int
    """Customers whose power is not known to be back; they are in no index yet."""


@dataclass(frozen=True)
class ServiceFigures:
    """All figures of a stretch of time."""

    stages: tuple[StageFigures, ...]
    compliance: tuple[Compliance, ...]
    crews: tuple[CrewFigures, ...]
    ratings: tuple[RatingFigures, ...]
    repeats: tuple[RepeatFault, ...]
    reliability: Reliability


GROUPS: Mapping[str, Callable[[TicketLife], str]] = {
    "all": lambda _: "all",
    "area_class": lambda life: life.ticket.area_class.value,
    "priority": lambda life: str(int(life.ticket.priority)),
    "crew": lambda life: life.crew_id or "none",
    "fault_type": lambda life: life.ticket.fault_type or "unsaid",
}
PROMISES: Mapping[str, tuple[Stage, Callable[[TicketLife], datetime]]] = {
    "arrival": (Stage.ON_SITE, lambda life: life.arrive_by),
    "restoration": (Stage.RESTORED, lambda life: life.restore_by),
}


def compliance(lives: Sequence[TicketLife]) -> tuple[Compliance, ...]:
    """How both clocks were kept, over all and by area class, priority, crew and fault type."""
    found = []
    for grouped_by, group_of in GROUPS.items():
        groups: defaultdict[str, list[TicketLife]] = defaultdict(list)
        for life in lives:
            groups[group_of(life)].append(life)
        for name in sorted(groups):
            found += [_kept(grouped_by, name, promise, groups[name]) for promise in PROMISES]
    return tuple(one for one in found if one is not None)


def _kept(grouped_by: str, group: str, promise: str, lives: Sequence[TicketLife]) -> Compliance | None:
    stage, due = PROMISES[promise]
    known = [(life, life.moments[stage]) for life in lives if stage in life.moments]
    if not known:
        return None
    in_time = sum(at <= due(life) for life, at in known)
    average = fmean((at - life.ticket.reported_at) / MINUTE for life, at in known)
    return Compliance(grouped_by, group, promise, len(known), in_time, in_time / len(known), average)


def crew_figures(lives: Iterable[TicketLife], ratings: Iterable[Rating]) -> tuple[CrewFigures, ...]:
    """What each crew did, in order of crew."""
    own: defaultdict[str, list[TicketLife]] = defaultdict(list)
    for life in lives:
        if life.crew_id is not None:
            own[life.crew_id].append(life)
    stars: defaultdict[str, list[int]] = defaultdict(list)
    for rating in ratings:
        stars[rating.ticket_id].append(rating.stars)
    return tuple(_crew(crew_id, own[crew_id], stars) for crew_id in sorted(own))


def _crew(crew_id: str, lives: Sequence[TicketLife], stars: Mapping[str, list[int]]) -> CrewFigures:
    said = [one for life in lives for one in stars.get(life.ticket.id, ())]
    there = [life for life in lives if Stage.ON_SITE in life.moments]
    return CrewFigures(
        crew_id,
        len(lives),
        sum(life.moments[Stage.ON_SITE] <= life.arrive_by for life in there),
        ratio((life.drive, life.planned_drive) for life in lives),
        ratio((life.work, life.planned_work) for life in lives),
        len(said),
        fmean(said) if said else None,
    )


def ratio(pairs: Iterable[tuple[float | None, float | None]]) -> float | None:
    """All that was taken over all that was planned, of the pairs where both are known; None when nothing is."""
    known = [(taken, planned) for taken, planned in pairs if taken is not None and planned is not None]
    whole = sum(planned for _, planned in known)
    return sum(taken for taken, _ in known) / whole if whole else None


def rating_figures(ratings: Sequence[Rating]) -> tuple[RatingFigures, ...]:
    """How customers rated, over all and by tag."""
    by_tag: defaultdict[str, list[int]] = defaultdict(list)
    for rating in ratings:
        for tag in ("all", *sorted(rating.tags)):
            by_tag[tag].append(rating.stars)
    return tuple(RatingFigures(tag, len(stars), fmean(stars)) for tag, stars in sorted(by_tag.items()))


def repeat_faults(outages: Iterable[tuple[datetime, Sequence[str]]]) -> tuple[RepeatFault, ...]:
    """Transformers with more than one outage, most often first; of each outage when it began, and its transformers."""
    times: defaultdict[str, list[datetime]] = defaultdict(list)
    for began, transformers in outages:
        for one in transformers:
            times[one].append(began)
    found = [RepeatFault(name, len(at), min(at), max(at)) for name, at in times.items() if len(at) > 1]
    return tuple(sorted(found, key=lambda one: (-one.outages, one.transformer)))


def reliability(
    history: Sequence[Interruption], start: datetime, served: int, zone: str, still_dark: int
) -> Reliability:
    """The indices since `start`; major event days by the whole history (five years, by the standard)."""
    try:
        days = daily_saidi(history, served, zone)
        threshold = major_event_threshold(days)
    except ValueError:
        threshold = None
    current = [one for one in history if one.start >= start]
    major = major_event_days(daily_saidi(current, served, zone), threshold) if threshold is not None else ()
    quiet = [one for one in current if not set(daily_saidi([one], served, zone)) & set(major)]
    return Reliability(indices(current, served), indices(quiet, served), threshold, major, still_dark)


def interruptions(
    customers: int, began: datetime, back: Mapping[str, datetime], restored_at: datetime | None
) -> tuple[list[Interruption], int]:
    """One outage as steps: each meter that came back at its time, all others with the repair; and who is still dark.

    Parameters
    ----------
    back
        When power came back, by customer with a meter that said so.
    """
    steps = Counter(max(at, began) for at in back.values())
    rest = max(0, customers - len(back))
    found = [Interruption(number, began, at) for at, number in sorted(steps.items())]
    if rest and restored_at is not None:
        found.append(Interruption(rest, began, max(restored_at, began)))
    return found, rest if restored_at is None else 0


def stages_of(lives: Iterable[TicketLife]) -> tuple[StageFigures, ...]:
    """Where time is lost."""
    return stage_figures(life.moments for life in lives)


HISTORY = timedelta(days=5 * 365 + 1)
"""What major event days are judged by."""
