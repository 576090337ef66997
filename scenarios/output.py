"""Everything a plan leaves in a folder: plan.json, job lists and the page. Whole, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from scenarios.job_list_file import write_job_lists
from scenarios.outcome import Outcome
from scenarios.page import write_page
from scenarios.plan_file import write_plan


def write_outputs(outcome: Outcome, folder: Path) -> tuple[Path, ...]:
    """Write ``plan.json``, ``job_lists.csv``, ``job_lists/`` and ``plan.html``; other files in `folder` stay.

    All is written beside `folder` first and moved in when it is complete, so that nobody ever finds
    half a plan there. The job lists of an earlier plan go.

    Raises
    ------
    OSError
        When the folder cannot be written; what was in it is still there.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _beside(folder) as fresh:
        write_plan(outcome, fresh / "plan.json")
        write_job_lists(outcome, fresh)
        write_page(outcome, fresh / "plan.html")
        names = sorted(path.name for path in fresh.iterdir())
        folder.mkdir(exist_ok=True)
        stale = folder / "job_lists"
        if stale.exists():
            stale.rename(fresh / "job_lists.stale")
        for name in names:
            (fresh / name).replace(folder / name)
    return tuple(folder / name for name in names)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    # In the same parent, so in the same file system, where a move is one step.
    fresh = folder.parent / f".{folder.name}.{uuid4().hex[:8]}"
    fresh.mkdir()
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh)
