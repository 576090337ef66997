"""When to stop: small conditions over the progress, to be combined with `any_of`.

A condition says why it stops, or None to go on. Time and steps are in the settings, for the engines plan by them.
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


def target(cost: float) -> Stop:
    """Stop when the cost is `cost` or less."""
    return lambda progress: "target" if progress.cost <= cost else None


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


def any_of(*stops: Stop) -> Stop:
    """Stop when any of them does; the first reason counts."""

    def judge(progress: Progress) -> str | None:
        reasons = (stop(progress) for stop in stops)
        return next((reason for reason in reasons if reason is not None), None)

    return judge
