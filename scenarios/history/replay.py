"""Replaying days, real or drawn, under several ways to dispatch: the same tickets, crews and luck for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from statistics import fmean

from dispatch.crew import Break, Crew, Shift
from dispatch.policy import Policy
from dispatch.travel.matrix import TravelTimes
from scenarios.evaluation import WITHIN_MINUTES
from scenarios.history.draw import draw_day, past_day
from scenarios.history.fit import HistoryFit
from scenarios.history.past_ticket import PastTicket
from scenarios.paired import Interval, paired_difference
from scenarios.simulation.dispatch_policy import DispatchPolicy
from scenarios.simulation.judging import judged_day
from scenarios.simulation.rolling_day import RollingDay
from scenarios.simulation.simulate import simulate

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Desk:
    """Who works on the replayed days, and by which clocks they are judged.

    Parameters
    ----------
    crews
        With the shifts of `of_day`; on other days they work the same hours.
    """

    crews: tuple[Crew, ...]
    of_day: date
    policy: Policy
    travel: TravelTimes

    def crews_on(self, day: date) -> tuple[Crew, ...]:
        """The crews with the shifts of another day."""
        return tuple(_moved(crew, day - self.of_day) for crew in self.crews)


@dataclass(frozen=True)
class Replayed:
    """One day under one seed and one way to dispatch: its figures by name."""

    day: date
    seed: int
    dispatch: str
    figures: Mapping[str, float]


@dataclass(frozen=True)
class _Task:
    day: date
    seed: int
    rolling: RollingDay
    dispatch: DispatchPolicy


RunAll = Callable[[Callable[[_Task], Replayed], Iterable[_Task]], Iterable[Replayed]]
"""How the runs are made: `map`, or a pool's own; results in the order of the tasks."""


def replay_days(
    fit: HistoryFit,
    desk: Desk,
    days: Sequence[date],
    policies: Sequence[DispatchPolicy],
    seeds: Sequence[int],
    run_all: RunAll = map,
) -> Iterator[Replayed]:
    """The real tickets of past days; what was not recorded of their work is drawn, anew for each seed."""
    past = {day: past_day(fit, day) for day in days}
    rolling = {
        day: RollingDay(tickets, desk.crews_on(day), desk.policy, desk.travel, fit.uncertainty(facts))
        for day, (tickets, facts) in past.items()
    }
    tasks = (_Task(day, seed, rolling[day], one) for day, seed, one in product(days, seeds, policies))
    yield from run_all(_run, tasks)


def replay_drawn_days(
    fit: HistoryFit,
    desk: Desk,
    day: date,
    policies: Sequence[DispatchPolicy],
    seeds: Sequence[int],
    factor: float = 1.0,
    storm: bool = False,
    run_all: RunAll = map,
) -> Iterator[Replayed]:
    """Days drawn from the fit, another one for each seed."""
    crews, uncertainty = desk.crews_on(day), fit.uncertainty()

    def rolling(seed: int) -> RollingDay:
        return RollingDay(draw_day(fit, day, seed, factor, storm), crews, desk.policy, desk.travel, uncertainty)

    tasks = (_Task(day, seed, drawn, one) for seed in seeds for drawn in [rolling(seed)] for one in policies)
    yield from run_all(_run, tasks)


def _run(task: _Task) -> Replayed:
    record = simulate(task.rolling, task.dispatch, task.seed)
    return Replayed(task.day, task.seed, task.dispatch.name, judged_day(record, task.rolling.policy).figures)


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of one way to dispatch: its mean, and how much it lies above the other way's."""

    figure: str
    dispatch: str
    mean: float
    difference: Interval | None
    """None for the way that all are held against, and where no pair has the figure."""


def compare(runs: Iterable[Replayed], against: str) -> tuple[Compared, ...]:
    """Every figure of every way to dispatch, with paired differences to the one named `against`.

    Seeds of one day with real tickets are not independent of each other: on several days pairs are days,
    each the mean of its seeds; on one day pairs are its seeds.
    """
    rows = list(runs)
    several = len({run.day for run in rows}) > 1
    by_pair: dict[str, dict[object, list[Mapping[str, float]]]] = {}
    for run in rows:
        pairs = by_pair.setdefault(run.dispatch, {})
        pairs.setdefault(run.day if several else run.seed, []).append(run.figures)
    names = dict.fromkeys(name for run in rows for name in run.figures)
    return tuple(_compared(name, dispatch, by_pair, against) for name in names for dispatch in by_pair)


def _compared(
    name: str, dispatch: str, by_pair: Mapping[str, Mapping[object, Sequence[Mapping[str, float]]]], against: str
) -> Compared:
    own, other = ([_mean(name, some) for some in by_pair[way].values()] for way in (dispatch, against))
    mean = fmean(value for value in own if value is not None)
    return Compared(name, dispatch, mean, None if dispatch == against else paired_difference(own, other))


def _mean(name: str, figures: Sequence[Mapping[str, float]]) -> float | None:
    values = [one[name] for one in figures if name in one]
    return fmean(values) if values else None


def as_it_happened(fit: HistoryFit, days: Sequence[date]) -> dict[str, float]:
    """The same figures of the real days, as far as the history tells: its own crews, other ones than replayed."""
    tickets = [one for day in days for one in fit.history.of_day(day)]
    waits = [one.response / MINUTE for one in tickets if one.response is not None]
    found: dict[str, float] = {}
    if waits:
        found["minutes_to_site"] = fmean(waits)
        for within in WITHIN_MINUTES:
            found[f"on_site_{within}_min"] = sum(wait <= within for wait in waits) / len(waits)
    return found | {"recorded": sum(_recorded(one) for one in tickets) / max(1, len(tickets))}


def _recorded(ticket: PastTicket) -> bool:
    return ticket.response is not None


def _moved(crew: Crew, by: timedelta) -> Crew:
    return replace(crew, shifts=tuple(_moved_shift(shift, by) for shift in crew.shifts))


def _moved_shift(shift: Shift, by: timedelta) -> Shift:
    breaks = tuple(Break(one.earliest + by, one.latest + by, one.duration) for one in shift.breaks)
    return replace(shift, start=shift.start + by, end=shift.end + by, breaks=breaks)
