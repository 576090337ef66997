"""Each test gets a service of its own, on a fresh database of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import pytest
from fastapi.testclient import TestClient

from dispatch.user import Role
from tests.databases import KINDS, NoPostgres, PostgresTemplates, SqliteTemplates, postgres
from tests.desk import Desk, prepare


class Templates(Protocol):
    def copy(self) -> AbstractContextManager[str]: ...


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    try:
        with postgres() as url:
            yield url
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session", params=KINDS)
def templates(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Templates:
    if request.param == "sqlite":
        return SqliteTemplates(tmp_path_factory.mktemp("sqlite"), prepare)
    return PostgresTemplates(request.getfixturevalue("postgres_server"), prepare)


@pytest.fixture
def database_url(templates: Templates) -> Iterator[str]:
    with templates.copy() as url:
        yield url


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(database_url, what_if_folder=tmp_path / "what-ifs")
    yield made
    made.close()


@pytest.fixture
def planner(desk: Desk) -> TestClient:
    return desk.client(Role.PLANNER)
