"""A worker of a scheduler elsewhere, and its nurse that replaces it when it dies."""

from __future__ import annotations

import asyncio
import signal

import dask
import structlog
from distributed import Nanny

from api.planning.task import RunWorker

log = structlog.get_logger("crewdispatch")


async def work_for(scheduler: str, name: str | None, retry_seconds: float) -> None:
    """Keep a worker at the scheduler until a signal asks to stop."""
    # A worker starts the solver's process, which a daemon may not.
    dask.config.set({"distributed.worker.daemon": False})
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    asked = asyncio.create_task(stopping.wait())
    while not stopping.is_set():
        try:
            async with Nanny(scheduler, nthreads=1, name=name, death_timeout=10, plugins=(RunWorker(),)) as nanny:
                log.info("working", scheduler=scheduler)
                gone = asyncio.create_task(nanny.finished())
                await asyncio.wait((gone, asked), return_when=asyncio.FIRST_COMPLETED)
        except (OSError, RuntimeError, TimeoutError) as error:
            log.warning("no scheduler", scheduler=scheduler, error=str(error))
        await asyncio.wait((asked,), timeout=retry_seconds)
