"""A worker, the service or the Dask scheduler is killed in mid-run: the run ends ready, once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from dispatch.crew import Shift
from dispatch.store.engine import connect
from dispatch.store.tables.crews import ShiftRow
from tests.builders import YARD
from tests.desk import CREW, FAULT
from tests.service import Api, Service, kill

pytestmark = pytest.mark.slow


@pytest.fixture
def service(database_url: str) -> Iterator[Service]:
    on_shift_now(database_url)
    with Service(database_url) as made:
        yield made


@pytest.fixture
def cluster(database_url: str) -> Iterator[Service]:
    on_shift_now(database_url)
    with Service(database_url, scheduler=True) as made:
        yield made


def on_shift_now(database_url: str) -> None:
    """The clock of these tests is the real one."""
    now, engine = datetime.now(UTC).replace(microsecond=0), connect(database_url)
    day = Shift(now - timedelta(hours=1), now + timedelta(hours=8), YARD, YARD)
    with Session(engine) as session:
        session.query(ShiftRow).delete()
        session.add(ShiftRow(crew_id=CREW, number=0, starts_at=day.start, ends_at=day.end, withdrawn=False, shift=day))
        session.commit()
    engine.dispose()


def under_way(api: Api) -> str:
    """A run that has a plan already, and would go on for long."""
    assert api.client.post("/tickets", json=FAULT).status_code == 201
    run_id = api.request_plan(seconds=600)
    api.wait(run_id, lambda run: run["progress"] is not None)
    return run_id


def ends_ready_once(api: Api, run_id: str, attempts: int = 2) -> None:
    api.wait(run_id, lambda run: run["attempts"] == attempts)
    assert api.client.post(f"/plan-runs/{run_id}/accept").status_code == 200
    run = api.wait(run_id, lambda run: run["state"] not in ("waiting", "solving"))
    assert (run["state"], run["attempts"], run["error"]) == ("ready", attempts, None)
    stream = api.client.get(f"/plan-runs/{run_id}/events").text
    assert stream.count("event: plan_run.ready") == 1


def worker_of(run: dict[str, Any]) -> int:
    return int(run["worker"].split(":")[1])


def test_a_killed_worker_is_replaced_and_the_run_taken_up(service: Service) -> None:
    api = service.serve()
    run_id = under_way(api)
    os.kill(worker_of(api.run(run_id)), signal.SIGKILL)
    ends_ready_once(api, run_id)


def test_a_killed_service_goes_on_when_it_is_started_again(service: Service) -> None:
    api = service.serve()
    run_id = under_way(api)
    kill(api.process)
    ends_ready_once(service.serve(), run_id)


def test_a_service_asked_to_end_gives_its_run_back(service: Service) -> None:
    api = service.serve()
    run_id = under_way(api)
    api.process.terminate()
    api.process.wait()
    again = service.serve()
    ends_ready_once(again, run_id)
    assert "plan_run.given_back" in again.client.get(f"/plan-runs/{run_id}/events").text


def test_a_killed_scheduler_loses_no_run(cluster: Service) -> None:
    scheduler, _ = cluster.scheduler(), cluster.worker()
    api = cluster.serve()
    run_id = under_way(api)
    kill(scheduler)
    cluster.scheduler()
    ends_ready_once(api, run_id)
