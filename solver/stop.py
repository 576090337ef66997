"""When to stop: small conditions over the progress, to be combined with `AnyOf`.

A condition says why it stops, or None to go on. Time and steps are in the settings, for the engines plan by them.
All but `cancelled` can be sent to another process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from solver.result import Progress

Stop = Callable[[Progress], str | None]


def never(_: Progress) -> str | None:
    """Go on until the settings' time or steps are used up."""
    return None


def cancelled(event: Event) -> Stop:
    """Stop once `event` is set, by whichever thread or process holds it."""
    return lambda _: "cancelled" if event.is_set() else None


@dataclass(frozen=True, slots=True)
class Target:
    """Stop when the cost is `cost` or less."""

    cost: float

    def __call__(self, progress: Progress) -> str | None:
        """Judge one progress report."""
        return "target" if progress.cost <= self.cost else None


@dataclass(slots=True)
class NoImprovement:
    """Stop when the cost has not fallen for `seconds`."""

    seconds: float
    _best: float = field(default=float("inf"), init=False)
    _since: float = field(default=0.0, init=False)

    def __call__(self, progress: Progress) -> str | None:
        """Judge one progress report; reports come in order of time."""
        if progress.cost < self._best - 1e-9:
            self._best, self._since = progress.cost, progress.elapsed_seconds
        return "no_improvement" if progress.elapsed_seconds - self._since >= self.seconds else None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Stop when any of `stops` does; the first reason counts."""

    stops: tuple[Stop, ...]

    def __call__(self, progress: Progress) -> str | None:
        """Judge one progress report."""
        reasons = [stop(progress) for stop in self.stops]
        return next((reason for reason in reasons if reason is not None), None)


def stop_when(no_improvement: float | None = None, target: float | None = None) -> Stop:
    """Stop after so many seconds without improvement, or at a cost; what is None does not stop."""
    stops: list[Stop] = [] if no_improvement is None else [NoImprovement(no_improvement)]
    stops += [] if target is None else [Target(target)]
    return AnyOf(tuple(stops))
