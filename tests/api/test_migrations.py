"""The migrations make exactly the tables that are declared, go down again, and guard the event log."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from dispatch.store.migrate import downgrade, settings, upgrade
from tests.desk import Desk


def test_the_migrations_make_the_tables_that_are_declared(desk: Desk) -> None:
    with desk.store.engine.begin() as connection:
        command.check(settings(connection))


def test_migrations_go_down_and_up_again(desk: Desk) -> None:
    engine = desk.store.engine
    assert desk.anonymous.get("/ready").json() == {"status": "ready"}
    downgrade(engine)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    assert desk.anonymous.get("/ready").status_code == 503
    upgrade(engine)
    upgrade(engine)
    assert desk.anonymous.get("/ready").status_code == 200


@pytest.mark.parametrize("change", ["UPDATE events SET actor = 'nobody'", "DELETE FROM events"])
def test_the_database_refuses_to_change_the_event_log(desk: Desk, change: str) -> None:
    with desk.store.engine.begin() as connection, pytest.raises(DBAPIError, match="never changed"):
        connection.execute(text(change))
