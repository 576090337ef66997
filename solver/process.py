"""A solve in a process of its own: progress as it comes, cancellable, never a hang.

OR-Tools holds the interpreter lock for a whole solve, so whoever must stay awake (a terminal, a web
server) solves here. One pipe does everything: progress and result come out, a cancel goes in, and
its closing tells either side that the other is gone.
"""

from __future__ import annotations

import pickle
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from dispatch.errors import SolveFailed
from dispatch.problem import PlanningProblem
from solver.result import Progress, SolveResult
from solver.settings import Settings
from solver.stop import Stop

Solve = Callable[..., SolveResult]


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
    """

    def __init__(self, problem: PlanningProblem, settings: Settings, solve: Solve | None = None) -> None:
        self._end: SolveResult | BaseException | None = None
        # Spawned, not forked: the caller may have threads, and a fork would copy their locks.
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_run, args=(theirs, problem, settings, solve), name="crewdispatch solve", daemon=True
        )
        with _interrupts_held():
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
                yield message
            else:
                self._end = message

    def cancel(self) -> None:
        """Ask for the best plan so far; `result` then has it. May be called from a signal handler."""
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

    def _receive(self) -> Progress | SolveResult | BaseException:
        try:
            message: Progress | SolveResult | BaseException = self._connection.recv()
        except (EOFError, OSError):
            self._process.join()
            return SolveFailed(f"the solver's process ended without an answer ({_how(self._process.exitcode)})")
        return message


def _run(connection: Connection[Any, Any], problem: PlanningProblem, settings: Settings, solve: Solve | None) -> None:
    """The child: solve, and send progress and the end of it through the pipe."""
    # Ctrl-C in a terminal reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        connection.send(_end_of(connection, problem, settings, solve))
    except BrokenPipeError:
        return  # The parent is gone: nobody wants the plan.
    finally:
        connection.close()


def _end_of(
    connection: Connection[Any, Any], problem: PlanningProblem, settings: Settings, solve: Solve | None
) -> SolveResult | Exception:
    try:
        if solve is None:
            from solver.solve import solve as recipe  # ortools takes seconds to import: only here, in the child

            solve = recipe
        return solve(problem, settings, _asked_to_stop(connection), connection.send)
    except BrokenPipeError:
        raise
    except Exception as error:
        return _portable(error)


def _asked_to_stop(connection: Connection[Any, Any]) -> Stop:
    # A pipe that the parent has closed polls as readable too, so an orphan stops as well.
    return lambda _: "cancelled" if connection.poll() else None


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
def _interrupts_held() -> Iterator[None]:
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
