"""What-ifs over HTTP: sent in, refused with every fault, run in a process of their own, given up, taken up again."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.laboratory import Laboratory
from dispatch.desk import what_ifs
from dispatch.user import Role
from tests.desk import Desk

SMALL = """\
format: 1
title: One more line crew
question: What does one more line crew bring?
base: bay-area-2021-02-10
seeds: 2
settings: {steps: 20}
variants:
  - name: one more
    changes:
      - add_crews: {like: L04}
"""
FORMATS = ("html", "markdown", "csv", "figures")


def send(planner: TestClient, yaml: str = SMALL) -> Any:
    answer = planner.post("/what-ifs", json={"yaml": yaml})
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/what-ifs/{answer.json()['id']}"
    return answer.json()


def work_folders(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "what-ifs").iterdir())


def test_a_what_if_is_run_and_read_in_every_format(desk: Desk, planner: TestClient, tmp_path: Path) -> None:
    sent = send(planner)
    assert (sent["state"], sent["done"], sent["total"]) == ("waiting", 0, 4)
    Laboratory(desk.app.state.service).run_next()
    found = planner.get(f"/what-ifs/{sent['id']}").json()
    assert (found["state"], found["done"], found["error"]) == ("ready", 4, None)
    page, markdown, table, figures = (planner.get(f"/what-ifs/{sent['id']}/report?format={one}") for one in FORMATS)
    assert page.headers["content-type"].startswith("text/html")
    assert "What does one more line crew bring?" in page.text
    policy = page.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'")
    assert "allow-same-origin" not in policy
    assert markdown.text.startswith("# One more line crew")
    assert {row["variant"] for row in csv.DictReader(StringIO(table.text))} >= {"one more"}
    assert {row["seed"] for row in csv.DictReader(StringIO(figures.text))} == {"1", "2"}
    assert work_folders(tmp_path) == []
    told = [event["kind"] for event in desk.client(Role.AUDITOR).get("/audit").json()["items"]]
    assert {"what_if.requested", "what_if.running", "what_if.ready"} <= set(told)


def test_every_fault_is_told_at_once_and_nothing_is_kept(planner: TestClient) -> None:
    bad = SMALL.replace("steps", "stepps").replace("L04", "L99").replace("title", "titel")
    answer = planner.post("/what-ifs", json={"yaml": bad})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert len(answer.json()["errors"]) == 3
    assert all(word in answer.json()["detail"] for word in ("row 2", "stepps", "L99"))
    assert planner.get("/what-ifs").json()["items"] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("base: bay-area-2021-02-10", "base: ../../secrets"),
        ("base: bay-area-2021-02-10", "base: /etc"),
        ("seeds: 2", "policy: ../policy.yaml"),
        ("base: bay-area-2021-02-10", "base: bay-area-2021-02-11"),
        ("title: One", 'title: "\\0One'),
        ("title: One", 'title: "\\0"\nquestion: One'),
        ("format: 1", "format: [1"),
    ],
)
def test_only_what_is_shipped_may_be_built_on(planner: TestClient, right: str, wrong: str) -> None:
    answer = planner.post("/what-ifs", json={"yaml": SMALL.replace(right, wrong)})
    assert answer.status_code == 422
    assert answer.json()["errors"]


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.CREW, Role.AUDITOR, Role.INTEGRATION])
def test_what_ifs_are_for_planners(desk: Desk, role: Role) -> None:
    assert desk.client(role).post("/what-ifs", json={"yaml": SMALL}).status_code == 403
    assert desk.client(role).get("/what-ifs").status_code == 403


def test_one_that_waits_can_be_given_up_and_is_never_run(desk: Desk, planner: TestClient) -> None:
    address = f"/what-ifs/{send(planner)['id']}"
    assert planner.get(f"{address}/report?format=csv").status_code == 409
    assert [planner.post(f"{address}/cancel").json()["state"] for _ in range(2)] == ["cancelled", "cancelled"]
    Laboratory(desk.app.state.service).run_next()
    assert planner.get(address).json()["attempts"] == 0


def test_one_that_runs_is_ended_when_it_is_given_up(desk: Desk, planner: TestClient, tmp_path: Path) -> None:
    address = f"/what-ifs/{send(planner, SMALL.replace('steps: 20', 'seconds: 600'))['id']}"
    given_up = Timer(2, planner.post, [f"{address}/cancel"])
    given_up.start()
    Laboratory(desk.app.state.service).run_next()
    given_up.join()
    found = planner.get(address).json()
    assert (found["state"], found["attempts"]) == ("cancelled", 1)
    assert work_folders(tmp_path) == []


def test_a_service_that_ends_gives_back_what_it_runs(desk: Desk, planner: TestClient, tmp_path: Path) -> None:
    address = f"/what-ifs/{send(planner, SMALL.replace('steps: 20', 'seconds: 600'))['id']}"
    laboratory = Laboratory(desk.app.state.service)
    ended = Timer(2, laboratory.end)
    ended.start()
    laboratory.run_next()
    ended.join()
    found = planner.get(address).json()
    assert (found["state"], found["attempts"]) == ("waiting", 0)
    assert len(work_folders(tmp_path)) == 1


def test_what_a_dead_service_was_running_is_taken_up_when_its_lease_is_over(desk: Desk, planner: TestClient) -> None:
    run_id = send(planner)["id"]
    lease = desk.settings.run_lease
    with desk.store.write() as work:
        what_ifs.take_up(work, run_id, "dead", lease, now=desk.clock.now)
    laboratory = Laboratory(desk.app.state.service)
    laboratory.run_next()
    assert planner.get(f"/what-ifs/{run_id}").json()["state"] == "running"
    desk.clock.advance(lease + timedelta(seconds=1))
    laboratory.run_next()
    found = planner.get(f"/what-ifs/{run_id}").json()
    assert (found["state"], found["attempts"]) == ("ready", 2)


def test_one_that_ends_five_services_is_given_up(desk: Desk, planner: TestClient) -> None:
    run_id = send(planner)["id"]
    for attempt in range(what_ifs.MOST_ATTEMPTS + 1):
        with desk.store.write() as work:
            what_ifs.take_up(work, run_id, f"dead {attempt}", timedelta(0), now=desk.clock.now)
        desk.clock.advance(timedelta(seconds=1))
    found = planner.get(f"/what-ifs/{run_id}").json()
    assert found["state"] == "failed"
    assert "given up" in found["error"]


def test_the_list_comes_in_pages_the_latest_first(desk: Desk, planner: TestClient) -> None:
    sent = []
    for _ in range(3):
        sent.append(send(planner)["id"])
        desk.clock.advance(timedelta(seconds=1))
    first = planner.get("/what-ifs?limit=2").json()
    second = planner.get("/what-ifs", params={"limit": 2, "cursor": first["next"]}).json()
    assert [one["id"] for one in (*first["items"], *second["items"])] == sent[::-1]
    assert second["next"] is None


def test_a_check_says_what_would_be_run_or_every_fault_and_keeps_nothing(planner: TestClient) -> None:
    found = planner.post("/what-ifs/check", json={"yaml": SMALL}).json()
    told = {"faults": [], "title": "One more line crew", "variants": ["base", "one more"], "seeds": 2}
    assert found == told | {"not_carried": []}
    bad = planner.post("/what-ifs/check", json={"yaml": SMALL.replace("steps", "stepps").replace("L04", "L4")})
    assert bad.status_code == 200
    assert [(fault["row"], fault["path"], fault["found"]) for fault in bad.json()["faults"]] == [
        (6, "settings.stepps", "stepps"),
        (10, "variants[1].changes[1].add_crews.like", "L4"),
    ]
    assert [fault["allowed"] for fault in bad.json()["faults"]] == ["did you mean steps?", "did you mean L04?"]
    assert planner.get("/what-ifs").json()["items"] == []


def test_every_shipped_what_if_can_be_sent_in_as_it_is(planner: TestClient) -> None:
    shipped = planner.get("/what-ifs/library").json()
    assert len(shipped) >= 8
    assert all(one["title"] and one["question"].endswith("?") for one in shipped)
    checks = [planner.post("/what-ifs/check", json={"yaml": one["yaml"]}).json() for one in shipped]
    assert [check["faults"] for check in checks] == [[]] * len(shipped)
    assert [check["title"] for check in checks] == [one["title"] for one in shipped]


def test_a_list_that_has_not_changed_is_not_sent_again(planner: TestClient) -> None:
    seen = {"If-None-Match": planner.get("/what-ifs").headers["etag"]}
    assert planner.get("/what-ifs", headers=seen).status_code == 304
    send(planner)
    assert planner.get("/what-ifs", headers=seen).json()["items"][0]["done"] == 0


def test_the_file_can_be_read_again_as_it_was_sent(planner: TestClient) -> None:
    text = SMALL.replace("One more line crew", "再加一个班组")
    answer = planner.get(f"/what-ifs/{send(planner, text)['id']}/file")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/yaml")
    assert answer.content.decode() == text
    assert planner.get("/what-ifs/W-NONE/file").status_code == 404


def test_only_what_is_over_can_be_deleted_and_the_trail_keeps_that_it_was(desk: Desk, planner: TestClient) -> None:
    address = f"/what-ifs/{send(planner)['id']}"
    refused = planner.delete(address)
    assert (refused.status_code, "cancel it first" in refused.json()["detail"]) == (409, True)
    planner.post(f"{address}/cancel")
    assert planner.delete(address).status_code == 204
    assert [planner.get(address).status_code, planner.delete(address).status_code] == [404, 404]
    events = desk.client(Role.AUDITOR).get("/audit", params={"kind": "what_if.deleted"}).json()["items"]
    assert [event["before"]["title"] for event in events if event["kind"] == "what_if.deleted"] == [
        "One more line crew"
    ]
