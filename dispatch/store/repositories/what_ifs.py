"""The what-ifs that planners sent in."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import literal, select, tuple_
from sqlalchemy.orm import Session

from dispatch.errors import NotFound
from dispatch.page import Page
from dispatch.store.columns import UtcDateTime
from dispatch.store.tables.what_ifs import WhatIfRow
from dispatch.what_if_run import ReportFormat, Reports, WhatIfRun, WhatIfState

OPEN = (WhatIfState.WAITING, WhatIfState.RUNNING)


class WhatIfs:
    """What-ifs by id, and in pages, the latest request first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, run_id: str) -> WhatIfRun:
        """One run.

        Raises
        ------
        NotFound
        """
        return _run(self._row(run_id))

    def hold(self, run_id: str) -> WhatIfRun:
        """One run, which nobody else changes until the commit.

        Raises
        ------
        NotFound
        """
        return _run(self._row(run_id, with_for_update=True, populate_existing=True))

    def add(self, run: WhatIfRun, file: str, day: bytes | None = None) -> None:
        """Keep a new run, the YAML it runs, and the saved day that is asked of."""
        self._session.add(WhatIfRow(**asdict(run), file=file, day=day))
        self._session.flush()

    def save(self, run: WhatIfRun) -> None:
        """Keep what has become of a run.

        Raises
        ------
        NotFound
        """
        row = self._row(run.id)
        for name, value in asdict(run).items():
            setattr(row, name, value)
        self._session.flush()

    def delete(self, run_id: str) -> None:
        """Forget a run.

        Raises
        ------
        NotFound
        """
        self._session.delete(self._row(run_id))
        self._session.flush()

    def file(self, run_id: str) -> str:
        """The YAML as it was sent.

        Raises
        ------
        NotFound
        """
        return self._row(run_id).file

    def day(self, run_id: str) -> bytes | None:
        """The files of the saved day it is asked of, as an archive; None for a shipped one.

        Raises
        ------
        NotFound
        """
        return self._row(run_id).day

    def report(self, run_id: str, wanted: ReportFormat) -> str | None:
        """The report in one format; None before the run is ready.

        Raises
        ------
        NotFound
        """
        report: str | None = getattr(self._row(run_id), wanted.value)
        return report

    def keep_reports(self, run_id: str, reports: Reports) -> None:
        """Keep what came of a run.

        Raises
        ------
        NotFound
        """
        row = self._row(run_id)
        for wanted, text in reports.items():
            setattr(row, wanted.value, text)

    def free(self, now: datetime, lease: timedelta) -> tuple[WhatIfRun, ...]:
        """Those that may be taken up, in order of request."""
        query = select(WhatIfRow).where(WhatIfRow.state.in_(OPEN)).order_by(WhatIfRow.requested_at, WhatIfRow.id)
        return tuple(run for row in self._session.scalars(query) if (run := _run(row)).is_free(now, lease))

    def page(self, after: tuple[str, ...] | None, limit: int) -> Page[WhatIfRun]:
        """At most `limit` runs, after the key of the page before."""
        query = select(WhatIfRow).order_by(WhatIfRow.requested_at.desc(), WhatIfRow.id.desc()).limit(limit + 1)
        if after is not None:
            key: Any = tuple_(WhatIfRow.requested_at, WhatIfRow.id)
            asked, run_id = after
            query = query.where(key < tuple_(literal(datetime.fromisoformat(asked), UtcDateTime), literal(run_id)))
        rows = self._session.scalars(query).all()
        runs = tuple(map(_run, rows[:limit]))
        return Page(runs, (runs[-1].requested_at.isoformat(), runs[-1].id) if len(rows) > limit else None)

    def _row(self, run_id: str, **options: Any) -> WhatIfRow:
        row = self._session.get(WhatIfRow, run_id, **options)
        if row is None:
            raise NotFound("what-if", run_id)
        return row


def _run(row: WhatIfRow) -> WhatIfRun:
    return WhatIfRun(**{own.name: getattr(row, own.name) for own in fields(WhatIfRun)})
