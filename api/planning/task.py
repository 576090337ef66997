"""What Dask runs: one run by its id, with the settings of the process it runs in."""

from __future__ import annotations

from distributed import WorkerPlugin

from api.observing import log_as_json
from api.outside import travel_of
from api.planning.attempt import work_on
from api.planning.pulse import STOPPING
from api.settings import read_settings
from dispatch.store.engine import connect
from dispatch.store.unit_of_work import Store


def carry_out(run_id: str) -> None:
    """Work on a run; the row says what came of it."""
    settings = read_settings()
    store = Store(connect(settings.database_url))
    try:
        work_on(store, run_id, settings.run_lease, travel=travel_of(settings))
    finally:
        store.engine.dispose()


class RunWorker(WorkerPlugin):  # type: ignore[misc]
    """The manners of a worker: it logs as the service does, and gives its run back when it is asked to end."""

    name = "crewdispatch"

    def setup(self, worker: object) -> None:  # noqa: ARG002 - Dask's signature
        """Log as the service does."""
        log_as_json()

    def teardown(self, worker: object) -> None:  # noqa: ARG002 - Dask's signature
        """Tell the pulse, so that nobody waits for the lease."""
        STOPPING.set()
