"""The service as tests use it: a frozen clock, one account for each role, and clients that are signed in."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import QueuePool

from api.app import create_app
from api.passwords import Passwords
from api.settings import Settings
from api.tokens import digest
from dispatch.desk import accounts, policies
from dispatch.desk_crew import DeskCrew
from dispatch.store.engine import connect
from dispatch.store.migrate import upgrade
from dispatch.store.repositories.tokens import ApiToken
from dispatch.store.unit_of_work import Store
from dispatch.user import Role, User
from tests.builders import NOW, crew, policy, shift
from tests.waiting import wait_for

CREW = "C1"
PASSWORD = "correct horse battery"
FAULT: dict[str, Any] = {
    "id": "T1",
    "place": {"lat": 30.0, "lon": 120.01},
    "priority": 3,
    "area_class": "urban",
    "parties": [{"work_minutes": 60}],
    "customers": 10,
}


class FrozenClock:
    """Stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """With a fraction of a second, as a real one."""
        return self.now + timedelta(milliseconds=250)

    def advance(self, span: timedelta) -> None:
        self.now += span


class Desk:
    """The app on one database; `desk.dispatcher.get(…)` asks as a dispatcher, `desk.anonymous` as nobody."""

    def __init__(self, url: str, **settings: Any) -> None:
        self.clock = FrozenClock()
        self.settings = settings_for(url, **settings)
        self.app: FastAPI = create_app(self.settings, self.clock)
        self._open = ExitStack()
        self.anonymous = self._client({})

    @property
    def store(self) -> Store:
        store: Store = self.app.state.service.store
        return store

    def client(self, role: Role) -> TestClient:
        return self._client({"Authorization": f"Bearer {token_of(role)}"})

    @property
    def dispatcher(self) -> TestClient:
        return self.client(Role.DISPATCHER)

    def close(self) -> None:
        self._open.close()
        # Whoever has given up a stream may have left its reader at work in a thread.
        pool = self.store.engine.pool
        assert isinstance(pool, QueuePool)
        wait_for(lambda: pool.checkedout() == 0)
        self.store.engine.dispose()

    def _client(self, headers: dict[str, str]) -> TestClient:
        return TestClient(self.app, headers=headers, raise_server_exceptions=False)


def settings_for(url: str, **changes: Any) -> Settings:
    """Quick passwords, and a key that is the same for every app on the database."""
    cheap = {"argon2_memory_kib": 64, "argon2_passes": 1}
    return Settings(**{"database_url": url, "secret_key": SecretStr("k" * 32), **cheap, **changes})


def token_of(role: Role) -> str:
    return f"cd_{role}"


def prepare(url: str) -> None:
    """Bring a database to the latest layout: policy 1, crew C1, and an account with an API token for each role."""
    engine = connect(url)
    upgrade(engine)
    password = Passwords(settings_for(url)).hash(PASSWORD)
    with Store(engine).write() as work:
        policies.put(work, policy(), 0, by="test", now=NOW)
        work.crews.add(DeskCrew(crew(CREW, shifts=()), NOW))
        work.crews.add_shift(CREW, shift())
        for role in Role:
            user = User(f"U-{role}", role.value, role, crew_id=CREW if role is Role.CREW else None)
            accounts.open_account(work, user, password, by="test", now=NOW)
            work.tokens.add_api_token(ApiToken(f"K-{role}", user.id, "test", NOW), digest(token_of(role)))
    engine.dispose()
