"""A solve in a process of its own: progress as it comes, cancellable, never a hang.

OR-Tools holds the interpreter lock for a whole solve, so whoever must stay awake (a terminal, a web
server) solves here. One pipe does everything: progress and result come out, a cancel goes in, and
its closing tells either side that the other is gone. An engine that does not hear the cancel, for it
is deep in compiled code, is ended, and its last plan is the answer.
"""

from __future__ import annotations

import pickle
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from dispatch.errors import SolveFailed
from dispatch.problem import PlanningProblem
from dispatch.rules import check
from dispatch.schedule import schedule
from dispatch.score import score
from solver.explain import unassigned_reasons
from solver.result import Progress, SolveResult
from solver.settings import Settings
from solver.stop import AnyOf, Stop, never

Solve = Callable[..., SolveResult]

PATIENCE_SECONDS = 5.0
"""After this long without a sign that the engine has heard the cancel, the last plan it told of is taken."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """The child's sign that its engine knows of the cancel; what it still does is worth waiting for."""


Message = Progress | SolveResult | BaseException | _Heard


class SolveProcess:
    """One solve in a child process; leaving the `with` block ends the child whatever it is doing.

    Iterate for progress, then ask for the result::

        with SolveProcess(problem, settings) as process:
            for progress in process:
                show(progress)
            result = process.result()

    Parameters
    ----------
    solve
        A module-level function with the signature of :func:`solver.solve.solve`, which is the default.
    stop
        When to stop besides time and `cancel`; judged in the child, so it must pickle.
    """

    def __init__(
        self, problem: PlanningProblem, settings: Settings, solve: Solve | None = None, stop: Stop = never
    ) -> None:
        self._end: SolveResult | BaseException | None = None
        self._problem = problem
        self._last: Progress | None = None
        self._give_up_at: float | None = None
        self._began = time.monotonic()
        # Spawned, not forked: the caller may have threads, and a fork would copy their locks.
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_run, args=(theirs, problem, settings, solve, stop), name="crewdispatch solve"
        )
        with interrupts_held():
            self._process.start()
        theirs.close()

    def __enter__(self) -> SolveProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._process.close()
        self._connection.close()

    @property
    def pid(self) -> int | None:
        """The child's process id."""
        return self._process.pid

    def __iter__(self) -> Iterator[Progress]:
        """Progress as it comes, until the solve has ended."""
        while self._end is None:
            message = self._receive()
            if isinstance(message, Progress):
                if message.sequences is not None:
                    self._last = message
                yield message
            elif isinstance(message, _Heard):
                self._give_up_at = float("inf")
            else:
                self._end = message

    def cancel(self) -> None:
        """Ask for the best plan so far; `result` then has it. May be called from a signal handler."""
        if self._give_up_at is None:
            self._give_up_at = time.monotonic() + PATIENCE_SECONDS
        try:
            self._connection.send("cancel")
        except OSError:
            return  # The child has ended: its last words, if any, are already in the pipe.

    def result(self) -> SolveResult:
        """Wait for the end of the solve.

        Raises
        ------
        SolveFailed
            When the child died or its error cannot be brought over; any other error the solve raised, as itself.
        """
        for _ in self:
            pass
        if isinstance(self._end, SolveResult):
            return self._end
        assert self._end is not None
        raise self._end

    def _receive(self) -> Message:
        try:
            # Never without a limit: a cancel that comes from a signal handler must be seen while waiting.
            while not self._connection.poll(0.2):
                if self._last is not None and time.monotonic() > (self._give_up_at or float("inf")):
                    return self._taken_over(self._last)
            message: Message = self._connection.recv()
        except (EOFError, OSError):
            self._process.join()
            return SolveFailed(f"the solver's process ended without an answer ({_how(self._process.exitcode)})")
        return message

    def _taken_over(self, last: Progress) -> SolveResult | SolveFailed:
        """The last plan of a child that does not hear, judged as the solver would."""
        self._process.kill()
        sequences = last.sequences or {}
        plan = schedule(self._problem, sequences, unassigned_reasons(self._problem, sequences))
        breaches = check(self._problem, plan)
        if breaches:
            return SolveFailed(f"the solver did not stop, and its last plan breaks a rule: {breaches[0].sentence}")
        elapsed = time.monotonic() - self._began
        return SolveResult(plan, score(self._problem, plan), elapsed, last.source, "cancelled", bound=last.bound)


def _run(
    connection: Connection[Any, Any], problem: PlanningProblem, settings: Settings, solve: Solve | None, stop: Stop
) -> None:
    """The child: solve, and send progress and the end of it through the pipe."""
    # Ctrl-C in a terminal reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        connection.send(_end_of(connection, problem, settings, solve, stop))
    except BrokenPipeError:
        return  # The parent is gone: nobody wants the plan.
    finally:
        connection.close()


def _end_of(
    connection: Connection[Any, Any], problem: PlanningProblem, settings: Settings, solve: Solve | None, stop: Stop
) -> SolveResult | Exception:
    try:
        if solve is None:
            from solver.solve import solve as recipe  # ortools takes seconds to import: only here, in the child

            solve = recipe
        return solve(problem, settings, AnyOf((_asked_to_stop(connection), stop)), connection.send)
    except BrokenPipeError:
        raise
    except Exception as error:
        return _portable(error)


def _asked_to_stop(connection: Connection[Any, Any]) -> Stop:
    def judge(_: Progress) -> str | None:
        # A pipe that the parent has closed polls as readable too, so an orphan stops as well.
        if not connection.poll():
            return None
        connection.send(_Heard())
        return "cancelled"

    return judge


def _portable(error: Exception) -> Exception:
    """The error itself, with its traceback as a note; when pickling changes it, a `SolveFailed` that quotes it."""
    text = "".join(traceback.format_exception(error))
    try:
        copy = pickle.loads(pickle.dumps(error))
    except Exception:
        return SolveFailed(text)
    if str(copy) != str(error):
        return SolveFailed(text)
    error.add_note(f"In the solver's process:\n{text}")
    return error


def _how(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"killed by {signal.Signals(-exit_code).name}"
    return f"exit code {exit_code}"


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let the child be born deaf to Ctrl-C, so that none can end it while it is still importing.

    A blocked signal mask is inherited; the parent gets what came in the meantime when the block ends.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    # Starting the tracker would lift the block again, so it is started before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
