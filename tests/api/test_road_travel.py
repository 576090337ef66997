"""One source of travel times for the plans a worker makes and for what the desk judges them by."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from api.outside import travel_of
from api.planning.attempt import work_on
from dispatch.travel import Estimate
from tests.desk import FAULT, Desk, settings_for
from tests.map_server import Answer, Asked, map_server
from tests.stand_in_solvers import all_to_the_first

DRIVE = 17 * 60


def always_the_same(asked: Asked) -> Answer:
    sides = [len(asked.query[name].split(";")) for name in ("sources", "destinations")]
    return 200, {"code": "Ok", "durations": [[DRIVE] * sides[1]] * sides[0]}


def test_plans_are_made_with_the_drives_of_the_road_server(database_url: str) -> None:
    with map_server(always_the_same) as server:
        desk = Desk(database_url, travel="osrm", travel_url=server.url)
        desk.dispatcher.post("/tickets", json=FAULT)
        run_id = desk.dispatcher.post("/plan-runs", json={}).json()["id"]
        travel = travel_of(desk.settings)
        work_on(desk.store, run_id, timedelta(seconds=2), desk.clock, all_to_the_first, travel)
        plan_id = desk.dispatcher.get(f"/plan-runs/{run_id}").json()["plan_id"]
        plan = desk.dispatcher.get(f"/plans/{plan_id}").json()
        assert [stop["travel_minutes"] for route in plan["routes"] for stop in route["stops"]] == [17]
        assert travel is desk.app.state.service.travel
        assert desk.dispatcher.post(f"/plans/{plan_id}/publish").status_code == 200
        assert len(server.asked) == 1
        desk.close()


def test_the_estimate_is_what_holds_unless_a_server_is_named() -> None:
    assert travel_of(settings_for("sqlite:///never-opened.db")) == Estimate()


@pytest.mark.parametrize("settings", [{"travel": "valhalla"}, {"geocoder": "nominatim"}, {"travel": "teleport"}])
def test_a_server_that_is_to_be_asked_needs_its_url(settings: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match=r"needs CREWDISPATCH|estimate"):
        settings_for("sqlite:///never-opened.db", **settings)
