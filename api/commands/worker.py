"""``crewdispatch worker``: carries out plan runs for the services that share its scheduler and database."""

from __future__ import annotations

from typing import Annotated

import typer

RETRY_SECONDS = 2.0
"""Between two tries to reach the scheduler."""


def worker(
    scheduler: Annotated[
        str, typer.Option(envvar="CREWDISPATCH_DASK_SCHEDULER", help="Address of the Dask scheduler.")
    ] = "tcp://127.0.0.1:8786",
    name: Annotated[str | None, typer.Option(help="What the scheduler calls it. Default: its address.")] = None,
) -> None:
    """Carry out plan runs until asked to stop; a run under way is given back then.

    It waits for a scheduler that is not there, or away. The database is read from CREWDISPATCH_DATABASE_URL.
    """
    import asyncio

    from api.observing import log_as_json
    from api.planning.nursery import work_for
    from api.settings import OPEN_SCHEDULER, read_settings

    if not read_settings().may_join(scheduler):
        raise typer.BadParameter(OPEN_SCHEDULER, param_hint="--scheduler")
    log_as_json()
    asyncio.run(work_for(scheduler, name, RETRY_SECONDS))
