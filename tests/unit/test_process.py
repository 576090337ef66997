"""The solver's child process, with real processes: progress, cancel, errors, kills, interrupts."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace

import pytest

from dispatch.errors import InfeasiblePlan, SolveFailed
from dispatch.problem import PlanningProblem
from dispatch.score import score
from dispatch.sentences import as_written
from solver.process import SolveProcess
from solver.result import OnProgress, Progress, SolveResult
from solver.settings import Settings
from solver.stop import Stop
from tests import builders as make

CASE = make.problem([make.ticket()], [make.crew()])
SETTINGS = Settings(seconds=0)
PATIENCE = 20.0


def report(done: int) -> Progress:
    return Progress(elapsed_seconds=done, source="test", cost=10.0 - done, left_out=0)


def answer(case: PlanningProblem, stopped_by: str) -> SolveResult:
    plan = make.plan(case, {"C1": "T1"})
    return SolveResult(plan, score(case, plan), 0.1, "test", stopped_by)


def quick(case: PlanningProblem, _: Settings, stop: Stop, on_progress: OnProgress) -> SolveResult:
    for done in range(3):
        on_progress(report(done))
    return answer(case, "done")


def endless(case: PlanningProblem, _: Settings, stop: Stop, on_progress: OnProgress) -> SolveResult:
    on_progress(report(0))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        reason = stop(report(0))
        if reason is not None:
            return answer(case, reason)
        time.sleep(0.01)
    raise TimeoutError("nobody stopped the test's solve")


def deaf(case: PlanningProblem, _: Settings, stop: Stop, on_progress: OnProgress) -> SolveResult:
    """Tells of one plan, then never asks again whether to stop."""
    on_progress(replace(report(0), sequences={make.duty_key("C1"): (make.visit("T1"),)}))
    time.sleep(PATIENCE)
    raise TimeoutError("nobody ended the test's solve")


def failing(case: PlanningProblem, _: Settings, stop: Stop, on_progress: OnProgress) -> SolveResult:
    raise SolveFailed("no crew at all")


def unspeakable(case: PlanningProblem, _: Settings, stop: Stop, on_progress: OnProgress) -> SolveResult:
    class Local(Exception):
        """Cannot be pickled."""

    raise Local("lost for words")


def distorted(case: PlanningProblem, _: Settings, stop: Stop, on_progress: OnProgress) -> SolveResult:
    raise InfeasiblePlan([as_written("one"), as_written("two")])


def test_progress_comes_in_order_and_the_result_follows() -> None:
    with SolveProcess(CASE, SETTINGS, quick) as process:
        assert [progress.cost for progress in process] == [10.0, 9.0, 8.0]
        assert process.result() == answer(CASE, "done")


def test_the_result_alone_may_be_asked_for() -> None:
    with SolveProcess(CASE, SETTINGS, quick) as process:
        assert process.result().stopped_by == "done"
        process.cancel()
        assert process.result().stopped_by == "done"


def test_cancel_brings_the_best_so_far() -> None:
    with SolveProcess(CASE, SETTINGS, endless) as process:
        next(iter(process))
        process.cancel()
        assert process.result().stopped_by == "cancelled"


def test_cancel_before_the_child_has_begun() -> None:
    with SolveProcess(CASE, SETTINGS, endless) as process:
        process.cancel()
        assert process.result().stopped_by == "cancelled"


def test_an_engine_that_does_not_hear_the_cancel_is_ended_and_its_last_plan_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("solver.process.PATIENCE_SECONDS", 0.5)
    with SolveProcess(CASE, SETTINGS, deaf) as process:
        next(iter(process))
        process.cancel()
        result = process.result()
    assert result.plan == answer(CASE, "").plan
    assert (result.stopped_by, result.source) == ("cancelled", "test")


def test_an_interrupt_does_not_end_the_child_even_at_birth() -> None:
    with SolveProcess(CASE, SETTINGS, endless) as process:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGINT)
        next(iter(process))
        os.kill(process.pid, signal.SIGINT)
        process.cancel()
        assert process.result().stopped_by == "cancelled"


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_child_is_reported(sent: signal.Signals) -> None:
    with SolveProcess(CASE, SETTINGS, endless) as process:
        assert process.pid is not None
        next(iter(process))
        os.kill(process.pid, sent)
        with pytest.raises(SolveFailed, match=sent.name):
            process.result()


def test_leaving_the_block_ends_the_child() -> None:
    with SolveProcess(CASE, SETTINGS, endless) as process:
        next(iter(process))
        pid = process.pid
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_error_comes_back_as_itself_with_its_traceback() -> None:
    with SolveProcess(CASE, SETTINGS, failing) as process, pytest.raises(SolveFailed, match="no crew at all") as caught:
        process.result()
    assert "in failing" in caught.value.__notes__[0]


def test_an_error_that_cannot_be_pickled_is_quoted() -> None:
    with SolveProcess(CASE, SETTINGS, unspeakable) as process, pytest.raises(SolveFailed, match="lost for words"):
        process.result()


def test_an_error_keeps_its_sentences() -> None:
    with SolveProcess(CASE, SETTINGS, distorted) as process, pytest.raises(Exception, match="one; two"):
        process.result()
