"""A dispatcher's first day, on a fresh machine and through real HTTP: from `serve --demo` to a crew's job list."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from tests.databases import KINDS, PostgresTemplates
from tests.service import end, free_port
from tests.waiting import wait_for

pytestmark = pytest.mark.slow
URGENT: dict[str, Any] = {
    "id": "URGENT-1",
    "place": {"lat": 37.77, "lon": -122.42},
    "priority": 1,
    "area_class": "urban",
    "parties": [{"work_minutes": 45, "skills": {"troubleman": 1}}],
    "fault_type": "wire_down",
    "hazard": True,
    "contact_name": "Ms Li",
    "contact_phone": "555-0100",
}


@pytest.fixture(params=KINDS)
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database in which there is nothing yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'desk.db'}"
        return
    with PostgresTemplates(request.getfixturevalue("postgres_server"), lambda _: None).copy() as url:
        yield url


@contextmanager
def demo(url: str, folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """`serve --demo`: its address, and the passwords it has printed by login."""
    port, said = free_port(), folder / "said.txt"
    command = [sys.executable, "-m", "api.cli", "serve", "--demo", "--port", str(port)]
    path = os.pathsep.join(filter(None, sys.path))
    environment = os.environ | {
        "CREWDISPATCH_DATABASE_URL": url,
        "CREWDISPATCH_SECRET_KEY": "k" * 32,
        "PYTHONPATH": path,
    }
    with said.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output)
        try:
            base = f"http://127.0.0.1:{port}"
            wait_for(lambda: answers(base, process))
            yield base, dict(re.findall(r"^  (\S+)\s+(\S+)  \(", said.read_text(encoding="utf-8"), re.MULTILINE))
        finally:
            end(process)


def answers(base: str, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "it has ended"
    try:
        return httpx.get(f"{base}/ready").status_code == 200
    except httpx.TransportError:
        return False


def sign_in(base: str, login: str, password: str) -> httpx.Client:
    pair = httpx.post(f"{base}/token", data={"username": login, "password": password}).json()
    return httpx.Client(base_url=base, timeout=60, headers={"Authorization": f"Bearer {pair['access_token']}"})


def watch(client: httpx.Client, path: str) -> list[tuple[str, Any]]:
    """All events of a run, until its stream ends."""
    found, kind = [], ""
    with client.stream("GET", path) as stream:
        for line in stream.iter_lines():
            if line.startswith("event:"):
                kind = line.removeprefix("event:").strip()
            elif line.startswith("data:"):
                found.append((kind, json.loads(line.removeprefix("data:"))))
    return found


def test_from_nothing_to_a_crews_job_list(fresh_url: str, tmp_path: Path) -> None:
    with demo(fresh_url, tmp_path) as (base, passwords):
        with sign_in(base, "dispatcher", passwords["dispatcher"]) as desk:
            before = desk.get("/plans/current").json()
            assert before["number"] == 1
            assert desk.post("/tickets", json=URGENT).status_code == 201
            asked = desk.post("/plan-runs", json={"seconds": 2, "change_budget": {"changes": 5}})
            assert asked.status_code == 202
            events = watch(desk, f"{asked.headers['location']}/events")
            assert [kind for kind, _ in events][-1] == "plan_run.ready"
            assert "plan_run.improved" in {kind for kind, _ in events}
            run = desk.get(asked.headers["location"]).json()
            changes = desk.get(f"/plans/{run['plan_id']}/diff").json()
            added = {one["ticket_id"]: one for one in changes["changes"] if one["kind"] == "added"}
            crew_id = added["URGENT-1"]["new_crew"]
            assert crew_id in changes["crews_to_tell"]
            assert desk.post(f"/plans/{run['plan_id']}/publish").status_code == 200
            now = desk.get("/plans/current").json()
            assert (now["number"], now["status"]) == (2, "published")
            jobs = desk.get(f"/crews/{crew_id}/jobs").json()["jobs"]
            (urgent,) = (job for job in jobs if job["ticket_id"] == "URGENT-1")
            assert urgent["contact"] == {"name": "Ms Li", "phone": "555-0100"}
        with sign_in(base, "crew-t01", passwords["crew-t01"]) as phone:
            mine = phone.get("/crews/T01/jobs")
            assert mine.json()["plan"] == 2
            again = phone.get("/crews/T01/jobs", headers={"If-None-Match": mine.headers["etag"]})
            assert again.status_code == 304
            assert phone.get("/crews/T02/jobs").status_code == 404
            assert phone.get("/plans/current").status_code == 403
