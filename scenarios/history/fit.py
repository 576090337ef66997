"""What a history teaches: when and where tickets come, how long their work takes, and what a storm does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TypeVar

from dispatch.place import Place
from dispatch.quantiles import Quantiles, quantiles_of
from dispatch.skill import Skill
from dispatch.ticket import AreaClass
from scenarios.history.past_ticket import History, PastTicket
from scenarios.simulation.uncertainty import ASSESS_AND_FIX, REPAIR, Fact, FollowUp, Uncertainty, repair_of

Key = TypeVar("Key", bound=Hashable)

MINUTE = timedelta(minutes=1)
ENOUGH = 20
"""Fewer measured durations than this say too little of a fault type: all types together stand in."""
BLOCKS = 4
"""Blocks of six hours, from midnight, that work is measured by."""
STORM_TIMES = 2.0
"""A day with more than so many times the median day's tickets is a storm day."""
LONGEST_MINUTES = 24 * 60.0
"""Longer work was not one crew's stay, but a ticket that nobody closed."""
_FIRST_MEDIAN, _REPAIR_MEDIAN = 30.0, 122.0


@dataclass(frozen=True)
class FaultFit:
    """One fault type.

    Parameters
    ----------
    cases
        (customers, hazard) of its past tickets: what new ones are drawn from.
    first_work, repair_work
        Minutes of a first and of a second crew on site.
    """

    cases: tuple[tuple[int, bool], ...]
    first_work: Quantiles
    repair_work: Quantiles
    repaired_share: float
    repair_skills: tuple[Skill, ...]


@dataclass(frozen=True)
class AreaFit:
    """One area: tickets an hour of the day on an ordinary day, how many times more in a storm, and past places."""

    hourly: tuple[float, ...]
    storm_times: float
    places: tuple[tuple[Place, AreaClass], ...]


@dataclass(frozen=True)
class HistoryFit:
    """A fitted history, ready to draw days from.

    Parameters
    ----------
    shares, storm_shares
        Share of each fault type among an ordinary day's tickets, and among a storm's.
    work_by_block
        How much longer first work takes when it is reported in each block of hours; 1 is usual.
    """

    history: History
    areas: Mapping[str, AreaFit]
    faults: Mapping[str, FaultFit]
    shares: Mapping[str, float]
    storm_shares: Mapping[str, float]
    work_by_block: tuple[float, ...]
    ordinary_days: tuple[date, ...]
    storm_days: tuple[date, ...]

    @property
    def daily(self) -> float:
        """Tickets on an ordinary day."""
        return sum(sum(area.hourly) for area in self.areas.values())

    def uncertainty(self, facts: Mapping[str, Fact] | None = None) -> Uncertainty:
        """How the work of days drawn from the fit varies."""
        work = {name: fault.first_work.over_median() for name, fault in self.faults.items()}
        work |= {repair_of(name): fault.repair_work.over_median() for name, fault in self.faults.items()}
        follow_ups = {
            name: FollowUp(fault.repaired_share, fault.repair_skills, fault.repair_work)
            for name, fault in self.faults.items()
            if fault.repaired_share
        }
        return Uncertainty(work=work, follow_ups=follow_ups, facts=facts or {})


def fit(history: History) -> HistoryFit:
    """Fit the whole days of a history.

    Raises
    ------
    ValueError
        When no whole day is left.
    """
    ordinary, storm = _sorted_days(history)
    calm = [one for day in ordinary for one in history.of_day(day)]
    rough = [one for day in storm for one in history.of_day(day)]
    return HistoryFit(
        history=history,
        areas=_areas(history, calm, rough, len(ordinary), len(storm)),
        faults=_faults(history),
        shares=_shares(calm),
        storm_shares=_shares(rough or calm),
        work_by_block=_work_by_block(history),
        ordinary_days=ordinary,
        storm_days=storm,
    )


def _sorted_days(history: History) -> tuple[tuple[date, ...], tuple[date, ...]]:
    counts = {day: len(history.of_day(day)) for day in history.days}
    if not counts:
        raise ValueError("the history has no whole day: say first_day and last_day in its mapping")
    usual = median(counts.values())
    storm = tuple(day for day, count in counts.items() if count > STORM_TIMES * usual)
    return tuple(day for day in counts if day not in storm), storm


def _shares(tickets: Sequence[PastTicket]) -> dict[str, float]:
    counts = Counter(one.fault_type for one in tickets)
    return {name: counts[name] / len(tickets) for name in sorted(counts)}


def _areas(
    history: History, calm: Sequence[PastTicket], rough: Sequence[PastTicket], days: int, storm_days: int
) -> dict[str, AreaFit]:
    """Rates by area and hour: an area with few tickets leans on the hours of all areas together."""
    overall = _hours(history, calm)
    storms, in_storm = len(calm) / days, Counter(one.area for one in rough)
    usual_times = len(rough) / storm_days / storms if storm_days else 1.0
    found: dict[str, AreaFit] = {}
    for name, own in sorted(_by(calm, lambda one: one.area).items()):
        hours = _hours(history, own)
        lean = 24.0
        profile = [(hours[h] + lean * overall[h] / len(calm)) / (len(own) + lean) for h in range(24)]
        rate = len(own) / days
        # As if one more ordinary day's tickets had come in the storm at the usual multiple.
        storm_times = (in_storm[name] + rate * usual_times) / (rate * (storm_days + 1)) if storm_days else 1.0
        places = tuple((one.place, one.area_class) for one in own)
        found[name] = AreaFit(tuple(rate * share for share in profile), storm_times, places)
    return found


def _hours(history: History, tickets: Iterable[PastTicket]) -> list[int]:
    counts = Counter(history.local(one.reported_at).hour for one in tickets)
    return [counts[hour] for hour in range(24)]


def _faults(history: History) -> dict[str, FaultFit]:
    first = _usable(one.first_work for one in history.tickets)
    repair = _usable(one.repair_work for one in history.tickets)
    all_first = _quantiles(first, _scaled(ASSESS_AND_FIX, _FIRST_MEDIAN))
    all_repair = _quantiles(repair, _scaled(REPAIR, _REPAIR_MEDIAN))
    return {
        name: FaultFit(
            cases=tuple((one.customers, one.hazard) for one in own),
            first_work=_quantiles(_usable(one.first_work for one in own), all_first),
            repair_work=_quantiles(_usable(one.repair_work for one in own), all_repair),
            repaired_share=sum(one.repaired for one in own) / len(own),
            repair_skills=history.trades.for_repair(name),
        )
        for name, own in sorted(_by(history.tickets, lambda one: one.fault_type).items())
    }


def _work_by_block(history: History) -> tuple[float, ...]:
    measured = [one for one in history.tickets if one.first_work is not None]
    usual = median(_usable(one.first_work for one in measured) or [1.0])
    blocks = _by(measured, lambda one: history.local(one.reported_at).hour * BLOCKS // 24)
    samples = [_usable(one.first_work for one in blocks.get(block, ())) for block in range(BLOCKS)]
    return tuple(median(sample) / usual if len(sample) >= ENOUGH else 1.0 for sample in samples)


def _usable(spans: Iterable[timedelta | None]) -> list[float]:
    minutes = [span / MINUTE for span in spans if span is not None]
    return [one for one in minutes if one <= LONGEST_MINUTES]


def _quantiles(sample: Sequence[float], otherwise: Quantiles) -> Quantiles:
    return quantiles_of(sample, least=1.0) if len(sample) >= ENOUGH else otherwise


def _scaled(multiples: Quantiles, usual: float) -> Quantiles:
    return Quantiles(tuple(usual * value for value in multiples.values))


def _by(tickets: Iterable[PastTicket], key: Callable[[PastTicket], Key]) -> dict[Key, list[PastTicket]]:
    groups: dict[Key, list[PastTicket]] = {}
    for one in tickets:
        groups.setdefault(key(one), []).append(one)
    return groups
