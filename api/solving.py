"""A solve watched from a terminal: one line of progress, and Ctrl-C for the best plan so far."""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.live import Live
from rich.text import Text

from dispatch.problem import PlanningProblem
from solver.process import SolveProcess
from solver.result import Progress, SolveResult
from solver.settings import Settings
from solver.stop import Stop, never


def solve_watched(console: Console, problem: PlanningProblem, settings: Settings, stop: Stop = never) -> SolveResult:
    """Solve in a child process until time is up or `stop` says so, and show how it goes.

    The first Ctrl-C asks for the best plan so far, the second gives up.

    Raises
    ------
    KeyboardInterrupt
        At the second Ctrl-C.
    SolveFailed
        When there is no plan.
    """
    watch = _Watch(settings.limit_seconds)
    with _interrupts(watch.interrupt), SolveProcess(problem, settings, stop=stop) as process:
        watch.over(process)
        with Live(get_renderable=watch.render, console=console, refresh_per_second=5, transient=True):
            for progress in process:
                watch.progress = progress
        return process.result()


class _Watch:
    """The state of the watch: what the progress line says, drawn by the display's own thread, and Ctrl-C."""

    def __init__(self, seconds: float) -> None:
        self.progress: Progress | None = None
        self._process: SolveProcess | None = None
        self._stopping = False
        self._seconds = seconds
        self._began = time.monotonic()

    def over(self, process: SolveProcess) -> None:
        """Cancel this process when asked to stop, or at once when that has been asked already."""
        self._process = process
        if self._stopping:
            process.cancel()

    def interrupt(self, _: int, __: FrameType | None) -> None:
        if self._stopping:
            raise KeyboardInterrupt
        self._stopping = True
        if self._process is not None:
            self._process.cancel()

    def render(self) -> Text:
        elapsed = f"{time.monotonic() - self._began:5.1f} s"
        if self._seconds < math.inf:
            elapsed += f" of {self._seconds:g}"
        if self.progress is None:
            return Text(f"{elapsed}  starting the solver{self._ending()}")
        best = self.progress
        bound = "" if best.bound is None else f", at least {best.bound:,.0f}"
        return Text(f"{elapsed}  {best.source}: cost {best.cost:,.0f}{bound}, left out {best.left_out}{self._ending()}")

    def _ending(self) -> str:
        return "  stopping (Ctrl-C again to give up)" if self._stopping else "  (Ctrl-C for the best so far)"


@contextmanager
def _interrupts(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
