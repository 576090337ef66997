"""Stop conditions: each says why, alone and together, and can be sent to the solver's process."""

from __future__ import annotations

import pickle
from threading import Event

from solver.result import Progress
from solver.stop import AnyOf, NoImprovement, Stop, Target, cancelled, never, stop_when


def told(elapsed: float, cost: float) -> Progress:
    return Progress(elapsed_seconds=elapsed, source="test", cost=cost, left_out=0)


def test_a_target_is_reached_at_its_cost() -> None:
    assert Target(10.0)(told(1, 10.1)) is None
    assert Target(10.0)(told(1, 10.0)) == "target"


def test_no_improvement_counts_from_the_last_fall_of_the_cost() -> None:
    stop = NoImprovement(5.0)
    costs = [(0, 100.0), (4, 100.0), (4.5, 90.0), (9, 90.0), (9.5, 90.0)]
    assert [stop(told(*one)) for one in costs] == [None, None, None, None, "no_improvement"]


def test_a_cancel_is_heard_once_the_event_is_set() -> None:
    event = Event()
    assert cancelled(event)(told(0, 1)) is None
    event.set()
    assert cancelled(event)(told(0, 1)) == "cancelled"


def test_of_several_conditions_the_first_speaks_and_all_listen() -> None:
    stop = AnyOf((Target(5.0), NoImprovement(1.0)))
    assert stop(told(0, 9.0)) is None
    assert stop(told(2, 5.0)) == "target"
    assert AnyOf((never,))(told(0, 0)) is None


def test_what_the_command_line_asks_for_travels_to_another_process() -> None:
    stop: Stop = pickle.loads(pickle.dumps(stop_when(no_improvement=3.0, target=50.0)))
    assert stop(told(0, 49.0)) == "target"
    assert stop_when()(told(0, 0)) is None
