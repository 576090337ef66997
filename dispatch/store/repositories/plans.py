"""The versions of the plan, and the stops of those that were published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from dispatch.errors import NotFound
from dispatch.page import Page
from dispatch.plan_version import PlanStatus, PlanVersion
from dispatch.store.tables.plans import PlanRow, PlanStopRow

_LOCK = 4_826_004
"""Any number, always the same: held by whoever adds or publishes a version until the commit."""


class Plans:
    """Plan versions by id and by number, and in pages, the latest first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take_turn(self) -> None:
        """Wait until nobody else adds or publishes a version; what is read from now on stays true to the commit.

        On SQLite every unit of work that writes has waited already.
        """
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        self._session.flush()
        self._session.expire_all()

    def next_number(self) -> int:
        """The number of the version to add next; take the turn first."""
        return (self._session.scalar(select(func.max(PlanRow.number))) or 0) + 1

    def get(self, plan_id: str) -> PlanVersion:
        """One version.

        Raises
        ------
        NotFound
        """
        return _version(self._row(plan_id))

    def by_number(self, number: int) -> PlanVersion:
        """One version, by the number people say.

        Raises
        ------
        NotFound
        """
        row = self._session.scalar(select(PlanRow).where(PlanRow.number == number))
        if row is None:
            raise NotFound("plan", str(number))
        return _version(row)

    def published(self) -> PlanVersion | None:
        """The published version; None before the first."""
        row = self._session.scalar(select(PlanRow).where(PlanRow.status == PlanStatus.PUBLISHED))
        return None if row is None else _version(row)

    def published_id(self) -> str | None:
        """The id of the published version; None before the first."""
        return self._session.scalar(select(PlanRow.id).where(PlanRow.status == PlanStatus.PUBLISHED))

    def was_given(self, crew_id: str, ticket_id: str) -> bool:
        """Whether the ticket is or was on a published list of the crew."""
        query = select(PlanStopRow.plan_id).where(PlanStopRow.crew_id == crew_id, PlanStopRow.ticket_id == ticket_id)
        return self._session.scalar(query.limit(1)) is not None

    def add(self, version: PlanVersion) -> None:
        """Keep a new version."""
        self._session.add(PlanRow(**_columns(version)))
        self._session.flush()

    def save(self, version: PlanVersion) -> None:
        """Keep what has become of a version; where it is published, its stops are laid out for job lists.

        Raises
        ------
        NotFound
        """
        row = self._row(version.id)
        laid_out = row.published_at is not None
        for name, value in _columns(version).items():
            setattr(row, name, value)
        self._session.flush()
        if version.published_at is not None and not laid_out:
            self._session.add_all(_stops(version))
            self._session.flush()

    def page(self, after: tuple[str, ...] | None, limit: int, status: PlanStatus | None = None) -> Page[PlanVersion]:
        """At most `limit` versions, after the key of the page before."""
        query = select(PlanRow).order_by(PlanRow.number.desc()).limit(limit + 1)
        if status is not None:
            query = query.where(PlanRow.status == status)
        if after is not None:
            query = query.where(PlanRow.number < int(after[0]))
        rows = self._session.scalars(query).all()
        versions = tuple(map(_version, rows[:limit]))
        return Page(versions, (str(versions[-1].number),) if len(rows) > limit else None)

    def _row(self, plan_id: str) -> PlanRow:
        row = self._session.get(PlanRow, plan_id)
        if row is None:
            raise NotFound("plan", plan_id)
        return row


def _version(row: PlanRow) -> PlanVersion:
    return PlanVersion(
        id=row.id,
        number=row.number,
        status=row.status,
        plan=row.plan,
        policy=row.policy,
        as_of=row.as_of,
        made_by=row.made_by,
        made_at=row.made_at,
        base_id=row.base_id,
        run_id=row.run_id,
        published_by=row.published_by,
        published_at=row.published_at,
        figures=row.figures,
    )


def _columns(version: PlanVersion) -> dict[str, Any]:
    return {
        "id": version.id,
        "number": version.number,
        "status": version.status,
        "base_id": version.base_id,
        "run_id": version.run_id,
        "policy": version.policy,
        "as_of": version.as_of,
        "made_by": version.made_by,
        "made_at": version.made_at,
        "published_by": version.published_by,
        "published_at": version.published_at,
        "plan": version.plan,
        "figures": dict(version.figures),
    }


def _stops(version: PlanVersion) -> Iterator[PlanStopRow]:
    for route in version.plan.routes:
        for position, stop in enumerate(route.stops, start=1):
            yield PlanStopRow(
                plan_id=version.id,
                crew_id=route.duty.crew_id,
                shift=route.duty.shift,
                position=position,
                ticket_id=stop.visit.ticket_id,
                party=stop.visit.party,
                depart=stop.depart,
                arrival=stop.arrival,
                start=stop.start,
                leave=stop.leave,
            )
