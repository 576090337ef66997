"""The runs of the planner."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import literal, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dispatch.errors import NotFound
from dispatch.page import Page
from dispatch.plan_run import PlanRun, RunState, fingerprint
from dispatch.store.columns import UtcDateTime, to_json
from dispatch.store.tables.plans import PlanRow
from dispatch.store.tables.runs import PlanRunRow

OPEN = (RunState.WAITING, RunState.SOLVING)


class PlanRuns:
    """Plan runs by id, and in pages, the latest request first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, run_id: str) -> PlanRun:
        """One run.

        Raises
        ------
        NotFound
        """
        row = self._session.get(PlanRunRow, run_id)
        if row is None:
            raise NotFound("plan run", run_id)
        return self._run(row)

    def hold(self, run_id: str) -> PlanRun:
        """One run, which nobody else changes until the commit.

        Raises
        ------
        NotFound
        """
        query = select(PlanRunRow).where(PlanRunRow.id == run_id).with_for_update()
        row = self._session.scalar(query.execution_options(populate_existing=True))
        if row is None:
            raise NotFound("plan run", run_id)
        return self._run(row)

    def hold_equal(self, run: PlanRun) -> PlanRun | None:
        """The run not over that asks for the same as this one, if any; nobody else changes it until the commit."""
        query = select(PlanRunRow).where(PlanRunRow.fingerprint == _fingerprint(run), PlanRunRow.state.in_(OPEN))
        row = self._session.scalar(query.with_for_update().execution_options(populate_existing=True))
        return None if row is None else self._run(row)

    def add(self, run: PlanRun) -> bool:
        """Keep a new run; False when another one that asks for the same has come first."""
        try:
            with self._session.begin_nested():
                self._session.add(PlanRunRow(**_columns(run)))
        except IntegrityError:
            return False
        return True

    def save(self, run: PlanRun) -> None:
        """Keep what has become of a run.

        Raises
        ------
        NotFound
        """
        row = self._session.get(PlanRunRow, run.id)
        if row is None:
            raise NotFound("plan run", run.id)
        for name, value in _columns(run).items():
            setattr(row, name, value)
        self._session.flush()

    def free(self, now: datetime, lease: timedelta) -> tuple[PlanRun, ...]:
        """The runs a worker may take up, in order of request."""
        query = select(PlanRunRow).where(PlanRunRow.state.in_(OPEN)).order_by(PlanRunRow.requested_at, PlanRunRow.id)
        return tuple(run for row in self._session.scalars(query) if (run := self._run(row)).is_free(now, lease))

    def latest_of(self, requested_by: str) -> PlanRun | None:
        """The run that this actor asked for last, if any."""
        query = select(PlanRunRow).where(PlanRunRow.requested_by == requested_by)
        row = self._session.scalar(query.order_by(PlanRunRow.requested_at.desc(), PlanRunRow.id.desc()).limit(1))
        return None if row is None else self._run(row)

    def page(self, after: tuple[str, ...] | None, limit: int, states: list[RunState]) -> Page[PlanRun]:
        """At most `limit` runs, after the key of the page before."""
        query = select(PlanRunRow).order_by(PlanRunRow.requested_at.desc(), PlanRunRow.id.desc()).limit(limit + 1)
        if states:
            query = query.where(PlanRunRow.state.in_(states))
        if after is not None:
            key: Any = tuple_(PlanRunRow.requested_at, PlanRunRow.id)
            asked, run_id = after
            query = query.where(key < tuple_(literal(datetime.fromisoformat(asked), UtcDateTime), literal(run_id)))
        rows = self._session.scalars(query).all()
        runs = tuple(map(self._run, rows[:limit]))
        return Page(runs, (runs[-1].requested_at.isoformat(), runs[-1].id) if len(rows) > limit else None)

    def _run(self, row: PlanRunRow) -> PlanRun:
        known = {name: getattr(row, name) for name in _SAME}
        plan_id = None
        if row.state is RunState.READY:
            plan_id = self._session.scalar(select(PlanRow.id).where(PlanRow.run_id == row.id))
        return PlanRun(**known, plan_id=plan_id)


_SAME = tuple(own.name for own in fields(PlanRun) if own.name != "plan_id")
"""The columns are called as the fields; which plan a run made, the plan says."""


def _columns(run: PlanRun) -> dict[str, Any]:
    return {name: getattr(run, name) for name in _SAME} | {"fingerprint": _fingerprint(run)}


def _fingerprint(run: PlanRun) -> str:
    return fingerprint(to_json(run.scope), to_json(run.settings), run.base_id)
