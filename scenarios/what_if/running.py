"""Running a what-if: every variant under every seed, side by side, keeping what is finished."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, TypeVar

from dispatch.errors import DispatchError
from scenarios.changes.change import ChangeError
from scenarios.evaluation import Evaluate, Evaluation, evaluate
from scenarios.simulation.judging import evaluate_rolling
from scenarios.what_if.kept import Job, Kept
from scenarios.what_if.keys import Mode
from scenarios.what_if.what_if import Variant, WhatIf
from solver.process import interrupts_held

if TYPE_CHECKING:
    from distributed import Client

T = TypeVar("T")
DIED = (
    "the process that ran it died; was there memory enough? A script that runs a what-if must do so under "
    'if __name__ == "__main__"'
)
EVALUATE: Mapping[Mode, Evaluate] = {Mode.STATIC: evaluate, Mode.ROLLING: evaluate_rolling}
WORKER_PATIENCE_SECONDS = 60
"""A cluster that grows with its work may have no worker at first."""
Key = tuple[str, int]
"""Variant and seed."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a run is; `variant` and `seed` say what has just ended."""

    done: int
    total: int
    failed: int
    reused: int
    variant: str = ""
    seed: int = 0


OnStep = Callable[[Step], None]


@dataclass(frozen=True)
class Run:
    """What came of a what-if: an evaluation or the reason there is none, for each variant and seed."""

    what_if: WhatIf
    evaluations: Mapping[Key, Evaluation]
    failures: Mapping[Key, str] = field(default_factory=dict)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds that came of the base, against which alone variants can be held."""
        base = self.what_if.variants[0].name
        return tuple(seed for seed in self.what_if.seeds if (base, seed) in self.evaluations)


def run_what_if(
    what_if: WhatIf,
    folder: Path | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    on_step: OnStep | None = None,
) -> Run:
    """Evaluate every variant under every seed.

    Parameters
    ----------
    folder
        Where finished evaluations are kept, and found again by a later run of the same.
    workers
        Processes on this machine; None for one a core.
    cluster
        Address of a Dask scheduler to run on in place of this machine's cores.
    on_step
        Called at the beginning and whenever one has ended.

    Raises
    ------
    DispatchError
        When the cluster cannot be reached, or has no workers.
    KeyboardInterrupt
        At Ctrl-C, after those under way have ended and are kept; a cluster is not waited for.
    """
    going = _Going(what_if, None if folder is None else Kept(folder), on_step or (lambda _: None))
    waiting = list(going.to_do())
    going.tell()
    if waiting:
        going.play(waiting, workers or cpu_count() or 1, cluster)
    return Run(what_if, going.in_order(going.evaluations), going.in_order(going.failures))


def find_kept(what_if: WhatIf, folder: Path) -> Run:
    """The run as far as it is kept in a folder; nothing is computed."""
    going = _Going(what_if, Kept(folder), lambda _: None)
    for job in going.to_do():
        going.failures[job.variant, job.seed] = "not run yet"
    return Run(what_if, going.in_order(going.evaluations), going.in_order(going.failures))


@dataclass
class _Going:
    """A run on its way."""

    what_if: WhatIf
    kept: Kept | None
    on_step: OnStep
    evaluations: dict[Key, Evaluation] = field(default_factory=dict)
    failures: dict[Key, str] = field(default_factory=dict)
    reused: int = 0

    def to_do(self) -> Iterator[Job]:
        """The jobs that are neither kept nor impossible; all variants of a seed before the next seed."""
        for seed in self.what_if.seeds:
            for variant in self.what_if.variants:
                job = self._job(variant, seed)
                if job is None:
                    continue
                found = None if self.kept is None else self.kept.find(job)
                if found is None:
                    yield job
                else:
                    self.evaluations[variant.name, seed] = found
                    self.reused += 1

    def _job(self, variant: Variant, seed: int) -> Job | None:
        what_if = self.what_if
        try:
            day, judge = what_if.day(variant, seed), what_if.judging(variant, seed)
        except ChangeError as error:
            self.failures[variant.name, seed] = f"a change cannot be made under this seed: {error.message}"
            return None
        return Job(variant.name, seed, day, what_if.settings, judge, what_if.mode)

    def play(self, jobs: Sequence[Job], workers: int, cluster: str | None) -> None:
        """Run the jobs; those lost with a process that died get one more chance, on their own."""
        with executor_for(min(workers, len(jobs)), cluster) as executor:
            lost = self._round(executor, jobs)
        for job in lost:
            with executor_for(1, cluster) as executor:
                for _ in self._round(executor, [job]):
                    self._failed(job, DIED)

    def _round(self, executor: Executor, jobs: Sequence[Job]) -> list[Job]:
        """The jobs lost with a process that died, or a scheduler."""
        lost = []
        futures: dict[Future[Evaluation], Job] = {}
        try:
            with interrupts_held():
                for job in jobs:
                    futures[executor.submit(play, job)] = job
            for future in as_completed(futures):
                if future.cancelled() or isinstance(future.exception(), BrokenProcessPool):
                    lost.append(futures[future])
                else:
                    self._take(futures[future], future)
        except BrokenProcessPool:  # While submitting.
            return [job for job in jobs if (job.variant, job.seed) not in self.evaluations]
        except KeyboardInterrupt:
            self._end(executor, futures)
            raise
        return lost

    def _end(self, executor: Executor, futures: Mapping[Future[Evaluation], Job]) -> None:
        """Keep what is under way here, and drop what has not begun; a cluster drops what it has not finished."""
        for future in futures:
            future.cancel()  # Dask's executor has no other way.
        executor.shutdown(wait=True)
        for future, job in futures.items():
            if future.done() and not future.cancelled() and (job.variant, job.seed) not in self.evaluations:
                self._take(job, future)

    def _take(self, job: Job, future: Future[Evaluation]) -> None:
        error = future.exception()
        if error is not None:
            self._failed(job, str(error) if isinstance(error, DispatchError) else f"{type(error).__name__}: {error}")
            return
        evaluation = future.result()
        if self.kept is not None:
            self.kept.keep(job, evaluation)
        self.evaluations[job.variant, job.seed] = evaluation
        self.tell(job)

    def _failed(self, job: Job, reason: str) -> None:
        self.failures[job.variant, job.seed] = reason
        self.tell(job)

    def tell(self, job: Job | None = None) -> None:
        """Say how far it is."""
        total = len(self.what_if.variants) * len(self.what_if.seeds)
        ended = len(self.evaluations) + len(self.failures)
        last = ("", 0) if job is None else (job.variant, job.seed)
        self.on_step(Step(ended, total, len(self.failures), self.reused, *last))

    def in_order(self, found: Mapping[Key, T]) -> dict[Key, T]:
        """By variant and seed as the file has them: nothing may hang on which ended first."""
        keys = ((variant.name, seed) for variant in self.what_if.variants for seed in self.what_if.seeds)
        return {key: found[key] for key in keys if key in found}


def play(job: Job) -> Evaluation:
    """The job's evaluation, in whichever process it runs."""
    return EVALUATE[job.mode](job.day, job.seed, job.settings, job.judge)


@contextmanager
def executor_for(workers: int, cluster: str | None) -> Iterator[Executor]:
    """So many processes on this machine, or a Dask cluster by its address; an exception drops what has not begun.

    Ctrl-C counts once: a second one, while the first is being seen to, would leave processes behind that nobody ends.

    Raises
    ------
    DispatchError
        When the cluster cannot be reached, or has no workers.
    """
    with _one_interrupt(), _processes(workers) if cluster is None else _cluster(cluster) as executor:
        yield executor


@contextmanager
def _one_interrupt() -> Iterator[None]:
    if current_thread() is not main_thread():
        yield
        return

    def take(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, take)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    with ProcessPoolExecutor(workers, get_context("spawn"), _leave_ctrl_c_to_the_parent) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


@contextmanager
def _cluster(cluster: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise DispatchError("a cluster needs Dask: pip install 'crewdispatch[cluster]'") from None
    try:
        client = Client(cluster, timeout=10)
    except (OSError, ValueError) as error:
        raise DispatchError(f"no Dask scheduler answers at {cluster}: {error}") from error
    with client:
        _await_worker(client, cluster)
        yield client.get_executor(pure=False)


def _await_worker(client: Client, cluster: str) -> None:
    try:
        client.wait_for_workers(1, timeout=WORKER_PATIENCE_SECONDS)
    except TimeoutError:
        raise DispatchError(
            f"the Dask scheduler at {cluster} has no workers: start some with `dask worker {cluster}`, "
            "where crewdispatch is installed"
        ) from None


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
