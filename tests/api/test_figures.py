"""Figures of a worked day, against a count by hand."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from dispatch.user import Role
from tests.api.test_customers import link
from tests.desk import Desk
from tests.intake import gasp, iso, meters, power_up
from tests.planned_desk import prepare_plans, published


def reports(desk: Desk, ticket_id: str, **minutes: float) -> None:
    body = [
        {"id": f"{ticket_id}-{kind}", "ticket_id": ticket_id, "kind": kind, "at": iso(minute)}
        for kind, minute in minutes.items()
    ]
    answer = desk.dispatcher.post("/crews/C1/progress", json={"reports": body})
    assert {one["outcome"] for one in answer.json()["reports"]} == {"taken"}, answer.text


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """T1 and T2, reported 30 minutes before now with 10 customers each, are done one after the other by C1."""
    prepare_plans(desk)
    published(desk, {"C1": "T1 T2"})
    desk.clock.advance(timedelta(minutes=300))
    reports(desk, "T1", accepted=2, enRoute=5, onSite=15, restored=90, done=95)
    reports(desk, "T2", enRoute=95, onSite=135, restored=165, done=170)
    return desk


def figures(desk: Desk) -> dict[str, Any]:
    answer = desk.dispatcher.get("/figures")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_promises_are_counted_by_share_and_by_average(worked: Desk) -> None:
    found = {(one["grouped_by"], one["group"], one["promise"]): one for one in figures(worked)["compliance"]}
    arrival = found["all", "all", "arrival"]
    assert (arrival["tickets"], arrival["in_time"], arrival["average_minutes"]) == (2, 1, (45 + 165) / 2)
    assert found["crew", "C1", "restoration"]["share"] == 1.0
    assert found["area_class", "urban", "restoration"]["average_minutes"] == (120 + 195) / 2


def test_stages_say_where_time_is_lost(worked: Desk) -> None:
    found = {one["until"]: one for one in figures(worked)["stages"]}
    assert (found["onSite"]["tickets"], found["onSite"]["total_minutes"]) == (2, 10 + 40)
    assert sum(one["share"] for one in found.values()) == pytest.approx(1)


def test_a_crews_times_are_held_against_the_plan(worked: Desk) -> None:
    path = link(worked, "/tickets/T1")
    worked.anonymous.post(f"{path}/rating", json={"stars": 4, "tags": ["fast"]})
    (crew,) = figures(worked)["crews"]
    # Driven 10 and 40 minutes where 10 and 20 were planned; at work 75 and 30 where 60 each were.
    assert (crew["visits"], crew["on_site_in_time"]) == (2, 1)
    assert crew["drive_ratio"] == pytest.approx(50 / 30)
    assert crew["work_ratio"] == pytest.approx(105 / 120)
    assert (crew["ratings"], crew["stars"]) == (1, 4.0)


def test_indices_count_each_meter_until_it_is_back_and_the_rest_until_the_repair(worked: Desk) -> None:
    whole = figures(worked)["reliability"]["whole"]
    # Ten customers for 120 minutes, ten for 195.
    assert (whole["customers_interrupted"], whole["cmi"], whole["caidi"]) == (20, 3150.0, 157.5)
    meters(worked, gasp("m1", 200), gasp("m2", 200), power_up("m1", 230))
    found = figures(worked)["reliability"]
    assert (found["whole"]["cmi"], found["still_dark"]) == (3180.0, 1)


def test_what_breaks_again_is_shown(worked: Desk) -> None:
    meters(worked, gasp("m1", -300, "X"), power_up("m1", -290), gasp("m1", 100, "X"))
    (again,) = figures(worked)["repeats"]
    assert (again["transformer"], again["outages"]) == ("X", 2)


def test_ratings_are_counted_by_tag(worked: Desk) -> None:
    for ticket_id, stars in (("T1", 5), ("T2", 2)):
        path = link(worked, f"/tickets/{ticket_id}")
        worked.anonymous.post(f"{path}/rating", json={"stars": stars, "tags": ["slow"] if stars < 3 else []})
    found = {one["tag"]: (one["ratings"], one["stars"]) for one in figures(worked)["ratings"]}
    assert found == {"all": (2, 3.5), "slow": (1, 2.0)}


def test_tables_come_as_csv_with_the_same_figures(worked: Desk) -> None:
    answer = worked.dispatcher.get("/figures/compliance.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    table = pd.read_csv(io.StringIO(answer.text))
    assert table["tickets"].tolist() == [one["tickets"] for one in figures(worked)["compliance"]]
    for name in ("stages", "crews", "ratings", "repeats", "reliability"):
        assert worked.dispatcher.get(f"/figures/{name}.csv").status_code == 200


def test_a_span_that_ends_before_it_starts_is_refused_and_crews_see_no_figures(desk: Desk) -> None:
    wrong = desk.dispatcher.get("/figures", params={"start": iso(0), "end": iso(-1)})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "query.end")
    assert desk.client(Role.CREW).get("/figures").status_code == 403
