"""The demo desk: the sample day as if it were today, a published plan, and accounts that work."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from api.demo import SAMPLE_DAY, in_time, load_demo
from api.first_start import make_ready
from dispatch.ticket import Started
from scenarios.files import read_scenario
from tests.builders import at, shift, spot, ticket, window
from tests.databases import SqliteTemplates
from tests.desk import Desk, prepare


@pytest.fixture
def empty(tmp_path: Path) -> Desk:
    made = Desk(f"sqlite:///{tmp_path}/demo.db")
    make_ready(made.app.state.service)
    return made


def test_every_moment_moves_and_nothing_else() -> None:
    hour = timedelta(hours=1)
    case = ticket(appointments=(window(0, 60),), started=(Started("C1", at(5)),))
    moved = in_time(case, hour)
    assert (moved.reported_at, moved.appointments, moved.started) == (
        at(30),
        (window(60, 120),),
        (Started("C1", at(65)),),
    )
    assert in_time(moved, -hour) == case
    assert in_time(shift(), hour) == shift(60, 540)
    assert in_time(spot(), hour) == spot()


def test_the_demo_is_the_sample_day_now_with_a_published_plan(empty: Desk) -> None:
    accounts = load_demo(empty.app.state.service)
    day = read_scenario(SAMPLE_DAY)
    with empty.store.read() as work:
        published = work.plans.published()
        seen = work.running_day.read(empty.clock.now)
    assert published is not None
    assert len(published.plan.stops()) > len(day.tickets) // 2
    assert {one.id for one in seen.tickets} == {one.id for one in day.tickets}
    begun = {visit.ticket_id for visit in seen.progress}
    assert begun == {one.id for one in day.tickets if one.started}
    assert {visit.ticket_id for visit in published.plan.stops()} >= begun
    for account in accounts:
        form = {"username": account.user.login, "password": account.password}
        assert empty.anonymous.post("/token", data=form).status_code == 200
    assert len({account.password for account in accounts}) == len(accounts)
    empty.close()


def test_a_desk_in_use_is_left_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    with SqliteTemplates(tmp_path_factory.mktemp("used"), prepare).copy() as url:
        desk = Desk(url)
        assert load_demo(desk.app.state.service) == ()
        with desk.store.read() as work:
            assert work.plans.published() is None
        desk.close()
