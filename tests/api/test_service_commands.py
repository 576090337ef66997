"""The commands of the service, and what it tells about itself."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.settings import Settings
from dispatch.desk.today import Today
from dispatch.errors import InputErrors
from dispatch.store import copies
from dispatch.travel import Estimate
from scenarios.files import read_scenario
from tests.databases import client_programs
from tests.desk import FAULT, Desk

ADMIN = ["user", "add", "ling"]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CREWDISPATCH_DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")
    monkeypatch.setenv("CREWDISPATCH_ARGON2_MEMORY_KIB", "64")
    return tmp_path


def test_the_first_admin_is_made_on_an_empty_database(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREWDISPATCH_PASSWORD", "a long pass phrase")
    assert CliRunner().invoke(app, ADMIN).exit_code == 0
    desk = Desk(f"sqlite:///{environment / 'desk.db'}")
    answer = desk.anonymous.post("/token", data={"username": "ling", "password": "a long pass phrase"})
    desk.close()
    assert answer.status_code == 200
    assert stat.S_IMODE((environment / "desk.db").stat().st_mode) == 0o600


def test_a_short_password_is_refused_without_being_said(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREWDISPATCH_PASSWORD", "short!")
    refused = CliRunner().invoke(app, ADMIN).exception
    assert isinstance(refused, InputErrors)
    assert "at least 12" in str(refused)
    assert "short!" not in str(refused)


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'desk.db'}")
    assert settings.key() == settings.key()
    assert stat.S_IMODE((tmp_path / "desk.key").stat().st_mode) == 0o600


def test_a_shared_database_needs_its_key_said() -> None:
    with pytest.raises(OSError, match="CREWDISPATCH_SECRET_KEY"):
        create_app(Settings(database_url="postgresql://nowhere/desk"))


def test_a_backup_brings_everything_back(
    desk: Desk, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = client_programs()
    if programs is not None and "TEST_DATABASE_URL" not in os.environ:
        monkeypatch.setenv("PATH", str(programs), prepend=os.pathsep)
    if database_url.startswith("postgresql") and shutil.which("pg_dump") is None:
        pytest.skip("no pg_dump on the PATH")
    desk.dispatcher.post("/tickets", json=FAULT)
    copies.save(database_url, tmp_path / "backup")
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    desk.dispatcher.post("/tickets", json={**FAULT, "id": "T2"})
    with pytest.raises(FileExistsError):
        copies.save(database_url, tmp_path / "backup")
    desk.store.engine.dispose()
    copies.bring_back(database_url, tmp_path / "backup")
    assert [ticket["id"] for ticket in desk.dispatcher.get("/tickets").json()["items"]] == ["T1"]


def test_what_is_no_backup_changes_nothing(desk: Desk, database_url: str, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("no database", encoding="utf-8")
    with pytest.raises(OSError):
        copies.bring_back(database_url, tmp_path / "backup")
    assert desk.dispatcher.get("/me").status_code == 200


def test_requests_have_an_id_and_are_counted_by_route(desk: Desk) -> None:
    answer = desk.dispatcher.get("/tickets/T9", headers={"X-Request-ID": "abc-1"})
    assert answer.headers["x-request-id"] == "abc-1"
    assert len(desk.dispatcher.get("/me", headers={"X-Request-ID": "no good\tid"}).headers["x-request-id"]) == 32
    figures = desk.anonymous.get("/metrics").text
    assert 'crewdispatch_request_seconds_count{method="GET",route="/tickets/{ticket_id}",status="404"} 1.0' in figures
    assert "T9" not in figures


def test_the_live_day_is_exported_and_read_back_as_the_same_problem(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(database_url)
    desk.dispatcher.post("/tickets", json={**FAULT, "address": "12 Main St", "contact_name": "Wang"})
    monkeypatch.setenv("CREWDISPATCH_DATABASE_URL", database_url)
    monkeypatch.setattr("api.dependencies.utc_now", desk.clock)
    found = CliRunner().invoke(app, ["export", str(tmp_path / "day")])
    assert (found.exit_code, found.stdout) == (0, f"wrote {tmp_path / 'day'}: 1 tickets, 1 crews\n")
    with desk.store.read() as work:
        live = Today.of(work, Estimate(), desk.clock.now).problem
    desk.close()
    read = read_scenario(tmp_path / "day").problem()
    assert read.now == live.now
    assert read.tickets == (replace(live.tickets[0], address=""),)
    assert read.policy == live.policy
    assert [crew.id for crew in read.crews] == [crew.id for crew in live.crews]
    assert not any(word in path.read_text() for path in (tmp_path / "day").iterdir() for word in ("Main St", "Wang"))


@pytest.mark.parametrize("wrong", ["yesterday", "2026-03-02T06:00", "2020-01-01T00:00Z"])
def test_a_day_is_exported_as_of_now_or_later(environment: Path, wrong: str) -> None:
    refused = CliRunner().invoke(app, ["export", str(environment / "day"), "--as-of", wrong])
    assert (refused.exit_code, (environment / "day").exists()) == (2, False)
