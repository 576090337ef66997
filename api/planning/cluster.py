"""The Dask cluster that runs are sent to: one of this process's own, or the one at an address."""

from __future__ import annotations

from typing import Protocol

import dask
from distributed import Client, LocalCluster, Security

from api.planning.task import RunWorker
from api.settings import Settings

CONNECT_SECONDS = 5


class Cluster(Protocol):
    """Where workers are."""

    def connect(self) -> Client:
        """A new connection.

        Raises
        ------
        OSError
            When nobody answers.
        """
        ...

    def close(self) -> None:
        """End what was started here."""
        ...


class OwnWorkers:
    """Workers of this process: they end with it, and those that die are replaced."""

    def __init__(self, settings: Settings) -> None:
        # A worker starts the solver's process, which a daemon may not.
        # The scheduler's own pages would open a port that asks nobody who they are.
        dask.config.set({"distributed.worker.daemon": False, "distributed.scheduler.http.routes": []})
        self._cluster = LocalCluster(
            n_workers=settings.workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address="127.0.0.1:0",
            # Certificates made for this cluster: nobody else on the machine may give it work.
            security=Security.temporary(),
            env=_environment(settings),
            silence_logs=40,
        )

    def connect(self) -> Client:
        """A new connection."""
        client = Client(self._cluster, set_as_default=False)
        client.register_plugin(RunWorker())
        return client

    def close(self) -> None:
        """End the workers; they give back their runs."""
        self._cluster.close()


class WorkersAt:
    """The workers of a scheduler at an address; they are others' to start and end."""

    def __init__(self, address: str) -> None:
        self._address = address

    def connect(self) -> Client:
        """A new connection."""
        return Client(self._address, timeout=CONNECT_SECONDS, set_as_default=False)

    def close(self) -> None:
        """Nothing was started here."""


def cluster_for(settings: Settings) -> Cluster:
    """The cluster that the settings name."""
    return OwnWorkers(settings) if settings.dask_scheduler is None else WorkersAt(settings.dask_scheduler)


def _environment(settings: Settings) -> dict[str, str]:
    """What the workers' own settings are read from."""
    return {
        "CREWDISPATCH_DATABASE_URL": settings.database_url,
        "CREWDISPATCH_RUN_LEASE": f"PT{settings.run_lease.total_seconds()}S",
    }
