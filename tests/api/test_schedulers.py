"""A Dask scheduler runs whatever it is sent: one that strangers may reach is not taken."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from api.cli import app
from tests.desk import settings_for

NEVER = "sqlite:///never-opened.db"


@pytest.mark.parametrize("address", ["tls://planner:8786", "tcp://127.0.0.1:8786", "tcp://localhost:8786"])
def test_certificates_or_this_machine_keep_strangers_away(address: str) -> None:
    assert settings_for(NEVER, dask_scheduler=address).dask_scheduler == address


def test_an_open_scheduler_is_taken_only_when_the_network_is_trusted() -> None:
    with pytest.raises(ValidationError, match="Use tls://"):
        settings_for(NEVER, dask_scheduler="tcp://planner:8786")
    assert settings_for(NEVER, dask_scheduler="tcp://planner:8786", dask_trusts_network=True)


def test_a_worker_does_not_join_an_open_scheduler() -> None:
    result = CliRunner().invoke(app, ["worker", "--scheduler", "tcp://planner:8786"], env={"COLUMNS": "400"})
    assert result.exit_code == 2
    assert "CREWDISPATCH_DASK_TRUSTS_NETWORK" in result.output
