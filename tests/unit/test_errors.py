"""Errors carry facts, read as sentences, and come home from other processes whole."""

from __future__ import annotations

import pickle

from dispatch.errors import DispatchError, ForbiddenTransition, InfeasiblePlan, InputErrors, InputFault, SolveFailed
from dispatch.sentences import as_written

FAULT = InputFault("tickets.csv", "not a skill", row=3, field="skills", value="lien", allowed="line, tree")


def test_a_fault_says_where_it_is_what_stands_there_and_what_is_allowed() -> None:
    assert str(FAULT) == "tickets.csv, row 3, skills: not a skill (found 'lien'); allowed: line, tree"


def test_a_fault_of_a_whole_file_names_the_file_alone() -> None:
    assert str(InputFault("crews.csv", "is empty")) == "crews.csv: is empty"


def test_all_faults_are_told_one_a_line() -> None:
    both = InputErrors([FAULT, InputFault("crews.csv", "is empty")])
    assert str(both).splitlines() == [str(FAULT), "crews.csv: is empty"]


def test_errors_survive_the_way_between_processes() -> None:
    assert pickle.loads(pickle.dumps(InputErrors([FAULT]))).faults == (FAULT,)
    broken = pickle.loads(pickle.dumps(InfeasiblePlan([as_written("one"), as_written("two")])))
    refused = pickle.loads(pickle.dumps(ForbiddenTransition("T1", "closed", "onSite", [])))
    assert str(refused) == "ticket T1 is closed and cannot become onSite; that is final"
    assert (broken.violations, str(broken)) == ((as_written("one"), as_written("two")), "one; two")


def test_all_are_of_one_tree() -> None:
    kinds = (InputErrors, InfeasiblePlan, SolveFailed, ForbiddenTransition)
    assert all(issubclass(kind, DispatchError) for kind in kinds)
