"""Saved days over HTTP: the live one kept, one's own sent in, what-ifs asked of both; and what must not get in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.laboratory import Laboratory
from dispatch.user import Role
from scenarios.files import read_scenario
from scenarios.saved_day.archive import MOST_BYTES, MOST_FILES
from tests.desk import FAULT, Desk
from tests.scenario_folders import HEAD, crew, table, ticket

WHAT_IF = """\
format: 1
title: Two more hours of C1
base: {base}
settings: {{steps: 5}}
variants:
  - name: one more
    changes:
      - add_crews: {{like: C1}}
"""
FILES = {"scenario.yaml": HEAD, "tickets.csv": table([ticket()]), "crews.csv": table([crew()])}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return content.getvalue()


def send(planner: TestClient, content: bytes) -> Response:
    return planner.post("/days", files={"files": ("day.zip", content)})


def report_fault(desk: Desk) -> None:
    body = {**FAULT, "address": "12 Main St", "contact_name": "Wang", "contact_phone": "555", "description": "Dog"}
    assert desk.dispatcher.post("/tickets", json=body).status_code == 201


def run(desk: Desk, planner: TestClient, base: str) -> Any:
    sent = planner.post("/what-ifs", json={"yaml": WHAT_IF.format(base=base)})
    assert sent.status_code == 202, sent.text
    return sent.json()["id"]


def test_the_live_day_is_kept_without_people_and_can_be_read_as_a_folder(
    desk: Desk, planner: TestClient, tmp_path: Path
) -> None:
    report_fault(desk)
    answer = planner.post("/days/live")
    day = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/days/{day['id']}")
    assert (day["origin"], day["tickets"], day["crews"], day["not_carried"]) == ("live", 1, 1, [])
    archive = planner.get(f"/days/{day['id']}/files")
    assert archive.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(archive.content)) as packed:
        packed.extractall(tmp_path / "day")
    assert [one.id for one in read_scenario(tmp_path / "day").tickets] == ["T1"]
    text = "".join(path.read_text() for path in (tmp_path / "day").iterdir())
    assert not any(secret in text for secret in ("Main St", "Wang", "555", "Dog"))


@pytest.mark.parametrize("kept", [False, True])
def test_a_what_if_is_asked_of_the_day_as_it_was_when_it_was_sent(desk: Desk, planner: TestClient, kept: bool) -> None:
    report_fault(desk)
    day = planner.post("/days/live").json()["id"]
    run_id = run(desk, planner, day if kept else "live")
    desk.dispatcher.post("/tickets", json={**FAULT, "id": "T2"})
    assert planner.delete(f"/days/{day}").status_code == 204
    Laboratory(desk.app.state.service).run_next()
    found = planner.get(f"/what-ifs/{run_id}").json()
    assert (found["state"], found["error"]) == ("ready", None)
    figures = planner.get(f"/what-ifs/{run_id}/report?format=figures").text
    assert "tickets,1" in figures.replace(".0", "") or "left_out,0" in figures.replace(".0", "")


@pytest.mark.parametrize("kept", [False, True])
def test_what_the_files_could_not_say_of_the_live_day_is_told(desk: Desk, planner: TestClient, kept: bool) -> None:
    report_fault(desk)
    desk.dispatcher.post("/crews", json={"id": "C2"})
    desk.dispatcher.post("/tickets", json={**FAULT, "id": "T2", "preferred_crews": ["C2"]})
    told = ["Ticket T2 prefers crews that are not at work; here it prefers none."]
    day = planner.post("/days/live").json()
    assert day["not_carried"] == told
    yaml = WHAT_IF.format(base=day["id"] if kept else "live")
    assert planner.post("/what-ifs/check", json={"yaml": yaml}).json()["not_carried"] == told


def test_a_desk_without_work_has_no_live_day_to_ask_of(planner: TestClient) -> None:
    for path, body in (("/days/live", None), ("/what-ifs", {"yaml": WHAT_IF.format(base="live")})):
        refused = planner.post(path, json=body)
        assert (refused.status_code, "nothing to save" in refused.json()["detail"]) == (409, True)


@pytest.mark.parametrize("around", ["", "my day/"])
def test_a_day_of_ones_own_comes_as_an_archive(planner: TestClient, around: str) -> None:
    packed = {f"{around}{name}": text for name, text in FILES.items()} | {"__MACOSX/._x": "", f"{around}.DS_Store": ""}
    day = send(planner, zipped(packed))
    assert day.status_code == 201, day.text
    assert (day.json()["origin"], day.json()["title"]) == ("sent_in", "A day in San Jose")
    check = planner.post("/what-ifs/check", json={"yaml": WHAT_IF.format(base=day.json()["id"])}).json()
    assert (check["faults"], check["variants"]) == ([], ["base", "one more"])


def test_or_as_its_files(planner: TestClient) -> None:
    files = [("files", (name, text)) for name, text in FILES.items()]
    first, second = (planner.post("/days", files=files).json()["id"] for _ in range(2))
    assert {day["id"] for day in planner.get("/days").json()["items"]} == {first, second}
    assert planner.get(f"/days/{first}").json()["as_of"] == "2021-02-10T19:00:00Z"
    assert planner.delete(f"/days/{first}").status_code == 204
    assert [planner.get(f"/days/{first}").status_code, planner.delete(f"/days/{first}").status_code] == [404, 404]
    gone = planner.post("/what-ifs", json={"yaml": WHAT_IF.format(base=first)})
    assert (gone.status_code, gone.json()["errors"][0]["message"]) == (422, "is not there")


def test_every_fault_of_a_day_is_told_at_once_and_nothing_is_kept(planner: TestClient) -> None:
    wrong = FILES | {
        "tickets.csv": table([ticket(lat="95", priority="9")]),
        "crews.csv": table([crew(skills="line:x")]),
    }
    refused = send(planner, zipped(wrong))
    assert refused.status_code == 422
    assert [fault["path"] for fault in refused.json()["errors"]] == ["priority", "skills"]
    assert planner.get("/days").json()["items"] == []


BAD: Mapping[str, Mapping[str, str | bytes]] = {
    "a path out": FILES | {"../scenario.yaml": "x"},
    "an absolute path": FILES | {"/etc/passwd": "x"},
    "a folder inside": FILES | {"more/policy.yaml": "x"},
    "a strange file": FILES | {"run.sh": "x"},
    "too many files": FILES | {f"p{number}.yaml": "x" for number in range(MOST_FILES)},
    "a bomb": FILES | {"big.json": b"0" * (MOST_BYTES + 1)},
    "a workbook that is a bomb": {
        "scenario.yaml": HEAD,
        "crews.csv": FILES["crews.csv"],
        "tickets.xlsx": zipped({"xl/sharedStrings.xml": b"0" * (MOST_BYTES + 1)}),
    },
    "a policy elsewhere": FILES | {"scenario.yaml": HEAD.replace("state-grid", "../../secrets.yaml")},
    "an absolute policy": FILES | {"scenario.yaml": HEAD.replace("state-grid", "/etc/secrets.yaml")},
    "a plan elsewhere": FILES | {"scenario.yaml": HEAD + "previous: ../plan.json\n"},
    "an absolute plan": FILES | {"scenario.yaml": HEAD + "previous: /etc/plan.json\n"},
    "a title no text can hold": FILES | {"scenario.yaml": HEAD.replace("A day", '"\\0" #')},
    "no head": {"tickets.csv": FILES["tickets.csv"]},
    "nothing": {},
}


@pytest.mark.parametrize("why", list(BAD))
def test_what_could_do_harm_stays_outside(planner: TestClient, why: str) -> None:
    refused = send(planner, zipped(BAD[why]))
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json"), refused.text
    assert "/etc" not in refused.text or "outside" in refused.text or "does not belong" in refused.text
    assert planner.get("/days").json()["items"] == []


def test_what_is_no_archive_is_refused(planner: TestClient) -> None:
    whole = zipped(FILES)
    for content in (b"", b"PK", whole[:200], whole.replace(b"format", b"farmot")):
        assert send(planner, content).status_code in (201, 422)
    assert send(planner, b"PK\x03\x04 nothing").status_code == 422


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.CREW, Role.AUDITOR, Role.INTEGRATION])
def test_saved_days_are_for_planners(desk: Desk, role: Role) -> None:
    client = desk.client(role)
    answers = (client.get("/days"), client.post("/days/live"), send(client, zipped(FILES)), client.delete("/days/D-1"))
    assert {answer.status_code for answer in answers} == {403}
