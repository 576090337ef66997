"""Plans while the search is not compiled yet: the first solve on a machine, or of a new version.

Compiling takes half a minute and holds the interpreter lock, so a process of its own does it and fills the
cache; it may outlive the solve, for the next one will read it. Meanwhile a second process runs the same
search uncompiled, which is slow, but quick enough to insert a day's tickets, and then OR-Tools. Both run
this module: the first as a program, the second by `answer`.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, TypeVar

import numpy as np

from solver.arrays import Arrays, Indexed
from solver.result import Orders
from solver.run import Run, starting_point

Rows = TypeVar("Rows", bound=NamedTuple)

ROUTING_UP_TO = 300
"""Visits up to which OR-Tools is asked: beyond, insertion is better than what it finds in half a minute."""
LOOK_SECONDS = 0.1


def compiled() -> bool:
    """Whether the cache holds the compiled search."""
    from solver.kernel.compiled import cache_folder

    return any(cache_folder().rglob("ruin_recreate.search-*.nbc"))


def bridge(run: Run) -> None:
    """Report plans until the search is compiled, time is up, or somebody asks to stop."""
    compiling = start_compiling(run.indexed.arrays)
    with _answers(run) as answers:
        open_ended = True
        while run.going_on and run.seconds_left and compiling.poll() is None:
            if open_ended and answers.poll(LOOK_SECONDS):
                open_ended = _report_next(run, answers)
                continue
            if not open_ended:
                time.sleep(LOOK_SECONDS)
            if run.found:
                run.report(run.source, run.best, run.found[-1])


def _report_next(run: Run, answers: Connection[Any, Any]) -> bool:
    """Report one answer; whether there was one and not the end of them."""
    try:
        run.report(*answers.recv())
    except EOFError:
        return False
    return True


def start_compiling(arrays: Arrays) -> subprocess.Popen[bytes]:
    """Fill the cache in a process that need not be waited for."""
    path = os.pathsep.join(filter(None, sys.path))
    process = subprocess.Popen(
        [sys.executable, "-m", "solver.cold_start"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": path},
        start_new_session=True,
    )
    assert process.stdin is not None
    # Their types are all that the compiler asks of the tables.
    empty = {name: rows[:0] for name, rows in arrays._asdict().items() if name != "policy"}
    with process.stdin as pipe:
        pickle.dump(arrays._replace(**empty), pipe)
    return process


@contextmanager
def _answers(run: Run) -> Iterator[Connection[Any, Any]]:
    """A pipe through which (engine, cost, orders) come from another process."""
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=answer, args=(theirs, run.indexed, run.settings.seed, run.settings.limit_seconds), daemon=True
    )
    # Numba reads this once, when it is imported: in the child, for here that is over.
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    process.start()
    del os.environ["NUMBA_DISABLE_JIT"]
    theirs.close()
    try:
        yield ours
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()


def answer(connection: Connection[Any, Any], indexed: Indexed, seed: int, seconds: float) -> None:
    """Insertion, then OR-Tools, as the target of a process: each better plan and its exact cost go into the pipe.

    Numba must not compile in this process (``NUMBA_DISABLE_JIT``).
    """
    from solver.routing_model import solve_routing
    from solver.search import Annealing

    exact = Annealing(_by_attribute(indexed.arrays), seed, 1)
    exact.states = [_by_attribute(state) for state in exact.states]
    exact.desks = [_by_attribute(desk) for desk in exact.desks]

    def tell(source: str, orders: Orders) -> None:
        cost = exact.build(orders, insert=not exact.budgeted)
        if cost < float("inf"):
            connection.send((source, cost, exact.best_orders()))

    def tell_routing(orders: Orders) -> bool:
        tell("ortools", orders)
        return False

    tell("insertion", indexed.numbers(starting_point(indexed.problem)))
    if len(indexed.visits) <= ROUTING_UP_TO and np.isfinite(exact.best_cost):
        solve_routing(indexed, seconds, exact.best_orders(), tell_routing)


def _by_attribute(tables: Rows) -> Rows:
    """The same tables with rows whose fields are attributes, as compiled code has them anyway."""
    views = (table.view(np.recarray) if table.dtype.names else table for table in tables)
    return type(tables)(*views)


def _fill_cache() -> None:
    from solver.search import Annealing

    Annealing(pickle.load(sys.stdin.buffer), seed=1, workers=1).build([])


if __name__ == "__main__":
    _fill_cache()
