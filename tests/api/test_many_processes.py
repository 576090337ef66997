"""Two services and three workers on one PostgreSQL: whatever is asked at once is done once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.test_lost_processes import ends_ready_once, on_shift_now
from tests.databases import PostgresTemplates
from tests.desk import FAULT, prepare
from tests.service import Service

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster(postgres_server: str) -> Iterator[Service]:
    with PostgresTemplates(postgres_server, prepare).copy() as url:
        on_shift_now(url)
        with Service(url, scheduler=True) as made:
            yield made


def test_two_hundred_equal_requests_to_two_services_are_one_run(cluster: Service) -> None:
    cluster.scheduler()
    for _ in range(3):
        cluster.worker()
    apis = (cluster.serve(), cluster.serve())
    assert apis[0].client.post("/tickets", json=FAULT).status_code == 201
    with ThreadPoolExecutor(20) as pool:
        ids = set(pool.map(lambda number: apis[number % 2].request_plan(seconds=600), range(200)))
    assert len(ids) == 1
    (run_id,) = ids
    apis[1].wait(run_id, lambda run: run["progress"] is not None)
    ends_ready_once(apis[0], run_id, attempts=1)
    assert len(apis[1].client.get("/plan-runs").json()["items"]) == 1
