"""The shipped days and policies read, make sense, and say where they come from; the format page is up to date."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dispatch.policy import Policy
from dispatch.ticket import AreaClass, Priority
from scenarios import policy_file
from scenarios.files import read_scenario
from scenarios.format_page import PAGE, format_page

LIBRARY = policy_file.LIBRARY.parent
DAYS = sorted(path.parent for path in LIBRARY.glob("*/scenario.yaml"))


def shipped(name: str) -> Policy:
    return policy_file.read_policy(policy_file.LIBRARY / f"{name}.yaml")


@pytest.mark.parametrize("path", DAYS, ids=[path.name for path in DAYS])
def test_a_shipped_day_is_a_problem_with_its_source(path: Path) -> None:
    day = read_scenario(path)
    problem = day.problem()
    assert day.source
    assert day.licence
    assert len(problem.duties) == len(day.crews)
    able = [
        ticket.id
        for ticket in day.tickets
        if all(any(not crew.lacks(ticket, visit.party) for crew in day.crews) for visit in ticket.visits)
    ]
    assert len(day.tickets) - len(able) in (1, 2), "a few tickets ask for more than anyone can do"
    assert any(ticket.make_safe for ticket in day.tickets)
    assert any(ticket.after for ticket in day.tickets)
    assert any(ticket.upstream for ticket in day.tickets)
    assert any(ticket.critical_customers for ticket in day.tickets)
    assert any(len(ticket.parties) > 1 for ticket in day.tickets)


def test_the_real_day_has_sixty_tickets_and_eighteen_crews() -> None:
    day = read_scenario(LIBRARY / "bay-area-2021-02-10")
    assert (len(day.tickets), len(day.crews)) == (60, 18)
    assert {crew.kind for crew in day.crews} == {"troubleman", "line", "cable", "tree"}


def test_the_chinese_day_is_told_in_chinese() -> None:
    day = read_scenario(LIBRARY / "zhoukou-summer-evening")
    assert (len(day.tickets), len(day.crews)) == (25, 8)
    assert day.policy.zone == "Asia/Shanghai"
    assert day.crews[0].name == "川汇抢修一班"


def test_state_grid_promises_what_it_says() -> None:
    policy = shipped("state-grid")
    assert policy.targets.arrival == {
        AreaClass.URBAN: timedelta(minutes=45),
        AreaClass.RURAL: timedelta(minutes=90),
        AreaClass.REMOTE: timedelta(minutes=120),
    }
    assert policy.targets.restoration[AreaClass.URBAN] == timedelta(hours=3)
    assert policy.targets.restoration[AreaClass.RURAL] == timedelta(hours=4)
    assert policy.weights.arrival_late_minute == dict(zip(Priority, (20, 8, 3, 1), strict=True))


def test_the_british_policy_counts_from_the_report_and_pays_in_steps() -> None:
    policy = shipped("gb-guaranteed-standards")
    assert set(policy.targets.restoration.values()) == {timedelta(hours=12)}
    assert [step.price for step in policy.weights.restoration_steps[Priority.ROUTINE]] == [95, 45, 45]


def test_every_shipped_policy_is_versioned() -> None:
    assert set(policy_file.shipped()) >= {"state-grid", "gb-guaranteed-standards"}
    for name in policy_file.shipped():
        assert shipped(name).name == name
        assert shipped(name).version


def test_the_format_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == format_page(), "run python -m scenarios.format_page"
