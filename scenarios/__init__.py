"""What-if without a database: scenario folders, what-if files, and pages people read.

From a notebook::

    import scenarios

    run = scenarios.run("scenarios/library/what-if/one-more-cable-crew.yaml", folder="out")
    scenarios.compare(run)  # tidy: a row for each variant, seed and figure
    scenarios.summary(run)  # means, and differences with their paired intervals

A script does so under ``if __name__ == "__main__":``, for the processes that share the work import it.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # pandas and the solver take a second or more to import.
    import pandas as pd

    from scenarios.what_if.running import OnStep, Run


def run(
    path: str | PathLike[str],
    folder: str | PathLike[str] | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    on_step: OnStep | None = None,
) -> Run:
    """Run a what-if file: every variant under every seed.

    Parameters
    ----------
    path
        The file, or the folder with a ``what-if.yaml``.
    folder
        Where finished evaluations are kept, and found again by a later run.
    workers
        Processes on this machine; None for one a core.
    cluster
        Address of a Dask scheduler to run on in place of this machine's cores.
    on_step
        Called whenever an evaluation has ended.

    Raises
    ------
    InputErrors
        With every fault of the file and its base.
    """
    from scenarios.what_if.reading import read_what_if
    from scenarios.what_if.running import run_what_if

    kept = None if folder is None else Path(folder)
    return run_what_if(read_what_if(Path(path)), kept, workers=workers, cluster=cluster, on_step=on_step)


def compare(run: Run) -> pd.DataFrame:
    """Every figure of every evaluation, one a row: variant, seed, figure, value."""
    from scenarios.what_if import comparison

    return comparison.compare(run)


def summary(run: Run) -> pd.DataFrame:
    """Each variant's figures, their difference to what it is held against, and its paired interval over the seeds."""
    from scenarios.what_if import comparison

    return comparison.summary(run)
