"""Saving a live day: what stays in the house, what is told, and where the folder goes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch.crew import Break
from dispatch.errors import Conflict, InputErrors
from dispatch.place import Place
from dispatch.problem import Lock
from dispatch.ticket import Started, Visit
from scenarios.files import read_scenario
from scenarios.saved_day.placing import placed
from scenarios.saved_day.writing import write_day
from tests.builders import at, crew, minutes, problem, shift, ticket


def everything(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in folder.iterdir())


def test_neither_addresses_nor_names_of_crews_leave_the_house(tmp_path: Path) -> None:
    day = problem([ticket(address="12 Main St", fault_type="wire down")], [crew(name="Wang's crew")])
    assert write_day(day, "A day", tmp_path) == ()
    assert "wire down" in everything(tmp_path)
    assert not any(secret in everything(tmp_path) for secret in ("Main St", "Wang"))


def test_places_are_rounded_to_a_street_where_that_is_asked_for(tmp_path: Path) -> None:
    day = problem([ticket(place=Place(30.01234, 120.05678))], [crew()])
    write_day(day, "A day", tmp_path, coarse=True)
    read = read_scenario(tmp_path)
    places = [read.tickets[0].place, *(s.start_place for s in read.crews[0].shifts)]
    assert places[0] == Place(30.012, 120.057)
    assert all((place.lat, place.lon) == (round(place.lat, 3), round(place.lon, 3)) for place in places)


def test_what_the_files_cannot_say_is_told(tmp_path: Path) -> None:
    gone = crew("C9", shifts=())
    late = Break(at(400), at(470), minutes(30))
    day = problem(
        [
            ticket("T1", preferred_crews=frozenset({"C9"}), forbidden_crews=frozenset({"C9"})),
            ticket("T2", started=(Started("C9"),)),
        ],
        [crew("C1", shifts=(replace(shift(), breaks=(late,)),)), gone],
        locks=(Lock(Visit("T1"), "C9"),),
    )
    told = write_day(day, "A day", tmp_path)
    assert [sentence.split()[:2] for sentence in told] == [
        ["Crew", "C1"],
        ["Ticket", "T1"],
        ["Ticket", "T2"],
        ["Ticket", "T1"],
    ]
    read = read_scenario(tmp_path)
    assert ([one.id for one in read.crews], read.locks) == (["C1"], ())


def test_an_id_that_cannot_be_read_back_is_a_fault_and_not_another_id(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match="cannot be an id"):
        write_day(problem([ticket("OMS:1")], [crew()]), "A day", tmp_path)


def test_a_day_without_work_or_without_crews_is_not_saved(tmp_path: Path) -> None:
    for day in (problem([], [crew()]), problem([ticket()], [crew(shifts=())])):
        with pytest.raises(Conflict, match="nothing to save"):
            write_day(day, "A day", tmp_path)


def test_a_folder_is_there_whole_or_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "days" / "today"
    with suppress(RuntimeError), placed(folder, replace=False) as fresh:
        (fresh / "scenario.yaml").write_text("half")
        raise RuntimeError
    assert list((tmp_path / "days").iterdir()) == []
    for text in ("first", "second"):
        with placed(folder, replace=True) as fresh:
            (fresh / "scenario.yaml").write_text(text)
    assert (folder / "scenario.yaml").read_text() == "second"
    assert [path.name for path in (tmp_path / "days").iterdir()] == ["today"]


def test_nothing_else_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(Conflict, match="other things"), placed(tmp_path, replace=True):
        pass
    (tmp_path / "letters.txt").unlink()
    (tmp_path / "scenario.yaml").write_text("a day")
    with pytest.raises(Conflict, match="--replace"), placed(tmp_path, replace=False):
        pass
    assert (tmp_path / "scenario.yaml").read_text() == "a day"
